// SPDX-License-Identifier: Apache-2.0
// From values to places along an axis, and the marks on it. uPlot sees places only: so a size of 0 keeps a place on a
// logarithmic axis, and names have one on any.

export const KINDS = ["linear", "log2", "log10"];
const MOST_MARKS = 14;

/**
 * A scale: { kind, place(value), marks(low, high) }; values are numbers, places too; marks are [{ place, label }] with
 * places from low to high. On logarithmic scales 0, and what is less, stands one step below the smallest positive value of `values`.
 */
export function numberScale(kind, values, preferred = null) {
  const log = { log2: Math.log2, log10: Math.log10 }[kind];
  if (!log) return { kind, place: (value) => value, marks: (low, high) => linearMarks(low, high, preferred) };
  const smallest = values.reduce((least, value) => (value > 0 ? Math.min(least, value) : least), Infinity);
  const zero = Number.isFinite(smallest) ? Math.floor(log(smallest)) - 1 : -1;
  const place = (value) => (value > 0 ? log(value) : zero);
  const hasZero = values.some((value) => value <= 0);
  const zeroMark = hasZero ? { place: zero, label: values.some((value) => value < 0) ? "≤ 0" : "0" } : null;
  return { kind, place, marks: (low, high) => logMarks(kind, low, high, zeroMark, preferred, place) };
}

/** Names in this order, one step apart. */
export function nameScale(names) {
  const places = new Map(names.map((name, index) => [name, index]));
  const all = names.map((label, place) => ({ place, label }));
  const marks = (low, high) => thinned(all.filter(({ place }) => place >= low && place <= high));
  return { kind: "names", place: (name) => places.get(name), marks };
}

const thinned = (marks) => {
  const step = Math.ceil(marks.length / MOST_MARKS);
  return marks.filter((_, index) => index % step === 0);
};

/** At the values themselves where they are few: an axis of a sweep has marks where it has points. */
function preferredMarks(preferred, low, high, place) {
  if (!preferred) return null;
  const inside = preferred
    .map((value) => ({ place: place(value), label: markLabel(value) }))
    .filter((mark) => mark.place >= low && mark.place <= high);
  return inside.length >= 2 && inside.length <= MOST_MARKS ? inside : null;
}

function linearMarks(low, high, preferred) {
  const own = preferredMarks(preferred, low, high, (value) => value);
  if (own) return own;
  const rough = (high - low) / 6 || 1;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * decade).find((one) => one >= rough);
  const marks = [];
  for (let i = Math.ceil(low / step); i * step <= high && marks.length < 50; ++i) {
    const value = Number((i * step).toPrecision(12));
    marks.push({ place: value, label: markLabel(value) });
  }
  return marks;
}

function logMarks(kind, low, high, zero, preferred, place) {
  const own = preferredMarks(preferred, low, high, place);
  if (own) return own;
  const base = kind === "log2" ? 2 : 10;
  const first = zero === null ? -Infinity : zero.place + 0.5;
  const powers = powerMarks(base, [1], low, high, first);
  const finer = base === 10 && powers.length < 4 ? powerMarks(base, [1, 2, 5], low, high, first) : powers;
  const shown = thinned(finer.length < 3 ? shortMarks(base, low, high, first) : finer);
  return zero !== null && zero.place >= low ? [zero, ...shown] : shown;
}

/** At the powers of the base, times these factors. */
function powerMarks(base, factors, low, high, first) {
  const marks = [];
  for (let power = Math.floor(low); power <= high; ++power)
    for (const factor of factors) {
      const place = power + Math.log(factor) / Math.log(base);
      const label = markLabel(factor * base ** power);
      if (place >= low && place <= high && place > first) marks.push({ place, label });
    }
  return marks;
}

/** Of a range too short for these: as on a linear scale. */
function shortMarks(base, low, high, first) {
  const marks = linearMarks(base ** Math.max(low, first), base ** high, null);
  const log = base === 2 ? Math.log2 : Math.log10;
  return marks.filter(({ place }) => place > 0).map(({ place, label }) => ({ place: log(place), label }));
}

const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 2 });

function markLabel(value) {
  if (value === 0) return "0";
  if (Math.abs(value) >= 100000) return compact.format(value);
  if (Math.abs(value) < 0.001) return value.toExponential().replace(/(\.\d\d)\d*e/, "$1e");
  return String(Number(value.toPrecision(6)));
}
