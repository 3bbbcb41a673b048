/** The findings as a table of text. A cell that a spreadsheet would take for a formula is made text, as `sadame check --format csv` does. */

import type { Mark, Row } from "../model/case";
import { across, type Asked, fitting } from "../model/docket";
import type { State } from "../state";
import { outcomeWord, say, severityWord, tell, verdictWord } from "../words";
import { save } from "./save";

/** A cell: in quotation marks, and no formula. */
export function cell(text: string): string {
  const safe = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** A finding, and the contract in whose line it stands. */
type Line = [Mark, Row | null];

/** The findings that the docket shows: of contracts that are narrowed to, those that fit; otherwise all there are of them. */
function ofDocket(state: State): Line[] {
  const of = state.case!;
  const { filter } = state;
  const asked = filter.rule !== "" || filter.severities.length > 0 || filter.outcomes.length > 0 || filter.decided !== "";
  const marks = (row: Row): Mark[] => (asked ? fitting(of, row, filter, state.decided) : row.marks.map((n) => of.marks[n]!).filter(told));
  const narrowed = asked || [filter.text, filter.vendor, filter.section, filter.method, filter.year].some((it) => it !== "");
  const lines = state.selected.flatMap((row) => marks(row).map((mark): Line => [mark, row]));
  return narrowed ? lines : [...lines, ...across(of).map((mark): Line => [mark, null])];
}

/** Every finding there is: of each contract, and those about none. */
export function ofAll(state: State): Line[] {
  const of = state.case!;
  const rows = [...of.rows].sort((a, b) => b.gravity - a.gravity || (b.amount ?? -1) - (a.amount ?? -1) || a.n - b.n);
  return [...rows.flatMap((row) => row.marks.map((n) => of.marks[n]!).filter(told).map((mark): Line => [mark, row])), ...across(of).map((mark): Line => [mark, null])];
}

/** What passed, or did not apply, is no finding. */
function told(mark: Mark): boolean {
  return mark.outcome !== "pass" && mark.outcome !== "not_applicable";
}

/** The rows of the table, headings first. */
export function table(state: State, all: Line[]): (string | number)[][] {
  const of = state.case!;
  const heads = [
    say("番号", "Number"),
    say("件名", "Title"),
    say("契約相手方", "Contractor"),
    say("部署", "Department"),
    say("契約金額", "Amount"),
    say("通貨", "Currency"),
    say("規則", "Rule"),
    say("規則の名称", "Title of the rule"),
    say("結果", "Outcome"),
    say("重大度", "Severity"),
    say("箇所", "Where"),
    say("内容", "What"),
    say("足りないもの", "Missing"),
    say("決定", "Decision"),
    say("決定の理由", "Reason"),
    say("委員", "Member"),
    say("決定日", "Date"),
    say("入力", "Input"),
    say("行", "Line"),
    say("識別子", "Fingerprint"),
  ];
  const lines: (string | number)[][] = [heads];
  for (const [mark, it] of all) {
    const on = state.decisions.of(mark.fingerprint);
    lines.push([
      it?.key ?? "",
      it?.title ?? "",
      it?.vendor ?? "",
      it?.section ?? "",
      it?.amount ?? "",
      it && it.amount !== null ? it.currency : "",
      mark.rule,
      tell(of.titles[mark.rule]),
      outcomeWord(mark.outcome),
      severityWord(mark.severity),
      tell(mark.place),
      tell(mark.message),
      mark.lacks.map((lack) => `${tell(lack.place)}（${tell(lack.reason)}）`).join(say("、", ", ")),
      on.map(({ decision }) => verdictWord(decision)).join(" / "),
      on.map(({ reason }) => reason).join(" / "),
      on.map(({ by }) => by).join(" / "),
      on.map(({ on: day }) => day).join(" / "),
      it?.input ?? "",
      it?.position ?? "",
      mark.fingerprint,
    ]);
  }
  return lines;
}

/** Saves what the docket shows. */
export function saveCsv(state: State): void {
  save("findings.csv", csv(table(state, ofDocket(state))));
}

/** Saves what has to be asked, a line for each fact of each contract: to be sent to the departments. */
export function saveQuestions(state: State, all: Asked[]): void {
  const of = state.case!;
  const heads = [say("確かめること", "What to ask"), say("今の記載", "As it stands"), say("部署（照会先）", "Department"), say("番号", "Number"), say("件名", "Title"), say("契約相手方", "Contractor"), say("規則", "Rules"), say("回答", "Answer")];
  const lines = all.flatMap((entry) => {
    const rules = [...new Set(entry.marks.map((n) => of.marks[n]!.rule))].join(" ");
    const line = (n: number | null): string[] => {
      const row = n === null ? null : of.rows[n]!;
      return [tell(entry.place), tell(entry.reason), row?.section ?? "", row?.key ?? "", row?.title ?? "", row?.vendor ?? "", rules, ""];
    };
    return entry.setting || entry.rows.length === 0 ? [line(null)] : entry.rows.map(line);
  });
  save("questions.csv", csv([heads, ...lines]));
}

function csv(lines: (string | number)[][]): Blob {
  const text = lines.map((line) => line.map((it) => (typeof it === "number" ? String(it) : cell(it))).join(",")).join("\r\n");
  return new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" });
}
