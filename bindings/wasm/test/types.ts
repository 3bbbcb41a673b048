// What a program in TypeScript writes: compiled, never run.

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { RuleSet, RulesError, load, schemaOf, type Document, type Finding, type Severity, type Subject } from "sadame";
import { load as inline } from "sadame/inline";
import { SadameFormGuard, define } from "sadame/form-guard";
import { issues, standardSchema } from "sadame/standard-schema";

interface Contract {
  id: string;
  kind: "works" | "purchase";
  amount: number | bigint;
}

await load("full", "sheets");
await inline();
const rules: RuleSet = RuleSet.compile({ "mine/pack.toml": "", "mine/rules.sadame": new Uint8Array() }, ["mine"]);
const contract: Contract = { id: "A", kind: "works", amount: 1n };
const report: Document = rules.check([contract], { asOf: "2017-03-31", select: ["PM-*"], levels: { "DB-*": "warning" } });
const grave: Severity[] = report.findings.map((finding) => finding.severity);
const about = (subject: Subject): string => (subject.kind === "record" ? subject.record.key : subject.kind);
const keys: string[] = report.findings.map((finding: Finding) => about(finding.subject));
const text: string | undefined = report.findings[0]?.message?.ja;
const fields: string[] = rules.about.records.flatMap((record) => record.fields.map((field) => field.kind));

const session = rules.session({ keep: true }).open("contracts.jsonl").push(new Uint8Array());
const read: number = session.close((records: number) => void records).progress.records;
const bytes: Uint8Array = session.finish().xlsx("en");

const schema: StandardSchemaV1<Contract, Contract> = standardSchema<Contract>(rules, { lang: "en" });
type Given = StandardSchemaV1.InferInput<typeof schema>;
const given: Given = contract;
const paths: readonly (readonly (string | number)[])[] = issues(rules, given).map((issue) => issue.path);
const guard: SadameFormGuard | null = document.querySelector("sadame-form-guard");
if (guard) guard.rules = rules;
define("my-guard");

// @ts-expect-error an option that there is not
rules.check([], { asof: "2017-03-31" });
// @ts-expect-error a severity that there is not
rules.check([], { levels: { "DB-*": "grave" } });
// @ts-expect-error an outcome that there is not
const never: boolean = report.findings[0]?.outcome === "failed";

try {
  RuleSet.compile({});
} catch (error) {
  if (error instanceof RulesError) console.log(error.diagnostics[0]?.line);
}

export { bytes, fields, grave, keys, never, paths, read, text, schemaOf };
