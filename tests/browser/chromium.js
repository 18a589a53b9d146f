// SPDX-License-Identifier: Apache-2.0
// A headless Chromium with one page, driven through the DevTools protocol over a pipe: no port, no network.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const PATIENCE = 60000; // milliseconds; other tests run at the same time

export class Chromium {
  /** Starts the browser and opens an empty page of this size. */
  static async start(width = 1300, height = 1000) {
    const browser = new Chromium();
    browser.profile = mkdtempSync(join(tmpdir(), "hv-browser-"));
    const options = [
      "--headless=new",
      "--remote-debugging-pipe",
      "--disable-gpu",
      "--no-first-run",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-renderer-backgrounding",
      "--disable-component-update",
      "--disable-sync",
      "--disable-extensions",
      `--user-data-dir=${browser.profile}`,
      `--window-size=${width},${height}`,
    ];
    if (process.getuid() === 0) options.push("--no-sandbox"); // Chromium refuses to run as root otherwise
    browser.process = spawn("chromium", options, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    browser.ended = new Promise((done) => browser.process.once("exit", done));
    browser.process.stdio[4].on("data", (bytes) => browser.receive(bytes));
    try {
      await browser.begin(width, height);
    } catch (error) {
      browser.process.kill("SIGKILL");
      throw error;
    }
    return browser;
  }

  async begin(width, height) {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    this.session = (await this.send("Target.attachToTarget", { targetId, flatten: true })).sessionId;
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await this.send(`${domain}.enable`);
    await this.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
  }

  constructor() {
    this.last = 0;
    this.received = Buffer.alloc(0);
    this.answers = new Map();
    this.complaints = []; // errors and warnings of the page
    this.requests = []; // addresses that it asked for
  }

  receive(bytes) {
    this.received = Buffer.concat([this.received, bytes]);
    for (let end; (end = this.received.indexOf(0)) >= 0;) {
      const message = JSON.parse(this.received.subarray(0, end).toString("utf8"));
      this.received = this.received.subarray(end + 1);
      if (message.id) this.answers.get(message.id)(message);
      else this.note(message.method, message.params);
    }
  }

  note(method, params) {
    if (method === "Runtime.exceptionThrown")
      this.complaints.push(params.exceptionDetails.exception?.description ?? "exception");
    if (method === "Runtime.consoleAPICalled") this.complaints.push(`console.${params.type}`);
    if (method === "Log.entryAdded") this.complaints.push(params.entry.text);
    if (method === "Network.requestWillBeSent") this.requests.push(params.request.url);
  }

  async send(method, params = {}) {
    const id = ++this.last;
    const answer = new Promise((done) => this.answers.set(id, done));
    this.process.stdio[3].write(JSON.stringify({ id, method, params, sessionId: this.session }) + "\0");
    const message = await inTime(answer, method);
    this.answers.delete(id);
    if (message.error) throw new Error(`${method}: ${message.error.message}`);
    return message.result;
  }

  async open(url) {
    await this.send("Page.navigate", { url: "about:blank" }); // else a change behind # would not load it again
    Object.assign(this, { complaints: [], requests: [] });
    await this.send("Page.navigate", { url });
    await this.until(
      `document.readyState === "complete" && location.href.startsWith(${JSON.stringify(url.split("#")[0])})`,
    );
  }

  /** Waits until an expression in the page is true. */
  async until(expression) {
    let late = false;
    const happened = async () => {
      while (!late && !(await this.value(expression))) await pause(20);
    };
    await inTime(happened(), expression).finally(() => (late = true));
  }

  /** The value of an expression in the page. */
  async value(expression) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
      userGesture: true,
    });
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description}`);
    return result.value;
  }

  text(selector) {
    return this.value(`document.querySelector(${JSON.stringify(selector)}).innerText`);
  }

  texts(selector) {
    return this.value(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((one) => one.innerText)`);
  }

  async mouse(type, x, y, buttons = 0) {
    await this.send("Input.dispatchMouseEvent", {
      type,
      x,
      y,
      buttons,
      button: type === "mouseMoved" ? "none" : "left",
      clickCount: 1,
    });
  }

  async clickAt(x, y) {
    await this.mouse("mouseMoved", x, y);
    await this.mouse("mousePressed", x, y, 1);
    await this.mouse("mouseReleased", x, y);
  }

  /** { left, top, width, height } of an element, scrolled into sight. */
  box(selector) {
    const name = JSON.stringify(selector);
    return this.value(`(() => {
      const one = document.querySelector(${name});
      if (!one) throw new Error("no element " + ${name});
      one.scrollIntoView({ block: "nearest" });
      const { left, top, width, height } = one.getBoundingClientRect();
      return { left, top, width, height }; })()`);
  }

  async click(selector) {
    const { left, top, width, height } = await this.box(selector);
    await this.clickAt(left + width / 2, top + height / 2);
  }

  async key(key, code = key) {
    const text = key.length === 1 ? key : undefined;
    const virtual = {
      Enter: 13,
      Escape: 27,
      ArrowLeft: 37,
      ArrowUp: 38,
      ArrowRight: 39,
      ArrowDown: 40,
      Backspace: 8,
      Tab: 9,
    }[key];
    await this.send("Input.dispatchKeyEvent", { type: "keyDown", key, code, text, windowsVirtualKeyCode: virtual });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", key, code, windowsVirtualKeyCode: virtual });
  }

  /** In a field: replaces what stands there. */
  async type(selector, text) {
    await this.click(selector);
    await this.value("document.activeElement.select()");
    await this.send("Input.insertText", { text });
  }

  /** In a list of choices, which the headless browser does not open: as its own menu would do it. */
  async choose(selector, value) {
    await this.value(`(() => {
      const list = document.querySelector(${JSON.stringify(selector)});
      list.value = ${JSON.stringify(value)};
      if (list.value !== ${JSON.stringify(value)}) throw new Error("no choice " + ${JSON.stringify(value)});
      list.dispatchEvent(new Event("change", { bubbles: true })); })()`);
  }

  async picture(path) {
    writeFileSync(path, Buffer.from((await this.send("Page.captureScreenshot")).data, "base64"));
  }

  async close() {
    this.session = undefined;
    await this.send("Browser.close");
    await inTime(this.ended, "the end of the browser");
    rmSync(this.profile, { recursive: true, force: true });
  }
}

function inTime(promise, what) {
  let clock;
  const late = new Promise(
    (_, reject) => (clock = setTimeout(() => reject(new Error(`no answer in time: ${what}`)), PATIENCE)),
  );
  return Promise.race([promise, late]).finally(() => clearTimeout(clock));
}
