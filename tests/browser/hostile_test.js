// SPDX-License-Identifier: Apache-2.0
// Tables that are wrong, and tables whose text tries to be more than text.
// Takes HV_SOURCE_DIR in the environment.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { Chromium } from "./chromium.js";
import { Workshop } from "./workshop.js";

const HEAD = "associator.entries,depth,instructions,references,cycles,real_digest\n";
const workshop = new Workshop();
after(() => workshop.close());

describe("report-sweep refuses", () => {
  const wrong = {
    "an empty file": ["", "no line of column names"],
    "another table": ["a,b\n1,2\n", "line 1: no column instructions"],
    "a table without points": [HEAD, "no point"],
    "a table without axes": ["instructions,references,cycles\n1,2,3\n", "line 1: no axis"],
    "two columns of one name": [
      "depth,depth,instructions,references,cycles\n1,1,1,1,1\n",
      "line 1: there are two columns depth",
    ],
    "a short row": [HEAD + "4,0,0,10,20,ff\n8,0,0,10,20\n", "line 3: 5 values, but there are 6 columns"],
    "a count that is none": [HEAD + "4,0,0,10,2e3,ff\n", "line 2: cycles is '2e3', not a whole number"],
    "a digest that is none": [HEAD + "4,0,0,10,20,xyz\n", "line 2: real_digest is 'xyz', not hexadecimal"],
    "an empty value": [HEAD + ",0,0,10,20,ff\n", "line 2: associator.entries is ''"],
    "a point that is there twice": [HEAD + "4,0,0,10,20,ff\n4,0,0,10,20,ff\n", "line 3: the same point as in line 2"],
    "bytes that are no text": [Buffer.from([0x28, 0xff, 0xfe, 0x0a]), "no UTF-8 text"],
  };
  for (const [name, [table, reason]] of Object.entries(wrong))
    it(name, () => {
      workshop.write("wrong.csv", table);
      workshop.write("kept.html", "as it was");
      for (const out of ["kept.html", "new.html"]) {
        const { status, stderr } = workshop.report("wrong.csv", out);
        assert.equal(status, 2);
        assert.ok(stderr.includes("wrong.csv") && stderr.includes(reason), stderr);
      }
      assert.equal(workshop.read("kept.html"), "as it was");
      assert.deepEqual(readdirSync(workshop.folder).sort(), ["kept.html", "wrong.csv"]);
    });

  it("a wrong call", () => {
    for (const words of [[], ["one.csv"], ["a", "b", "c"], ["--colour", "a", "b"], ["missing.csv", "x.html"]])
      assert.equal(workshop.report(...words).status, 2, words.join(" "));
    workshop.write("fine.csv", HEAD + "4,0,0,10,20,ff\n");
    assert.equal(workshop.report("fine.csv", "no/such/folder.html").status, 2);
    assert.equal(workshop.report("fine.csv", "fine.csv").status, 2);
    assert.equal(workshop.read("fine.csv"), HEAD + "4,0,0,10,20,ff\n");
    assert.ok(!existsSync(workshop.path("x.html")));
  });
});

describe("text of a table stays text", () => {
  const evil = [
    "<img src=x onerror=window.hacked=1>",
    "</script><script>window.hacked=2</script>",
    "<!--<script>",
    '" onmouseover=window.hacked=3 x="',
    "{{program}}",
    "$& $1 __proto__",
  ];
  const column = "fmap.form<b>bold</b>";
  const rows = evil.flatMap((value, index) =>
    [0, 1].map((depth) => `${value},${depth},0,10,${20 + index + depth},ff\n`),
  );
  const csv =
    `# command: hvsim sweep <b>t</b>'.hvt --axis x\n# seed = <i>1</i>\n` +
    `${column},depth,instructions,references,cycles,real_digest\n` +
    rows.join("");
  let browser;
  before(async () => {
    browser = await Chromium.start();
    await browser.open(workshop.page("<b>evil<b>.csv", csv));
  });
  after(() => browser?.close());

  it("in names, values, comments and the file's name", async () => {
    await browser.choose("#x", column);
    await browser.choose("#y", "cycles");
    await browser.click("#all-0");
    for (let i = 0; i < evil.length; ++i) {
      await browser.click(`#table tbody tr:nth-child(${2 * i + 1})`);
      assert.deepEqual(await browser.texts("#parameters td"), [column, evil[i], "depth", "0"]);
    }
    assert.deepEqual((await browser.texts("fieldset label")).slice(0, evil.length), evil);
    assert.equal(await browser.text("h1"), "Sweep <b>evil<b>.csv");
    assert.ok((await browser.text("#origin")).includes("<b>t</b>'.hvt"));
    assert.ok((await browser.text("#command")).startsWith("hvsim replay '<b>t</b>'\\''.hvt' "));
    const markup = await browser.value(
      "document.querySelectorAll('img, b, i:not(#legend i), script[src], iframe').length",
    );
    assert.equal(markup, 0);
    assert.equal(await browser.value("typeof window.hacked"), "undefined");
    assert.equal(await browser.value("document.scripts.length"), 3);
    assert.deepEqual(browser.complaints, []);
    assert.equal(browser.requests.length, 1);
  });

  it("in the part of the address behind #", async () => {
    const url = await browser.value("location.href");
    await browser.open(
      url.split("#")[0] + "#view=<b>&x=__proto__&lines=constructor&y=<img>&pin=99999999&only.depth=7&percent=<b>x",
    );
    assert.equal(await browser.text("#note"), "No point is chosen: tick some values above.");
    assert.deepEqual(browser.complaints, []);
  });
});
