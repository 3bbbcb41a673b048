/** The language of the page, and the words that recur. A text stands where it is shown, in both languages: `say("契約", "contract")`. */

import type { Outcome, Severity, Text, Verdict } from "./contract";

export type Lang = "ja" | "en";

let lang: Lang = "ja";

export function language(): Lang {
  return lang;
}

export function setLanguage(next: Lang): void {
  lang = next;
}

/** One of two texts, by the language of the page. */
export function say(ja: string, en: string): string {
  return lang === "ja" ? ja : en;
}

/** A text of the report in the language of the page. */
export function tell(text: Text | null | undefined): string {
  return text ? text[lang] : "";
}

const numbers = new Intl.NumberFormat("ja-JP", { maximumFractionDigits: 20 });

/** A count with its thousands set apart. */
export function count(number: number): string {
  return numbers.format(number);
}

/** A count of things: 12件. */
export function cases(number: number): string {
  return lang === "ja" ? `${count(number)}件` : count(number);
}

/** An amount of yen. */
export function yen(yen: number | null): string {
  return money(yen, "JPY");
}

/** An amount with its currency; digits that JavaScript has no number for come as text. */
export function money(amount: number | string | null, currency: string): string {
  if (amount === null) return "—";
  const digits = typeof amount === "number" ? numbers.format(amount) : amount.replace(/^(-?)(\d+)/, (_, sign: string, whole: string) => sign + whole.replace(/\B(?=(\d{3})+$)/g, ","));
  return currency === "JPY" && lang === "ja" ? `${digits}円` : `${currency} ${digits}`.trim();
}

/** What amounts come to, of each currency. */
export function sums(totals: [string, number][]): string {
  return totals.length === 0 ? "—" : totals.map(([currency, total]) => money(total, currency)).join(lang === "ja" ? "、" : ", ");
}

/** An amount of yen in few letters, for pictures: rounded to less than a hundredth of it, and said so; never nothing where there is something. */
export function short(yen: number): string {
  const units: [number, string][] = lang === "ja" ? [[1e8, "億円"], [1e4, "万円"], [1, "円"]] : [[1e6, "M"], [1e3, "k"], [1, ""]];
  const [unit, name] = units.find(([unit]) => Math.abs(yen) >= unit * 100) ?? units[2]!;
  const digits = numbers.format(Math.round(yen / unit));
  const about = yen % unit === 0 ? "" : say("約", "c. ");
  return lang === "ja" ? `${about}${digits}${name}` : `${about}JPY ${digits}${name}`;
}

/** A day, as the page writes it. */
export function day(iso: string | null | undefined): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? "");
  if (!parts || lang === "en") return iso ?? "";
  return `${parts[1]}年${Number(parts[2])}月${Number(parts[3])}日`;
}

const ERAS: [number, string][] = [
  [2019, "令和"],
  [1989, "平成"],
  [1926, "昭和"],
];

/** A fiscal year: 平成28年度. */
export function fiscalYear(year: number): string {
  if (lang === "en") return `FY${year}`;
  const era = ERAS.find(([first]) => year >= first);
  if (!era) return `${year}年度`;
  const within = year - era[0] + 1;
  return `${era[1]}${within === 1 ? "元" : within}年度`;
}

export const SEVERITIES: Severity[] = ["error", "warning", "review", "info"];
export const OUTCOMES: Outcome[] = ["fail", "unknown", "excepted"];
export const VERDICTS: Verdict[] = ["accepted", "to_correct", "pending"];

export function severityWord(severity: Severity): string {
  const words = { error: ["違反", "Violation"], warning: ["注意", "Warning"], review: ["要審査", "Review"], info: ["参考", "Info"] };
  const [ja, en] = words[severity];
  return say(ja!, en!);
}

export function outcomeWord(outcome: Outcome): string {
  const words = {
    fail: ["指摘", "Finding"],
    unknown: ["判定不能", "Undetermined"],
    excepted: ["例外適用", "Excepted"],
    pass: ["適合", "Pass"],
    not_applicable: ["対象外", "Not applicable"],
  };
  const [ja, en] = words[outcome];
  return say(ja!, en!);
}

export function verdictWord(verdict: Verdict): string {
  const words = { accepted: ["承認", "Accepted"], to_correct: ["要是正", "To correct"], pending: ["保留", "Pending"] };
  const [ja, en] = words[verdict];
  return say(ja!, en!);
}
