// SPDX-License-Identifier: Apache-2.0
// A sweep that hvsim makes: what the page says makes a point again does so, by command and by configuration.
// Takes HV_SOURCE_DIR and HVSIM (the program) in the environment.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Chromium } from "./chromium.js";
import { Workshop } from "./workshop.js";

/** Lackey text: 3000 references to 40 pages, near ones more often. */
function lackeyTrace() {
  let random = 1;
  const next = () => (random = (random * 48271) % 2147483647);
  return Array.from({ length: 3000 }, () => {
    const page = Math.min(next() % 40, next() % 40);
    return `${next() % 3 ? "I " : " S"} ${(page * 4096 + (next() % 500) * 8).toString(16).padStart(8, "0")},8\n`;
  }).join("");
}

describe("command and configuration of a point of a real sweep", () => {
  const workshop = new Workshop();
  let browser, page;
  const hvsim = (...words) => workshop.run(process.env.HVSIM, ...words);
  before(async () => {
    workshop.write("a trace.lackey", lackeyTrace());
    workshop.write("base.ini", "timing.memory = 7\nassociator.ways = 4\n");
    const { status, stderr } = hvsim(
      "sweep",
      "a trace.lackey",
      "--axis",
      "associator.entries=4:32:x2",
      "--axis",
      "depth=0:2",
      "--axis",
      "fmap.form=rb/paged,radix",
      "--config",
      "base.ini",
      "--timing.bus",
      "3",
      "--out",
      "s.csv",
    );
    assert.equal(status, 0, stderr);
    page = workshop.page("s.csv", null);
    browser = await Chromium.start();
    await browser.open(page);
  });
  after(async () => {
    await browser?.close();
    workshop.close();
  });

  const rows = () => {
    const [head, ...points] = workshop
      .read("s.csv")
      .trim()
      .split("\n")
      .filter((line) => !line.startsWith("#"))
      .map((line) => line.split(","));
    return points.map((cells) => Object.fromEntries(cells.map((cell, index) => [head[index], cell])));
  };
  /** Misses, cycles and digest as `hvsim replay` prints them. */
  const results = ({ status, stdout, stderr }) => {
    assert.equal(status, 0, stderr);
    return ["associator misses", "cycles", "real digest"].map(
      (name) => new RegExp(`^${name} +(\\S+)$`, "m").exec(stdout)[1],
    );
  };

  it("give that point's row again", async () => {
    for (const value of ["rb/paged", "radix"]) if (!(await checked(value))) await browser.click(box(value));
    const table = rows();
    assert.equal(table.length, 24);
    for (const at of [0, 5, 8, 15, 23]) {
      // ids are places in the table
      const row = table[at];
      await browser.value(`void (location.hash = location.hash.replace(/&pin=\\d+|$/, "&pin=${at}"))`);
      const shown = `--associator.entries ${row["associator.entries"]} --depth ${row.depth} `;
      await browser.until(`document.querySelector("#command")?.innerText.includes("${shown}")`);
      const wanted = [row.associator_misses, row.cycles, row.real_digest];
      const command = await browser.text("#command");
      assert.ok(command.startsWith("hvsim replay 'a trace.lackey' "), command);
      assert.deepEqual(results(workshop.run("bash", "-c", `hvsim() { "$HVSIM" "$@"; }; ${command}`)), wanted);
      workshop.write("point.ini", await browser.text("#configuration"));
      assert.deepEqual(results(hvsim("replay", "a trace.lackey", "--config", "point.ini")), wanted);
    }
  });

  const box = (value) => `fieldset[data-axis='fmap.form'] input[value='${value}']`;
  const checked = (value) => browser.value(`document.querySelector(${JSON.stringify(box(value))}).checked`);
});
