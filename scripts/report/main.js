// SPDX-License-Identifier: Apache-2.0
// The page: what was chosen in, pictures out.
import { Chart } from "./chart.js";
import { showControls } from "./controls.js";
import { byId, element, lineSample } from "./dom.js";
import { measuresOf } from "./measures.js";
import { showPanel } from "./panel.js";
import { curvesPicture, isoPicture } from "./picture.js";
import { chosenPoints, fromHash, toHash } from "./state.js";
import { parseSweep } from "./sweep.js";
import { showTable } from "./table.js";

const sweep = parseSweep(JSON.parse(byId("sweep").textContent).text);
let state = fromHash(location.hash, sweep);
const chart = new Chart({ over: (spot) => panel(spot?.point ?? null), pin: (spot) => pin(spot?.point ?? null) });

function panel(over = null) {
  const pinned = state.pin === null ? null : sweep.points[state.pin];
  const point = over ?? pinned;
  showPanel(sweep, point, { pinned: point === pinned, base: state.base, letGo: () => pin(null) });
}

function pin(point) {
  state.pin = point?.id ?? null;
  show({ keep: true });
}

function measure() {
  const measures = measuresOf(sweep, state.base);
  return measures.find(({ id }) => id === (state.view === "iso" ? "slowdown" : state.y));
}

/** keep: leave the controls alone, as the reader is at one of them. */
function show({ keep = false } = {}) {
  if (!keep) {
    const focused = document.activeElement?.id;
    showControls(state, sweep, show);
    if (focused) byId(focused)?.focus({ preventScroll: true });
  }
  const picture = state.view === "iso" ? isoPicture(state, sweep) : curvesPicture(state, sweep, measure());
  byId("note").textContent = picture.lines.length
    ? picture.note
    : picture.note || "No point is chosen: tick some values above.";
  chart.show(picture, state.pin);
  byId("legend").replaceChildren(...picture.lines.map(legendEntry));
  byId("sentences").replaceChildren(...(picture.sentences ?? []).map(sentenceRow));
  panel();
  showTable(sweep, chosenPoints(state, sweep), measure(), {
    sort: state.sort,
    down: state.down,
    pinned: state.pin,
    pin,
    change: (sort, down) => {
      Object.assign(state, { sort, down });
      show({ keep: true });
    },
  });
  history.replaceState(null, "", toHash(state, sweep));
}

const legendEntry = (line) =>
  element("span", {}, lineSample(line), line.label, ...(line.twin ? [element("i", {}, `= ${line.twin}`)] : []));

function sentenceRow({ text, point, line, enough }) {
  const button = element(
    "button",
    { type: "button", class: enough ? null : "none", onclick: () => pin(point) },
    lineSample(line),
    text,
  );
  return element("li", {}, button);
}

byId("origin").textContent = sweep.comments.filter((comment) => !/^[a-z][\w.-]* = /.test(comment)).join("  ·  ");
window.addEventListener("hashchange", () => {
  state = fromHash(location.hash, sweep);
  show();
});
window.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && state.pin !== null) pin(null);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => show({ keep: true }));
show();
