/**
 * The JSON contract of Sadame as the desk reads it: the lines of a report, what the rules are, the decisions file. Written by `src/json.rs`,
 * `src/json/about.rs` and `src/engine/standing.rs`; `sadame schema report` and `sadame schema about` describe it in full.
 */

/** A text in both languages. */
export interface Text {
  ja: string;
  en: string;
}

export type Severity = "error" | "warning" | "review" | "info";
export type Outcome = "fail" | "unknown" | "excepted" | "pass" | "not_applicable";

/** A value, for machines and for people. */
export interface Shown {
  value: unknown;
  text: Text;
}

export interface RecordRef {
  input: string;
  position: number;
  key: string;
}

export interface Member extends RecordRef {
  heading: Text[];
}

export type Subject =
  | { kind: "record"; record: RecordRef; heading: Text[]; path: string; place: Text }
  | { kind: "group"; key: { label: Text; text: Text }[]; window?: [string, string]; members: Member[] }
  | { kind: "row"; table: string; label: Text; key: string; line: number }
  | { kind: "set"; count: number };

export interface Source {
  source: string;
  title: Text;
  article?: string;
  verified: boolean;
  why_unverified?: Text;
}

export interface Fact extends Shown {
  record?: RecordRef;
  path: string;
  place: Text;
  by_default?: boolean;
}

export interface Comparison {
  text: string;
  operator: string;
  left: Shown;
  right?: Shown;
  held: boolean | null;
}

export interface RowUse {
  table: string;
  label: Text;
  key: Text;
  cells: ({ column: string; label: Text } & Shown)[];
  file: string;
  line: number;
  sources: Source[];
}

export interface Missing {
  record?: RecordRef;
  path: string;
  place: Text;
  why: string;
  reason: Text;
  sought?: Shown;
}

export interface Exception {
  id?: string;
  title: Text;
  held: boolean | null;
  sources: Source[];
}

/** Changes of one field each that clear a finding; what is to be said besides. */
export interface WouldClear {
  changes: { record?: RecordRef; path: string; place: Text; breaks: { rule: string; title: Text; outcome: Outcome }[]; clears?: string[]; text: Text }[];
  cut?: boolean;
  note?: Text;
}

/** What may be decided: 承認, 要是正, 保留. */
export type Verdict = "accepted" | "to_correct" | "pending";

/** A decision as the decisions file has it. */
export interface Decision {
  fingerprint: string;
  rule?: string;
  subject?: string;
  decision: Verdict;
  by: string;
  on: string;
  reason: string;
  until?: string;
}

export interface DecisionsFile {
  version: number;
  inputs?: { name: string; digest: string }[];
  decisions: Decision[];
}

export interface Finding {
  rule: string;
  title: Text;
  severity: Severity;
  outcome: Outcome;
  word: Text;
  subject: Subject;
  message?: Text;
  sources: Source[];
  fingerprint: string;
  standing: "new" | "known" | "accepted";
  /** Whether the run that this one is compared with found it. */
  found_before?: boolean;
  decisions?: (Decision & { word: Text; in_force: boolean })[];
  facts: Fact[];
  comparisons: Comparison[];
  rows: RowUse[];
  missing: Missing[];
  exceptions: Exception[];
  unplaced?: number;
  more?: number;
  /** What would clear it, where that was asked. */
  would_clear?: WouldClear;
  /** Of this page alone: what shows it was let go. */
  bare?: boolean;
}

export interface DataError {
  input: string;
  position: number;
  path: string;
  place: Text;
  at?: string;
  raw: string;
  code: string;
  reason: Text;
  level: "note" | "error";
}

export interface Input {
  name: string;
  /** The name as given, where `name` has a number behind it. */
  given?: string;
  digest?: string;
  records: number;
  problem?: Text;
  format?: string;
  packed?: string;
  encoding?: string;
  layout?: string;
  sheet?: string;
  header_row?: number;
  columns?: { at: string; heading: string; field: string; unit?: number }[];
  unmapped?: string[];
  absent?: Text[];
  skipped?: { at: string; text: string; why: Text }[];
  repairs?: { column: string; field: string; code: string; what: Text; count: number; at: string; raw: string; read: string }[];
}

export interface Header {
  version: number;
  sadame: string;
  packs: { name: string; version: string; title: Text; digest: string }[];
  record: { name: string; label: Text };
  as_of: string | null;
  parameters: { name: string; label: Text; value: unknown; text: Text | null }[];
  not_run?: string[];
  levels?: { rule: string; written: Severity; set: Severity }[];
}

export interface Counts {
  fail: number;
  unknown: number;
  excepted: number;
  pass: number;
  not_applicable: number;
}

export interface Summary {
  inputs: Input[];
  read: number;
  judged: number;
  flagged: number;
  undetermined: number;
  in_error: number;
  verdicts: Counts;
  failures: Record<Severity, number>;
  known: number;
  accepted: number;
  unused_decisions: number;
  rules: ({ rule: string; title: Text; severity: Severity } & Counts)[];
  unverified: Source[];
  unset: { name: string; label: Text; verdicts: number }[];
}

/** A field of a record, or a column of a table. */
export interface AboutField {
  name: string;
  label: Text;
  /** What is read into it: `text`, `money`, `list`, … */
  kind: string;
  /** Of a list, a set or a range: what is read into its elements. */
  of?: string;
  /** The record that it is, or that its elements are. */
  record?: string;
  /** Of money: its currency, where only one is read. */
  currency?: string;
  choices?: { name: string; label: Text }[];
  required: boolean;
}

export interface AboutRecord {
  name: string;
  label: Text;
  root: boolean;
  key?: string;
  fields: AboutField[];
}

export interface AboutTable {
  name: string;
  label: Text;
  columns: AboutField[];
  rows: Shown[][];
  sources: Source[];
}

export interface AboutRule {
  rule: string;
  title: Text;
  severity: Severity;
  record?: string;
  pack: string;
  sources: Source[];
  file: string;
  line: number;
}

/** What rules are. */
export interface About {
  packs: { name: string; version: string; title: Text; digest: string }[];
  records: AboutRecord[];
  rules: AboutRule[];
  parameters: { name: string; label: Text; type: string; required: boolean }[];
  tables: AboutTable[];
}

/** How a run was set, as `sadame check` is told. */
export interface Settings {
  as_of: string | null;
  parameters: [string, string][];
  record: string | null;
  select: string[];
  ignore: string[];
  levels: [string, Severity][];
}

/** A diagnostic of rule source. */
export interface Diagnostic {
  code: string;
  level: "warning" | "error";
  message: Text;
  help?: Text;
  file: string;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

/** What stands first: how the run was set, what the rules are, and their text. */
export interface DeskLine {
  type: "desk";
  version: number;
  /** The language to begin in; none where it was judged here. */
  lang?: "ja" | "en";
  settings: Settings;
  about: About;
  /** The record that was judged, by its name. */
  record: string;
  packs: string[];
  files: Record<string, string>;
}

/** A contract as it was read. */
export interface RecordLine {
  type: "record";
  input: string;
  position: number;
  values?: Record<string, unknown>;
  raw?: string;
}

/** A line of what stands in the page. */
export type Line =
  | DeskLine
  | RecordLine
  | ({ type: "header" } & Header)
  | ({ type: "finding" } & Finding)
  | ({ type: "data_error" } & DataError)
  | ({ type: "summary" } & Summary);
