// SPDX-License-Identifier: Apache-2.0
// node make-page.js SWEEP.csv OUT.html NODE_MODULES: puts the page together from the files beside this one,
// uPlot and the table. Ends with status 2 if the table is none, and then leaves OUT.html as it was.
import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSweep, SweepError } from "./sweep.js";

// In an order in which each comes after those that it imports from.
const PROGRAM = [
  "sweep",
  "measures",
  "iso",
  "scales",
  "state",
  "picture",
  "dom",
  "plot",
  "chart",
  "controls",
  "panel",
  "table",
  "main",
];

const here = (name) => readFileSync(fileURLToPath(new URL(name, import.meta.url)), "utf8");

/** The modules as one: all of their names differ, which the browser checks. */
const program = () =>
  PROGRAM.map((name) =>
    here(`${name}.js`)
      .replace(/^import [^;]*;\n/gm, "")
      .replace(/^export /gm, ""),
  ).join("\n");

const inlined = (text) => text.replaceAll("</", "<\\/"); // so that no text ends its <script>
const hash = (text) => `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
const escaped = (text) => text.replace(/[&<>"]/g, (mark) => `&#${mark.codePointAt(0)};`);

function page(csv, title, modules) {
  const uplot = (name) => readFileSync(join(modules, "uplot", name), "utf8");
  const scripts = { uplot: inlined(uplot("dist/uPlot.iife.min.js")), program: inlined(program()) };
  const style = uplot("dist/uPlot.min.css") + here("page.css");
  // The page may run what is in it and nothing else, and load nothing.
  const scriptHashes = `${hash(scripts.uplot)} ${hash(scripts.program)}`;
  const policy = `default-src 'none'; script-src ${scriptHashes}; style-src ${hash(style)}`;
  const sweep = JSON.stringify({ text: csv }).replaceAll("<", "\\u003c");
  const parts = {
    ...scripts,
    style,
    policy,
    sweep,
    title: escaped(title),
    license: uplot("LICENSE").replaceAll("--", "- -"),
  };
  return here("page.html").replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
}

function fail(message) {
  console.error(`report-sweep: ${message}`);
  process.exit(2);
}

function read(path) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof TypeError) return fail(`${path}: is no UTF-8 text`);
    return fail(`${path}: ${error.code === "ENOENT" ? "does not exist" : error.message}`);
  }
}

const [csvPath, outPath, modules] = process.argv.slice(2);
const csv = read(csvPath);
try {
  parseSweep(csv);
} catch (error) {
  if (!(error instanceof SweepError)) throw error;
  fail(`${csvPath}: ${error.message}`);
}
const part = `${outPath}.part`;
try {
  writeFileSync(part, page(csv, `Sweep ${basename(csvPath)}`, modules));
  renameSync(part, outPath);
} catch (error) {
  rmSync(part, { force: true });
  fail(`${outPath}: cannot be written: ${error.message}`);
}
