/**
 * What the pictures show, as figures. Those of debt-burden acts and leases come from the contracts and the table that the rules read, where these have the fields
 * for it; the others from the findings.
 */

import type { About, Severity, Shown } from "../contract";
import { type Case, monthOf, type Row } from "./case";
import { amountOf, currencyOf, fiscalYearOf, isoDay } from "./read";

/** What the contracts pay, by a year, under an item. */
export interface Payment {
  item: string;
  year: number;
  amount: number;
}

/** Figures that need the contracts themselves: made where these are read. Only yen is added up. */
export interface Sums {
  /** Contract amounts, with what amendments add, by debt-burden item. */
  used: Map<string, number>;
  payments: Payment[];
  /** Principal of leases, by fiscal year. */
  leases: Record<number, number>;
  /** Contracts, payments and leases that have no amount of yen, and are in none of the sums. */
  left: number;
}

/** Adds up what contracts hold, one after the other. */
export class Summing {
  private readonly used = new Map<string, number>();
  private readonly leases: Record<number, number> = {};
  private readonly paid = new Map<string, Payment>();
  private left = 0;

  /** An amount of yen; what is none is counted. */
  private yen(value: unknown): number {
    const amount = (currencyOf(value) ?? "JPY") === "JPY" ? amountOf(value) : null;
    if (amount === null) this.left += 1;
    return amount ?? 0;
  }

  add(values: Record<string, unknown>): void {
    const item = typeof values["debt_item"] === "string" ? values["debt_item"] : "";
    if (item !== "") {
      const increases = list(values["amendments"]).filter((it) => it["increase"] != null);
      this.used.set(item, increases.reduce((sum, it) => sum + this.yen(it["increase"]), (this.used.get(item) ?? 0) + this.yen(values["amount"])));
      for (const it of list(values["payments"])) {
        const [year, amount] = [yearOf(it["year"]), this.yen(it["amount"])];
        if (year === null) continue;
        const key = `${year}\u0000${item}`;
        const known = this.paid.get(key);
        if (known) known.amount += amount;
        else this.paid.set(key, { item, year, amount });
      }
    }
    for (const it of list(values["lease_payments"])) {
      const year = fiscalYearOf(isoDay(typeof it["due_on"] === "string" ? it["due_on"] : ""));
      if (year === null) this.left += 1;
      else this.leases[year] = (this.leases[year] ?? 0) + this.yen(it["principal"]);
    }
  }

  get sums(): Sums {
    return { used: this.used, payments: [...this.paid.values()], leases: this.leases, left: this.left };
  }
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
export function acts(about: About | null, sums: Sums): Act[] {
  const table = about?.tables.find((it) => ["item", "limit", "burden"].every((name) => it.columns.some((column) => column.name === name)));
  if (!table) return [];
  const at = (name: string): number => table.columns.findIndex((column) => column.name === name);
  const year = (value: unknown): number | null => yearOf(value);
  return table.rows.map((row: Shown[]) => {
    const item = String(row[at("item")]!.value);
    const limit = amountOf(row[at("limit")]!.value) ?? 0;
    const burden = row[at("burden")]!.value as { from?: unknown; to?: unknown } | null;
    const used = sums.used.get(item) ?? 0;
    const byYear: Record<number, number> = {};
    for (const payment of sums.payments) if (payment.item === item) byYear[payment.year] = payment.amount;
    return { item, limit, used, left: limit - used, from: year(burden?.from), to: year(burden?.to), byYear };
  });
}

/** Items of contracts that no act of the table has, with what is contracted under them. */
export function strays(all: Act[], sums: Sums): [string, number][] {
  const known = new Set(all.map(({ item }) => item));
  return [...sums.used].filter(([item]) => !known.has(item));
}

/** Failures by rule, gravest first. */
export function byRule(of: Case): { rule: string; severity: Severity; fail: number; unknown: number }[] {
  const order = { error: 0, warning: 1, review: 2, info: 3 };
  return of.summary.rules
    .filter((rule) => rule.fail > 0)
    .map(({ rule, severity, fail, unknown }) => ({ rule, severity, fail, unknown }))
    .sort((a, b) => order[a.severity] - order[b.severity] || b.fail - a.fail);
}

/** Failures by the month of signing, each once: of several contracts, in the month of the last of them. `left` are those about no contract, or none with a date. */
export function byMonth(of: Case): { months: { month: string; severity: Severity; count: number }[]; left: number } {
  const counts = new Map<string, { month: string; severity: Severity; count: number }>();
  let left = 0;
  for (const mark of of.marks) {
    if (mark.outcome !== "fail") continue;
    const month = mark.rows.reduce((last, n) => (monthOf(of.rows[n]!) > last ? monthOf(of.rows[n]!) : last), "");
    if (month === "") {
      left += 1;
      continue;
    }
    const key = `${month} ${mark.severity}`;
    const known = counts.get(key);
    if (known) known.count += 1;
    else counts.set(key, { month, severity: mark.severity, count: 1 });
  }
  return { months: [...counts.values()].sort((a, b) => a.month.localeCompare(b.month)), left };
}

/** A contractor, with what it gets. */
export interface Vendor {
  vendor: string;
  amount: number;
  contracts: number;
  flagged: number;
  share: number;
}

/** What contractors get in yen: amounts and contracts, with those that are flagged, largest first. `left` are contracts without a contractor, or an amount of yen. */
export function byVendor(rows: Row[]): { vendors: Vendor[]; left: number } {
  const all = new Map<string, Vendor>();
  let [total, left] = [0, 0];
  for (const row of rows) {
    if (row.vendor === "" || row.amount === null || row.currency !== "JPY") {
      left += 1;
      continue;
    }
    const entry = all.get(row.vendor) ?? { vendor: row.vendor, amount: 0, contracts: 0, flagged: 0, share: 0 };
    entry.amount += row.amount;
    entry.contracts += 1;
    entry.flagged += row.standing === "flagged" ? 1 : 0;
    total += row.amount;
    all.set(row.vendor, entry);
  }
  for (const entry of all.values()) entry.share = total === 0 ? 0 : entry.amount / total;
  return { vendors: [...all.values()].sort((a, b) => b.amount - a.amount), left };
}
