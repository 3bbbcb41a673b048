/** The engine in the worker: compiling rules, judging files as they stream in, and holding changed rules against the unchanged. */

import { load, RuleSet, RulesError, SettingsError, TrapError, type Report, type Session } from "sadame/inline/full";
import type { Diagnostic, Finding, Settings, Vocabulary } from "../contract";
import { rowKey } from "../model/case";
import { Refusal } from "./refusal";
import type { Change, Given, RulesGiven } from "./messages";
import { isText } from "./sort";

export type Tell = (progress: { ja: string; en: string; part: number | null; count?: number }) => void;

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

/** The words of compiled rules. */
export function vocabularyOf(rules: RuleSet, record: string | null): Vocabulary {
  return rules.vocabulary(record ?? undefined) as Vocabulary;
}

/** The settings as the engine is told them. */
function told(settings: Settings | null): Record<string, unknown> {
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

/** Judges files. */
export async function judge(rules: RuleSet, settings: Settings | null, files: Given[], tell: Tell): Promise<Report> {
  const texts = files.filter(({ name }) => isText(name));
  let report = await once(rules, settings, files, texts, tell);
  // A text that was read beside another is not read by itself: which ones are is known only once the layouts have been tried.
  const beside = new Set(report.summary.inputs.flatMap((input) => input.beside ?? []).map(({ name }) => name));
  const alone = files.filter(({ name }) => !beside.has(name));
  if (alone.length < files.length) {
    report.free();
    report = await once(rules, settings, alone, texts, tell);
  }
  return report;
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

async function once(rules: RuleSet, settings: Settings | null, files: Given[], texts: Given[], tell: Tell): Promise<Report> {
  const session = rules.session({ ...told(settings), keep: true });
  const far = { read: 0 };
  try {
    if (texts.length > 1) for (const { name, file } of texts) session.beside(name, new Uint8Array(await file.arrayBuffer()));
    await stream(session, files, far, tell);
    return finish(session, tell);
  } catch (why) {
    throw why instanceof TrapError ? tooMuch(far.read) : why;
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
export function* findings(report: Report, tell: Tell): Generator<Finding> {
  const { findings: all } = report.lengths;
  for (let at = 0; at < all; at += AT_ONCE) {
    tell({ ja: "指摘を並べています", en: "Listing the findings", part: at / all, count: at });
    yield* report.outlines(at, at + AT_ONCE) as unknown as Finding[];
  }
}

/** A contract, as it is judged again: its row, and its JSON. */
export interface Again {
  row: number;
  input: string;
  json: string;
}

/** What a finding is about, however often the rules change. */
function about(finding: Finding, rowOf: (input: string, position: number) => number | null): { key: string; row: number | null; subject: string } {
  const { subject } = finding;
  switch (subject.kind) {
    case "record": {
      const row = rowOf(subject.record.input, subject.record.position);
      return { key: `${finding.rule}|${rowKey(subject.record)}|${subject.path}`, row, subject: `${subject.record.key} ${subject.place.ja}`.trim() };
    }
    case "group": {
      const [first] = subject.members;
      const key = subject.key.map((it) => it.text.ja).join("・");
      return { key: `${finding.rule}|${key}|${subject.window?.join()}`, row: first ? rowOf(first.input, first.position) : null, subject: key };
    }
    case "row":
      return { key: `${finding.rule}|${subject.table}|${subject.key}|${subject.line}`, row: null, subject: subject.key };
    case "set":
      return { key: `${finding.rule}|`, row: null, subject: "" };
  }
}

type Verdicts = Map<string, { outcome: string; row: number | null; subject: string; rule: string; message: { ja: string; en: string } | null }>;

/** The verdicts on contracts by some rules. */
export function verdicts(rules: RuleSet, settings: Settings | null, contracts: Again[], tell: Tell): Verdicts {
  const session = rules.session(told(settings));
  const inputs = [...new Set(contracts.map(({ input }) => input))];
  const names = new Map<string, number[]>();
  inputs.forEach((input, at) => {
    const within = contracts.filter((contract) => contract.input === input);
    const name = `${at}.jsonl`;
    session.open(name);
    within.forEach(({ json }, number) => {
      session.push(`${json}\n`);
      if (number % 5000 === 0) tell({ ja: "変えた規則で判定しています", en: "Judging by the changed rules", part: number / within.length, count: number });
    });
    session.close();
    names.set(name, within.map(({ row }) => row));
  });
  const report = finish(session, tell);
  const rowOf = (input: string, position: number): number | null => names.get(input)?.[position - 1] ?? null;
  const out: Verdicts = new Map();
  for (const finding of findings(report, tell)) {
    const { key, row, subject } = about(finding, rowOf);
    const message = finding.message ?? null;
    out.set(key, { outcome: finding.outcome, row, subject, rule: finding.rule, message });
  }
  report.free();
  return out;
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
