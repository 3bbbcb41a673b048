/** What stands in a field of a contract, for people: by the type that the rules give it. Texts of the input stay as they are. */

import type { FieldWords, Vocabulary } from "../contract";
import { day, fiscalYear, language, say } from "../words";

/** A value of a field in words; `null` where nothing stands there. */
export function shown(vocabulary: Vocabulary, field: FieldWords, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  switch (field.type) {
    case "money":
      return money(value, field.of ?? "");
    case "bool":
      return value === true ? say("はい", "yes") : value === false ? say("いいえ", "no") : raw(value);
    case "date":
      return typeof value === "string" ? day(value) : raw(value);
    case "fiscal_year":
      return typeof value === "number" ? fiscalYear(value) : raw(value);
    case "choice":
      return choice(vocabulary, field.of ?? "", value);
    case "set":
      if (!Array.isArray(value)) return raw(value);
      return value.length === 0 ? say("なし", "none") : value.map((item) => choice(vocabulary, field.of ?? "", item)).join(language() === "ja" ? "、" : ", ");
    case "days":
      return typeof value === "number" ? say(`${value}日`, `${value} days`) : raw(value);
    default:
      return raw(value);
  }
}

function money(value: unknown, currency: string): string {
  const said = typeof value === "object" && value !== null ? (value as { amount?: unknown; currency?: unknown }) : { amount: value, currency };
  const { amount } = said;
  if (typeof amount !== "number" && typeof amount !== "string") return raw(value);
  const digits = typeof amount === "number" ? amount.toLocaleString("ja-JP", { maximumFractionDigits: 20 }) : amount;
  const code = String(said.currency ?? currency);
  return code === "JPY" && language() === "ja" && typeof amount === "number" ? `${digits}円` : `${code} ${digits}`.trim();
}

function choice(vocabulary: Vocabulary, name: string, value: unknown): string {
  const variant = vocabulary.choices.find((it) => it.name === name)?.variants.find((it) => it.name === value);
  return variant ? variant.label[language()] : raw(value);
}

function raw(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The name of a choice for people, whatever choice it is of: for filters. */
export function variantWord(vocabulary: Vocabulary | null, field: string, value: string): string {
  const of = vocabulary?.records[0]?.fields.find((it) => it.name === field)?.of;
  return vocabulary && of ? choice(vocabulary, of, value) : value;
}
