// Programs that were made at random, and records for them: what comes of them here is what comes of them in the program, byte for byte. The test
// `reference::corpus` leaves them, and `cargo xtask test npm` has it do so.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";

import { RuleSet, isLoaded, load } from "sadame";

import { program, root } from "./program.mjs";

const corpus = join(root, "target/generated");
const cases = readdirSync(corpus);

/** What one of them holds: as it was written, and what came of it. */
function contents(name) {
  const read = (file) => new Uint8Array(readFileSync(join(corpus, name, file)));
  const text = (file) => new TextDecoder().decode(read(file));
  const { parameters, asOf, ...options } = JSON.parse(text("options.json"));
  const told = { ...options, parameters: Object.fromEntries(parameters), ...(asOf ? { asOf } : {}) };
  return { rules: read("rules.sadame"), records: read("records.jsonl"), report: text("report.json"), told };
}

/** What the program writes of one of them. */
function natively(name, told) {
  const options = { cwd: join(corpus, name), maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] };
  try {
    return execFileSync(program, told, options);
  } catch (failed) {
    // Exit status 2: some of it could not be read, and the report says so.
    if (failed.status === 2 && failed.stdout) return failed.stdout;
    throw failed;
  }
}

/** The report of one of them, without what would clear its findings: that is found out in the chunk `full` alone. */
function verdicts(name, { all, record, asOf, parameters }) {
  assert.ok(all);
  const set = Object.entries(parameters).flatMap(([parameter, value]) => ["--param", `${parameter}=${value}`]);
  const told = ["--no-config", "--exit-zero", "--all", "--no-clear", "--record", record, ...set, ...(asOf ? ["--as-of", asOf] : [])];
  return natively(name, ["check", "-r", "rules.sadame", "--format", "json", ...told, "records.jsonl"]).toString();
}

const judged = (rules, { records, told }, more) => rules.session({ ...told, ...more }).file("records.jsonl", records).finish().json();

// The small chunk first: once the other is loaded, that one judges.
describe("generated programs, as bundles in the chunk `core`", () => {
  before(() => load());
  for (const name of cases) {
    test(name, () => {
      const [bundle, all] = [natively(name, ["bundle", "-r", "rules.sadame", "-o", "-"]), contents(name)];
      assert.ok(!isLoaded("full"));
      assert.equal(judged(RuleSet.fromBundle(new Uint8Array(bundle)), all), verdicts(name, all.told));
    });
  }
});

describe("generated programs, compiled in the chunk `full`", () => {
  before(() => load("full"));
  for (const name of cases) {
    test(name, () => {
      const all = contents(name);
      assert.equal(judged(RuleSet.compile({ "rules.sadame": all.rules }), all, { clear: true }), all.report);
    });
  }
});

test("there are some", () => assert.ok(cases.length >= 40));
