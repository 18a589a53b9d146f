// SPDX-License-Identifier: Apache-2.0
// Puts a picture on the screen by uPlot, and finds the spot under the cursor, or the next one by keyboard.
import { byId, element } from "./dom.js";
import { plotAxis, paddedRange, seriesOf } from "./plot.js";

/* global uPlot */

const REACH = 40; // pixels from the cursor within which a spot is found

/** Tells `over(spot or null)` where the cursor is, and `pin(spot or null)` when it is clicked. */
export class Chart {
  constructor({ over, pin }) {
    this.told = { over, pin };
    this.host = byId("chart");
    this.host.addEventListener("keydown", (event) => this.onKey(event));
    new ResizeObserver(() => this.plot?.setSize(this.size())).observe(this.host);
  }

  size() {
    const height = Math.max(360, Math.min(540, window.innerHeight - 320));
    return { width: Math.max(320, this.host.clientWidth), height };
  }

  /** pinned: id of a point, or null. */
  show(picture, pinned) {
    this.lines = picture.lines;
    this.pinned = pinned;
    this.at = null;
    this.plot?.destroy();
    this.plot = null;
    this.host.replaceChildren();
    if (!this.lines.length) return;
    const { data, series } = seriesOf(picture);
    this.rings = element("div");
    this.tip = element("div", { id: "tip" });
    const options = {
      ...this.size(),
      series,
      legend: { show: false },
      axes: [plotAxis(picture.x, 34), plotAxis(picture.y, 84)],
      scales: { x: { time: false, range: paddedRange }, y: { range: paddedRange } },
      cursor: { points: { show: false }, x: false, y: false, drag: { x: true, y: true, uni: 20 } },
      hooks: { draw: [(plot) => this.placeMarks(plot)] },
    };
    this.plot = new uPlot(options, data, this.host);
    this.plot.over.append(this.rings, this.tip);
    this.listen(this.plot.over);
  }

  listen(over) {
    let pressed = null;
    over.addEventListener("mousemove", (event) => this.pointAt(this.spotsNear(event)[0] ?? null));
    over.addEventListener("mouseleave", () => this.pointAt(null));
    over.addEventListener("mousedown", (event) => (pressed = event));
    over.addEventListener("click", (event) => {
      const moved = pressed ? Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) : 0;
      if (moved > 4) return; // that was a zoom
      this.host.focus({ preventScroll: true });
      this.pinOneOf(this.spotsNear(event));
    });
  }

  /** Of spots that lie on one another, each click takes the next. */
  pinOneOf(spots) {
    if (!spots.length) return this.told.pin(null);
    const same = spots.filter((one) => one.x === spots[0].x && one.y === spots[0].y);
    const now = same.findIndex(({ point }) => point.id === this.pinned);
    this.told.pin(same[(now + 1) % same.length]);
  }

  get spots() {
    return this.lines.flatMap((line) => line.spots);
  }

  pixel(spot, plot = this.plot) {
    return { left: plot.valToPos(spot.x, "x"), top: plot.valToPos(spot.y, "y") };
  }

  /** Those within reach of the mouse, nearest first. */
  spotsNear(event) {
    const box = this.plot.over.getBoundingClientRect();
    const distance = (spot) => {
      const { left, top } = this.pixel(spot);
      return Math.hypot(left - (event.clientX - box.left), top - (event.clientY - box.top));
    };
    return this.spots
      .map((spot) => ({ spot, away: distance(spot) }))
      .filter(({ away }) => away <= REACH)
      .sort((a, b) => a.away - b.away)
      .map(({ spot }) => spot);
  }

  pointAt(spot) {
    if (spot === this.at) return;
    this.at = spot;
    this.placeMarks(this.plot);
    this.told.over(spot);
  }

  placeMarks(plot) {
    const ring = (spot, kind) => placed(element("div", { class: `ring ${kind}` }), this.pixel(spot, plot));
    const pinned = this.spots.filter(({ point }) => point.id === this.pinned);
    this.rings.replaceChildren(
      ...pinned.map((spot) => ring(spot, "pinned")),
      ...(this.at ? [ring(this.at, "at")] : []),
    );
    this.placeTip(plot);
  }

  placeTip(plot) {
    this.tip.hidden = !this.at;
    if (!this.at) return;
    const same = this.spots.filter((one) => one !== this.at && one.x === this.at.x && one.y === this.at.y);
    const line = this.lines.find(({ spots }) => spots.includes(this.at));
    this.tip.replaceChildren(
      element("strong", {}, this.at.text),
      ...[this.at.detail, ...this.at.where, same.length ? `${same.length} more here: click again for the next` : ""]
        .filter(Boolean)
        .map((text) => element("div", {}, text)),
    );
    this.tip.dataset.line = line.label;
    const { left, top } = this.pixel(this.at, plot);
    const width = plot.over.clientWidth;
    placed(this.tip, {
      left: left + 16 + 250 > width ? Math.max(0, left - 266) : left + 16,
      top: Math.max(0, top - 20),
    });
  }

  onKey(event) {
    if (event.target !== this.host || !this.plot) return;
    const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step) this.pointAt(this.neighbour(...step));
    else if (event.key === "Enter" && this.at) this.told.pin(this.at);
    else return;
    event.preventDefault();
  }

  /** Along its line, or in the next line at the nearest place. */
  neighbour(along, across) {
    if (!this.at) return this.spots.find(({ point }) => point.id === this.pinned) ?? this.lines[0].spots[0];
    const now = this.lines.findIndex(({ spots }) => spots.includes(this.at));
    const { spots } = this.lines[(now + across + this.lines.length) % this.lines.length];
    if (!across) return spots[Math.min(spots.length - 1, Math.max(0, spots.indexOf(this.at) + along))];
    return spots.reduce((best, one) => (Math.abs(one.x - this.at.x) < Math.abs(best.x - this.at.x) ? one : best));
  }
}

function placed(node, { left, top }) {
  node.style.left = `${left}px`;
  node.style.top = `${top}px`;
  return node;
}
