// SPDX-License-Identifier: Apache-2.0
// What is to be drawn, as places and labels: worked out here without a browser, put on the screen by chart.js.
import { answerText, isoAnswers, parsePercent, percentText, sizeAxis } from "./iso.js";
import { approximate, measuresOf, shownFraction, shownNumber } from "./measures.js";
import { nameScale, numberScale } from "./scales.js";
import { chosenPoints, chosenValues } from "./state.js";
import { axisNamed, keyOf } from "./sweep.js";

/**
 * A picture: { x: { label, scale }, y: { label, scale }, lines: [Line], note }
 * Line: { label, colour, dash, twin, spots }, colour and dash small numbers, twin the label of a line that lies at the
 * same places, or null. Spot: { x, y, point, text, detail, where }, with places x and y, the sweep's point that it
 * stands for, what its y is in words, and its values on the axes.
 */
export function curvesPicture(state, sweep, measure) {
  const roles = state.roles.curves;
  const axis = axisNamed(sweep, roles.x);
  const points = chosenPoints(state, sweep);
  const known = points.map((point) => ({ point, fraction: measure.of(point) })).filter(({ fraction }) => fraction);
  const x = xScale(axis, state.xs);
  const scale = numberScale(
    state.ys,
    known.map(({ fraction }) => approximate(fraction)),
  );
  const spots = known.map(({ point, fraction }) => ({
    x: x.at(point),
    y: scale.place(approximate(fraction)),
    point,
    text: `${measure.label}: ${shownNumber(measure, fraction)}`,
    detail: shownFraction(measure, fraction),
    where: whereOf(sweep.axes, point),
  }));
  const lacking = points.length - known.length;
  return {
    x: { label: axis.name, scale: x.scale },
    y: { label: measure.label, scale },
    lines: linesOf(state, sweep, [axis], spots),
    note: lacking ? `${lacking} of the ${points.length} chosen points have no ${measure.label}.` : "",
  };
}

const whereOf = (axes, point) => axes.map((axis) => `${axis.name} ${point.cells[axis.column]}`);

function xScale(axis, kind) {
  if (!axis.numeric) {
    const scale = nameScale(axis.values);
    return { scale, at: (point) => scale.place(point.cells[axis.column]) };
  }
  const values = axis.values.map(Number);
  const scale = numberScale(kind, values, values);
  return { scale, at: (point) => scale.place(Number(point.cells[axis.column])) };
}

/**
 * A line for each combination of values on the axes other than `without`: one colour for each value of the lines' axis,
 * one dash for each combination of the rest.
 */
function linesOf(state, sweep, without, spots) {
  const colourAxis = axisNamed(sweep, state.roles[state.view].lines);
  const others = sweep.axes.filter((axis) => !without.includes(axis));
  const rest = others.filter((axis) => axis !== colourAxis);
  const named = others.filter((axis) => axis === colourAxis || chosenValues(state, axis).size > 1);
  const lines = new Map();
  const dashes = new Map();
  for (const spot of spots) {
    const cells = spot.point.cells;
    const key = keyOf(spot.point, others);
    const restKey = keyOf(spot.point, rest);
    if (!dashes.has(restKey)) dashes.set(restKey, dashes.size);
    if (!lines.has(key))
      lines.set(key, {
        label: named.map((axis) => `${axis.name} ${cells[axis.column]}`).join(", ") || "all points",
        colour: colourAxis ? colourAxis.values.indexOf(cells[colourAxis.column]) : 0,
        dash: dashes.get(restKey),
        spots: [],
      });
    lines.get(key).spots.push(spot);
  }
  const list = [...lines.values()].sort((a, b) => a.colour - b.colour || a.dash - b.dash);
  for (const line of list) line.spots.sort((a, b) => a.x - b.x);
  nameTwins(list);
  return list;
}

/** A line that lies under another is not seen: say so. */
function nameTwins(lines) {
  const seen = new Map();
  for (const line of lines) {
    const course = line.spots.map(({ x, y }) => `${x},${y}`).join(" ");
    line.twin = seen.get(course) ?? null;
    if (!line.twin) seen.set(course, line.label);
  }
}

/** The same for the sizes needed, and `sentences`: [{ text, point }], one for each spot. */
export function isoPicture(state, sweep) {
  const percent = parsePercent(state.percent);
  const sizes = sizeAxis(sweep);
  const axis = axisNamed(sweep, state.roles.iso.x);
  const x = xScale(axis, state.xs === "log2" && axis.name !== "depth" ? "log2" : "linear");
  const slowdown = measuresOf(sweep, state.base).find((measure) => measure.id === "slowdown");
  const answers = percent ? isoAnswers(sweep, chosenPoints(state, sweep), percent, slowdown.of) : [];
  const tried = sizes.values.filter((size) => chosenValues(state, sizes).has(size)).map(Number);
  const scale = sizeScale(tried);
  const spots = answers
    .filter(({ least }) => least)
    .map((one) => ({
      x: x.at(one.sample),
      y: one.entries === null ? scale.beyond : scale.place(Number(one.entries)),
      point: one.point ?? one.least.point,
      text: `${answerText(one)} for at most ${state.percent} %`,
      detail: one.entries === null ? "" : `slowdown ${percentText(one.slowdown)}`,
      where: whereOf(
        sweep.axes.filter((other) => other !== sizes),
        one.sample,
      ),
      answer: one,
    }));
  const lines = linesOf(state, sweep, [axis, sizes], spots);
  const lacking = answers.length - spots.length;
  return {
    x: { label: axis.name, scale: x.scale },
    y: { label: `entries needed for at most ${state.percent} % slowdown`, scale },
    lines,
    sentences: lines.flatMap((line) => line.spots.map((spot) => sentence(axis, line, spot, state.percent))),
    note: !percent
      ? `'${state.percent}' is no number of per cent`
      : lacking
        ? `${lacking} of the curves' points have no slowdown.`
        : "",
  };
}

function sentence(axis, line, { point, answer, x }, percent) {
  const where = `At ${axis.name} ${point.cells[axis.column]}`;
  const which = line.label === "all points" ? "" : `, ${line.label}`;
  return {
    text: `${where}${which}, ${percent} %: ${answerText(answer)}`,
    point,
    line,
    x,
    enough: answer.point !== null,
  };
}

/** Sizes by powers of two; one step above the largest stands for what is more. */
function sizeScale(sizes) {
  const scale = numberScale("log2", sizes, sizes);
  const largest = Math.max(...sizes);
  const beyond = scale.place(largest) + 1;
  const marks = (low, high) => [
    ...scale.marks(low, Math.min(high, beyond - 0.5)),
    ...(high >= beyond && low <= beyond ? [{ place: beyond, label: `> ${largest}` }] : []),
  ];
  return { ...scale, marks, beyond };
}
