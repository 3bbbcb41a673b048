// Faults that let a check pass in silence elsewhere: here each is refused, or reported, or right, as in the program and in the package for Python.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";

import { RulesError, RuleSet, load } from "sadame";

import { root } from "./program.mjs";

const { rules, faults } = JSON.parse(readFileSync(join(root, "tests/spec/silent_faults.json"), "utf8"));

describe("nothing passes in silence", () => {
  before(() => load("full"));
  for (const fault of faults) {
    test(fault.name, () => {
      const files = { "rules.sadame": rules.join("\n").replace("REQUIRE", fault.require) };
      if (fault.refused) {
        const refused = (error) => {
          assert.ok(error instanceof RulesError);
          const codes = error.diagnostics.map(({ code }) => code);
          assert.deepEqual(codes.filter((code) => code.startsWith("E")), [fault.refused]);
          return JSON.stringify(error.diagnostics).includes(fault.near ?? "");
        };
        assert.throws(() => RuleSet.compile(files), refused);
        return;
      }
      const report = RuleSet.compile(files).check(fault.record, { all: true });
      assert.equal(report.findings.length, 1);
      const [{ outcome, missing }] = report.findings;
      assert.equal(outcome, fault.outcome);
      assert.deepEqual(report.data_errors.map(({ code, path, raw }) => [code, path, raw]), fault.errors);
      if (outcome === "unknown") assert.deepEqual(missing.map(({ path, why }) => [path, why]), fault.missing);
    });
  }
});
