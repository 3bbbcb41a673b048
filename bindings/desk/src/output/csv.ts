/** The findings as a table of text. A cell that a spreadsheet would take for a formula is made text, as `sadame check --format csv` does. */

import type { Mark } from "../model/case";
import type { Asked } from "../model/docket";
import type { State } from "../state";
import { outcomeWord, say, severityWord, tell, verdictWord } from "../words";
import { save } from "./save";

/** A cell: in quotation marks, and no formula. */
export function cell(text: string): string {
  const safe = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** The rows of the table, headings first. */
export function table(state: State): (string | number)[][] {
  const of = state.case!;
  const heads = [
    say("番号", "Number"),
    say("件名", "Title"),
    say("契約相手方", "Contractor"),
    say("部署", "Department"),
    say("契約金額", "Amount"),
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
  const line = (mark: Mark, row: number | null): void => {
    const it = row === null ? null : of.rows[row]!;
    const on = state.decisions.of(mark.fingerprint);
    lines.push([
      it?.key ?? "",
      it?.title ?? "",
      it?.vendor ?? "",
      it?.section ?? "",
      it?.amount ?? "",
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
  };
  for (const row of state.selected) for (const n of row.marks) line(of.marks[n]!, row.n);
  return lines;
}

/** Saves what the docket shows. */
export function saveCsv(state: State): void {
  save("findings.csv", csv(table(state)));
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
