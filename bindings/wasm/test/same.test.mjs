// What comes of files here is what comes of them in the program, byte for byte: on the examples of every pack.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, test } from "node:test";

import { load, RuleSet } from "sadame";

import { bundle, program, root } from "./program.mjs";

/** What the program writes of files. */
function natively(pack, files, options = []) {
  const told = ["check", "--rules", pack, "--no-config", "--exit-zero", "--no-clear", "--format", "json", ...options, ...files];
  try {
    return execFileSync(program, told, { cwd: root, encoding: "utf8", maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "ignore"] });
  } catch (failed) {
    // Exit status 2: some of it could not be read, and the report says so.
    if (failed.status === 2 && failed.stdout) return failed.stdout;
    throw failed;
  }
}

const bytesOf = (name) => ({ name, bytes: new Uint8Array(readFileSync(join(root, name))) });
const folder = (name) => readdirSync(join(root, name)).sort().map((file) => `${name}/${file}`);

const CASES = [
  ["jlis", ["examples/jlis/contracts.jsonl"]],
  ["jlis", ["examples/jlis/incomplete.jsonl"], ["--as-of", "2017-03-31"], { asOf: "2017-03-31" }],
  ["jlis", ["examples/jlis/contracts.jsonl", "examples/jlis/incomplete.jsonl"], ["--select", "PM-*"], { select: ["PM-*"] }],
  ["jlis", ["examples/jlis/contracts.xlsx"]],
  ["jlis", folder("examples/jlis/register")],
  ["budget", ["examples/budget/fy2016.jsonl"], ["--record", "entry"], { record: "entry" }],
  ["budget", ["examples/budget/overview_fy2016.jsonl"], ["--record", "overview_line"], { record: "overview_line" }],
  ["portal", ["examples/portal/awards.csv"]],
  ...folder("examples/ocds").filter((name) => /\.jsonl?$/.test(name)).map((name) => ["ocds", [name]]),
];

describe("reports are those of the program", () => {
  before(() => load("full", "sheets"));
  for (const [pack, files, told, options] of CASES) {
    test(`${pack}: ${files.length > 2 ? `${files.length} files` : files.join(", ")}`, () => {
      const session = RuleSet.fromBundle(bundle(pack)).session(options);
      session.files(files.map(bytesOf));
      assert.equal(session.finish().json(), natively(pack, files, told));
    });
  }
});

test("bytes that come bit by bit come to what they come to at once", async () => {
  await load("full");
  const { name, bytes } = bytesOf("examples/jlis/contracts.jsonl");
  const session = RuleSet.fromBundle(bundle("jlis")).session().open(name);
  for (let at = 0; at < bytes.length; at += 777) session.push(bytes.subarray(at, at + 777));
  assert.equal(session.progress.bytes, bytes.length);
  session.close();
  assert.equal(session.finish().json(), natively("jlis", [name]));
});

test("numbers that JavaScript has none for keep their digits", async (t) => {
  await load("full");
  const cwd = mkdtempSync(join(tmpdir(), "sadame-"));
  t.after(() => rmSync(cwd, { recursive: true }));
  const rule = `module m "例" en "example"
record r "記録" en "record" {
  id  text key  "番号" en "number"
  a   days      "甲"   en "a"
  b   months    "乙"   en "b"
  c   years     "丙"   en "c"
}
source s "典" en "source" { verified no "for tests" }
rule Q-1 "短い" en "short" {
  for each r
  cite s
  require a < 10 days and b < 10 months and c < 10 years
  message "{a}、{b}、{c}" en "{a}, {b}, {c}"
}
`;
  const record = '{"id": "A, \\"{[\\\\ \\u2028\\u007f\\u0085\\u202e\\u200e", "a": 9007199254740993, "b": 9223372036854775807, "c": 9007199254740995}';
  writeFileSync(join(cwd, "m.sadame"), rule);
  writeFileSync(join(cwd, "r.jsonl"), record);
  const natively = (format) => {
    const told = ["check", "-r", "m.sadame", "--no-config", "--exit-zero", "--all", "--no-clear", "--format", format, "r.jsonl"];
    return execFileSync(program, told, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  };
  const session = RuleSet.compile({ "m.sadame": rule }).session({ all: true }).file("r.jsonl", new TextEncoder().encode(record));
  const report = session.finish();
  for (const digits of ["9007199254740993", "9223372036854775807", "9007199254740995"]) assert.match(natively("json"), new RegExp(digits));
  assert.equal(report.json(), natively("json"));
  assert.equal(report.lines(), natively("jsonl"));
});

test("lines are those of the program", async () => {
  await load("full");
  const { name, bytes } = bytesOf("examples/budget/fy2016.jsonl");
  const ours = RuleSet.fromBundle(bundle("budget")).session({ record: "entry" }).file(name, bytes).finish().lines();
  const theirs = execFileSync(program, ["check", "-r", "budget", "--no-config", "--exit-zero", "--record", "entry", "--format", "jsonl", name], {
    cwd: root, encoding: "utf8", maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "ignore"],
  });
  assert.deepEqual(ours.split("\n").sort(), theirs.split("\n").sort());
});

test("pages, tables and workbooks for people are those of the program", async (t) => {
  await load("full", "sheets");
  const { name, bytes } = bytesOf("examples/jlis/contracts.jsonl");
  const report = RuleSet.fromBundle(bundle("jlis")).session({ clear: true }).file(name, bytes).finish();
  const folder = mkdtempSync(join(tmpdir(), "sadame-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const written = ["html", "csv", "xlsx"].map((kind) => join(folder, `report.${kind}`));
  const told = ["check", "-r", "jlis", "--no-config", "--exit-zero", "--lang", "ja", ...written.flatMap((file) => ["-o", file]), name];
  execFileSync(program, told, { cwd: root, stdio: "ignore" });
  const [page, table, workbook] = written.map((file) => readFileSync(file));
  assert.equal(report.html(), page.toString());
  assert.equal(report.csv(), table.toString());
  assert.ok(workbook.equals(report.xlsx()), "the workbooks differ");
});
