// SPDX-License-Identifier: Apache-2.0
// The page of a sweep, used in a browser as a reader would, against closed forms.
// node --test report_test.js, with HV_SOURCE_DIR, HV_BUILD_DIR and HVSIM (the program) in the environment.
import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, describe, it } from "node:test";
import {
  CONTENTS,
  DEPTHS,
  DIGEST,
  KEYS,
  REFERENCES,
  SIZES,
  cyclesOf,
  entriesNeeded,
  missesOf,
  table,
} from "./closed_form.js";
import { Chromium } from "./chromium.js";
import { Workshop } from "./workshop.js";

const grouped = (count) => count.toLocaleString("en-US");

describe("the page of a sweep", () => {
  const workshop = new Workshop();
  let browser, page;
  before(async () => {
    page = workshop.page("closed-form.csv", table());
    browser = await Chromium.start();
  });
  after(async () => {
    await browser?.close();
    workshop.close();
  });
  beforeEach(() => browser.open(page));
  afterEach(() => {
    assert.deepEqual(browser.complaints, []);
    assert.deepEqual(
      browser.requests.filter((url) => !url.startsWith("file:")),
      [],
    );
    assert.equal(browser.requests.length, 1, "the page and nothing else is loaded");
  });

  /** Where in the window a value lies: the scales leave 5 % of their length free at both ends. */
  async function spot(x, [lowX, highX], y, [lowY, highY]) {
    const { left, top, width, height } = await browser.box(".u-over");
    const along = (value, low, high) => (value - low + 0.05 * (high - low)) / (1.1 * (high - low));
    return [left + width * along(x, lowX, highX), top + height * (1 - along(y, lowY, highY))];
  }
  const sizeRange = [2, 10]; // log2 of SIZES' ends
  const cyclesRange = (lines) => {
    const all = SIZES.flatMap((entries) => lines.map(([depth, key]) => cyclesOf(entries, depth, key, "end-to-end")));
    return [Math.log10(Math.min(...all)), Math.log10(Math.max(...all))];
  };
  const parameters = () => browser.texts("#parameters td");

  it("shows exact values under the cursor, for axes and lines chosen in it", async () => {
    await browser.choose("#y", "cycles");
    const lines = DEPTHS.map((depth) => [depth, "vmid"]);
    for (const [entries, depth] of [
      [8, 3],
      [32, 1],
      [4, 4],
    ]) {
      const cycles = cyclesOf(entries, depth, "vmid", "end-to-end");
      await browser.mouse(
        "mouseMoved",
        ...(await spot(Math.log2(entries), sizeRange, Math.log10(cycles), cyclesRange(lines))),
      );
      assert.equal(await browser.text("#tip strong"), `cycles: ${grouped(cycles)}`);
      assert.deepEqual(await parameters(), [
        "associator.entries",
        String(entries),
        "depth",
        String(depth),
        "associator.key",
        "vmid",
        "associator.contents",
        "end-to-end",
      ]);
    }
  });

  it("draws other lines, other values of the remaining axes, and other scales", async () => {
    await browser.choose("#lines", "associator.key");
    await browser.choose("#y", "associator_misses/references");
    await browser.choose("#ys", "linear");
    await browser.click("fieldset[data-axis='depth'] input[value='0']"); // off
    await browser.click("fieldset[data-axis='depth'] input[value='2']"); // on
    assert.deepEqual(await browser.texts("#legend span"), ["associator.key vmid", "associator.key level"]);
    const ratio = (entries, key) => missesOf(entries, 2, key) / REFERENCES;
    const [x, y] = await spot(Math.log2(8), sizeRange, ratio(8, "level"), [ratio(1024, "vmid"), ratio(4, "level")]);
    await browser.mouse("mouseMoved", x, y);
    assert.match(await browser.text("#tip"), /^misses per reference: 0\.25\s+256,000 \/ 1,024,000/);
    assert.deepEqual(await parameters(), [
      "associator.entries",
      "8",
      "depth",
      "2",
      "associator.key",
      "level",
      "associator.contents",
      "end-to-end",
    ]);
    assert.match(await browser.text("#count"), /^18 of 180 points/);
  });

  it("pins a clicked point with command, configuration and counts beyond 2^53", async () => {
    await browser.choose("#y", "cycles");
    const cycles = cyclesOf(16, 3, "vmid", "end-to-end");
    const lines = DEPTHS.map((depth) => [depth, "vmid"]);
    await browser.clickAt(...(await spot(Math.log2(16), sizeRange, Math.log10(cycles), cyclesRange(lines))));
    await browser.mouse("mouseMoved", 5, 5);
    assert.equal(
      await browser.text("#command"),
      "hvsim replay 'my traces/s.hvt' --timing.memory 20 --associator.entries 16 " +
        "--depth 3 --associator.key vmid --associator.contents end-to-end",
    );
    assert.equal(
      (await browser.text("#configuration")).trimEnd(),
      [
        "page.words = 512",
        "timing.memory = 20",
        "seed = 1",
        "associator.entries = 16",
        "depth = 3",
        "associator.key = vmid",
        "associator.contents = end-to-end",
      ].join("\n"),
    );
    const counters = await browser.texts("#counters td");
    assert.equal(counters[counters.indexOf("stores") + 1], "9,007,199,254,740,993");
    assert.equal(counters[counters.indexOf("real_digest") + 1], DIGEST);
    await browser.key("Escape");
    assert.equal(await browser.value("document.querySelector('#command')"), null);
  });

  it("is used by keyboard, and shown again from its address", async () => {
    await browser.value("document.querySelector('#chart').focus()");
    for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "Enter"])
      await browser.key(key);
    const wanted = [
      "associator.entries",
      "16",
      "depth",
      "2",
      "associator.key",
      "vmid",
      "associator.contents",
      "end-to-end",
    ];
    assert.deepEqual(await parameters(), wanted);
    await browser.choose("#ys", "log2");
    const url = await browser.value("location.href");
    await browser.open(url);
    assert.deepEqual(await parameters(), wanted);
    assert.equal(await browser.text("#panel h2"), "Pinned point");
    assert.equal(await browser.value("document.querySelector('#ys').value"), "log2");
  });

  it("has the chosen points as a table, in the order of any column", async () => {
    await browser.click("#table th:nth-child(1) button");
    await browser.click("#table th:nth-child(1) button");
    const first = await browser.texts("#table tbody tr:first-child td");
    assert.deepEqual(first.slice(0, 5), ["1024", "0", "vmid", "end-to-end", "0"]);
    assert.equal((await browser.texts("#table tbody tr")).length, SIZES.length * DEPTHS.length);
    await browser.click("#table tbody tr:nth-child(4)");
    assert.deepEqual((await parameters()).slice(0, 4), ["associator.entries", "1024", "depth", "3"]);
  });

  it("is dark where the reader's screen is", async () => {
    await browser.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: "dark" }] });
    const [red, green, blue] = (await browser.value("getComputedStyle(document.body).backgroundColor")).match(/\d+/g);
    assert.ok(Math.max(red, green, blue) < 60);
    await browser.send("Emulation.setEmulatedMedia", { features: [] });
  });

  it("answers in two steps how many entries it takes at depth 3 for 5 %", async () => {
    await browser.click("#view-iso");
    await browser.type("#percent", "5");
    const sentences = await browser.texts("#sentences button");
    const said = sentences.find((text) => text.startsWith("At depth 3, associator.key vmid, 5 %:"));
    assert.equal(said, `At depth 3, associator.key vmid, 5 %: ${entriesNeeded(3, "vmid", "end-to-end", 5)} entries`);
  });

  // 6.25 lies exactly on a size at several depths; 0.1 and 0 are beyond all sizes.
  for (const contents of CONTENTS)
    it(`finds the least sizes for any slowdown, contents ${contents}`, async () => {
      await browser.click("#view-iso");
      await browser.click("fieldset[data-axis='associator.contents'] input[value='end-to-end']");
      await browser.click(`fieldset[data-axis='associator.contents'] input[value='${contents}']`);
      for (const percent of ["5", "6.25", "6.249999", "1", "0.1", "0", "100"]) {
        await browser.type("#percent", percent);
        const said = (await browser.texts("#sentences button")).map((text) =>
          text.replace(/ \(the least slowdown.*/, ""),
        );
        assert.deepEqual(
          said,
          KEYS.flatMap((key) =>
            DEPTHS.map((depth) => {
              const entries = entriesNeeded(depth, key, contents, Number(percent));
              return `At depth ${depth}, associator.key ${key}, ${percent} %: ${entries ?? "more than 1024"} entries`;
            }),
          ),
        );
      }
    });

  it("takes the picture's point along when a sentence is clicked", async () => {
    await browser.click("#view-iso");
    await browser.click("#sentences li:nth-child(4) button"); // depth 3, vmid
    assert.deepEqual(await parameters(), [
      "associator.entries",
      String(entriesNeeded(3, "vmid", "end-to-end", 5)),
      "depth",
      "3",
      "associator.key",
      "vmid",
      "associator.contents",
      "end-to-end",
    ]);
    assert.match(await browser.text("#command"), /--associator.entries 64 --depth 3 /);
  });

  it("measures against another depth, and names sizes that are too slow though larger", async () => {
    // Slowdown against depth 1: 1.5, 1.04, 1.06, 1.01.
    const rows = [
      ["4", 150],
      ["8", 104],
      ["16", 106],
      ["32", 101],
    ].flatMap(([entries, cycles]) => [`${entries},1,0,10,100,ff`, `${entries},2,0,10,${cycles},ff`]);
    const head = "associator.entries,depth,instructions,references,cycles,real_digest";
    await browser.open(workshop.page("bent.csv", [head, ...rows].join("\n")));
    await browser.click("#view-iso");
    assert.deepEqual(await browser.texts("#base option"), ["depth 1", "depth 2"]);
    assert.deepEqual(await browser.texts("#sentences button"), [
      "At depth 1, 5 %: 4 entries",
      "At depth 2, 5 %: 8 entries (but not with 16)",
    ]);
  });
});
