// SPDX-License-Identifier: Apache-2.0
// What the reader has chosen, and the same as the part of the address behind #, so that a view can be passed on.
import { baseDepths, measuresOf } from "./measures.js";
import { sizeAxis } from "./iso.js";
import { KINDS } from "./scales.js";
import { axisNamed } from "./sweep.js";

export const VIEWS = ["curves", "iso"];

/**
 * { view, y, xs, ys, percent, base, pin, sort, down, roles: { curves: { x, lines }, iso: { x, lines } }, filters }
 * xs, ys: kinds of scale; pin: id of a point or null; base: a depth or null; lines: name of an axis, or "" for none;
 * filters: Map of an axis' name to the Set of its chosen values, only of axes where the reader has chosen.
 */
export function firstState(sweep) {
  const [base = null] = baseDepths(sweep);
  const several = sweep.axes.filter((axis) => axis.values.length > 1);
  const candidates = several.length ? several : sweep.axes;
  const pick = (wanted, not) =>
    (candidates.find((axis) => axis.name === wanted) ?? candidates.find((axis) => !not.includes(axis.name)))?.name ??
    "";
  const x = pick(sizeAxis(sweep)?.name, []);
  const isoX = pick("depth", [sizeAxis(sweep)?.name]);
  return {
    view: "curves",
    y: measuresOf(sweep, base)[0].id,
    xs: axisNamed(sweep, x).numeric && x !== "depth" ? "log2" : "linear",
    ys: "log10",
    percent: "5",
    base,
    pin: null,
    sort: null,
    down: false,
    roles: {
      curves: { x, lines: x === "depth" ? pick("", [x]) : pick("depth", [x]) },
      iso: { x: isoX, lines: pick("", [isoX, sizeAxis(sweep)?.name]) },
    },
    filters: new Map(),
  };
}

/** The values of an axis that are shown; of one without a part in the picture its first, unless chosen otherwise. */
export function chosenValues(state, axis) {
  const chosen = state.filters.get(axis.name);
  if (chosen) return chosen;
  const { x, lines } = state.roles[state.view];
  const all = [x, lines].includes(axis.name) || (state.view === "iso" && axis.name === "associator.entries");
  return new Set(all ? axis.values : axis.values.slice(0, 1));
}

export function chosenPoints(state, sweep) {
  const chosen = sweep.axes.map((axis) => ({ column: axis.column, values: chosenValues(state, axis) }));
  return sweep.points.filter(({ cells }) => chosen.every(({ column, values }) => values.has(cells[column])));
}

export function toHash(state, sweep) {
  const { x, lines } = state.roles[state.view];
  const words = new URLSearchParams({ view: state.view, x, lines, xs: state.xs, ys: state.ys, y: state.y });
  if (state.view === "iso") words.set("percent", state.percent);
  if (state.base !== null) words.set("base", state.base);
  for (const axis of sweep.axes)
    if (state.filters.has(axis.name))
      words.set("only." + axis.name, axis.values.filter((value) => state.filters.get(axis.name).has(value)).join(","));
  if (state.pin !== null) words.set("pin", String(state.pin));
  if (state.sort) words.set("sort", (state.down ? "-" : "") + state.sort);
  return "#" + words.toString();
}

/** What makes no sense for this sweep is left as at first: a hash may come from another page. */
export function fromHash(hash, sweep) {
  const state = firstState(sweep);
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const take = (name, fits, put) => words.has(name) && fits(words.get(name)) && put(words.get(name));
  const isAxis = (name) => axisNamed(sweep, name) !== null;
  take(
    "view",
    (view) => view === "curves" || (view === "iso" && canAskForSizes(sweep)),
    (view) => (state.view = view),
  );
  const roles = state.roles[state.view];
  const isX = (name) => isAxis(name) && !(state.view === "iso" && name === sizeAxis(sweep).name);
  take("x", isX, (x) => (roles.x = x));
  take(
    "lines",
    (name) => name === "" || isX(name),
    (lines) => (roles.lines = lines),
  );
  if (roles.lines === roles.x) roles.lines = "";
  take(
    "xs",
    (kind) => KINDS.includes(kind),
    (kind) => (state.xs = kind),
  );
  take(
    "ys",
    (kind) => KINDS.includes(kind),
    (kind) => (state.ys = kind),
  );
  take(
    "base",
    (base) => baseDepths(sweep).includes(base),
    (base) => (state.base = base),
  );
  take(
    "y",
    (id) => measuresOf(sweep, state.base).some((one) => one.id === id),
    (id) => (state.y = id),
  );
  take(
    "percent",
    () => true,
    (percent) => (state.percent = percent),
  );
  take(
    "pin",
    (id) => /^\d+$/.test(id) && Number(id) < sweep.points.length,
    (id) => (state.pin = Number(id)),
  );
  take(
    "sort",
    () => true,
    (name) => ((state.sort = name.replace(/^-/, "")), (state.down = name.startsWith("-"))),
  );
  for (const axis of sweep.axes)
    take(
      "only." + axis.name,
      () => true,
      (text) => {
        const wanted = text.split(",");
        state.filters.set(axis.name, new Set(axis.values.filter((value) => wanted.includes(value))));
      },
    );
  return state;
}

/** Whether there are depths to measure slowdown between, and sizes to choose from. */
export const canAskForSizes = (sweep) => sizeAxis(sweep) !== null && baseDepths(sweep).length > 0;
