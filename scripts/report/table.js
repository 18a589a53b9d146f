// SPDX-License-Identifier: Apache-2.0
// The chosen points as rows.
import { byId, element } from "./dom.js";
import { approximate, shownCell, shownNumber } from "./measures.js";

const MOST_ROWS = 500;

/**
 * measure: what is drawn; a ratio has a column of its own. sort: name of a column or null, down: largest first;
 * pinned: id of a point or null. change(sort, down) and pin(point) when the reader clicks.
 */
export function showTable(sweep, points, measure, { sort, down, pinned, change, pin }) {
  const columns = columnsOf(sweep, measure);
  const by = columns.find(({ name }) => name === sort);
  const ordered = by ? sorted(points, by.rank, down) : points;
  const head = columns.map(({ name }) =>
    heading(name, name === sort, down, () => change(name, name === sort && !down)),
  );
  const rows = ordered.slice(0, MOST_ROWS).map((point) => {
    const cells = columns.map(({ text, named }) => element("td", { class: named ? "name" : null }, text(point)));
    return element("tr", { class: point.id === pinned ? "pinned" : null, onclick: () => pin(point) }, ...cells);
  });
  const cut = points.length > MOST_ROWS ? `; the first ${MOST_ROWS} in this order are shown` : "";
  byId("count").textContent = `${points.length} of ${sweep.points.length} points${cut}`;
  byId("table").replaceChildren(
    element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows)),
  );
}

/** [{ name, named, text(point), rank(point) }]; named: its values are words. */
function columnsOf(sweep, measure) {
  const axes = sweep.axes.map(({ name, column, numeric, values }) => ({
    name,
    named: !numeric,
    text: ({ cells }) => cells[column],
    rank: ({ cells }) => values.indexOf(cells[column]),
  }));
  const ratio = {
    name: measure.label,
    text: (point) => shownNumber(measure, measure.of(point)),
    rank: (point) => (measure.of(point) ? approximate(measure.of(point)) : -1),
  };
  const counters = sweep.columns.map((name, column) => ({
    name,
    text: ({ cells }) => shownCell(name, cells[column]),
    rank: ({ cells }) => (/^-?\d+$/.test(cells[column]) ? BigInt(cells[column]) : cells[column]),
  }));
  return [...axes, ...(measure.ratio ? [ratio] : []), ...counters.slice(axes.length)];
}

function sorted(points, rank, down) {
  const ranked = points.map((point) => ({ point, rank: rank(point) }));
  const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  ranked.sort((a, b) => (down ? order(b.rank, a.rank) : order(a.rank, b.rank)));
  return ranked.map(({ point }) => point);
}

function heading(name, sorting, down, onclick) {
  const arrow = sorting ? (down ? " ▼" : " ▲") : "";
  return element(
    "th",
    { scope: "col", "aria-sort": sorting ? (down ? "descending" : "ascending") : null },
    element("button", { type: "button", onclick }, name + arrow),
  );
}
