// SPDX-License-Identifier: Apache-2.0
// What the reader chooses with: views, axes, scales, and the values of each axis.
import { sizeAxis } from "./iso.js";
import { baseDepths, baseName, measuresOf } from "./measures.js";
import { byId, element } from "./dom.js";
import { KINDS } from "./scales.js";
import { canAskForSizes, chosenValues } from "./state.js";

/** changed() after each change of `state`. */
export function showControls(state, sweep, changed) {
  const set = (put) => (value) => {
    put(value);
    changed();
  };
  showViews(state, sweep, changed);
  const iso = state.view === "iso";
  byId("controls").replaceChildren(
    ...(iso ? percentControl(state, changed) : []),
    ...roleControls(state, sweep, set),
    ...(iso ? [] : curvesControls(state, sweep, set)),
    ...baseControl(state, sweep, set),
  );
  const several = sweep.axes.filter((axis) => axis.values.length > 1);
  byId("filters").replaceChildren(...several.map((axis) => filter(state, axis, changed)));
}

function roleControls(state, sweep, set) {
  const roles = state.roles[state.view];
  const axes = sweep.axes.filter((axis) => state.view === "curves" || axis !== sizeAxis(sweep)).map(({ name }) => name);
  const putX = (name) => {
    if (roles.lines === name) roles.lines = roles.x;
    roles.x = name;
  };
  const putLines = (name) => (roles.lines = name);
  const forLines = ["", ...axes.filter((name) => name !== roles.x)];
  return [
    choice("x", "Along the bottom", axes, roles.x, set(putX)),
    choice("lines", "Lines by", forLines, roles.lines, set(putLines), (name) => name || "(nothing)"),
  ];
}

function baseControl(state, sweep, set) {
  const depths = baseDepths(sweep);
  const put = (depth) => (state.base = depth);
  return depths.length ? [choice("base", "Slowdown against", depths, state.base, set(put), baseName)] : [];
}

function showViews(state, sweep, changed) {
  const show = (view) => {
    state.view = view;
    changed();
  };
  for (const view of ["curves", "iso"]) {
    const button = byId(`view-${view}`);
    button.setAttribute("aria-pressed", String(state.view === view));
    button.onclick = () => show(view);
  }
  const iso = byId("view-iso");
  iso.disabled = !canAskForSizes(sweep);
  iso.title = iso.disabled ? "takes a sweep over associator.entries and depth" : "";
}

function curvesControls(state, sweep, set) {
  const measures = measuresOf(sweep, state.base);
  const label = (id) => measures.find((measure) => measure.id === id).label;
  return [
    choice(
      "y",
      "Upwards",
      measures.map(({ id }) => id),
      state.y,
      set((id) => (state.y = id)),
      label,
    ),
    choice(
      "xs",
      "Scale of the bottom",
      KINDS,
      state.xs,
      set((kind) => (state.xs = kind)),
    ),
    choice(
      "ys",
      "Scale upwards",
      KINDS,
      state.ys,
      set((kind) => (state.ys = kind)),
    ),
  ];
}

/** A field for any number, and a slider for the usual ones. */
function percentControl(state, changed) {
  const put = (event) => {
    state.percent = event.target.value;
    changed({ keep: true });
    for (const id of ["percent", "percent-slider"]) if (event.target.id !== id) byId(id).value = state.percent;
  };
  const field = element("input", {
    type: "text",
    inputmode: "decimal",
    id: "percent",
    value: state.percent,
    oninput: put,
  });
  const slider = element("input", {
    type: "range",
    id: "percent-slider",
    min: "0",
    max: "100",
    step: "0.5",
    value: state.percent,
    "aria-label": "Slowdown in per cent",
    oninput: put,
  });
  return [element("label", {}, "Slowdown at most", field, "%"), slider];
}

function choice(id, label, values, chosen, put, shown = (value) => value) {
  const options = values.map((value) => element("option", { value, selected: value === chosen }, shown(value)));
  return element(
    "label",
    {},
    label,
    element("select", { id, onchange: (event) => put(event.target.value) }, ...options),
  );
}

/** All values of an axis with a box each. */
function filter(state, axis, changed) {
  const chosen = chosenValues(state, axis);
  const put = (values) => {
    state.filters.set(axis.name, new Set(values));
    changed();
  };
  const box = (value) => {
    const toggle = ({ target }) => put(axis.values.filter((one) => (one === value ? target.checked : chosen.has(one))));
    return element(
      "label",
      {},
      element("input", {
        type: "checkbox",
        checked: chosen.has(value),
        value,
        onchange: toggle,
        id: `only-${axis.column}-${axis.values.indexOf(value)}`,
      }),
      value,
    );
  };
  const button = (text, values) =>
    element("button", { type: "button", id: `${text}-${axis.column}`, onclick: () => put(values) }, text);
  return element(
    "fieldset",
    { "data-axis": axis.name },
    element("legend", {}, axis.name, button("all", axis.values), button("first", axis.values.slice(0, 1))),
    element("div", { class: "values" }, ...axis.values.map(box)),
  );
}
