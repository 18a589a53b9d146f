// SPDX-License-Identifier: Apache-2.0
// Elements of the page. Text from the table gets here as text, never as markup.

/** element("button", { id: "x", onclick: f }, "text", child, …); attributes that are null or false are left out. */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function drawing(name, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    if (typeof value === "function") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

export const byId = (id) => document.getElementById(id);

export const COLOURS = 8;
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 5], [14, 4]];

/** Which of the page's colours, and which pattern of dashes; a ninth colour is the first one, dashed. */
export const lineStyle = ({ colour, dash }) => ({
  colour: `--line-${colour % COLOURS}`,
  dash: DASHES[(dash + Math.floor(colour / COLOURS)) % DASHES.length],
});

export const computedColour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A short piece of the line. */
export function lineSample(line) {
  const style = lineStyle(line);
  return drawing(
    "svg",
    { width: 30, height: 10, "aria-hidden": "true" },
    drawing("path", {
      d: "M0 5H30",
      stroke: `var(${style.colour})`,
      "stroke-width": 2.5,
      "stroke-dasharray": style.dash.join(" "),
    }),
  );
}
