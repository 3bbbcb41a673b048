// Sessions and chunks: what is handed over in parts, what is let go, and what a chunk that comes later takes over.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { RuleSet, load } from "sadame";

import { bundle, root } from "./program.mjs";

const contracts = readFileSync(join(root, "examples/jlis/contracts.jsonl"));
const workbook = readFileSync(join(root, "examples/jlis/contracts.xlsx"));

test("rules that `core` read do all that `full` does, once it is loaded", async () => {
  await load();
  const rules = RuleSet.fromBundle(bundle("jlis"));
  const before = rules.check({ id: "A", amount: 1 });
  const early = rules.session();
  assert.throws(() => rules.schema(), /full/);
  assert.throws(() => rules.session({ keep: true }), /full/);
  await load("full", "sheets");
  assert.throws(() => early.beside("a.csv", new Uint8Array()), /full/, "a session goes on as it began");
  assert.equal(rules.schema().properties.id.type, "string");
  assert.ok(rules.book().startsWith("<!"));
  assert.deepEqual(rules.check({ id: "A", amount: 1 }), before);
  assert.equal(rules.session({ keep: true }).file("a.jsonl", contracts).finish().lengths.records, 88);
});

test("what is handed over in batches is all that there is, and any record is judged once more as it was", async () => {
  await load("full", "sheets");
  const rules = RuleSet.fromBundle(bundle("jlis"));
  const outline = ({ sources, facts, comparisons, rows, exceptions, unplaced, more, ...rest }) => rest;
  for (const [name, bytes] of [["contracts.jsonl", contracts], ["contracts.xlsx", workbook]]) {
    const whole = rules.session({ asOf: "2017-04-28" }).file(name, bytes).finish().document();
    const found = [], faults = [], records = [];
    const batches = (batch) => {
      found.push(...batch.findings);
      faults.push(...batch.data_errors);
      records.push(...batch.records);
    };
    const session = rules.session({ asOf: "2017-04-28", keep: true, batches }).open(name);
    for (let at = 0; at < bytes.length; at += 10_000) session.push(bytes.subarray(at, at + 10_000));
    const report = session.close().finish();
    assert.deepEqual(report.summary, whole.summary);
    assert.deepEqual([...found.map(outline), ...report.findings().map(outline)], whole.findings.map(outline));
    assert.deepEqual([...faults, ...report.dataErrors()], whole.data_errors);
    assert.equal(records.length, whole.summary.read);
    const bare = (it) => JSON.stringify({ ...it, subject: { ...it.subject, heading: [] } });
    const again = records.flatMap((_, at) => report.again(at));
    assert.deepEqual(again.map(bare), whole.findings.slice(0, found.length).map(bare));
  }
});

test("a record that is longer than the limit is reported, however short the limit is", async () => {
  await load("full");
  const bytes = new TextEncoder().encode('[{"id": "A", "kind": "works"}, {}]');
  const report = RuleSet.fromBundle(bundle("jlis")).session({ limit: 20 }).file("a.json", bytes).finish();
  const [first, ...others] = report.dataErrors().map(({ code }) => code);
  assert.deepEqual([first, ...new Set(others)], ["too_long", "missing"], "the other record has nothing in it");
  assert.deepEqual([report.summary.read, report.summary.judged], [2, 1]);
});

test("a text that is pushed in parts is read as one, wherever it is cut", async () => {
  await load("full");
  const rules = RuleSet.fromBundle(bundle("jlis"));
  const text = '{"id": "A", "title": "𠮷野家😀", "kind": "works", "amount": 1900000, "planned_price": 1848000}\n';
  const whole = rules.session({ keep: true }).open("a.jsonl").push(text).close().finish();
  for (let at = 0; at < text.length; at += 1) {
    const cut = rules.session({ keep: true }).open("a.jsonl").push(text.slice(0, at)).push(text.slice(at)).close();
    assert.equal(cut.progress.bytes, Buffer.byteLength(text));
    assert.equal(cut.finish().recordText(), whole.recordText(), `cut at ${at}`);
  }
  const [fault] = rules.check('{"id": "A", "title": "\ud800"}').data_errors.filter(({ path }) => path === "/title" || path === "");
  assert.ok(fault, "half a letter is told, and not replaced in silence");
});

test("what is let go is gone, as often as one likes, and nothing else is", async () => {
  await load("full");
  const rules = RuleSet.fromBundle(bundle("jlis"));
  const session = rules.session();
  session.free();
  session.free();
  assert.throws(() => session.push("{}"), /closed/);
  const underway = rules.session();
  rules.free();
  rules.free();
  assert.equal(underway.file("a.jsonl", contracts).finish().summary.read, 88);
  assert.equal(rules.check({ id: "A" }).summary.read, 1, "rules are compiled again when they are asked once more");
  function* broken() {
    yield { id: "A" };
    throw new Error("the records end here");
  }
  assert.throws(() => rules.check(broken()), /the records end here/);
  assert.throws(() => rules.session().file("a.jsonl", contracts, { after: () => { throw new Error("whoever is told"); } }).files([{ name: "b.json", bytes: new TextEncoder().encode("[{}]") }], () => { throw new Error("whoever is told"); }), /whoever is told/);
});

test("an option of another kind than it must be is refused, and not passed over", async () => {
  await load("full");
  const rules = RuleSet.fromBundle(bundle("jlis"));
  const wrong = [{ select: "PM-09" }, { ignore: [1] }, { asOf: new Date(0) }, { asOf: 20170331 }, { brief: "yes" }, { limit: 0 }, { limit: 1.5 }, { parameters: { own_notice: null } }, { parameters: ["own_notice"] }, { levels: { "PM-*": 1 } }, { record: 1 }, { decisions: "decisions.json" }];
  for (const options of wrong) assert.throws(() => rules.check({ id: "A" }, options), TypeError, JSON.stringify(options));
  assert.throws(() => rules.check({ id: "A" }, { keep: true, batches: 1 }), TypeError);
  assert.throws(() => rules.check({ id: "A" }, { batches: () => {} }), { name: "TypeError", message: /`batches` is an option of sessions/ });
  assert.throws(() => rules.session({ name: "a" }), { name: "TypeError", message: /there is no option `name`/ });
});

test("who is handed what came cannot turn back to the run", async () => {
  await load("full");
  const rules = RuleSet.fromBundle(bundle("jlis"));
  let session;
  const said = [];
  const batches = () => {
    for (const turn of [() => session.push("{}\n"), () => session.close(), () => session.finish(), () => session.progress]) {
      assert.throws(turn, (why) => said.push(why.message) > 0);
    }
  };
  session = rules.session({ batches }).open("a.jsonl");
  session.push("{}\n");
  assert.deepEqual([...new Set(said)], ["it is at work: what it calls cannot call it"]);
  assert.equal(session.close().finish().summary.read, 1);
});

test("half a letter before bytes is not lost", async () => {
  await load("full");
  const session = RuleSet.fromBundle(bundle("jlis")).session().open("a.jsonl");
  const { data_errors } = session.push('{"id": "\ud83d').push(new TextEncoder().encode('"}\n')).close().finish().document();
  assert.ok(data_errors.some((it) => it.code === "not_json"), JSON.stringify(data_errors.map((it) => it.code)));
});

test("an input that is not ended is not let pass", () => {
  const rules = RuleSet.fromBundle(bundle("jlis"));
  const session = () => rules.session();
  assert.throws(() => session().push("{}\n"), /no input is open/);
  assert.throws(() => session().close(), /no input is open/);
  assert.throws(() => session().open("a.jsonl").push("{}\n").finish(), /`a.jsonl` is not ended/);
  assert.throws(() => session().open("a.jsonl").open("b.jsonl"), /`a.jsonl` is not ended/);
  assert.throws(() => session().open("a.jsonl").close().push("{}\n"), /no input is open/);
  const torn = session();
  assert.throws(() => torn.records("r", { *[Symbol.iterator]() { yield {}; throw new Error("torn"); } }), /torn/);
  assert.throws(() => torn.finish(), /`r` is not ended/);
  assert.throws(() => session().file("a.jsonl", "text"), TypeError);
  assert.equal(session().open("a.jsonl").push("{}\n").close().finish().summary.read, 1);
});

test("a number that is none, or one that the engine cannot count to, is no record's", async () => {
  await load("full");
  const report = RuleSet.fromBundle(bundle("jlis")).session({ keep: true }).file("a.jsonl", contracts).finish();
  for (const wrong of [NaN, Infinity, -1, 0.5, 2 ** 53]) {
    assert.throws(() => report.again(wrong), TypeError);
    assert.throws(() => report.findings(wrong), TypeError);
    assert.throws(() => report.recordAt("a.jsonl", wrong), TypeError);
  }
  assert.deepEqual(report.again(2 ** 32), []);
  assert.notDeepEqual(report.again(0), []);
});

test("options are an object with members of its own", () => {
  const rules = RuleSet.fromBundle(bundle("jlis"));
  assert.throws(() => rules.check([{}], new Map([["select", ["PM-09"]]])), TypeError);
  assert.throws(() => rules.check([{}], { parameters: new Map() }), TypeError);
  assert.throws(() => rules.check([{}], { levels: new Map([["PM-09", "info"]]) }), TypeError);
  assert.throws(() => rules.session().open("a", new Map()), TypeError);
  assert.throws(() => rules.check([{}], { select: [, "PM-09"] }), TypeError);
  assert.doesNotThrow(() => rules.check([{}], Object.assign(Object.create(null), { select: ["PM-09"] })));
});
