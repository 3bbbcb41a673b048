/**
 * What the pictures show, as figures. Those of debt-burden acts and leases come from the contracts and the table that the rules read, where these have the fields
 * for it; the others from the findings.
 */

import type { Severity, Shown, Vocabulary } from "../contract";
import type { Case, Row } from "./case";
import { amountOf } from "./read";

/** What the contracts pay, by a year, under an item. */
export interface Payment {
  item: string;
  year: number;
  amount: number;
}

/** Figures that need the contracts themselves: made where they are kept. */
export interface Sums {
  /** Contract amounts, with what amendments add, by debt-burden item. */
  used: Record<string, number>;
  payments: Payment[];
  /** Principal of leases, by fiscal year. */
  leases: Record<number, number>;
}

/** Adds up what the contracts hold. */
export function sums(contracts: Iterable<Record<string, unknown> | null>): Sums {
  const out: Sums = { used: {}, payments: [], leases: {} };
  const paid = new Map<string, Payment>();
  for (const values of contracts) {
    if (!values) continue;
    const item = typeof values["debt_item"] === "string" ? values["debt_item"] : "";
    if (item !== "") {
      const increases = list(values["amendments"]).map((it) => amountOf(it["increase"]) ?? 0);
      out.used[item] = (out.used[item] ?? 0) + increases.reduce((sum, it) => sum + it, amountOf(values["amount"]) ?? 0);
      for (const it of list(values["payments"])) {
        const year = yearOf(it["year"]);
        const amount = amountOf(it["amount"]);
        if (year === null || amount === null) continue;
        const key = `${year}\u0000${item}`;
        const known = paid.get(key);
        if (known) known.amount += amount;
        else paid.set(key, { item, year, amount });
      }
    }
    for (const it of list(values["lease_payments"])) {
      const due = typeof it["due_on"] === "string" ? /^(\d{4})-(\d{2})/.exec(it["due_on"]) : null;
      const amount = amountOf(it["principal"]);
      if (!due || amount === null) continue;
      const year = Number(due[2]) >= 4 ? Number(due[1]) : Number(due[1]) - 1;
      out.leases[year] = (out.leases[year] ?? 0) + amount;
    }
  }
  out.payments = [...paid.values()];
  return out;
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((it) => typeof it === "object" && it !== null) : [];
}

/** A fiscal year as the input has it: 2016, "FY2016", "平成28年度". */
export function yearOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return null;
  const plain = /^(?:FY)?(\d{4})(?:年度)?$/.exec(value);
  if (plain) return Number(plain[1]);
  const era = /^(令和|平成|昭和|[RHS])(元|\d+)(?:年度?)?$/.exec(value);
  const first = { 令和: 2018, R: 2018, 平成: 1988, H: 1988, 昭和: 1925, S: 1925 }[era?.[1] ?? ""];
  return era && first !== undefined ? first + (era[2] === "元" ? 1 : Number(era[2])) : null;
}

/** A debt-burden act: what its limit is, how much of that contracts use, what is left, and when it is paid. */
export interface Act {
  item: string;
  limit: number;
  used: number;
  left: number;
  from: number | null;
  to: number | null;
  byYear: Record<number, number>;
}

/** The acts of the table that the rules read; none where they have no such table. */
export function acts(vocabulary: Vocabulary | null, sums: Sums): Act[] {
  const table = vocabulary?.tables.find((it) => ["item", "limit", "burden"].every((name) => it.columns.some((column) => column.name === name)));
  if (!table) return [];
  const at = (name: string): number => table.columns.findIndex((column) => column.name === name);
  const year = (value: unknown): number | null => yearOf(value);
  return table.rows.map((row: Shown[]) => {
    const item = String(row[at("item")]!.value);
    const limit = amountOf(row[at("limit")]!.value) ?? 0;
    const burden = row[at("burden")]!.value as { from?: unknown; to?: unknown } | null;
    const used = sums.used[item] ?? 0;
    const byYear: Record<number, number> = {};
    for (const payment of sums.payments) if (payment.item === item) byYear[payment.year] = payment.amount;
    return { item, limit, used, left: limit - used, from: year(burden?.from), to: year(burden?.to), byYear };
  });
}

/** Failures by rule, gravest first. */
export function byRule(of: Case): { rule: string; severity: Severity; fail: number; unknown: number }[] {
  const order = { error: 0, warning: 1, review: 2, info: 3 };
  return of.summary.rules
    .filter((rule) => rule.fail > 0)
    .map(({ rule, severity, fail, unknown }) => ({ rule, severity, fail, unknown }))
    .sort((a, b) => order[a.severity] - order[b.severity] || b.fail - a.fail);
}

/** Failures by the month in which the contract was signed. */
export function byMonth(of: Case): { month: string; severity: Severity; count: number }[] {
  const counts = new Map<string, number>();
  for (const row of of.rows) {
    if (row.month === "") continue;
    for (const n of row.marks) {
      const mark = of.marks[n]!;
      if (mark.outcome !== "fail") continue;
      const key = `${row.month}\u0000${mark.severity}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([key, count]) => {
      const [month, severity] = key.split("\u0000") as [string, Severity];
      return { month, severity, count };
    })
    .sort((a, b) => a.month.localeCompare(b.month));
}

/** What contractors get: amounts and contracts, with those that are flagged, largest first. */
export function byVendor(rows: Row[]): { vendor: string; amount: number; contracts: number; flagged: number; share: number }[] {
  const all = new Map<string, { vendor: string; amount: number; contracts: number; flagged: number; share: number }>();
  let total = 0;
  for (const row of rows) {
    if (row.vendor === "" || row.amount === null) continue;
    const entry = all.get(row.vendor) ?? { vendor: row.vendor, amount: 0, contracts: 0, flagged: 0, share: 0 };
    entry.amount += row.amount;
    entry.contracts += 1;
    entry.flagged += row.standing === "flagged" ? 1 : 0;
    total += row.amount;
    all.set(row.vendor, entry);
  }
  for (const entry of all.values()) entry.share = total === 0 ? 0 : entry.amount / total;
  return [...all.values()].sort((a, b) => b.amount - a.amount);
}
