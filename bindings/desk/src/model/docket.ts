/** The docket: flagged contracts, gravest first and then by amount; what is filtered away, how they are grouped, and how the counts add up. */

import type { Outcome, Severity, Verdict } from "../contract";
import { GRAVITY, type Case, type Mark, type Row } from "./case";

export type GroupBy = "" | "rule" | "severity" | "vendor" | "section" | "method" | "year";
export type SortBy = "gravity" | "amount" | "date" | "key" | "findings";

/** What the list is narrowed to; an empty text or set narrows nothing. */
export interface Filter {
  text: string;
  rule: string;
  severities: Severity[];
  outcomes: Outcome[];
  vendor: string;
  section: string;
  method: string;
  year: string;
  /** What was decided: a verdict, `open` for what nobody has decided yet. */
  decided: "" | "open" | Verdict;
  group: GroupBy;
  sort: SortBy;
}

export const NO_FILTER: Filter = {
  text: "",
  rule: "",
  severities: [],
  outcomes: [],
  vendor: "",
  section: "",
  method: "",
  year: "",
  decided: "",
  group: "",
  sort: "gravity",
};

/** An entry of the list: a contract, or the heading of a group. */
export type Entry = { row: Row; rank: number } | { heading: string; count: number; amount: number };

/** How the contracts read divide; the four add up to what was read. */
export interface Tally {
  read: number;
  flagged: number;
  undetermined: number;
  clear: number;
  unread: number;
}

export function tally(of: Case): Tally {
  const { read, flagged, undetermined, judged } = of.summary;
  return { read, flagged, undetermined, clear: judged - flagged - undetermined, unread: read - judged };
}

/** Text as a search takes it: width, case and white space make no difference. */
export function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
}

/** What a search looks at, made once for each contract. */
const searched = new WeakMap<Row, string>();

function haystack(of: Case, row: Row): string {
  let text = searched.get(row);
  if (text === undefined) {
    const messages = row.marks.map((n) => of.marks[n]!).map((mark) => `${mark.rule} ${mark.message?.ja ?? ""}`);
    text = plain([row.key, row.title, row.vendor, row.section, ...messages].join(" "));
    searched.set(row, text);
  }
  return text;
}

/** Whether any finding of a contract fits what is asked of findings. */
export function fits(filter: Filter, mark: Mark, decided: (mark: Mark) => Verdict | null): boolean {
  return (
    (filter.rule === "" || mark.rule === filter.rule) &&
    (filter.severities.length === 0 || filter.severities.includes(mark.severity)) &&
    (filter.outcomes.length === 0 || filter.outcomes.includes(mark.outcome)) &&
    (filter.decided === "" || (mark.outcome !== "excepted" && (decided(mark) ?? "open") === filter.decided))
  );
}

/** The contracts that the filter lets through, in order. */
export function select(of: Case, filter: Filter, decided: (mark: Mark) => Verdict | null): Row[] {
  const words = filter.text.split(/[\s\u3000]+/).map(plain).filter(Boolean);
  // Without a choice of outcomes, the docket holds what is flagged.
  const outcomes = filter.outcomes.length > 0 ? filter : { ...filter, outcomes: ["fail" as const] };
  const rows = of.rows.filter(
    (row) =>
      (filter.vendor === "" || row.vendor === filter.vendor) &&
      (filter.section === "" || row.section === filter.section) &&
      (filter.method === "" || row.method === filter.method) &&
      (filter.year === "" || String(row.year ?? "") === filter.year) &&
      row.marks.some((n) => fits(outcomes, of.marks[n]!, decided)) &&
      words.every((word) => haystack(of, row).includes(word)),
  );
  return rows.sort(ORDER[filter.sort]);
}

const byAmount = (a: Row, b: Row): number => (b.amount ?? -1) - (a.amount ?? -1);
const byPlace = (a: Row, b: Row): number => a.n - b.n;

const ORDER: Record<SortBy, (a: Row, b: Row) => number> = {
  gravity: (a, b) => b.gravity - a.gravity || byAmount(a, b) || byPlace(a, b),
  amount: (a, b) => byAmount(a, b) || b.gravity - a.gravity || byPlace(a, b),
  date: (a, b) => (b.month || "").localeCompare(a.month || "") || byAmount(a, b) || byPlace(a, b),
  key: (a, b) => a.key.localeCompare(b.key, "ja") || byPlace(a, b),
  findings: (a, b) => b.marks.length - a.marks.length || byAmount(a, b) || byPlace(a, b),
};

/** The list as it is shown: contracts in order, under the headings of their groups. By rule, a contract stands under each rule that it fails. */
export function entries(of: Case, rows: Row[], filter: Filter, name: (group: GroupBy, value: string) => string): Entry[] {
  if (filter.group === "") return rows.map((row, at) => ({ row, rank: at + 1 }));
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    for (const value of valuesOf(of, row, filter)) {
      const group = groups.get(value);
      if (group) group.push(row);
      else groups.set(value, [row]);
    }
  }
  const weight = (rows: Row[]): number => Math.max(...rows.slice(0, 1).map((row) => row.gravity));
  const sorted = [...groups].sort(([a, ofA], [b, ofB]) =>
    filter.group === "year" ? b.localeCompare(a) : weight(ofB) - weight(ofA) || ofB.length - ofA.length || a.localeCompare(b, "ja"),
  );
  return sorted.flatMap(([value, within]): Entry[] => [
    {
      heading: name(filter.group, value),
      count: within.length,
      amount: within.reduce((sum, row) => sum + (row.amount ?? 0), 0),
    },
    ...within.map((row, at) => ({ row, rank: at + 1 })),
  ]);
}

function valuesOf(of: Case, row: Row, filter: Filter): string[] {
  const outcomes: Outcome[] = filter.outcomes.length > 0 ? filter.outcomes : ["fail"];
  switch (filter.group) {
    case "rule":
      return [...new Set(row.marks.map((n) => of.marks[n]!).filter((mark) => outcomes.includes(mark.outcome)).map((mark) => mark.rule))];
    case "severity":
      return [Object.entries(GRAVITY).find(([, gravity]) => gravity === row.gravity)?.[0] ?? ""];
    case "year":
      return [String(row.year ?? "")];
    case "":
      return [""];
    default:
      return [row[filter.group]];
  }
}

export type Facet = "vendor" | "section" | "method" | "year";

const facets = new WeakMap<Case, Map<Facet, [string, number][]>>();

/** The values that a field has among contracts with findings, most frequent first, with how often. */
export function facet(of: Case, field: Facet): [string, number][] {
  const known = facets.get(of) ?? new Map<Facet, [string, number][]>();
  facets.set(of, known);
  const values = known.get(field) ?? counted(of, field);
  known.set(field, values);
  return values;
}

function counted(of: Case, field: Facet): [string, number][] {
  const counts = new Map<string, number>();
  for (const row of of.rows) {
    if (row.marks.length === 0) continue;
    const value = String(row[field] ?? "");
    if (value !== "") counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort(([a, x], [b, y]) => (field === "year" ? b.localeCompare(a) : y - x || a.localeCompare(b, "ja")));
}

/** What is asked for, so that something undetermined can be judged, and for which contracts. */
export interface Asked {
  /** A parameter or the date of the check, to be set once; or a fact of contracts. */
  setting: boolean;
  path: string;
  place: { ja: string; en: string };
  why: string;
  reason: { ja: string; en: string };
  /** Undetermined findings that turn on it. */
  marks: number[];
  rows: number[];
}

/** Everything that is asked for, settings first, then by how many findings turn on it. */
export function asked(of: Case): Asked[] {
  const all = new Map<string, Asked>();
  for (const mark of of.marks) {
    if (mark.outcome !== "unknown") continue;
    for (const lack of mark.lacks) {
      const setting = lack.why === "parameter" || lack.why === "as_of";
      // The third payment of one contract and the first of another lack the same thing.
      const path = lack.path.replace(/\/\d+(?=\/|$)/g, "/*");
      const key = `${path}\u0000${lack.why}`;
      let entry = all.get(key);
      if (!entry) {
        const strip = (text: string): string => text.replace(/\s?\d+件目の?|\s?no\. \d+,?/g, "／").replace(/／$/, "");
        entry = {
          setting,
          path,
          place: path.includes("*") ? { ja: strip(lack.place.ja), en: strip(lack.place.en) } : lack.place,
          why: lack.why,
          reason: lack.reason,
          marks: [],
          rows: [],
        };
        all.set(key, entry);
      }
      if (entry.marks.at(-1) !== mark.n) entry.marks.push(mark.n);
      for (const row of mark.rows) if (entry.rows.at(-1) !== row) entry.rows.push(row);
    }
  }
  for (const entry of all.values()) entry.rows = [...new Set(entry.rows)];
  return [...all.values()].sort((a, b) => Number(b.setting) - Number(a.setting) || b.marks.length - a.marks.length);
}
