/** The engine in the worker: compiling rules, judging files as they stream in, and holding changed rules against the unchanged. */

import { load, type Options, type Report, RuleSet, RulesError, type Session, type SessionOptions, SettingsError, TrapError } from "sadame/inline/full";
import type { About, Diagnostic, Finding, Settings, Text } from "../contract";
import { rowKey } from "../model/case";
import { Refusal } from "./refusal";
import type { Change, Given, Root, RulesGiven, Tell } from "./messages";
import { isText } from "./sort";

/** How many findings are taken out of the engine at once. */
const AT_ONCE = 1000;

export { RulesError, SettingsError, TrapError };

let loading: Promise<void> | null = null;

/** Makes the engine ready. */
export function ready(): Promise<void> {
  return (loading ??= load());
}

/** The packs that judge where none were given. */
const BUILT_IN: RulesGiven = { files: {}, packs: ["jlis"] };

/** Compiles rules. */
export async function compile(rules: RulesGiven | null): Promise<RuleSet> {
  await ready();
  const { files, packs, bundle } = rules ?? BUILT_IN;
  return bundle ? RuleSet.fromBundle(bundle) : RuleSet.compile(files, packs);
}

/** What is wrong with rules. */
export async function diagnose(files: Record<string, string>, packs: string[]): Promise<Diagnostic[]> {
  await ready();
  return RuleSet.diagnose(files, packs) as Diagnostic[];
}

/** What rules are. */
export function aboutOf(rules: RuleSet): About {
  return rules.about as unknown as About;
}

/** The records that files may hold: those that rules judge; where they judge none, all that lines can hold. */
export function rootsOf(rules: RuleSet): Root[] {
  const { records, rules: all } = rules.about;
  const roots = records.filter(({ root }) => root);
  const judged = roots.filter(({ name }) => all.some(({ record }) => record === name));
  return (judged.length > 0 ? judged : roots).map(({ name, label }) => ({ name, label }));
}

/** The settings as the engine is told them. */
function told(settings: Settings | null): Options {
  if (!settings) return {};
  return {
    ...(settings.as_of === null ? {} : { asOf: settings.as_of }),
    ...(settings.record === null ? {} : { record: settings.record }),
    parameters: Object.fromEntries(settings.parameters),
    select: settings.select,
    ignore: settings.ignore,
    levels: Object.fromEntries(settings.levels),
  };
}

/** Why contracts are too many for a page: its engine has four gigabytes at most. */
function tooMuch(read: number): Refusal {
  return new Refusal(
    `資料が大きく、この画面のメモリに収まりません（${read.toLocaleString("ja-JP")}件まで読みました）。sadame check で判定し、--format json や desk のファイルを開くか、資料を分けてください。開いていた資料はそのままです`,
    `this is too much for the memory of a page (${read} records were read): judge it with sadame check, or divide it. What was open stays`,
    [],
    true,
  );
}

/** Up to how many bytes of contracts it is found out what would clear a finding: some ten thousand of them, on which it takes seconds. */
const CLEARED = 10_000_000;

/** Judges files. Texts that others are read with are not read by themselves. */
export async function judge(rules: RuleSet, settings: Settings | null, files: Given[], options: SessionOptions, tell: Tell): Promise<Report> {
  const clear = files.reduce((sum, { file }) => sum + file.size, 0) <= CLEARED;
  const session = rules.session({ ...told(settings), clear, ...options });
  const far = { read: 0 };
  try {
    const texts = files.filter(({ name }) => isText(name));
    if (texts.length > 1) for (const { name, file } of texts) session.beside(name, new Uint8Array(await file.arrayBuffer()));
    const beside = new Set(texts.length > 1 ? texts.flatMap(({ name }) => session.readWith(name)) : []);
    await stream(session, files.filter(({ name }) => !beside.has(name)), far, tell);
    return finish(session, tell);
  } catch (why) {
    throw why instanceof TrapError || why instanceof RangeError ? tooMuch(far.read) : why;
  } finally {
    session.free();
  }
}

/** Hands the files to the session, piece by piece; `far` is told how many records have been read. */
async function stream(session: Session, files: Given[], far: { read: number }, tell: Tell): Promise<void> {
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  let done = 0;
  for (const { name, file } of files) {
    session.open(name);
    const reader = file.stream().getReader();
    for (;;) {
      const { done: ended, value } = await reader.read();
      if (ended) break;
      session.push(value);
      done += value.length;
      far.read = session.progress.records;
      tell({ ja: `${name} を判定しています`, en: `Judging ${name}`, part: total === 0 ? null : done / total, count: far.read });
    }
    session.close((count) => {
      far.read = count;
      tell({ ja: `${name} を判定しています`, en: `Judging ${name}`, part: null, count });
    });
  }
}

function finish(session: Session, tell: Tell): Report {
  tell({ ja: "契約どうしを照らし合わせています", en: "Holding the contracts against each other", part: null });
  return session.finish();
}

/** The findings of a report without their evidence, a thousand at a time. */
export function* outlines(report: Report): Generator<Finding> {
  const { findings: all } = report.lengths;
  for (let at = 0; at < all; at += AT_ONCE) yield* report.outlines(at, at + AT_ONCE) as unknown as Finding[];
}

/** A report as `sadame check --format json` writes it, in parts: one text may be longer than a browser allows. */
export function inParts(report: Report): Blob {
  const indented = (it: object): string => JSON.stringify(it, null, 2).replaceAll("\n", "\n    ");
  const parts: BlobPart[] = [JSON.stringify({ ...report.header, summary: report.summary }, null, 2).slice(0, -2)];
  const { findings, dataErrors } = report.lengths;
  const list = (name: string, length: number, some: (from: number, to: number) => object[]): void => {
    parts.push(`,\n  "${name}": [`);
    for (let at = 0; at < length; at += AT_ONCE) {
      const texts = some(at, at + AT_ONCE).map((it) => `\n    ${indented(it)}`);
      parts.push(new Blob([`${at > 0 ? "," : ""}${texts.join(",")}`]));
    }
    parts.push(length > 0 ? "\n  ]" : "]");
  };
  list("findings", findings, (from, to) => report.findings(from, to));
  list("data_errors", dataErrors, (from, to) => report.dataErrors(from, to));
  parts.push("\n}\n");
  return new Blob(parts, { type: "application/json" });
}

/** A contract, as it is judged again: its row, and its JSON. */
export interface Again {
  row: number;
  input: string;
  json: string;
}

/** What a finding is about, however often the rules change. */
function about(finding: Finding, rowOf: (input: string, position: number) => number | null): { key: string; row: number | null; subject: Text } {
  const { subject } = finding;
  const same = (text: string): Text => ({ ja: text, en: text });
  switch (subject.kind) {
    case "record": {
      const row = rowOf(subject.record.input, subject.record.position);
      const name = (lang: "ja" | "en"): string => `${subject.record.key} ${subject.place[lang]}`.trim();
      return { key: `${finding.rule}|${rowKey(subject.record)}|${subject.path}`, row, subject: { ja: name("ja"), en: name("en") } };
    }
    case "group": {
      const [first] = subject.members;
      const [ja, en] = [subject.key.map((it) => it.text.ja).join("・"), subject.key.map((it) => it.text.en).join(", ")];
      return { key: `${finding.rule}|${ja}|${subject.window?.join()}`, row: first ? rowOf(first.input, first.position) : null, subject: { ja, en } };
    }
    case "row":
      return { key: `${finding.rule}|${subject.table}|${subject.key}|${subject.line}`, row: null, subject: same(subject.key) };
    case "set":
      return { key: `${finding.rule}|`, row: null, subject: same("") };
  }
}

type Verdicts = Map<string, { outcome: string; row: number | null; subject: Text; rule: string; message: Text | null }>;

/** The verdicts on contracts by some rules. */
export function verdicts(rules: RuleSet, settings: Settings | null, contracts: Again[], tell: Tell): Verdicts {
  const names = new Map<string, number[]>();
  const rowOf = (input: string, position: number): number | null => names.get(input)?.[position - 1] ?? null;
  const out: Verdicts = new Map();
  const take = (finding: Finding): void => {
    const { key, row, subject } = about(finding, rowOf);
    out.set(key, { outcome: finding.outcome, row, subject, rule: finding.rule, message: finding.message ?? null });
  };
  const session = rules.session({ ...told(settings), batches: ({ findings }) => (findings as unknown as Finding[]).forEach(take) });
  try {
    [...new Set(contracts.map(({ input }) => input))].forEach((input, at) => {
      const within = contracts.filter((contract) => contract.input === input);
      const name = `${at}.jsonl`;
      names.set(name, within.map(({ row }) => row));
      session.open(name);
      for (let from = 0; from < within.length; from += AT_ONCE) {
        session.push(within.slice(from, from + AT_ONCE).map(({ json }) => `${json.replace(/[\r\n]/g, " ")}\n`).join(""));
        tell({ ja: "変えた規則で判定しています", en: "Judging by the changed rules", part: from / within.length, count: from });
      }
      session.close();
    });
    const report = finish(session, tell);
    for (const finding of outlines(report)) take(finding);
    report.free();
    return out;
  } finally {
    session.free();
  }
}

/** What came out otherwise. */
export function compare(before: Verdicts, after: Verdicts): Change[] {
  const changes: Change[] = [];
  for (const [key, now] of after) {
    const then = before.get(key);
    if (then?.outcome === now.outcome) continue;
    changes.push({ row: now.row, subject: now.subject, rule: now.rule, before: then?.outcome ?? "", after: now.outcome, message: now.message });
  }
  for (const [key, then] of before) {
    if (!after.has(key)) changes.push({ row: then.row, subject: then.subject, rule: then.rule, before: then.outcome, after: "", message: null });
  }
  return changes.sort((a, b) => a.rule.localeCompare(b.rule) || (a.row ?? -1) - (b.row ?? -1));
}

/** A refusal of what the engine throws. */
export function refusalOf(why: unknown): Refusal | null {
  if (why instanceof RulesError) {
    return new Refusal("規則に誤りがあります", "the rules have faults", why.diagnostics as unknown as Diagnostic[]);
  }
  if (why instanceof TrapError) return new Refusal("エンジンが異常終了しました。作り直します", "the engine stopped abnormally, and is started anew", [], true);
  const texts = (why as { texts?: { ja: string; en: string }[] }).texts;
  if (Array.isArray(texts)) return new Refusal(texts.map((it) => it.ja).join("。"), texts.map((it) => it.en).join("; "));
  return null;
}
