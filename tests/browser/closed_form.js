// SPDX-License-Identifier: Apache-2.0
// A sweep made up by a closed form, over size, depth, key and contents, and what follows from it by arithmetic alone:
// with k = 2 for the key level and 1 for vmid, and c = 2 for the contents per-level and 1 for end-to-end,
//   misses = depth ? references · k / entries : 0          slowdown = 1 + depth · c · k / entries
export const SIZES = [4, 8, 16, 32, 64, 128, 256, 512, 1024];
export const DEPTHS = [0, 1, 2, 3, 4];
export const KEYS = ["vmid", "level"];
export const CONTENTS = ["end-to-end", "per-level"];
export const REFERENCES = 1024000;
export const STORES = "9007199254740993"; // 2^53 + 1, which no JavaScript number is
export const DIGEST = "0123456789012345";

const COMMENTS = [
  "hvsim 0.1.0",
  "command: hvsim sweep 'my traces/s.hvt' --axis associator.entries=4:1024:x2 --axis depth=0:4 " +
    "--axis associator.key=vmid,level --axis associator.contents=end-to-end,per-level --timing.memory 20",
  "input: 00ff",
  "page.words = 512",
  "timing.memory = 20",
  "seed = 1",
];
const COLUMNS = [
  "associator.entries",
  "depth",
  "associator.key",
  "associator.contents",
  "instructions",
  "references",
  "stores",
  "associator_misses",
  "map_reads",
  "map_reads_by_level",
  "cycles",
  "real_digest",
];

const factor = (key, contents) => (key === "level" ? 2 : 1) * (contents === "per-level" ? 2 : 1);

export const missesOf = (entries, depth, key) => (depth ? (REFERENCES * (key === "level" ? 2 : 1)) / entries : 0);
export const cyclesOf = (entries, depth, key, contents) =>
  11 * REFERENCES + (11 * REFERENCES * depth * factor(key, contents)) / entries;

/** The least size of SIZES with depth · c · k / entries <= percent / 100; null if there is none. */
export const entriesNeeded = (depth, key, contents, percent) =>
  SIZES.find((entries) => 100 * depth * factor(key, contents) <= percent * entries) ?? null;

/** The table, line by line as `hvsim sweep` would write it: the last axis changes fastest. */
export function table() {
  const lines = [...COMMENTS.map((comment) => `# ${comment}`), COLUMNS.join(",")];
  for (const entries of SIZES)
    for (const depth of DEPTHS)
      for (const key of KEYS)
        for (const contents of CONTENTS) {
          const misses = missesOf(entries, depth, key);
          const levels = Array.from({ length: depth + 1 }, (_, level) => (level ? misses : 0));
          lines.push(
            [
              entries,
              depth,
              key,
              contents,
              0,
              REFERENCES,
              STORES,
              misses,
              misses * depth,
              levels.join("/"),
              cyclesOf(entries, depth, key, contents),
              DIGEST,
            ].join(","),
          );
        }
  return lines.join("\n") + "\n";
}
