/**
 * From the lines of a report to a case: contracts become rows, findings become marks, and the evidence is kept as it was written until somebody asks for it.
 * It runs in the worker; nothing here knows of a page.
 */

import type { About, AboutField, DataError, Decision, DeskLine, Finding, Header, Line, RecordRef, Summary, Text } from "../contract";
import { bare, type Case, GRAVITY, type Lack, type Mark, type Row, rowKey, VERSION } from "./case";
import { Summing } from "./figures";

/** Which fields play the parts that lists and filters know. */
interface Parts {
  title: AboutField | undefined;
  amount: AboutField | undefined;
  vendor: AboutField | undefined;
  section: AboutField | undefined;
  method: AboutField | undefined;
  signed: AboutField | undefined;
}

/** The evidence of findings beyond this many characters is let go, but for failures and exceptions. */
const KEEP_EVIDENCE = 400_000_000;

/** A page was written by a version of Sadame that this one does not understand. */
export class OtherVersion extends Error {}

/** Reads lines, one after the other, and makes a case of them. */
export class Reader {
  private desk: Omit<DeskLine, "type" | "about"> & { about: About | null } = { ...bare(), about: null };
  private header: Header | null = null;
  private summary: Summary | null = null;
  private readonly rows: Row[] = [];
  private readonly byPlace = new Map<string, number>();
  private readonly marks: Mark[] = [];
  private readonly faults: Case["faults"] = [];
  private readonly decisions = new Map<string, Decision>();
  private readonly titles: Record<string, Text> = {};
  private readonly words = new Map<string, string>();
  private readonly alike = new Map<string, unknown>();
  private parts: Parts | null = null;
  private key: string | undefined;
  private records = 0;
  private evidenceSize = 0;
  /** What the contracts add up to. */
  readonly summing = new Summing();
  /** The findings as written, by number; `null` where let go, or held by the engine. */
  readonly evidence: (string | null)[] = [];
  /** The contracts as JSON, by the number of their rows, where the engine does not hold them; what is no JSON as it was. */
  readonly texts: (string | undefined)[] = [];
  /** The rows whose contract cannot be read as one. */
  private readonly illegible = new Set<number>();

  /** Reads a line of JSON. */
  line(text: string): void {
    if (text === "") return;
    const line = JSON.parse(text) as Line;
    switch (line.type) {
      case "desk":
        this.begin(line);
        break;
      case "record": {
        const row = this.record(line.input, line.position, line.values ?? null);
        this.texts[row] = line.values ? valuesIn(text) : (line.raw ?? "");
        break;
      }
      case "header":
        this.header = line;
        break;
      case "finding":
        this.finding(line, text);
        break;
      case "data_error":
        this.fault(line);
        break;
      case "summary":
        this.summary = line;
        break;
    }
  }

  /** Takes what stands first. */
  begin(line: Omit<DeskLine, "type">): void {
    if (line.version !== VERSION) throw new OtherVersion(String(line.version));
    this.desk = line;
    const read = line.about.records.find(({ name }) => name === line.record);
    this.parts = read ? partsOf(read.fields) : null;
    this.key = read?.key;
  }

  /** Takes what the run was made by. */
  head(header: Header): void {
    this.header = header;
  }

  /** Takes how many there are of each. */
  total(summary: Summary): void {
    this.summary = summary;
  }

  /** Takes what could not be read. */
  fault(fault: DataError): void {
    this.faults.push({ ...fault, place: this.same(fault.place), reason: this.same(fault.reason) });
  }

  /** Takes a contract, and gives the number of its row; no values where it cannot be read as one. */
  record(input: string, position: number, values: Record<string, unknown> | null): number {
    this.records += 1;
    const row = this.rowOf({ input: this.word(input), position, key: "" }, []);
    if (!values) this.illegible.add(row.n);
    const { parts } = this;
    if (!values || !parts) return row.n;
    this.summing.add(values);
    const text = (name: string | undefined): string => {
      const value = name === undefined ? undefined : values[name];
      return typeof value === "string" || typeof value === "number" ? String(value) : "";
    };
    row.key = text(this.key) || row.key;
    row.title = text(parts.title?.name) || row.title;
    row.vendor = this.word(text(parts.vendor?.name));
    row.section = this.word(text(parts.section?.name));
    row.method = this.word(text(parts.method?.name));
    const amount = parts.amount === undefined ? undefined : values[parts.amount.name];
    row.amount = amountOf(amount);
    row.currency = currencyOf(amount) ?? parts.amount?.currency ?? "JPY";
    row.signed = isoDay(text(parts.signed?.name));
    row.year = fiscalYearOf(row.signed);
    return row.n;
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
      currency: "JPY",
      vendor: "",
      section: "",
      method: "",
      year: null,
      signed: "",
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
    const lacks = finding.missing.map(({ path, why, place, reason }): Lack => ({ path, why, place, reason }));
    const mark: Mark = {
      n,
      rule: this.word(finding.rule),
      severity: finding.severity,
      outcome: finding.outcome,
      kind: subject.kind,
      rows: [],
      place: this.same(placeOf(finding)),
      message: finding.outcome === "unknown" ? null : (finding.message ?? null),
      fingerprint: finding.fingerprint,
      lacks: this.same(lacks),
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

  /** One value for all that are alike: what a hundred thousand contracts lack in the same words is held once, here and in the page. */
  private same<T extends object>(value: T): T {
    return remembered(this.alike as Map<string, T>, JSON.stringify(value), value);
  }

  private word(text: string): string {
    return remembered(this.words, text, text);
  }

  /** The first of what could not be read, where anything could not. */
  firstFault(): DataError[] {
    return this.faults.filter(({ level }) => level === "error").slice(0, 1);
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
      if (fault.path === "" && row.marks.length === 0 && this.illegible.has(row.n)) row.standing = "unread";
    }
    for (const row of this.rows) {
      if (row.standing === "unread") continue;
      const outcomes = row.marks.map((n) => this.marks[n]!.outcome);
      row.standing = outcomes.includes("fail") ? "flagged" : outcomes.includes("unknown") ? "undetermined" : "clear";
    }
    for (const rule of desk.about?.rules ?? []) this.titles[rule.rule] ??= rule.title;
    for (const rule of summary.rules) this.titles[rule.rule] ??= rule.title;
    return {
      header,
      summary,
      rows: this.rows,
      marks: this.marks,
      faults: this.faults,
      decisions: [...this.decisions.values()],
      about: desk.about,
      settings: desk.settings,
      packs: desk.packs,
      files: desk.files,
      titles: this.titles,
      whole: this.records > 0,
      here: false,
      lang: desk.lang ?? null,
    };
  }
}

/** What is known by a name; where that is new, this. What differs from contract to contract is not worth remembering. */
function remembered<T>(known: Map<string, T>, name: string, value: T): T {
  const before = known.get(name);
  if (before !== undefined) return before;
  if (known.size < 100_000) known.set(name, value);
  return value;
}

/** Reads a report that is one document, as `--format json` writes it. */
export function readDocument(reader: Reader, document: Header & { summary: Summary; findings: Finding[]; data_errors: Case["faults"] }): void {
  const { summary, findings, data_errors, ...header } = document;
  reader.head(header);
  for (const finding of findings) reader.finding(finding, JSON.stringify(finding));
  for (const fault of data_errors) reader.fault(fault);
  reader.total(summary);
}

/** The values in the line of a contract, as they are written: no number loses a digit. */
function valuesIn(line: string): string {
  const begin = line.indexOf(',"values":');
  return line.slice(begin + ',"values":'.length, line.lastIndexOf("}"));
}

/** JSON with the digits of numbers that JavaScript has none for as text, where the browser tells them. */
export function exactly(json: string): unknown {
  const keep = (_: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === "number" && !Number.isSafeInteger(value) && context?.source !== undefined && context.source !== String(value) ? context.source : value;
  return JSON.parse(json, keep as (key: string, value: unknown) => unknown);
}

function partsOf(fields: AboutField[]): Parts {
  const find = (names: string[], kind?: string): AboutField | undefined => {
    const named = names.map((name) => fields.find((field) => field.name === name)).find(Boolean);
    return named ?? (kind === undefined ? undefined : fields.find((field) => field.kind === kind));
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
    const { amount } = value;
    const number = typeof amount === "string" && amount.trim() !== "" ? Number(amount) : amount;
    return typeof number === "number" && Number.isFinite(number) ? number : null;
  }
  return null;
}

/** The currency that stands with an amount. */
export function currencyOf(value: unknown): string | null {
  const currency = typeof value === "object" && value !== null && "currency" in value ? value.currency : null;
  return typeof currency === "string" && currency !== "" ? currency : null;
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
