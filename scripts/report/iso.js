// SPDX-License-Identifier: Apache-2.0
// How many entries does it take for at most so much slowdown? From the points of the sweep alone, exactly.
import { approximate } from "./measures.js";
import { axisNamed, keyOf } from "./sweep.js";

export const SIZE = "associator.entries";

/** The axis of sizes if the question can be asked of this sweep, else null. */
export function sizeAxis(sweep) {
  const sizes = axisNamed(sweep, SIZE);
  return sizes?.numeric ? sizes : null;
}

/** "2.5" as a fraction of BigInts, { above: 25n, below: 10n }; null if it is no number of per cent. */
export function parsePercent(text) {
  const parts = /^(\d{1,9})(?:\.(\d{0,9}))?$/.exec(text.trim());
  if (!parts) return null;
  const decimals = parts[2] ?? "";
  return { above: BigInt(parts[1] + decimals), below: 10n ** BigInt(decimals.length) };
}

/** slowdown <= 1 + percent/100, without rounding. */
const within = (slowdown, percent) =>
  slowdown.above * 100n * percent.below <= slowdown.below * (100n * percent.below + percent.above);

/**
 * One answer for each combination of values on the other axes, in the points' order:
 * { sample, point, entries, slowdown, exceptions, largest, least }. `sample` is one of the points compared; `point` is
 * the one with the fewest entries that is within, null if none is; `entries` and `slowdown` are its; `exceptions` are
 * larger sizes that are not within, as where a larger associator misses more; `largest` is the largest size tried, and
 * `least` the least slowdown seen with its point ({ slowdown, point }), null if no point has a slowdown.
 */
export function isoAnswers(sweep, points, percent, slowdownOf) {
  const sizes = sizeAxis(sweep);
  const others = sweep.axes.filter((axis) => axis !== sizes);
  const groups = new Map();
  for (const point of points) {
    const key = keyOf(point, others);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(point);
  }
  return [...groups.values()].map((group) => answer(group, sizes, percent, slowdownOf));
}

function answer(group, sizes, percent, slowdownOf) {
  const size = (point) => BigInt(point.cells[sizes.column]);
  const tried = group
    .map((point) => ({ point, slowdown: slowdownOf(point) }))
    .filter(({ slowdown }) => slowdown)
    .sort((a, b) => (size(a.point) < size(b.point) ? -1 : 1));
  const found = tried.findIndex(({ slowdown }) => within(slowdown, percent));
  const least = tried.reduce(
    (best, one) => (!best || approximate(one.slowdown) < approximate(best.slowdown) ? one : best),
    null,
  );
  const common = { sample: group[0], least, largest: tried.length ? tried.at(-1).point.cells[sizes.column] : null };
  if (found < 0) return { ...common, point: null, entries: null, slowdown: null, exceptions: [] };
  const { point, slowdown } = tried[found];
  const exceptions = tried.slice(found).filter((one) => !within(one.slowdown, percent));
  return {
    ...common,
    point,
    slowdown,
    entries: point.cells[sizes.column],
    exceptions: exceptions.map((one) => one.point.cells[sizes.column]),
  };
}

/** "128 entries", "128 entries (but not with 256)", "more than 1024 entries (the least slowdown seen is 9.1 %)". */
export function answerText({ entries, exceptions, largest, least }) {
  if (!least) return "unknown: the sweep lacks the points to measure it against";
  if (entries === null)
    return `more than ${largest} entries (the least slowdown seen is ${percentText(least.slowdown)})`;
  const but = exceptions.length ? ` (but not with ${exceptions.join(", ")})` : "";
  return `${entries} ${entries === "1" ? "entry" : "entries"}${but}`;
}

export const percentText = (slowdown) => `${Number(((approximate(slowdown) - 1) * 100).toPrecision(6))} %`;
