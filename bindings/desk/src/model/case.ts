/**
 * What the page keeps of a report: for each contract a row light enough to hold a hundred thousand, for each finding what lists show of it. Evidence in full
 * stays where it was read, and is asked for when a contract is opened.
 */

import type { About, DataError, Decision, DeskLine, Header, Outcome, RecordRef, Settings, Severity, Summary, Text } from "../contract";

/** Where a contract stands: a finding against it, something undetermined only, nothing, or not judged at all. */
export type Standing = "flagged" | "undetermined" | "clear" | "unread";

/** A contract. */
export interface Row {
  /** Its number in the list of rows. */
  n: number;
  input: string;
  position: number;
  key: string;
  title: string;
  amount: number | null;
  /** What the amount is in: `JPY`, where nothing else is said. */
  currency: string;
  vendor: string;
  section: string;
  /** How it was awarded, by the name of the choice. */
  method: string;
  /** Fiscal year of signing. */
  year: number | null;
  /** The day of signing: 2016-04-01. */
  signed: string;
  standing: Standing;
  /** The findings about it, by number: its own, then those of groups that it is in. */
  marks: number[];
  /** How grave the gravest failure is: 4 for a violation … 1 for information, 0 for none. */
  gravity: number;
  /** What could not be read in it. */
  faults: number;
}

/** What lists show of a missing fact. */
export interface Lack {
  path: string;
  why: string;
  place: Text;
  reason: Text;
}

/** A finding, as lists show it. */
export interface Mark {
  /** Its number, by which its evidence is asked for. */
  n: number;
  rule: string;
  severity: Severity;
  outcome: Outcome;
  kind: "record" | "group" | "row" | "set";
  /** The contracts it is about, by the number of their rows. */
  rows: number[];
  /** Whom it is about, beyond the contract itself: the element, the group's key, the table's row. */
  place: Text;
  /** The first and the last day of a window. */
  window?: [string, string] | undefined;
  message: Text | null;
  fingerprint: string;
  lacks: Lack[];
}

/** A report with its contracts and rules, as the page holds them. */
export interface Case {
  header: Header;
  summary: Summary;
  rows: Row[];
  marks: Mark[];
  faults: DataError[];
  /** Decisions that the report came with. */
  decisions: Decision[];
  /** What the rules are; none where a bare report was opened. */
  about: About | null;
  settings: Settings;
  packs: string[];
  files: Record<string, string>;
  /** Titles of rules. */
  titles: Record<string, Text>;
  /** Whether every contract read is among the rows: not so of a bare report, which names only those with findings. */
  whole: boolean;
  /** Whether it was judged in this page, and can be judged again by other settings. */
  here: boolean;
  /** The language that it was written in; none where it was judged here. */
  lang: "ja" | "en" | null;
}

/** What is said to be set where nothing is known of it. */
export const NO_SETTINGS: Settings = { as_of: null, parameters: [], record: null, select: [], ignore: [], levels: [] };

export const GRAVITY: Record<Severity, number> = { error: 4, warning: 3, review: 2, info: 1 };

/** Which row a record is. */
export function rowKey(record: Pick<RecordRef, "input" | "position">): string {
  return `${record.position}\u0000${record.input}`;
}

/** The version of the first line that this page reads. */
export const VERSION = 1;

/** What the first line says, where there is none. */
export function bare(): Omit<DeskLine, "type" | "about"> {
  return { version: VERSION, settings: NO_SETTINGS, record: "", packs: [], files: {} };
}

/** The month in which a contract was signed: 2016-04; empty where that is not known. */
export function monthOf(row: Row): string {
  return row.signed.slice(0, 7);
}

const index = new WeakMap<Case, Map<string, Mark>>();

/** The finding of a fingerprint. */
export function markOf(of: Case, fingerprint: string): Mark | undefined {
  let known = index.get(of);
  if (!known) {
    known = new Map(of.marks.map((mark) => [mark.fingerprint, mark]));
    index.set(of, known);
  }
  return known.get(fingerprint);
}
