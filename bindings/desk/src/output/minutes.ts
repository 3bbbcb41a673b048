/** The minutes: what was before the committee and what it decided, as a workbook and as a page. Every text is written as text, never as markup or a formula. */

import writeExcelFile from "write-excel-file/universal";
import type { Decision } from "../contract";
import { type Mark, markOf } from "../model/case";
import { across, tally } from "../model/docket";
import type { State } from "../state";
import { day, money, outcomeWord, say, severityWord, tell, verdictWord, VERDICTS } from "../words";
import { save } from "./save";
import { ofAll, table } from "./csv";

/** A matter of the minutes: a contract; or a finding about none. */
export interface Item {
  number: number;
  key: string;
  title: string;
  vendor: string;
  section: string;
  /** The amount in words, and in figures. */
  price: string;
  amount: number | null;
  marks: Mark[];
}

/**
 * The matters, whatever the docket shows just now: contracts with decisions, and findings about no contract with decisions, gravest first; `all` takes in those
 * that nobody has decided.
 */
export function items(state: State, all: boolean): Item[] {
  const of = state.case!;
  const decided = (mark: Mark): boolean => state.decisions.of(mark.fingerprint).length > 0;
  const rows = of.rows.filter((row) => row.marks.some((n) => decided(of.marks[n]!) || (all && of.marks[n]!.outcome === "fail")));
  rows.sort((a, b) => b.gravity - a.gravity || (b.amount ?? -1) - (a.amount ?? -1) || a.n - b.n);
  const contracts = rows.map(({ key, position, title, vendor, section, amount, currency, marks }) => ({
    ...{ key: key || String(position), title, vendor, section, price: money(amount, currency), amount },
    marks: marks.map((n) => of.marks[n]!).filter((mark) => mark.outcome === "fail" || decided(mark)),
  }));
  const others = across(of).filter((mark) => decided(mark) || (all && mark.outcome === "fail"));
  const apart = others.map((mark) => ({ key: "", title: tell(mark.place), vendor: "", section: "", price: "", amount: null, marks: [mark] }));
  return [...contracts, ...apart].map((item, at) => ({ number: at + 1, ...item }));
}

/** The decisions on findings that are not here: they are kept, and told. */
export function elsewhere(state: State): readonly Decision[] {
  return state.decisions.all.filter(({ fingerprint }) => !markOf(state.case!, fingerprint));
}

/** What stands at the head of the minutes and of the agenda. */
export function front(state: State): [string, string][] {
  const of = state.case!;
  const { read, flagged, undetermined, clear, unread } = tally(of);
  const members = [...new Set(state.decisions.all.map(({ by }) => by))];
  const days = [...new Set(state.decisions.all.map(({ on }) => on))].sort();
  const failed = of.marks.filter((mark) => mark.outcome === "fail");
  const counted = VERDICTS.map((verdict) => `${verdictWord(verdict)}${failed.filter((mark) => state.decided(mark) === verdict).length}`);
  const open = failed.filter((mark) => state.decided(mark) === null).length;
  return [
    [say("規則", "Rules"), of.header.packs.map((pack) => `${tell(pack.title)} ${pack.version}`).join(say("、", ", "))],
    [say("判定の基準日", "As of"), of.header.as_of ? day(of.header.as_of) : say("指定なし", "not given")],
    [
      say("契約", "Contracts"),
      say(
        `読込${read}件＝指摘あり${flagged}件＋判定不能のみ${undetermined}件＋指摘なし${clear}件＋読み取れず${unread}件`,
        `${read} read = ${flagged} flagged + ${undetermined} undetermined only + ${clear} nothing found + ${unread} not readable`,
      ),
    ],
    [say("指摘の決定", "Decisions"), `${counted.join(say("、", ", "))}${say("、未決", ", open ")}${open}`],
    [say("委員", "Members"), members.join(say("、", ", ")) || "—"],
    [say("決定日", "Dates"), days.map((it) => day(it)).join(say("、", ", ")) || "—"],
    ...of.summary.inputs.map((input): [string, string] => [say("入力", "Input"), `${input.name}${input.digest ? `（SHA-256 ${input.digest}）` : ""}`]),
  ];
}

type Cell = { value?: string | number; type?: StringConstructor | NumberConstructor; format?: string; fontWeight?: "bold"; wrap?: boolean; alignVertical?: "top"; backgroundColor?: string } | null;

/** A text as a cell takes it: what XML has no letters for, and what is longer than Excel allows, would make a workbook that nothing opens. */
function fit(value: string): string {
  const plain = value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 1)}…` : plain;
}

/** The letters that Excel takes in a cell. */
const LONGEST = 32_000;

const text = (value: string): Cell => ({ value: fit(value), type: String, wrap: true, alignVertical: "top" });
const head = (value: string): Cell => ({ value, type: String, fontWeight: "bold", backgroundColor: "#E8ECF3", wrap: true });
const number = (value: number | null): Cell => (value === null ? null : { value, type: Number, format: "#,##0", alignVertical: "top" });

/** Saves the minutes as a workbook: the head, the matters, all findings. */
export async function saveMinutesBook(state: State): Promise<void> {
  const matters: Cell[][] = [
    [say("議案", "No."), say("番号", "Number"), say("件名", "Title"), say("契約相手方", "Contractor"), say("部署", "Department"), say("契約金額", "Amount"), say("規則", "Rule"), say("結果", "Outcome"), say("内容", "What"), say("決定", "Decision"), say("理由", "Reason"), say("委員", "Member"), say("決定日", "Date"), say("有効期限", "Until")].map(head),
  ];
  for (const item of items(state, true)) {
    for (const mark of item.marks) {
      const on = state.decisions.of(mark.fingerprint);
      for (const decision of on.length === 0 ? [null] : on) {
        matters.push([
          number(item.number),
          text(item.key),
          text(item.title),
          text(item.vendor),
          text(item.section),
          number(item.amount),
          text(mark.rule),
          text(mark.outcome === "fail" ? severityWord(mark.severity) : outcomeWord(mark.outcome)),
          text(tell(mark.message) || tell(state.case!.titles[mark.rule])),
          text(decision ? verdictWord(decision.decision) : say("未決", "open")),
          text(decision?.reason ?? ""),
          text(decision?.by ?? ""),
          text(decision ? day(decision.on) : ""),
          text(decision?.until ? day(decision.until) : ""),
        ]);
      }
    }
  }
  const findings: Cell[][] = table(state, ofAll(state)).map((line, at) => line.map((cell) => (at === 0 ? head(String(cell)) : typeof cell === "number" ? number(cell) : text(cell))));
  const widths = (...all: number[]): { width: number }[] => all.map((width) => ({ width }));
  const book = await writeExcelFile([
    { data: front(state).map(([title, what]) => [head(title), text(what)]), sheet: say("概要", "Summary"), columns: widths(18, 100) },
    { data: matters, sheet: say("議事", "Minutes"), columns: widths(6, 12, 34, 22, 18, 14, 9, 9, 50, 9, 34, 14, 14, 14), stickyRowsCount: 1 },
    { data: findings, sheet: say("指摘", "Findings"), columns: widths(12, 34, 22, 18, 14, 8, 9, 30, 9, 9, 18, 50, 30, 9, 30, 14, 12, 24, 8, 34), stickyRowsCount: 1 },
  ]);
  save("minutes.xlsx", await book.toBlob());
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as HTML has it. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ESCAPES[letter]!);
}

const STYLE = `body{font-family:"Hiragino Sans","Yu Gothic","Noto Sans JP","Noto Sans CJK JP",sans-serif;font-size:10.5pt;line-height:1.6;max-width:190mm;margin:10mm auto;color:#111}
h1{font-size:16pt;text-align:center;letter-spacing:.2em}h2{font-size:12pt;border-bottom:1px solid #111;margin:8mm 0 2mm}table{border-collapse:collapse;width:100%;font-size:9.5pt}
th,td{border:1px solid #888;padding:3px 6px;text-align:left;vertical-align:top;overflow-wrap:anywhere}th{background:#f0f2f5;font-weight:600}.n{text-align:right;white-space:nowrap}tr{break-inside:avoid}dl{display:grid;grid-template-columns:auto 1fr;gap:0 12px}dd{margin:0;overflow-wrap:anywhere}
@page{size:A4;margin:18mm 16mm}@media print{body{margin:0}}`;

/** The minutes as a page of their own, without script. */
export function page(state: State): string {
  const of = state.case!;
  const title = say("契約監視委員会　議事録", "Minutes of the contract monitoring committee");
  const parts = items(state, false).map((item) => {
    const rows = item.marks.flatMap((mark) => {
      const on = state.decisions.of(mark.fingerprint);
      const what = `<td>${escape(mark.rule)}</td><td>${escape(mark.outcome === "fail" ? severityWord(mark.severity) : outcomeWord(mark.outcome))}</td><td>${escape(tell(mark.message) || tell(of.titles[mark.rule]))}</td>`;
      if (on.length === 0) return [`<tr>${what}<td>${say("未決", "open")}</td><td></td><td></td></tr>`];
      return on.map((it) => `<tr>${what}<td>${escape(verdictWord(it.decision))}${it.until ? `<br>${escape(say(`${day(it.until)}まで`, `until ${it.until}`))}` : ""}</td><td>${escape(it.reason)}</td><td>${escape(it.by)}<br>${escape(day(it.on))}</td></tr>`);
    });
    const heads = [say("規則", "Rule"), say("結果", "Outcome"), say("内容", "What"), say("決定", "Decision"), say("理由", "Reason"), say("委員・日", "Member, date")];
    return `<h2>${item.number}　${escape(item.key)}　${escape(item.title)}</h2><p>${escape([item.vendor, item.section, item.price].filter(Boolean).join("　"))}</p><table><thead><tr>${heads.map((it) => `<th>${it}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
  });
  const strays = elsewhere(state);
  const others =
    strays.length === 0
      ? ""
      : `<h2>${say("この資料にない指摘についての決定", "Decisions on findings that are not here")}</h2><table><tbody>${strays.map((it) => `<tr><td>${escape(it.subject || it.fingerprint)}</td><td>${escape(it.rule ?? "")}</td><td>${escape(verdictWord(it.decision))}</td><td>${escape(it.reason)}</td><td>${escape(it.by)}<br>${escape(day(it.on))}</td></tr>`).join("")}</tbody></table>`;
  const none = parts.length === 0 ? `<p>${say("記録した決定はありません。", "No decision was recorded.")}</p>` : "";
  return `<!doctype html>
<html lang="${state.lang}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${title}</title><style>${STYLE}</style></head>
<body><h1>${title}</h1><dl>${front(state).map(([name, what]) => `<dt>${escape(name)}</dt><dd>${escape(what)}</dd>`).join("")}</dl>${parts.join("\n")}${none}${others}</body></html>
`;
}

export async function saveMinutesPage(state: State): Promise<void> {
  save("minutes.html", new Blob([page(state)], { type: "text/html" }));
}
