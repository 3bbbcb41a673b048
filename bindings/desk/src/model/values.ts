/** What stands in a field of a contract, for people: by the type that the rules give it. Texts of the input stay as they are. */

import type { About, AboutField } from "../contract";
import { day, fiscalYear, language, money, say } from "../words";
import { currencyOf } from "./read";

/** A value of a field in words; `null` where nothing stands there. */
export function shown(field: AboutField, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  switch (field.kind) {
    case "set":
    case "list":
      if (!Array.isArray(value)) return raw(value);
      return value.length === 0 ? say("なし", "none") : value.map((item) => one(field, field.of ?? "", item)).join(say("、", ", "));
    case "range":
      return range(field, value);
    default:
      return one(field, field.kind, value);
  }
}

function one(field: AboutField, kind: string, value: unknown): string {
  switch (kind) {
    case "money":
      return price(value, field.currency ?? "JPY");
    case "bool":
      return value === true ? say("はい", "yes") : value === false ? say("いいえ", "no") : raw(value);
    case "date":
      return typeof value === "string" ? day(value) : raw(value);
    case "moment":
      return typeof value === "string" ? value.replace(/^(\d{4}-\d{2}-\d{2})T/, (_, date: string) => `${day(date)} `) : raw(value);
    case "fiscal_year":
      return typeof value === "number" ? fiscalYear(value) : raw(value);
    case "choice":
      return field.choices?.find(({ name }) => name === value)?.label[language()] ?? raw(value);
    case "days":
      return typeof value === "number" ? say(`${value}日`, `${value} days`) : raw(value);
    case "months":
      return typeof value === "number" ? say(`${value}か月`, `${value} months`) : raw(value);
    case "years":
      return typeof value === "number" ? say(`${value}年`, `${value} years`) : raw(value);
    default:
      return raw(value);
  }
}

function range(field: AboutField, value: unknown): string {
  if (typeof value !== "object" || value === null || !("from" in value || "to" in value)) return raw(value);
  const { from, to } = value as { from?: unknown; to?: unknown };
  const end = (it: unknown): string => (it === null || it === undefined ? "" : one(field, field.of ?? "", it));
  return say(`${end(from)}から${end(to)}まで`, `${end(from)} to ${end(to)}`);
}

function price(value: unknown, currency: string): string {
  const amount = typeof value === "object" && value !== null ? (value as { amount?: unknown }).amount : value;
  if (typeof amount !== "number" && typeof amount !== "string") return raw(value);
  return money(amount, currencyOf(value) ?? currency);
}

function raw(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The name of a choice of the record that was read, for people: for filters. */
export function choiceWord(about: About | null, record: string, field: string, value: string): string {
  const fields = about?.records.find(({ name }) => name === record)?.fields;
  return fields?.find(({ name }) => name === field)?.choices?.find(({ name }) => name === value)?.label[language()] ?? value;
}
