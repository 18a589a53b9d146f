// SPDX-License-Identifier: Apache-2.0
// A picture as uPlot wants it.
import { computedColour, lineStyle } from "./dom.js";

/** { data, series }: places along x, shared by all lines, and each line's places there. */
export function seriesOf(picture) {
  const places = [...new Set(picture.lines.flatMap((line) => line.spots.map((spot) => spot.x)))].sort((a, b) => a - b);
  const row = new Map(places.map((place, index) => [place, index]));
  const columns = picture.lines.map((line) => {
    const column = new Array(places.length).fill(null);
    for (const spot of line.spots) column[row.get(spot.x)] = spot.y;
    return column;
  });
  return { data: [places, ...columns], series: [{}, ...picture.lines.map(oneSeries)] };
}

function oneSeries(line) {
  const style = lineStyle(line);
  const stroke = () => computedColour(style.colour);
  return {
    label: line.label,
    stroke,
    width: 2,
    dash: style.dash,
    spanGaps: true,
    points: { show: true, size: 6, fill: stroke },
  };
}

/** size: pixels for the marks' labels. */
export function plotAxis({ label, scale }, size) {
  let marks = [];
  return {
    label,
    size,
    labelSize: 22,
    gap: 4,
    font: "12px system-ui, sans-serif",
    labelFont: "13px system-ui, sans-serif",
    stroke: () => computedColour("--ink"),
    grid: { stroke: () => computedColour("--rule"), width: 1 },
    ticks: { stroke: () => computedColour("--rule"), width: 1 },
    splits: (plot, index, low, high) => {
      marks = scale.marks(low, high);
      return marks.map(({ place }) => place);
    },
    values: () => marks.map((mark) => mark.label),
  };
}

/** A little room at both ends, so that no point lies on the frame. */
export function paddedRange(plot, low, high) {
  if (low === null || high === null) return [0, 1];
  const room = high > low ? (high - low) * 0.05 : 0.5;
  return [low - room, high + room];
}
