// After a trap, a fresh instance serves the next call; and nothing that is handed over traps.

import assert from "node:assert/strict";
import { before, test } from "node:test";

import { bundle } from "./program.mjs";

/** What a trap is provoked in: the name of an export, which then reads where there is no memory. */
let provoked;

const Instance = WebAssembly.Instance;
WebAssembly.Instance = class extends Instance {
  constructor(module, imports) {
    super(module, imports);
    const own = this.exports;
    const call = (name) => (...given) => {
      if (provoked !== name) return own[name](...given);
      provoked = undefined;
      return own[name](given[0], 0xffff_fff0, ...given.slice(2));
    };
    const all = Object.keys(own).map((name) => [name, typeof own[name] === "function" ? call(name) : own[name]]);
    Object.defineProperty(this, "exports", { value: Object.fromEntries(all) });
  }
};

const { RuleSet, TrapError, load } = await import("sadame");
let rules;
before(async () => {
  await load("full", "sheets");
  rules = RuleSet.fromBundle(bundle("jlis"));
});

test("after a trap the rules judge as before", () => {
  const record = { id: "A", kind: "works", amount: 1_900_000, planned_price: 1_848_000 };
  const before = rules.check([record]);
  const session = rules.session().open("a.jsonl");
  provoked = "rules_open";
  assert.throws(() => rules.check([record], { asOf: "2017-03-31" }), TrapError);
  assert.deepEqual(rules.check([record]), before);
  assert.throws(() => session.push("{}"), TrapError, "a session that was underway is lost, and says so");
  assert.deepEqual(RuleSet.fromBundle(bundle("jlis")).check([record]), before);
});

test("records that nest without end are told, and judged no further", () => {
  const deep = (levels) => '{"id": "A", "payments": ' + "[".repeat(levels) + "]".repeat(levels) + "}";
  for (const levels of [10, 127, 128, 129, 10_000, 1_000_000]) {
    const report = rules.check(deep(levels));
    assert.ok(report.data_errors.length > 0, `${levels} levels`);
    assert.equal(report.summary.read, 1);
  }
  let record = {};
  for (let level = 0; level < 100_000; level += 1) record = { record };
  assert.equal(rules.check([record]).summary.in_error, 1);
});

test("rules that nest without end are told", () => {
  const module = (condition) => `module m "例" en "example"
record r "記録" en "record" {
  id  text key  "番号" en "number"
  a   number    "甲"   en "a"
}
source s "典" en "source" { verified no "for tests" }
rule Q-1 "商" en "quotient" {
  for each r
  cite s
  require ${condition}
  message "商" en "quotient"
}
`;
  for (const levels of [10, 30, 60, 100, 200, 1000, 100_000]) {
    for (const [open, close] of [["(", ")"], ["not (", ")"], ["- ", ""]]) {
      const text = module(`${open.repeat(levels)}a${close.repeat(levels)} = 1`);
      const faults = RuleSet.diagnose({ "m.sadame": text });
      if (faults.every((fault) => fault.level !== "error")) RuleSet.compile({ "m.sadame": text }).check({ id: "A", a: 1 });
    }
  }
});

test("bytes of any kind are told", () => {
  const random = new Uint8Array(100_000);
  for (let at = 0; at < random.length; at += 1) random[at] = (at * 2654435761) >>> 13;
  for (const name of ["a", "a.json", "a.jsonl", "a.csv", "a.xlsx", "a.xls", "a.ods", "a.csv.gz", "a.zst", "a.parquet"]) {
    for (const mark of [[], [0x50, 0x4b, 3, 4], [0x1f, 0x8b], [0x28, 0xb5, 0x2f, 0xfd], [0xff, 0xfe], [0xd0, 0xcf, 0x11, 0xe0], [0x5b]]) {
      const bytes = new Uint8Array([...mark, ...random]);
      const report = rules.session().file(name, bytes).finish();
      assert.ok(!report.complete || report.summary.in_error > 0, `${name} ${mark}`);
    }
    assert.doesNotThrow(() => rules.session().file(name, new Uint8Array()).finish());
  }
});

test("what is closed is closed", () => {
  const session = rules.session();
  const report = session.finish();
  assert.throws(() => session.push("{}"), /closed/);
  report.free();
  assert.throws(() => report.summary, /closed/);
});
