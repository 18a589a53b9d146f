// SPDX-License-Identifier: Apache-2.0
// Everything about one point: parameters, counters, and the command and configuration that make it again.
import { byId, element } from "./dom.js";
import { measuresOf, shownCell, shownFraction, shownNumber } from "./measures.js";

/**
 * `hvsim replay …`, or `hvsim run …` where guest software was executed: what the sweep's command said besides the axes,
 * and the point's values on these.
 */
export function commandOf(sweep, point) {
  const settings = [...sweep.settings, ...sweep.axes.map((axis) => [axis.name, point.cells[axis.column]])];
  const words = settings.map(([name, value]) => ` --${name} ${quoted(value)}`);
  const verb = point.cells[sweep.columns.indexOf("instructions")] === "0" ? "replay" : "run";
  return `hvsim ${verb} ${(sweep.traces ?? ["TRACE"]).map(quoted).join(" ")}${words.join("")}`;
}

/** Every parameter, as a file for --config. */
export function configurationOf(sweep, point) {
  const settings = [...sweep.fixed, ...sweep.axes.map((axis) => [axis.name, point.cells[axis.column]])];
  return settings.map(([name, value]) => `${name} = ${value}\n`).join("");
}

/** For a shell. */
const quoted = (word) => (/^[\w./:=,+@%-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** point: null if there is none to show. */
export function showPanel(sweep, point, { pinned, base, letGo }) {
  const panel = byId("panel");
  if (!point) {
    panel.replaceChildren(
      element(
        "p",
        { class: "faint" },
        "Point at a value in the picture, or click one: its parameters, " +
          "counters, command and configuration are shown here.",
      ),
    );
    return;
  }
  const head = element("div", { class: "row" }, element("h2", {}, pinned ? "Pinned point" : "Point under the cursor"));
  if (pinned) head.append(element("button", { type: "button", id: "let-go", onclick: letGo }, "Let go"));
  const known =
    sweep.traces === null ? "The table does not say which trace it was: put its name in the place of TRACE." : "";
  panel.replaceChildren(
    head,
    rows(
      "parameters",
      sweep.axes.map((axis) => [axis.name, point.cells[axis.column]]),
    ),
    ...copied("Command", "command", commandOf(sweep, point), known),
    ...copied(
      "Configuration (--config FILE)",
      "configuration",
      configurationOf(sweep, point),
      sweep.input ? `for the trace with ${sweep.input}` : "",
    ),
    element("h2", {}, "Ratios"),
    rows(
      "ratios",
      measuresOf(sweep, base)
        .filter((measure) => measure.ratio)
        .map((measure) => ratioRow(measure, point)),
    ),
    element("h2", {}, "Counters"),
    rows(
      "counters",
      sweep.columns
        .slice(sweep.axes.length)
        .map((name, index) => [name, shownCell(name, point.cells[sweep.axes.length + index])]),
    ),
    element("p", { class: "faint" }, `line ${point.line} of the table`),
  );
}

function ratioRow(measure, point) {
  const fraction = measure.of(point);
  return [measure.label, shownNumber(measure, fraction), shownFraction(measure, fraction)];
}

function rows(id, pairs) {
  const cells = ([name, value, more]) => [
    element("td", {}, name),
    element("td", {}, value, ...(more ? [element("div", { class: "faint" }, `= ${more}`)] : [])),
  ];
  return element("table", { id }, element("tbody", {}, ...pairs.map((pair) => element("tr", {}, ...cells(pair)))));
}

function copied(title, id, text, remark) {
  const button = element("button", { type: "button", class: "copy", id: `copy-${id}` }, "Copy");
  button.onclick = async () => {
    button.textContent = (await copy(text)) ? "Copied" : "Select it and copy";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  };
  return [
    element("div", { class: "row" }, element("h2", {}, title), button),
    element("pre", { id }, text),
    ...(remark ? [element("p", { class: "faint" }, remark)] : []),
  ];
}

/** A browser may refuse; then the reader is told. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
