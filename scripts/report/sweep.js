// SPDX-License-Identifier: Apache-2.0
// The table that `hvsim sweep` writes, parsed and checked. Used by the page and by the script that makes it.

/** The table is not what `hvsim sweep` writes; the message begins with the line where known. */
export class SweepError extends Error {}

const FIRST_COUNTER = "instructions"; // what stands to the left of it are the axes
const DIGEST = "real_digest";
const SIGNED = "misses_conflict"; // sets may do better than full associativity

/**
 * { comments: [text], fixed: [[name, value]], traces, settings: [[name, value]], input,
 *   columns: [name], axes: [Axis], points: [Point] }
 * Axis: { name, column, numeric, values: [text] }, values in numeric order, or in that of the table.
 * Point: { id, line, cells: [text] }, a cell for each column; id is the place in `points`.
 * Numbers stay text: counters may be larger than what a JavaScript number holds exactly. Throws SweepError.
 */
export function parseSweep(text) {
  const sweep = { comments: [], columns: [], points: [] };
  text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .forEach((line, index) => {
      if (line === "") return;
      if (line.startsWith("#")) sweep.comments.push(line.replace(/^# ?/, ""));
      else if (!sweep.columns.length) sweep.columns = parseColumns(line.split(","), index + 1);
      else sweep.points.push(parsePoint(line.split(","), index + 1, sweep));
    });
  if (!sweep.columns.length) throw new SweepError("there is no line of column names in it");
  if (!sweep.points.length) throw new SweepError("there is no point in it, only column names");
  sweep.axes = sweep.columns.slice(0, sweep.columns.indexOf(FIRST_COUNTER)).map((_, column) => axisOf(sweep, column));
  refuseTwins(sweep);
  return { ...sweep, ...origin(sweep.comments) };
}

function parseColumns(names, line) {
  const fault = (reason) => {
    throw new SweepError(`line ${line}: ${reason}`);
  };
  for (const wanted of [FIRST_COUNTER, "references", "cycles"])
    if (!names.includes(wanted)) fault(`no column ${wanted}, so this is no table of hvsim sweep`);
  if (names.indexOf(FIRST_COUNTER) === 0) fault(`no axis stands before the column ${FIRST_COUNTER}`);
  names.forEach((name, index) => {
    if (name === "") fault(`column ${index + 1} has no name`);
    if (names.indexOf(name) !== index) fault(`there are two columns ${name}`);
  });
  return names;
}

function parsePoint(cells, line, { columns, points }) {
  if (cells.length !== columns.length)
    throw new SweepError(`line ${line}: ${cells.length} values, but there are ${columns.length} columns`);
  const axes = columns.indexOf(FIRST_COUNTER);
  cells.forEach((cell, index) => {
    const name = columns[index];
    const right = index < axes ? /./ : shapeOf(name);
    if (right.test(cell)) return;
    const wanted = index < axes ? "a value" : name === DIGEST ? "hexadecimal digits" : "a whole number";
    throw new SweepError(
      `line ${line}: ${name} is '${cell}', not ${wanted}${isByLevel(name) ? " for each level" : ""}`,
    );
  });
  return { id: points.length, line, cells };
}

function shapeOf(counter) {
  if (counter === DIGEST) return /^[0-9a-f]+$/;
  if (counter === SIGNED) return /^-?\d+$/;
  return isByLevel(counter) ? /^\d+(\/\d+)*$/ : /^\d+$/;
}

function axisOf({ columns, points }, column) {
  const values = [...new Set(points.map((point) => point.cells[column]))];
  const numeric = values.every((value) => /^\d+$/.test(value));
  if (numeric) values.sort((a, b) => Number(BigInt(a) - BigInt(b)));
  return { name: columns[column], column, numeric, values };
}

function refuseTwins({ axes, points }) {
  const seen = new Map();
  for (const point of points) {
    const key = keyOf(point, axes);
    if (seen.has(key)) throw new SweepError(`line ${point.line}: the same point as in line ${seen.get(key)}`);
    seen.set(key, point.line);
  }
}

/** The word that a shell would make of it: the command stands in the table as it is typed. */
function unquoted(text) {
  if (/^'(?:[^']|'\\'')*'$/.test(text)) return text.slice(1, -1).replaceAll("'\\''", "'");
  const escaped = /^\$'((?:[^'\\]|\\[0-7]{3})*)'$/.exec(text);
  if (!escaped) return text;
  return escaped[1].replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)));
}

/** The words of a command, as a shell would make them. */
const shellWords = (text) => (text.match(/'(?:[^']|'\\'')*'|\$'(?:[^'\\]|\\.)*'|\S+/g) ?? []).map(unquoted);

/**
 * What the comments say of how the table was made. traces: the words of the command that name what was run (one trace;
 * several; --vm and NAME=TRACE), null if the comments do not say.
 */
function origin(comments) {
  const pairs = comments.map((comment) => /^([a-z][\w.-]*) = (.*)$/.exec(comment)).filter(Boolean);
  const fixed = pairs.map(([, name, value]) => [name, value]);
  const input = comments.find((comment) => comment.startsWith("input: "))?.slice("input: ".length) ?? null;
  const command = comments.map((comment) => /^command: hvsim sweep (.*?) --axis (.*)$/.exec(comment)).find(Boolean);
  if (!command) return { fixed, input, traces: null, settings: fixed };
  const words = command[2].split(" ");
  const given = new Set(words.filter((word) => word.startsWith("--")).map((word) => word.slice(2)));
  return { fixed, input, traces: shellWords(command[1]), settings: fixed.filter(([name]) => given.has(name)) };
}

export const isByLevel = (column) => column.endsWith("_by_level");

/** Tells points apart by their values on these axes. */
export const keyOf = (point, axes) => axes.map((axis) => point.cells[axis.column]).join(",");

export const axisNamed = (sweep, name) => sweep.axes.find((axis) => axis.name === name) ?? null;
