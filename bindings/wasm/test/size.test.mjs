// What every page loads is small, and what it may load later is not forgotten.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { folder } from "./program.mjs";

for (const [name, largest] of [["core", 250 * 1024], ["full", 1500 * 1024], ["sheets", 850 * 1024]]) {
  test(`the chunk \`${name}\`, packed with gzip, has at most ${largest / 1024} KiB`, (t) => {
    const size = gzipSync(readFileSync(join(folder, "dist", `${name}_bg.wasm`)), { level: 9 }).length;
    t.diagnostic(`${size} bytes`);
    assert.ok(size <= largest, `${size} bytes`);
  });
}
