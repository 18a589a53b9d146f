// SPDX-License-Identifier: Apache-2.0
// A folder for one test file's tables and pages.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export class Workshop {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "hv-report-"));
  }

  path(name) {
    return join(this.folder, name);
  }

  write(name, text) {
    writeFileSync(this.path(name), text);
    return this.path(name);
  }

  read(name) {
    return readFileSync(this.path(name), "utf8");
  }

  /** { status, stdout, stderr } of a program, run in the folder. */
  run(program, ...words) {
    return spawnSync(program, words, { cwd: this.folder, encoding: "utf8" });
  }

  report(...words) {
    return this.run(join(process.env.HV_SOURCE_DIR, "scripts/report-sweep"), ...words);
  }

  /** The address of the page of this table. */
  page(name, table) {
    const html = `${name}.html`;
    if (table !== null) this.write(name, table);
    const { status, stderr } = this.report(name, html);
    if (status !== 0) throw new Error(`report-sweep ended with ${status}: ${stderr}`);
    return pathToFileURL(this.path(html)).href;
  }

  close() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
