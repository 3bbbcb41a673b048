/** What the worker does, request by request. It holds what is on the desk: the contracts, the evidence of every finding, and the rules they were judged by. */

import type { Report, RuleSet } from "sadame/inline/full";
import type { Finding, Settings } from "../contract";
import { type Case, NO_SETTINGS } from "../model/case";
import { sums } from "../model/figures";
import { type Kept, readDocument, Reader } from "../model/read";
import { type Again, compare, compile, diagnose, findings, judge, refusalOf, type Tell, verdicts, vocabularyOf } from "./judge";
import type { Answer, Detail, Given, Request, RulesGiven } from "./messages";
import { embedded, linesOf, unpacked } from "./packed";
import { Refusal } from "./refusal";
import { sort, type Sorted } from "./sort";

/** How many contracts are taken out of the engine at once. */
const AT_ONCE = 2000;

/** What is on the desk. */
interface OnDesk {
  case: Case;
  reader: Reader;
  /** Where evidence comes from that the reader does not hold. */
  report: Report | null;
  settings: Settings | null;
}

/** Nothing is wrong: the contracts are still to come. */
class Waiting extends Refusal {}

export class Bench {
  private desk: OnDesk | null = null;
  /** Rules and contracts that were dropped: either may come first. */
  private rules: RulesGiven | null = null;
  private contracts: Given[] = [];
  private settings: Settings | null = null;

  async answer(request: Request, tell: Tell): Promise<Answer> {
    switch (request.kind) {
      case "packed":
        return this.packed(request.data, tell);
      case "files":
        return this.files(request.files, tell);
      case "judge":
        this.settings = request.settings;
        return this.judged(tell);
      case "detail":
        return { kind: "detail", detail: this.detail(request.row) };
      case "sums":
        return { kind: "sums", sums: sums(this.values()) };
      case "report": {
        const { report } = this.onDesk();
        if (!report) throw new Refusal("この資料は、この画面で判定したものではありません", "this was not judged in this page");
        return { kind: "report", text: report.json() };
      }
      case "diagnose":
        return { kind: "diagnostics", diagnostics: await diagnose(request.files, request.packs) };
      case "try":
        return this.attempt(request.files, request.packs, tell);
      case "break":
        throw new WebAssembly.RuntimeError("unreachable");
    }
  }

  fault(why: unknown): Answer {
    const broken = why instanceof WebAssembly.RuntimeError || why instanceof RangeError;
    const refusal = broken
      ? new Refusal("エンジンが異常終了しました。作り直して続けます", "the engine stopped abnormally; it is started anew", [], true)
      : why instanceof Refusal
        ? why
        : refusalOf(why);
    if (refusal) return { kind: "fault", ja: refusal.ja, en: refusal.en, diagnostics: refusal.diagnostics, broken: refusal.broken, mild: refusal instanceof Waiting };
    const text = why instanceof Error ? why.message : String(why);
    return { kind: "fault", ja: `読み取れません（${text}）`, en: `it cannot be read (${text})` };
  }

  private lay(reader: Reader, report: Report | null, settings: Settings | null): Answer {
    const of = { ...reader.finish(), here: report !== null };
    this.desk?.report?.free();
    this.desk = { case: of, reader, report, settings };
    return { kind: "case", case: of };
  }

  /** Reads the lines that stand in a page. */
  private async packed(data: string, tell: Tell): Promise<Answer> {
    const reader = new Reader();
    let lines = 0;
    for await (const line of linesOf(unpacked(data))) {
      reader.line(line);
      lines += 1;
      if (lines % 2000 === 0) tell({ ja: "読み込んでいます", en: "Reading", part: null, count: lines });
    }
    const answer = this.lay(reader, null, null);
    const { files, packs, settings } = this.desk!.case;
    this.desk!.settings = settings;
    this.rules = packs.length > 0 ? { files, packs } : null;
    this.settings = settings;
    this.contracts = [];
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
    if (report) return this.reported(report);
    const before = { rules: this.rules, contracts: this.contracts };
    try {
      return await this.taken(sorted, tell);
    } catch (why) {
      // Rules that are waiting for contracts are kept; what cannot be used is not.
      if (!(why instanceof Waiting)) Object.assign(this, before);
      throw why;
    }
  }

  /** Takes rules and contracts, and judges as soon as there are both. */
  private async taken(sorted: Sorted, tell: Tell): Promise<Answer> {
    const [bundle] = sorted.bundles;
    if (bundle) this.rules = { files: {}, packs: [], bundle: new Uint8Array(await bundle.file.arrayBuffer()) };
    if (Object.keys(sorted.rules).length > 0) {
      const files: Record<string, string> = {};
      for (const [path, file] of Object.entries(sorted.rules)) files[path] = await file.text();
      this.rules = { files, packs: packsOf(files) };
    }
    if (sorted.contracts.length > 0) this.contracts = sorted.contracts;
    if (this.contracts.length === 0) {
      // The rules are looked at all the same: their faults are told at once.
      if (this.rules) await compile(this.rules);
      throw this.rules
        ? new Waiting("規則を読みました。次に契約の資料を置いてください", "the rules are read: now drop the contracts")
        : new Refusal("契約の資料がありません", "there are no contracts among the files");
    }
    return this.judged(tell);
  }

  private async reported({ name, file }: Given): Promise<Answer> {
    const reader = new Reader();
    const text = await file.text();
    if (/\.(jsonl|ndjson)$/i.test(name)) for (const line of text.split("\n")) reader.line(line);
    else readDocument(reader, JSON.parse(text));
    return this.lay(reader, null, null);
  }

  /** Judges the contracts that were dropped. */
  private async judged(tell: Tell): Promise<Answer> {
    tell({ ja: "規則を読んでいます", en: "Reading the rules", part: null });
    const rules = await compile(this.rules);
    const report = await judge(rules, this.settings, this.contracts, tell);
    const problems = report.summary.inputs.flatMap(({ name, problem }) => (problem ? [{ ja: `${name}：${problem.ja}`, en: `${name}: ${problem.en}` }] : []));
    if (report.summary.read === 0 && problems.length > 0) {
      report.free();
      throw new Refusal(problems.map((it) => it.ja).join("　"), problems.map((it) => it.en).join("; "));
    }
    const reader = new Reader();
    const header = report.header as unknown as Case["header"];
    const files = rules.files();
    const packs = this.rules && !this.rules.bundle ? this.rules.packs : namedOf(rules);
    reader.begin({ version: 1, lang: "ja", settings: this.settings ?? NO_SETTINGS, vocabulary: vocabularyOf(rules, header.record.name), packs, files });
    this.takeRecords(reader, report, tell);
    reader.line(JSON.stringify({ type: "header", ...header }));
    for (const finding of findings(report, tell)) reader.finding(finding, null);
    const { dataErrors } = report.lengths;
    for (const fault of report.dataErrors(0, dataErrors)) reader.line(JSON.stringify({ type: "data_error", ...fault }));
    reader.line(JSON.stringify({ type: "summary", ...report.summary }));
    return this.lay(reader, report, this.settings);
  }

  private takeRecords(reader: Reader, report: Report, tell: Tell): void {
    const { records } = report.lengths;
    for (let at = 0; at < records; at += AT_ONCE) {
      tell({ ja: "契約を並べています", en: "Listing the contracts", part: at / records, count: at });
      for (const { input, position, record } of report.records(at, at + AT_ONCE)) {
        const whole = typeof record === "object" && record !== null && !Array.isArray(record);
        reader.record({ type: "record", input, position, ...(whole ? { values: record as Record<string, unknown> } : { raw: String(record) }) });
      }
    }
  }

  private onDesk(): OnDesk {
    if (!this.desk) throw new Refusal("資料が開かれていません", "nothing is open");
    return this.desk;
  }

  private detail(row: number): Detail {
    const { reader, report } = this.onDesk();
    const findings = reader.marksOf(row).flatMap((n): Finding[] => {
      const text = reader.evidence[n];
      if (text != null) return [JSON.parse(text) as Finding];
      return report ? (report.findings(n, n + 1) as unknown as Finding[]) : [];
    });
    const { values, raw } = this.kept(row);
    return { row, values, raw, findings };
  }

  private kept(row: number): Kept {
    return this.onDesk().reader.kept[row] ?? { values: null, raw: null };
  }

  private *values(): Generator<Record<string, unknown> | null> {
    for (const kept of this.onDesk().reader.kept) yield kept?.values ?? null;
  }

  /** Judges the contracts on the desk by changed rules and by the unchanged, and says where they differ. */
  private async attempt(files: Record<string, string>, packs: string[], tell: Tell): Promise<Answer> {
    const desk = this.onDesk();
    const diagnostics = await diagnose(files, packs);
    if (diagnostics.some((it) => it.level === "error")) return { kind: "trial", trial: { diagnostics, changes: null } };
    const contracts = desk.case.rows.flatMap((row): Again[] => {
      const { values } = this.kept(row.n);
      return values ? [{ row: row.n, input: row.input, json: JSON.stringify(values) }] : [];
    });
    const run = async (rules: RulesGiven): Promise<ReturnType<typeof verdicts>> => {
      const compiled: RuleSet = await compile(rules);
      return verdicts(compiled, desk.settings, contracts, tell);
    };
    const before = await run({ files: desk.case.files, packs: desk.case.packs });
    const after = await run({ files, packs });
    return { kind: "trial", trial: { diagnostics, changes: compare(before, after) } };
  }
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
