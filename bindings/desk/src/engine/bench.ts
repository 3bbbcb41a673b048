/** What the worker does, request by request. It holds what is on the desk: the contracts, the evidence of every finding, and the rules they were judged by. */

import type { Report, RuleSet } from "sadame/inline/full";
import type { DataError, Finding, Settings, Summary } from "../contract";
import { type Case, NO_SETTINGS, VERSION } from "../model/case";
import { exactly, OtherVersion, readDocument, Reader } from "../model/read";
import { aboutOf, type Again, compare, compile, diagnose, inParts, judge, outlines, refusalOf, rootsOf, verdicts } from "./judge";
import type { Answer, Detail, Given, Request, RulesGiven, Tell } from "./messages";
import { embedded, linesOf, unpacked } from "./packed";
import { Choose, Refusal, Waiting } from "./refusal";
import { sort, type Sorted } from "./sort";

/** What is on the desk. */
interface OnDesk {
  case: Case;
  reader: Reader;
  settings: Settings | null;
  /** The engine, where it holds contracts and evidence. */
  held: Held | null;
}

/** A report that the engine holds: the contracts, and the findings over several of them, from a number on. */
interface Held {
  rules: RuleSet;
  report: Report;
  from: number;
}

/** What was dropped, and how it is to be judged: rules and contracts may come in either order. */
interface Dropped {
  rules: RulesGiven | null;
  contracts: Given[];
  settings: Settings | null;
}

const NOTHING: Dropped = { rules: null, contracts: [], settings: null };

export class Bench {
  private desk: OnDesk | null = null;
  private dropped = NOTHING;
  /** What waits for somebody to say which record it is. */
  private waiting: Dropped | null = null;

  async answer(request: Request, tell: Tell): Promise<Answer> {
    switch (request.kind) {
      case "packed":
        return this.packed(request.data, tell);
      case "files":
        return this.files(request.files, tell);
      case "judge":
        return this.judged({ ...((request.chosen && this.waiting) || this.dropped), settings: request.settings }, tell);
      case "detail":
        return { kind: "detail", detail: this.detail(request.row) };
      case "evidence":
        return { kind: "evidence", findings: request.marks.map((n) => this.evidence(n)) };
      case "sums":
        return { kind: "sums", sums: this.onDesk().reader.summing.sums };
      case "report":
        return { kind: "report", blob: await this.report(tell) };
      case "diagnose":
        return { kind: "diagnostics", diagnostics: await diagnose(request.files, request.packs) };
      case "try":
        return this.attempt(request.files, request.packs, tell);
      case "break":
        throw new WebAssembly.RuntimeError("unreachable");
    }
  }

  fault(why: unknown): Answer {
    if (why instanceof Choose) return { kind: "choose", roots: why.roots };
    const broken = why instanceof WebAssembly.RuntimeError || why instanceof RangeError;
    const refusal = broken
      ? new Refusal("エンジンが異常終了しました。作り直して続けます", "the engine stopped abnormally; it is started anew", [], true)
      : why instanceof Refusal
        ? why
        : refusalOf(why);
    if (refusal) return { kind: "fault", ja: refusal.ja, en: refusal.en, diagnostics: refusal.diagnostics, broken: refusal.broken, mild: refusal instanceof Waiting };
    if (why instanceof OtherVersion) {
      return { kind: "fault", ja: `版 ${why.message} の審査卓のファイルは、この画面では読めません（この画面は版 ${VERSION}）。作られたときの画面で開いてください`, en: `desks of version ${why.message} cannot be read by this page, which is of version ${VERSION}: open it as it was written` };
    }
    const text = why instanceof Error ? why.message : String(why);
    return { kind: "fault", ja: `読み取れません（${text}）`, en: `it cannot be read (${text})` };
  }

  private lay(reader: Reader, held: Held | null, settings: Settings | null): Answer {
    const of = { ...reader.finish(), here: held !== null };
    this.desk?.held?.report.free();
    this.desk = { case: of, reader, held, settings };
    return { kind: "case", case: of };
  }

  /** Reads the lines that stand in a page. */
  private async packed(data: string, tell: Tell): Promise<Answer> {
    const reader = new Reader();
    await readLines(reader, unpacked(data), tell);
    const answer = this.lay(reader, null, null);
    const { files, packs, settings } = this.desk!.case;
    this.desk!.settings = settings;
    this.dropped = { rules: packs.length > 0 ? { files, packs } : null, contracts: [], settings };
    return answer;
  }

  private async files(given: Given[], tell: Tell): Promise<Answer> {
    const sorted = await sort(given);
    const [desk] = sorted.desks;
    if (desk) {
      const data = embedded(await desk.file.text());
      if (data === null) throw new Refusal(`${desk.name} は審査卓のファイルではありません`, `${desk.name} is no review desk`);
      return this.packed(data, tell);
    }
    const [report] = sorted.reports;
    return report ? this.reported(report, tell) : this.taken(sorted, tell);
  }

  /** Takes rules and contracts, and judges as soon as there are both. */
  private async taken(sorted: Sorted, tell: Tell): Promise<Answer> {
    const dropped = { ...this.dropped };
    const rules = await rulesOf(sorted);
    // Other rules have other settings.
    if (rules) Object.assign(dropped, { rules, settings: null });
    if (sorted.contracts.length > 0) dropped.contracts = sorted.contracts;
    if (dropped.contracts.length > 0) return this.judged(dropped, tell);
    if (!rules) throw new Refusal("契約の資料がありません", "there are no contracts among the files");
    // The rules are looked at all the same: their faults are told at once.
    await compile(rules);
    this.dropped = dropped;
    throw new Waiting("規則を読みました。次に契約の資料を置いてください", "the rules are read: now drop the contracts");
  }

  private async reported({ name, file }: Given, tell: Tell): Promise<Answer> {
    const reader = new Reader();
    if (/\.(jsonl|ndjson)$/i.test(name)) await readLines(reader, file.stream(), tell);
    else readDocument(reader, JSON.parse(await file.text()));
    return this.lay(reader, null, null);
  }

  /** Judges contracts that were dropped. What cannot be judged leaves the desk as it is. */
  private async judged(dropped: Dropped, tell: Tell): Promise<Answer> {
    tell({ ja: "規則を読んでいます", en: "Reading the rules", part: null });
    const rules = await compile(dropped.rules);
    const roots = rootsOf(rules);
    if (roots.length > 1 && !roots.some(({ name }) => name === dropped.settings?.record)) {
      this.waiting = dropped;
      throw new Choose(roots);
    }
    const reader = new Reader();
    const files = rules.files();
    const packs = dropped.rules && !dropped.rules.bundle ? dropped.rules.packs : namedOf(rules);
    const record = dropped.settings?.record ?? roots[0]?.name ?? "";
    reader.begin({ version: VERSION, settings: dropped.settings ?? NO_SETTINGS, about: aboutOf(rules), record, packs, files });
    const found = { findings: 0 };
    const batches: NonNullable<Parameters<RuleSet["session"]>[0]>["batches"] = ({ records, findings, data_errors }) => {
      for (const { input, position, record } of records) {
        const whole = typeof record === "object" && record !== null && !Array.isArray(record);
        reader.record(input, position, whole ? (record as Record<string, unknown>) : null);
      }
      for (const finding of findings) reader.finding(finding as unknown as Finding, null);
      for (const fault of data_errors) reader.fault(fault as unknown as DataError);
      found.findings += findings.length;
    };
    const report = await judge(rules, dropped.settings, dropped.contracts, { keep: true, batches }, tell);
    const summary = report.summary as unknown as Summary;
    const faults = report.dataErrors() as unknown as DataError[];
    for (const fault of faults) reader.fault(fault);
    const refusal = refusalFor(summary, reader, this.desk !== null);
    if (refusal) {
      report.free();
      throw refusal;
    }
    for (const finding of outlines(report)) reader.finding(finding, null);
    reader.head(report.header as unknown as Case["header"]);
    reader.total(summary);
    this.dropped = dropped;
    this.waiting = null;
    return this.lay(reader, { rules, report, from: found.findings }, dropped.settings);
  }

  private onDesk(): OnDesk {
    if (!this.desk) throw new Refusal("資料が開かれていません", "nothing is open");
    return this.desk;
  }

  private detail(row: number): Detail {
    const { reader, held } = this.onDesk();
    const marks = reader.marksOf(row);
    const own = held ? (held.report.again(row) as unknown as Finding[]) : [];
    const mine = marks.filter((n) => held && n < held.from);
    const findings = marks.map((n) => own[mine.indexOf(n)] ?? this.evidence(n));
    const text = this.textOf(row);
    const values = text === null ? null : valuesOf(text);
    return { row, values, raw: values ? null : text, findings };
  }

  /** A finding in full; where its evidence was let go, what the page knows of it. */
  private evidence(n: number): Finding {
    const { reader, held, case: of } = this.onDesk();
    const text = reader.evidence[n];
    if (text != null) return JSON.parse(text) as Finding;
    const [finding] = held && n >= held.from ? (held.report.findings(n - held.from, n - held.from + 1) as unknown as Finding[]) : [];
    return finding ?? bareFinding(of, n);
  }

  /** A contract as it was read. */
  private textOf(row: number): string | null {
    const { reader, held } = this.onDesk();
    if (!held) return reader.texts[row] ?? null;
    const [record] = row < held.report.lengths.records ? [held.report.recordText(row, row + 1)] : [];
    return record === undefined ? null : recordIn(record);
  }

  /** The whole report: what was let go on the way is made once more. */
  private async report(tell: Tell): Promise<Blob> {
    const { held, settings } = this.onDesk();
    if (!held) throw new Refusal("この資料は、この画面で判定したものではありません", "this was not judged in this page");
    const report = await judge(held.rules, settings, this.dropped.contracts, {}, tell);
    const blob = inParts(report);
    report.free();
    return blob;
  }

  /** Judges the contracts on the desk by changed rules and by the unchanged, and says where they differ. */
  private async attempt(files: Record<string, string>, packs: string[], tell: Tell): Promise<Answer> {
    const desk = this.onDesk();
    const diagnostics = await diagnose(files, packs);
    if (diagnostics.some((it) => it.level === "error")) return { kind: "trial", trial: { diagnostics, changes: null } };
    const contracts = desk.case.rows.flatMap((row): Again[] => {
      const json = this.textOf(row.n);
      return json !== null && /^\s*\{/.test(json) ? [{ row: row.n, input: row.input, json }] : [];
    });
    // What the report was made by may not be said in the settings.
    const settings = { ...(desk.settings ?? NO_SETTINGS), record: desk.case.header.record.name };
    const run = async (rules: RulesGiven): Promise<ReturnType<typeof verdicts>> => verdicts(await compile(rules), settings, contracts, tell);
    const before = await run({ files: desk.case.files, packs: desk.case.packs });
    const after = await run({ files, packs });
    return { kind: "trial", trial: { diagnostics, changes: compare(before, after) } };
  }
}

async function readLines(reader: Reader, bytes: ReadableStream<Uint8Array<ArrayBuffer>>, tell: Tell): Promise<void> {
  let lines = 0;
  for await (const line of linesOf(bytes)) {
    reader.line(line);
    lines += 1;
    if (lines % 2000 === 0) tell({ ja: "読み込んでいます", en: "Reading", part: null, count: lines });
  }
}

/** The rules among files; none where there are none. */
async function rulesOf(sorted: Sorted): Promise<RulesGiven | null> {
  const paths = Object.entries(sorted.rules);
  if (paths.length > 0) {
    const files: Record<string, string> = {};
    for (const [path, file] of paths) files[path] = await file.text();
    return { files, packs: packsOf(files) };
  }
  const [bundle] = sorted.bundles;
  return bundle ? { files: {}, packs: [], bundle: new Uint8Array(await bundle.file.arrayBuffer()) } : null;
}

/** Why what was read is not laid on the desk: there is nothing in it to judge. Where nothing is open, what is wrong with it is shown all the same. */
function refusalFor({ inputs, read, judged }: Summary, reader: Reader, open: boolean): Refusal | null {
  const problems = inputs.flatMap(({ name, problem }) => (problem ? [{ ja: `${name}：${problem.ja}`, en: `${name}: ${problem.en}` }] : []));
  if (read === 0 && problems.length > 0) return new Refusal(problems.map(({ ja }) => ja).join("　"), problems.map(({ en }) => en).join("; "));
  if (judged > 0 || !open) return null;
  const [first] = reader.firstFault();
  const why = first ? { ja: `（${first.input}:${first.position}　${first.reason.ja}）`, en: ` (${first.input}:${first.position} ${first.reason.en})` } : { ja: "", en: "" };
  return new Refusal(`判定できる契約がありません${why.ja}。開いていた資料はそのままです`, `there is no contract that could be judged${why.en}; what was open stays`);
}

/** What the page knows of a finding whose evidence was let go. */
function bareFinding(of: Case, n: number): Finding {
  const mark = of.marks[n]!;
  const row = of.rows[mark.rows[0] ?? -1];
  const title = of.titles[mark.rule]!;
  const subject = { kind: "record" as const, record: { input: row?.input ?? "", position: row?.position ?? 0, key: row?.key ?? "" }, heading: [], path: "", place: mark.place };
  const { rule, severity, outcome, message, fingerprint, lacks } = mark;
  const none = { sources: [], facts: [], comparisons: [], rows: [], exceptions: [] };
  return { rule, title, severity, outcome, word: title, subject, ...(message ? { message } : {}), fingerprint, standing: "new", missing: lacks, ...none, bare: true };
}

function valuesOf(text: string): Record<string, unknown> | null {
  try {
    const value = exactly(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** The record in a list of one, as the engine gives it: JSON; or, where it was none, the text that it was. */
function recordIn(list: string): string {
  const begin = list.indexOf(',"record":') + ',"record":'.length;
  const json = list.slice(begin, list.lastIndexOf("}"));
  return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}

/** The packs among files: folders with a manifest, and rules that stand alone. */
function packsOf(files: Record<string, string>): string[] {
  const folders = Object.keys(files).filter((path) => path.endsWith("/pack.toml")).map((path) => path.slice(0, -"/pack.toml".length));
  const alone = Object.keys(files).filter((path) => path.endsWith(".sadame") && !folders.some((folder) => path.startsWith(`${folder}/`)));
  return [...folders, ...alone].sort();
}

/** The packs that no other depends on: the last of those that are told, dependencies first. */
function namedOf(rules: RuleSet): string[] {
  return rules.about.packs.slice(-1).map(({ name }) => name);
}
