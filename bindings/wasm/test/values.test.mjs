// No fault of the input passes in silence: a value is read as it is, or reported.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";

import { BundleError, RulesError, RuleSet, SettingsError, load } from "sadame";

import { bundle, root } from "./program.mjs";

const RULE = { title: "T-01", amount: "T-02", count: "T-03", day: "T-04", at: "T-05", urgent: "T-06" };
const yen = (amount) => ({ amount, currency: "JPY" });
let orders;

before(async () => {
  await load("full");
  orders = RuleSet.compile({ "order.sadame": readFileSync(join(root, "bindings/python/tests/rules/order.sadame")) });
});

/** What was read of the field by the evidence; or what was reported of it. */
function read(field, records) {
  const report = orders.check(records, { select: [RULE[field]], all: true });
  const told = report.data_errors.filter((error) => error.path === `/${field}`).map((error) => [error.code, error.raw]);
  assert.equal(report.findings.length, 1);
  const [finding] = report.findings;
  assert.ok(told.length === 0 || finding.outcome === "unknown", "what is reported is not judged");
  if (told.length > 0) return told[0];
  return finding.outcome === "unknown" ? "missing" : finding.facts.find((fact) => fact.path === `/${field}`).value;
}

const VALUES = [
  // Whole numbers are exact, or nobody knows what they were.
  ["amount", 2 ** 53 - 1, yen("9007199254740991")],
  ["amount", 2 ** 53, ["wrong_type", "~9007199254740992"]],
  ["amount", 2n ** 53n + 1n, yen("9007199254740993")],
  ["amount", 2n ** 63n, yen("9223372036854775808")],
  ["amount", 10n ** 40n, ["not_exact", `1${"0".repeat(40)}`]],
  // A fraction is its shortest digits.
  ["count", 0.1, "0.1"],
  ["count", 1e-7, "0.0000001"],
  ["count", -0, "0"],
  ["count", 1e21, ["wrong_type", "~1e+21"]],
  ["count", NaN, ["wrong_type", "~NaN"]],
  ["count", -Infinity, ["wrong_type", "~-Infinity"]],
  // One kind of value where another must stand.
  ["amount", "04", ["wrong_type", '"04"']],
  ["amount", "4", ["wrong_type", '"4"']],
  ["amount", true, ["wrong_type", "true"]],
  ["amount", 0.5, ["fraction", "0.5"]],
  ["urgent", 1, ["wrong_type", "1"]],
  ["urgent", "true", ["wrong_type", '"true"']],
  ["title", 4, ["wrong_type", "4"]],
  ["title", "\ud800", ["wrong_type", "~half_of_a_surrogate_pair"]],
  ["title", 'a"b\\c\n\u2028', 'a"b\\c\n\u2028'],
  ["title", new Date(0), ["wrong_type", "~Date"]],
  ["day", new Date(0), ["wrong_type", "~Date"]],
  ["title", new Map(), ["wrong_type", "~Map"]],
  ["title", Symbol("x"), ["wrong_type", "~symbol"]],
  ["title", () => 1, ["wrong_type", "~function"]],
  ["title", { toJSON: () => "x" }, ["wrong_type", '{"toJSON":~function}']],
  ["count", [1, undefined], ["wrong_type", "[1,~undefined]"]],
  // What is missing is missing, and no value: it is not less than anything.
  ["count", undefined, "missing"],
  ["count", null, "missing"],
  // Days and moments, as text.
  ["day", "2016-04-01", "2016-04-01"],
  ["day", 42461, ["wrong_type", "42461"]],
  ["at", "2016-04-01T09:30:00", ["no_zone", '"2016-04-01T09:30:00"']],
];

describe("values", () => {
  for (const [field, value, expected] of VALUES) {
    const shown = typeof value === "bigint" ? `${value}n` : typeof value === "object" ? JSON.stringify(value) : String(value);
    test(`${field}: ${shown}`, () => assert.deepEqual(read(field, [{ id: "A", [field]: value }]), expected));
  }
});

describe("numbers in JSON keep their digits", () => {
  for (const [json, expected] of [
    ["9007199254740993", yen("9007199254740993")],
    ["9223372036854775808", yen("9223372036854775808")],
    ["04", ["wrong_type", "04"]],
  ]) {
    test(json, () => assert.deepEqual(read("amount", `{"id": "A", "amount": ${json}}`), expected));
  }
});

test("a field that the record does not have is told, with the one that may be meant", () => {
  const [error] = orders.check({ id: "A", amuont: 1 }, { select: ["T-02"] }).data_errors;
  assert.equal(error.code, "unknown_field");
  assert.match(error.reason.en, /amount/);
});

test("a quotient by zero is undetermined", () => {
  const text = `module m "例" en "example"
record r "記録" en "record" {
  id  text key  "番号" en "number"
  a   number    "甲"   en "a"
  b   number    "乙"   en "b"
}
source s "典" en "source" { verified no "for tests" }
rule Q-1 "商" en "quotient" {
  for each r
  cite s
  require a / b < 5
  message "商" en "quotient"
}
`;
  const rules = RuleSet.compile({ "m.sadame": text });
  const outcome = (record) => rules.check(record, { all: true }).findings[0].outcome;
  assert.equal(outcome({ id: "A", a: 10, b: 0 }), "unknown");
  assert.equal(outcome({ id: "A", a: 10, b: 5 }), "pass");
});

test("what is no record is told, and the others are judged", () => {
  const loop = { id: "C" };
  loop.self = loop;
  const report = orders.check([{ id: "A" }, 1, null, undefined, loop, [], { id: "B" }], { all: true, select: ["T-01"] });
  assert.equal(report.summary.read, 7);
  assert.deepEqual(report.findings.map((finding) => finding.subject.record.key).filter(Boolean).sort(), ["A", "B"].concat(report.findings.some((it) => it.subject.record.key === "C") ? ["C"] : []));
  assert.ok(report.data_errors.length >= 4);
});

test("options that there are not, and values that do not fit, are refused", () => {
  assert.throws(() => orders.check([], { asof: "2017-03-31" }), /asof/);
  assert.throws(() => orders.check([], { asOf: "someday" }), SettingsError);
  assert.throws(() => orders.check([], { select: ["T-99"] }), (error) => error instanceof SettingsError && /T-99/.test(error.texts[0].ja));
  assert.throws(() => orders.check([], { layout: "no_such" }), SettingsError);
  assert.throws(() => orders.check([], { decisions: { version: 1, decisions: [{}] } }), SettingsError);
  assert.throws(() => orders.check([], { levels: { "T-*": "grave" } }), SettingsError);
});

test("faults of rules are data", () => {
  const files = { "m.sadame": 'module m "例" en "example"\nrule X {' };
  assert.throws(() => RuleSet.compile(files), (error) => error instanceof RulesError && error.diagnostics[0].file === "m.sadame");
  const [fault] = RuleSet.diagnose(files);
  assert.match(fault.code, /^E01/);
  assert.ok(fault.line === 2 && fault.message.ja && fault.message.en);
  assert.match(orders.explain(fault.code).page, new RegExp(fault.code));
});

test("bytes that are no bundle are refused", () => {
  assert.throws(() => RuleSet.fromBundle(new TextEncoder().encode("module m")), BundleError);
  const bytes = bundle("jlis");
  bytes[bytes.length - 1] ^= 1;
  assert.throws(() => RuleSet.fromBundle(bytes), (error) => error instanceof BundleError && /damaged/.test(error.message));
});

test("a layout that a run is told holds for each of its inputs", () => {
  const rules = RuleSet.fromBundle(bundle("ocds"));
  const of = (session) => session.finish().summary.inputs[0].layout;
  const layout = rules.about.layouts.find((name) => of(rules.session({ layout: name }).records("a", [{}])) === name);
  assert.ok(layout, "one of them reads JSON");
  const json = new TextEncoder().encode('{"ocid": "a"}');
  assert.equal(of(rules.session({ layout }).file("a.json", json)), layout);
  assert.equal(of(rules.session({ layout }).open("a.json").push(json).close()), layout);
});

test("a bundle's files compile to the same rules", () => {
  const rules = RuleSet.fromBundle(bundle("jlis"));
  const again = RuleSet.compile(rules.files(), ["jlis"]);
  assert.deepEqual(again.about.packs, rules.about.packs);
  assert.deepEqual(again.toBundle(), rules.toBundle());
});
