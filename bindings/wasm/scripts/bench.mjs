// How long judging takes in Node, beside `JSON.parse` of the same records: fifteen rules over made-up contracts. `node bench.mjs CONTRACTS full|core`

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { RuleSet, load } from "sadame";

import { root } from "../test/program.mjs";

const ROUNDS = 7;
const [, , contracts, chunk] = process.argv;
const bytes = new Uint8Array(readFileSync(contracts));
const lines = new TextDecoder().decode(bytes).trimEnd().split("\n");

/** The least time of the processor that something takes, in microseconds a record. */
function time(what) {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = process.cpuUsage();
    what();
    const { user, system } = process.cpuUsage(begun);
    best = Math.min(best, user + system);
  }
  return best / lines.length;
}

/** The rules for timing. `full` compiles them, and leaves them for `core`. */
function compiled() {
  const bundle = `${contracts}.sadamec`;
  if (chunk === "core") return RuleSet.fromBundle(new Uint8Array(readFileSync(bundle)));
  const text = (name) => [`bench/${name}`, readFileSync(join(root, "benches/rules", name))];
  const rules = RuleSet.compile(Object.fromEntries(["pack.toml", "contracts.sadame"].map(text)), ["bench"]);
  writeFileSync(bundle, rules.toBundle());
  return rules;
}

await load(chunk);
const rules = compiled();
const parse = time(() => lines.forEach((line) => JSON.parse(line)));
const most = 1.5 * parse + 3;
const objects = lines.map((line) => JSON.parse(line));
const judged = (options) => rules.session(options).open("a.jsonl", { digest: false }).push(bytes).close().finish().free();
const works = {
  "bytes, to verdicts": () => judged({ brief: true }),
  "bytes, to findings with their evidence": () => judged({}),
  "objects, to findings with their evidence": () => rules.session().records("a", objects).finish().free(),
  "bytes, to a report without evidence": () => rules.check(bytes, { brief: true }),
  "bytes, to a whole report": () => rules.check(bytes),
};

console.log(`## Node, the chunk \`${chunk}\`: fifteen rules over ${lines.length} contracts of ${Math.round(bytes.length / lines.length)} bytes on average\n`);
console.log(`\`JSON.parse\` of them takes ${parse.toFixed(2)} µs a record; 1.5 times that, and 3 µs, is ${most.toFixed(2)} µs.\n`);
console.log("| | µs a record | of `JSON.parse` |\n| --- | ---: | ---: |");
for (const [name, work] of Object.entries(works)) {
  const micros = time(work);
  console.log(`| ${name} | ${micros.toFixed(2)} | ${(micros / parse).toFixed(2)} |`);
}
console.log();
