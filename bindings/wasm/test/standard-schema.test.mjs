// The rules as a Standard Schema: its shape, its paths, its JSON Schema.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";

import { RuleSet, load } from "sadame";
import { standardSchema } from "sadame/standard-schema";

import { bundle, root } from "./program.mjs";

const ABOVE = { id: "A", kind: "works", amount: 1_900_000, planned_price: 1_848_000 };
let rules;

before(async () => {
  await load("full");
  rules = RuleSet.fromBundle(bundle("jlis"));
});

test("it has the shape that the standard says", () => {
  const { version, vendor, validate, jsonSchema } = standardSchema(rules)["~standard"];
  assert.equal(version, 1);
  assert.equal(vendor, "sadame");
  for (const value of [ABOVE, {}, null, undefined, 1, "x", [], new Date(0), Symbol("x"), new Proxy({}, {})]) {
    const result = validate(value);
    assert.ok(!(result instanceof Promise));
    for (const { message, path } of result.issues ?? []) {
      assert.equal(typeof message, "string");
      assert.ok(message.length > 0);
      assert.ok(path.every((step) => typeof step === "string" || typeof step === "number"));
    }
  }
  assert.equal(typeof jsonSchema.input, "function");
});

test("failures stand at the fields of the comparison that decided", () => {
  const { validate } = standardSchema(rules, { select: ["PM-09"] })["~standard"];
  const failures = validate(ABOVE).issues.filter((issue) => !issue.unread);
  assert.deepEqual(failures.map(({ code, path }) => [code, path]), [["PM-09", ["amount"]], ["PM-09", ["planned_price"]]]);
  const [line] = readFileSync(join(root, "examples/jlis/contracts.jsonl"), "utf8").split("\n");
  const whole = JSON.parse(line);
  assert.equal(validate(whole).value, whole, "the value is what was given");
});

test("what cannot be read, and what is missing, are issues at their fields", () => {
  const { validate } = standardSchema(rules, { select: ["PM-09"], lang: "en" })["~standard"];
  const paths = (value) => validate(value).issues.map((issue) => issue.path.join("/"));
  assert.ok(paths({ ...ABOVE, amount: "04" }).includes("amount"));
  assert.ok(paths({ ...ABOVE, amuont: 1 }).includes("amuont"));
  assert.ok(paths({ ...ABOVE, payments: [{ year: "FY2016" }, { year: 1 }] }).some((path) => path.startsWith("payments/1")));
  const { planned_price, ...without } = ABOVE;
  assert.ok(paths(without).includes("planned_price"), `${planned_price} is what is missing`);
});

test("what could not be judged may be let pass, and what is less grave is", () => {
  const outcome = (options) => standardSchema(rules, { select: ["PM-09"], ...options })["~standard"].validate({ id: "A", kind: "works", amount: 1 }).issues ?? [];
  assert.ok(outcome({}).some((issue) => issue.undetermined));
  assert.ok(!outcome({ failOnUnknown: false }).some((issue) => issue.undetermined));
  assert.ok(outcome({ failOnUnknown: false }).every((issue) => issue.unread), "what must be given is asked for");
  const lenient = standardSchema(rules, { select: ["PM-09"], levels: { "PM-09": "warning" } })["~standard"];
  assert.ok(!(lenient.validate(ABOVE).issues ?? []).some((issue) => issue.code === "PM-09"));
});

test("options that do not fit the rules are refused when the schema is made", () => {
  assert.throws(() => standardSchema(rules, { select: ["PM-99"] }), /PM-99/);
  assert.throws(() => standardSchema(rules, { select: "PM-09" }), TypeError);
});

test("its JSON Schema is that of the record, in the dialect that is asked for", () => {
  const { jsonSchema } = standardSchema(rules)["~standard"];
  const now = jsonSchema.input({ target: "draft-2020-12" });
  assert.match(now.$schema, /2020-12/);
  assert.ok(now.properties.amount);
  const old = jsonSchema.output({ target: "draft-07" });
  assert.ok(old.definitions && !old.$defs && !JSON.stringify(old).includes("$defs"));
  assert.throws(() => jsonSchema.input({ target: "openapi-3.0" }), /draft/);
});

test("a language or a gravity that there is not is refused at once", () => {
  assert.throws(() => standardSchema(rules, { failLevel: "eror" }), { name: "TypeError", message: /`failLevel` must be one of info, review, warning, error/ });
  assert.throws(() => standardSchema(rules, { lang: "fr" }), { name: "TypeError", message: /`lang` must be `ja` or `en`/ });
});
