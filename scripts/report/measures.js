// SPDX-License-Identifier: Apache-2.0
// What can be drawn of a point: its counters, and ratios of them. Counts are exact: BigInt.
import { axisNamed, isByLevel, keyOf } from "./sweep.js";

/**
 * [{ id, label, ratio, of }]: `of(point)` is { above, below }, a fraction of two BigInts with below > 0, or null where
 * the point has no such number; below is 1 unless `ratio`. base: the depth that slowdown is measured against.
 */
export function measuresOf(sweep, base) {
  const perReference = [
    ["associator_misses", "misses per reference"],
    ["map_reads", "map reads per reference"],
    ["cycles", "cycles per reference"],
  ];
  const list = perReference
    .filter(([counter]) => sweep.columns.includes(counter))
    .map(([counter, label]) => ratioMeasure(sweep, counter, label));
  if (base !== null) list.push(slowdownMeasure(sweep, base));
  for (const name of sweep.columns.slice(sweep.axes.length)) {
    if (name === "real_digest") continue;
    if (isByLevel(name)) list.push(...levelMeasures(sweep, name));
    else list.push(counterMeasure(sweep, name));
  }
  return list;
}

function ratioMeasure(sweep, counter, label) {
  const above = sweep.columns.indexOf(counter);
  const below = sweep.columns.indexOf("references");
  const of = ({ cells }) =>
    BigInt(cells[below]) ? { above: BigInt(cells[above]), below: BigInt(cells[below]) } : null;
  return { id: `${counter}/references`, label, ratio: true, of };
}

function counterMeasure(sweep, name) {
  const column = sweep.columns.indexOf(name);
  return { id: name, label: name, ratio: false, of: ({ cells }) => ({ above: BigInt(cells[column]), below: 1n }) };
}

function levelMeasures(sweep, name) {
  const column = sweep.columns.indexOf(name);
  const levels = sweep.points.reduce((most, { cells }) => Math.max(most, cells[column].split("/").length), 0);
  return Array.from({ length: levels }, (_, level) => ({
    id: `${name}/${level}`,
    label: `${name}, level ${level}`,
    ratio: false,
    of: ({ cells }) => {
      const count = cells[column].split("/")[level];
      return count === undefined ? null : { above: BigInt(count), below: 1n };
    },
  }));
}

/** The depths of the sweep that slowdown can be measured against, smallest first; none without an axis of depths. */
export function baseDepths(sweep) {
  const depth = axisNamed(sweep, "depth");
  return depth?.numeric ? depth.values : [];
}

export const baseName = (base) => (base === "0" ? "the real machine (depth 0)" : `depth ${base}`);

/** Cycles over the cycles of the same point at the depth `base`; null if the sweep lacks that point. */
function slowdownMeasure(sweep, base) {
  const cycles = sweep.columns.indexOf("cycles");
  const depth = axisNamed(sweep, "depth");
  const others = sweep.axes.filter((axis) => axis !== depth);
  const baseCycles = new Map();
  for (const point of sweep.points)
    if (point.cells[depth.column] === base) baseCycles.set(keyOf(point, others), BigInt(point.cells[cycles]));
  const of = (point) => {
    const below = baseCycles.get(keyOf(point, others));
    return below ? { above: BigInt(point.cells[cycles]), below } : null;
  };
  return { id: "slowdown", label: `slowdown against ${baseName(base)}`, ratio: true, of };
}

/** The nearest JavaScript number, for drawing. */
export const approximate = ({ above, below }) => Number(above) / Number(below);

const grouped = (count) => count.toLocaleString("en-US");

/** What a reader sees: counts exactly, ratios to six digits. */
export function shownNumber(measure, fraction) {
  if (!fraction) return "none";
  return measure.ratio ? String(Number(approximate(fraction).toPrecision(6))) : grouped(fraction.above);
}

/** A ratio's two counts, "" for others. */
export const shownFraction = (measure, fraction) =>
  measure.ratio && fraction ? `${grouped(fraction.above)} / ${grouped(fraction.below)}` : "";

/** Of a column that is no axis: a count grouped by thousands; a digest and counts by level as they are. */
export const shownCell = (column, cell) =>
  column === "real_digest" || isByLevel(column) ? cell : grouped(BigInt(cell));
