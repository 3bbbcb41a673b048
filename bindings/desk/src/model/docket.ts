/** The docket: flagged contracts, gravest first and then by amount; what the filter lets through, how they are grouped, and how the counts add up. */

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
export type Entry = { row: Row; rank: number } | { heading: string; count: number; totals: [string, number][] };

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

/** The findings about no contract: about the row of a table, or the whole set. What passed is none. */
export function across(of: Case): Mark[] {
  return of.marks.filter((mark) => mark.rows.length === 0 && (mark.outcome === "fail" || mark.outcome === "unknown" || mark.outcome === "excepted"));
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
    const marks = row.marks.map((n) => of.marks[n]!);
    const messages = marks.flatMap(({ rule, message }) => [rule, message?.ja ?? "", message?.en ?? ""]);
    text = plain([row.key, row.title, row.vendor, row.section, ...messages].join(" "));
    searched.set(row, text);
  }
  return text;
}

/** The outcomes that the docket shows: what was chosen, or what is flagged. */
export function outcomesOf(filter: Filter): Outcome[] {
  return filter.outcomes.length > 0 ? filter.outcomes : ["fail"];
}

/** Whether a finding fits what is asked of findings. */
export function fits(filter: Filter, mark: Mark, decided: (mark: Mark) => Verdict | null): boolean {
  return (
    outcomesOf(filter).includes(mark.outcome) &&
    (filter.rule === "" || mark.rule === filter.rule) &&
    (filter.severities.length === 0 || filter.severities.includes(mark.severity)) &&
    (filter.decided === "" || (mark.outcome !== "excepted" && (decided(mark) ?? "open") === filter.decided))
  );
}

/** The findings of a contract that the filter asks for. */
export function fitting(of: Case, row: Row, filter: Filter, decided: (mark: Mark) => Verdict | null): Mark[] {
  return row.marks.map((n) => of.marks[n]!).filter((mark) => fits(filter, mark, decided));
}

/** The contracts that the filter lets through, in order. */
export function select(of: Case, filter: Filter, decided: (mark: Mark) => Verdict | null): Row[] {
  const words = filter.text.split(/[\s\u3000]+/).map(plain).filter(Boolean);
  const rows = of.rows.filter(
    (row) =>
      (filter.vendor === "" || row.vendor === filter.vendor) &&
      (filter.section === "" || row.section === filter.section) &&
      (filter.method === "" || row.method === filter.method) &&
      (filter.year === "" || String(row.year ?? "") === filter.year) &&
      row.marks.some((n) => fits(filter, of.marks[n]!, decided)) &&
      words.every((word) => haystack(of, row).includes(word)),
  );
  return rows.sort(filter.sort === "findings" ? byFindings(of) : ORDER[filter.sort]);
}

const byAmount = (a: Row, b: Row): number => (b.amount ?? -1) - (a.amount ?? -1);
const byPlace = (a: Row, b: Row): number => a.n - b.n;
const collator = new Intl.Collator("ja", { numeric: true });

const ORDER: Record<Exclude<SortBy, "findings">, (a: Row, b: Row) => number> = {
  gravity: (a, b) => b.gravity - a.gravity || byAmount(a, b) || byPlace(a, b),
  amount: (a, b) => byAmount(a, b) || b.gravity - a.gravity || byPlace(a, b),
  date: (a, b) => (a.signed < b.signed ? 1 : a.signed > b.signed ? -1 : 0) || byAmount(a, b) || byPlace(a, b),
  key: (a, b) => collator.compare(a.key, b.key) || byPlace(a, b),
};

function byFindings(of: Case): (a: Row, b: Row) => number {
  const failures = new Map<Row, number>();
  const count = (row: Row): number => {
    const known = failures.get(row) ?? row.marks.filter((n) => of.marks[n]!.outcome === "fail").length;
    failures.set(row, known);
    return known;
  };
  return (a, b) => count(b) - count(a) || byAmount(a, b) || byPlace(a, b);
}

/** What amounts of contracts come to, by currency: yen first. */
export function totals(rows: readonly Row[]): [string, number][] {
  const all = new Map<string, number>();
  for (const { amount, currency } of rows) if (amount !== null) all.set(currency, (all.get(currency) ?? 0) + amount);
  return [...all].sort(([a], [b]) => Number(b === "JPY") - Number(a === "JPY") || (a < b ? -1 : 1));
}

/** The list as it is shown: contracts in order, under the headings of their groups. By rule and by gravity, a contract stands under each that the filter lets through. */
export function entries(of: Case, rows: Row[], filter: Filter, decided: (mark: Mark) => Verdict | null, name: (group: GroupBy, value: string) => string): Entry[] {
  if (filter.group === "") return rows.map((row, at) => ({ row, rank: at + 1 }));
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    for (const value of valuesOf(of, row, filter, decided)) {
      const group = groups.get(value);
      if (group) group.push(row);
      else groups.set(value, [row]);
    }
  }
  const weight = (value: string, within: Row[]): number => (filter.group === "severity" ? GRAVITY[value as Severity] : Math.max(0, ...within.slice(0, 1).map((row) => row.gravity)));
  const sorted = [...groups].sort(([a, ofA], [b, ofB]) =>
    filter.group === "year" ? b.localeCompare(a) : weight(b, ofB) - weight(a, ofA) || ofB.length - ofA.length || a.localeCompare(b, "ja"),
  );
  return sorted.flatMap(([value, within]): Entry[] => [
    { heading: name(filter.group, value), count: within.length, totals: totals(within) },
    ...within.map((row, at) => ({ row, rank: at + 1 })),
  ]);
}

function valuesOf(of: Case, row: Row, filter: Filter, decided: (mark: Mark) => Verdict | null): string[] {
  switch (filter.group) {
    case "rule":
      return [...new Set(fitting(of, row, filter, decided).map((mark) => mark.rule))];
    case "severity":
      return [...new Set(fitting(of, row, filter, decided).map((mark) => mark.severity))];
    case "year":
      return [String(row.year ?? "")];
    case "":
      return [""];
    default:
      return [row[filter.group]];
  }
}

export type Facet = "rule" | "vendor" | "section" | "method" | "year";

/** The values that a field has among the contracts that the docket may show, and of rules; made once for each choice of outcomes. */
const facets = new WeakMap<Case, Map<string, [string, number][]>>();

/** The values that a field has among contracts with findings of these outcomes, most frequent first, with how many contracts have them. */
export function facet(of: Case, field: Facet, outcomes: Outcome[]): [string, number][] {
  const known = facets.get(of) ?? new Map<string, [string, number][]>();
  facets.set(of, known);
  const name = `${field} ${[...outcomes].sort().join()}`;
  const values = known.get(name) ?? counted(of, field, outcomes);
  known.set(name, values);
  return values;
}

function counted(of: Case, field: Facet, outcomes: Outcome[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const row of of.rows) {
    const marks = row.marks.map((n) => of.marks[n]!).filter((mark) => outcomes.includes(mark.outcome));
    if (marks.length === 0) continue;
    const values = field === "rule" ? new Set(marks.map((mark) => mark.rule)) : [String(row[field] ?? "")];
    for (const value of values) if (value !== "") counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort(([a, x], [b, y]) => (field === "year" ? b.localeCompare(a) : field === "rule" ? collator.compare(a, b) : y - x || a.localeCompare(b, "ja")));
}

const amounts = new WeakMap<Case, Map<string, number>>();

/** How many contracts have a finding of these outcomes. */
export function having(of: Case, outcomes: Outcome[]): number {
  const known = amounts.get(of) ?? new Map<string, number>();
  amounts.set(of, known);
  const name = [...outcomes].sort().join();
  const number = known.get(name) ?? of.rows.filter((row) => row.marks.some((n) => outcomes.includes(of.marks[n]!.outcome))).length;
  known.set(name, number);
  return number;
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
