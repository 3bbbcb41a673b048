/**
 * From the lines of a report to a case: contracts become rows, findings become marks, and the evidence is kept as it was written until somebody asks for it.
 * It runs in the worker; nothing here knows of a page.
 */

import type { Decision, DeskLine, FieldWords, Finding, Header, Line, RecordLine, RecordRef, Summary, Text, Vocabulary } from "../contract";
import { bare, type Case, GRAVITY, type Mark, type Row, rowKey } from "./case";

/** What is kept of a contract for its page. */
export interface Kept {
  values: Record<string, unknown> | null;
  raw: string | null;
}

/** Which fields play the parts that lists and filters know. */
interface Parts {
  title: string | undefined;
  amount: string | undefined;
  vendor: string | undefined;
  section: string | undefined;
  method: string | undefined;
  signed: string | undefined;
}

/** The evidence of findings beyond this many characters is let go, but for failures and exceptions; the engine gives it again. */
const KEEP_EVIDENCE = 400_000_000;

/** Reads lines, one after the other, and makes a case of them. */
export class Reader {
  private desk: Omit<DeskLine, "type" | "vocabulary"> & { vocabulary: Vocabulary | null } = { ...bare(), vocabulary: null };
  private header: Header | null = null;
  private summary: Summary | null = null;
  private readonly rows: Row[] = [];
  private readonly byPlace = new Map<string, number>();
  private readonly marks: Mark[] = [];
  private readonly faults: Case["faults"] = [];
  private readonly decisions = new Map<string, Decision>();
  private readonly titles: Record<string, Text> = {};
  private parts: Parts | null = null;
  private records = 0;
  private evidenceSize = 0;
  /** The findings as written, by number; `null` where let go. */
  readonly evidence: (string | null)[] = [];
  readonly kept: Kept[] = [];

  /** Reads a line of JSON. */
  line(text: string): void {
    if (text === "") return;
    const line = JSON.parse(text) as Line;
    switch (line.type) {
      case "desk":
        this.begin(line);
        break;
      case "record":
        this.record(line);
        break;
      case "header":
        this.header = line;
        break;
      case "finding":
        this.finding(line, text);
        break;
      case "data_error":
        this.faults.push(line);
        break;
      case "summary":
        this.summary = line;
        break;
    }
  }

  begin(line: Omit<DeskLine, "type">): void {
    this.desk = line;
    this.parts = partsOf(line.vocabulary);
  }

  record(line: RecordLine): void {
    this.records += 1;
    const row = this.rowOf({ input: line.input, position: line.position, key: "" }, []);
    const values = line.values ?? null;
    this.kept[row.n] = { values, raw: line.raw ?? null };
    const { parts } = this;
    if (!values || !parts) return;
    const keyField = this.desk.vocabulary?.records[0]?.key;
    const text = (field: string | undefined): string => {
      const value = field === undefined ? undefined : values[field];
      return typeof value === "string" || typeof value === "number" ? String(value) : "";
    };
    row.key = text(keyField) || row.key;
    row.title = text(parts.title) || row.title;
    row.vendor = text(parts.vendor);
    row.section = text(parts.section);
    row.method = text(parts.method);
    row.amount = amountOf(parts.amount === undefined ? undefined : values[parts.amount]);
    const signed = isoDay(text(parts.signed));
    row.month = signed.slice(0, 7);
    row.year = fiscalYearOf(signed);
  }

  private rowOf(record: RecordRef, heading: Text[]): Row {
    const place = rowKey(record);
    const known = this.byPlace.get(place);
    if (known !== undefined) {
      const row = this.rows[known]!;
      row.key ||= record.key;
      row.title ||= heading[0]?.ja ?? "";
      return row;
    }
    const row: Row = {
      n: this.rows.length,
      input: record.input,
      position: record.position,
      key: record.key,
      title: heading[0]?.ja ?? "",
      amount: yenOf(heading),
      vendor: "",
      section: "",
      method: "",
      year: null,
      month: "",
      standing: "clear",
      marks: [],
      gravity: 0,
      faults: 0,
    };
    this.byPlace.set(place, row.n);
    this.rows.push(row);
    return row;
  }

  /** Takes a finding; `text` is the evidence to be kept, `null` where somebody else holds it. */
  finding(finding: Finding, text: string | null): void {
    const { subject } = finding;
    const n = this.marks.length;
    const mark: Mark = {
      n,
      rule: finding.rule,
      severity: finding.severity,
      outcome: finding.outcome,
      kind: subject.kind,
      rows: [],
      place: placeOf(finding),
      message: finding.outcome === "unknown" ? null : (finding.message ?? null),
      fingerprint: finding.fingerprint,
      lacks: finding.missing.map(({ path, why, place, reason }) => ({ path, why, place, reason })),
    };
    if (subject.kind === "record") mark.rows.push(this.rowOf(subject.record, subject.heading).n);
    if (subject.kind === "group") {
      mark.rows = subject.members.map((member) => this.rowOf(member, member.heading).n);
      mark.window = subject.window;
    }
    for (const number of mark.rows) {
      const row = this.rows[number]!;
      row.marks.push(n);
      if (mark.outcome === "fail") row.gravity = Math.max(row.gravity, GRAVITY[mark.severity]);
    }
    this.titles[finding.rule] ??= finding.title;
    for (const { word: _word, in_force: _inForce, ...decision } of finding.decisions ?? []) {
      this.decisions.set(JSON.stringify(decision), decision);
    }
    this.marks.push(mark);
    const size = text?.length ?? 0;
    const keep = text === null || finding.outcome !== "unknown" || subject.kind !== "record" || this.evidenceSize + size < KEEP_EVIDENCE;
    this.evidence.push(keep ? text : null);
    this.evidenceSize += keep ? size : 0;
  }

  /** The numbers of the findings about a contract. */
  marksOf(row: number): number[] {
    return this.rows[row]?.marks ?? [];
  }

  /** The case, once all lines are read. */
  finish(): Case {
    const { header, summary, desk } = this;
    if (!header || !summary) throw new Error("the report has no header or no summary");
    for (const fault of this.faults) {
      const number = this.byPlace.get(rowKey(fault));
      const row = number === undefined ? undefined : this.rows[number];
      if (!row || fault.level !== "error") continue;
      row.faults += 1;
      // What is no record at all was not judged.
      if (fault.path === "" && row.marks.length === 0 && this.kept[row.n]?.values == null) row.standing = "unread";
    }
    for (const row of this.rows) {
      if (row.standing === "unread") continue;
      const outcomes = row.marks.map((n) => this.marks[n]!.outcome);
      row.standing = outcomes.includes("fail") ? "flagged" : outcomes.includes("unknown") ? "undetermined" : "clear";
    }
    for (const rule of desk.vocabulary?.rules ?? []) this.titles[rule.id] ??= rule.title;
    for (const rule of summary.rules) this.titles[rule.rule] ??= rule.title;
    return {
      header,
      summary,
      rows: this.rows,
      marks: this.marks,
      faults: this.faults,
      decisions: [...this.decisions.values()],
      vocabulary: desk.vocabulary,
      settings: desk.settings,
      packs: desk.packs,
      files: desk.files,
      titles: this.titles,
      whole: this.records > 0,
      here: false,
    };
  }
}

/** Reads a report that is one document, as `--format json` writes it. */
export function readDocument(reader: Reader, document: Header & { summary: Summary; findings: Finding[]; data_errors: Case["faults"] }): void {
  const { summary, findings, data_errors, ...header } = document;
  reader.line(JSON.stringify({ type: "header", ...header }));
  for (const finding of findings) reader.line(JSON.stringify({ type: "finding", ...finding }));
  for (const fault of data_errors) reader.line(JSON.stringify({ type: "data_error", ...fault }));
  reader.line(JSON.stringify({ type: "summary", ...summary }));
}

function partsOf(vocabulary: Vocabulary | null): Parts | null {
  const fields = vocabulary?.records[0]?.fields;
  if (!fields) return null;
  const find = (names: string[], type?: string): string | undefined => {
    const named = names.map((name) => fields.find((field) => field.name === name)).find(Boolean);
    const typed = type === undefined ? undefined : fields.find((field: FieldWords) => field.type === type);
    return (named ?? typed)?.name;
  };
  return {
    title: find(["title", "name", "件名"]),
    amount: find(["amount", "契約金額"], "money"),
    vendor: find(["vendor", "supplier", "contractor", "契約相手方"]),
    section: find(["section", "department", "buyer", "担当部署"]),
    method: find(["method", "procurement_method", "契約方式"]),
    signed: find(["signed_on", "awarded_on", "契約締結日"], "date"),
  };
}

/** Whom a finding is about, beyond the contract itself. */
function placeOf(finding: Finding): Text {
  const { subject } = finding;
  switch (subject.kind) {
    case "record":
      return subject.place;
    case "group":
      return {
        ja: subject.key.map(({ text }) => text.ja).join("・"),
        en: subject.key.map(({ text }) => text.en).join(", "),
      };
    case "row":
      return { ja: `${subject.label.ja}「${subject.key}」`, en: `${subject.label.en}: ${subject.key}` };
    case "set":
      return { ja: `全${subject.count}件`, en: `all ${subject.count}` };
  }
}

/** The first amount of yen among what tells people which contract it is. */
function yenOf(heading: Text[]): number | null {
  for (const { ja } of heading) {
    const digits = /^(-?[\d,]+)円$/.exec(ja)?.[1];
    if (digits) return Number(digits.replaceAll(",", ""));
  }
  return null;
}

/** An amount as JSON has it: a number, or with its currency. */
export function amountOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (typeof value === "object" && value !== null && "amount" in value) {
    const amount = Number((value as { amount: unknown }).amount);
    return Number.isFinite(amount) ? amount : null;
  }
  return null;
}

const ERAS: Record<string, number> = { 令和: 2018, 平成: 1988, 昭和: 1925, R: 2018, H: 1988, S: 1925 };

/** A day of the input as 2016-04-01; empty where it is none. */
export function isoDay(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) return text.slice(0, 10);
  const era = /^(令和|平成|昭和|[RHS])(元|\d{1,2})[年.\/-](\d{1,2})[月.\/-](\d{1,2})日?$/.exec(text);
  if (!era) return "";
  const year = ERAS[era[1]!]! + (era[2] === "元" ? 1 : Number(era[2]));
  return `${year}-${era[3]!.padStart(2, "0")}-${era[4]!.padStart(2, "0")}`;
}

/** The fiscal year of a day, from April to March. */
export function fiscalYearOf(iso: string): number | null {
  if (iso === "") return null;
  const year = Number(iso.slice(0, 4));
  return Number(iso.slice(5, 7)) >= 4 ? year : year - 1;
}
