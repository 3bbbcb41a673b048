// Whatever is handed over: the package answers with a report, or with an error that says why; it never stops. What is handed over is made at random, from a
// seed that stays the same, so that what fails fails again.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { RuleSet, TrapError, format, load, schemaOf } from "sadame";
import { standardSchema } from "sadame/standard-schema";

import { bundle, root } from "./program.mjs";

let calls = 0;
let refused = 0;

/** What comes of a call: none where it was refused, by an error that says something and is no trap. */
function call(what) {
  calls += 1;
  try {
    return what();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TrapError || !error.message) throw error;
    refused += 1;
    return undefined;
  }
}

/** What some values throw when they are looked at. */
class Thrown extends Error {}

/** Numbers that look random, by a seed (mulberry32). */
function dice(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (most) => next() % most;
  return { below, one: (all) => all[below(all.length)], bytes: (length) => Uint8Array.from({ length }, () => below(256)) };
}

const TEXTS = [
  "", " ", "\0", "\ud800", "\udc00\ud800", "a\ud800b", "__proto__", "constructor", "/", "~", "~1", "..", "../../x.jsonl", "CON", "\u202e", "﷽", "𠮷", "ｱ", "①",
  "2016-02-30", "9999-12-31", "-1", "1e999", "1e-999", "0x10", "null", "{}", "[", "\"", "\\", "\\ud800", "\u001e\u001f", "\r\n", "\u2028", "\ufeff{}", "円",
  "平成99年13月1日", "a".repeat(70_000), "𠮷".repeat(9_000), "[".repeat(20_000), "{\"a\":".repeat(20_000), "9".repeat(20_000), `{"id": "A", "amount": 1e${"9".repeat(400)}}`,
];
const NUMBERS = [0, -0, 1, -1, 0.1, 1e21, 5e-324, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 63), NaN, Infinity, -Infinity, Number.MAX_VALUE];
const FIELDS = ["id", "kind", "amount", "planned_price", "payments", "title", "signed_on", "vendor", "fiscal_year", "year"];

/** A value of any kind, as no program would hand over by intent. */
function value(random, depth = 0) {
  const inner = () => value(random, depth + 1);
  const kinds = [
    () => random.one(TEXTS),
    () => random.one(NUMBERS),
    () => random.one([true, false, null, undefined]),
    () => random.one([2n ** 200n, -(2n ** 63n), 0n]),
    () => random.one([Symbol("s"), () => 1, new Date(Number.NaN), new Map([[1, 2]]), new Set([1]), /x/, new Error("e"), Promise.resolve(1), new WeakMap(), class {}]),
    () => random.one([new Uint8Array(3), new Float64Array([Number.NaN]), new ArrayBuffer(8), new DataView(new ArrayBuffer(1)), new String("a"), Object(1)]),
    () => Object.create({ id: "inherited" }),
    () => Object.assign(Object.create(null), { id: inner() }),
    () => ({ toJSON: () => random.one(TEXTS) }),
    () => ({ toString: () => { throw new Thrown("toString"); } }),
    () => Object.defineProperty({}, "id", { enumerable: true, get: () => { throw new Thrown("get"); } }),
    () => new Proxy({ id: "A" }, { ownKeys: () => { throw new Thrown("ownKeys"); } }),
    () => Object.fromEntries([["__proto__", 1], [random.one(TEXTS), 2]]),
    () => { const round = { id: "A" }; round.round = round; return round; },
    () => { let deep = []; for (let level = 0; level < 5_000; level += 1) deep = [deep]; return deep; },
    () => { const holes = []; holes[20] = 1; return holes; },
    () => (depth > 3 ? null : Array.from({ length: random.below(4) }, inner)),
    () => (depth > 3 ? {} : Object.fromEntries(Array.from({ length: random.below(6) }, () => [random.one([...FIELDS, ...TEXTS]), inner()]))),
    () => ({ id: "A", kind: "works", amount: inner(), planned_price: inner(), payments: inner(), title: inner(), signed_on: inner() }),
  ];
  return random.one(kinds)();
}

const joined = (...parts) => new Uint8Array(Buffer.concat(parts));

/** Bytes that were good once: with some of them changed, lost, or doubled. */
function damaged(random, good, most = 8) {
  let bytes = good.slice();
  for (let damage = 1 + random.below(most); damage > 0; damage -= 1) {
    const at = random.below(bytes.length + 1);
    const how = random.below(4);
    if (how < 2) bytes[at % bytes.length] = how === 0 ? random.below(256) : bytes[at % bytes.length] ^ (1 << random.below(8));
    else if (how === 2) bytes = joined(bytes.subarray(0, at), random.bytes(1 + random.below(4)), bytes.subarray(at));
    else bytes = joined(bytes.subarray(0, at), bytes.subarray(at + random.below(40)));
    if (bytes.length === 0) return bytes;
  }
  return bytes;
}

/** A bundle whose digest vouches for what stands in it, whatever that is. */
function forged(random, good) {
  const [mark, header] = [12, 44];
  const content = damaged(random, good.subarray(header));
  return joined(good.subarray(0, mark), createHash("sha256").update(content).digest(), content);
}

/** All that a report gives. */
function readOut(report, random) {
  if (!report) return;
  const part = () => random.one([...NUMBERS, undefined, "1", null]);
  call(() => report.summary);
  call(() => report.header);
  call(() => report.findings(part(), part()));
  call(() => report.dataErrors(part(), part()));
  call(() => report.records(part(), part()));
  call(() => report.outlines(part(), part()));
  call(() => report.again(part()));
  call(() => report.recordAt(random.one([...TEXTS, undefined, 1]), part()));
  call(() => JSON.parse(report.json()));
  call(() => report[random.one(["lines", "text", "html", "csv", "xlsx"])](random.one(["ja", "en", "fr", undefined])));
  call(() => report.free());
  call(() => report.free());
}

const OPTIONS = ["asOf", "record", "layout", "encoding", "select", "ignore", "all", "brief", "clear", "keep", "limit", "parameters", "levels", "baseline", "decisions", "batches", "name", "nmae"];
const NAMES = ["a", "a.json", "a.jsonl", "a.csv", "a.tsv", "a.xlsx", "a.ods", "a.csv.gz", "a.zst", "a.parquet", "契約一覧.csv", "支払.csv"];
const STARTS = [[], [0x50, 0x4b, 3, 4], [0x1f, 0x8b, 8], [0x28, 0xb5, 0x2f, 0xfd], [0xff, 0xfe], [0xfe, 0xff], [0xd0, 0xcf, 0x11, 0xe0], [0x5b], [0x7b], [0xef, 0xbb, 0xbf], [0x89]];

describe("whatever is handed over", () => {
  let rules;
  let good;
  let contracts;
  let source;
  before(async () => {
    await load("full", "sheets");
    good = bundle("jlis");
    rules = RuleSet.fromBundle(good);
    contracts = new Uint8Array(readFileSync(join(root, "examples/jlis/contracts.jsonl"))).subarray(0, 6000);
    source = new Uint8Array(readFileSync(join(root, "bindings/python/tests/rules/order.sadame")));
  });
  after(() => assert.equal(rules.check({ id: "A", kind: "works", amount: 2, planned_price: 1 }).findings.some((it) => it.rule === "PM-09"), true));

  const many = (what, times, seed, body) =>
    test(`${what}, ${times} times`, (t) => {
      const random = dice(seed);
      for (let time = 0; time < times; time += 1) body(random);
      t.diagnostic(`${calls} calls so far, ${refused} of them refused`);
    });

  many("values of any kind as records", 400, 1, (random) => {
    const given = value(random);
    call(() => rules.check(given, { clear: random.below(4) === 0 }));
    call(() => rules.check([given, { id: "B" }, value(random)]));
    call(() => standardSchema(rules)["~standard"].validate(given));
  });

  many("JSON that is damaged", 200, 2, (random) => {
    const bytes = damaged(random, contracts);
    call(() => rules.check(bytes));
    call(() => rules.check(new TextDecoder("latin1").decode(bytes)));
    call(() => rules.check(random.one(TEXTS)));
  });

  many("options of any kind", 400, 3, (random) => {
    const options = Object.fromEntries(Array.from({ length: 1 + random.below(3) }, () => [random.one(OPTIONS), value(random)]));
    call(() => rules.check([{ id: "A", amount: 1 }], options));
    call(() => rules.session(options).open("a.jsonl").push("{}").close().finish().free());
    call(() => rules.check([{ id: "A" }], value(random)));
    call(() => standardSchema(rules, options));
  });

  many("sessions in any order, over bytes of any kind", 250, 4, (random) => {
    const session = call(() => rules.session({ keep: random.below(2) === 0 }));
    const bytes = () => new Uint8Array([...random.one(STARTS), ...(random.below(2) ? random.bytes(random.below(400)) : damaged(random, contracts.subarray(0, 900)))]);
    const steps = [
      () => session.open(random.one([...NAMES, ...TEXTS, undefined, 1, {}]), random.one([undefined, { layout: value(random) }, { encoding: value(random) }, value(random)])),
      () => session.push(random.one([bytes(), bytes(), random.one(TEXTS), value(random)])),
      () => session.close(random.one([undefined, undefined, () => { throw new Thrown("after"); }, 1])),
      () => session.file(random.one(NAMES), bytes()),
      () => session.files(random.one([[{ name: "契約一覧.csv", bytes: bytes() }, { name: "支払.csv", bytes: bytes() }], [value(random)], value(random)])),
      () => session.beside(random.one([...NAMES, undefined]), random.one([bytes(), value(random)])),
      () => session.readWith(random.one([...NAMES, undefined])),
      () => session.records(random.one([...NAMES, undefined]), [value(random)]),
      () => session.progress,
    ];
    for (let step = random.below(8); step > 0; step -= 1) call(random.one(steps));
    readOut(call(() => session.finish()), random);
    call(random.one(steps));
  });

  many("bundles that are damaged, and some whose digest says that they are not", 250, 5, (random) => {
    const bytes = random.one([() => random.bytes(random.below(200)), () => damaged(random, good), () => forged(random, good), () => forged(random, good), () => value(random)])();
    const loaded = call(() => RuleSet.fromBundle(bytes));
    if (!loaded) return;
    call(() => loaded.about);
    call(() => loaded.warnings);
    call(() => loaded.check(contracts, { asOf: "2017-03-31" }));
    call(() => loaded.schema());
    call(() => loaded.book(random.one(["ja", "en"])));
    call(() => loaded.toBundle());
    call(() => loaded.free());
  });

  many("rules that are damaged", 300, 6, (random) => {
    const text = damaged(random, source, 4);
    const files = random.one([{ "m.sadame": text }, { "m/pack.toml": text, "m/a.sadame": source }, { "m.sadame": random.bytes(300) }, { "m.sadame": random.one(TEXTS) }, { [random.one(TEXTS)]: text }, value(random)]);
    call(() => RuleSet.diagnose(files));
    call(() => RuleSet.diagnose(files, value(random)));
    call(() => format(new TextDecoder().decode(text)));
    call(() => RuleSet.compile(files).check([{ id: "A", amount: 1 }, value(random)]));
  });

  many("questions about anything", 100, 7, (random) => {
    call(() => rules.explain(value(random)));
    call(() => rules.schema(value(random)));
    call(() => schemaOf(value(random)));
    call(() => format(value(random)));
  });
});
