// Programs that were made at random, and records for them: what comes of them here is what came of them in the program, byte for byte. The test
// `reference::corpus` has left them.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";

import { RuleSet, load } from "sadame";

import { root } from "./program.mjs";

const corpus = join(root, "target/generated");

describe("generated programs", () => {
  before(() => load("full"));
  for (const name of readdirSync(corpus)) {
    test(name, () => {
      const read = (file) => readFileSync(join(corpus, name, file));
      const { parameters, asOf, ...options } = JSON.parse(read("options.json"));
      const session = RuleSet.compile({ "rules.sadame": read("rules.sadame") }).session({
        ...options, parameters: Object.fromEntries(parameters), ...(asOf ? { asOf } : {}),
      });
      session.files([{ name: "records.jsonl", bytes: new Uint8Array(read("records.jsonl")) }]);
      assert.equal(session.finish().json(), read("report.json").toString());
    });
  }
});
