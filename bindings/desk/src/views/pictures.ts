/** Pictures of the set: debt-burden acts, leases, findings by rule and by month, contractors. */

import { html, nothing, type TemplateResult } from "lit";
import * as Plot from "@observablehq/plot";
import type { Severity } from "../contract";
import type { Case } from "../model/case";
import { type Act, acts, byMonth, byRule, byVendor, strays, type Sums } from "../model/figures";
import type { State } from "../state";
import { cases, count, fiscalYear, say, SEVERITIES, severityWord, short, tell, yen } from "../words";
import { panel } from "./picture";

const COLOUR: Record<Severity, string> = { error: "var(--error)", warning: "var(--warning)", review: "var(--review)", info: "var(--info)" };
const sumsOf = new WeakMap<Case, Sums>();
const asked = new WeakSet<Case>();

export function pictures(state: State): TemplateResult {
  const of = state.case!;
  const sums = sumsOf.get(of);
  if (!sums && !asked.has(of)) {
    asked.add(of);
    void state.backend.sums().then(
      (sums) => {
        sumsOf.set(of, sums);
        state.changed();
      },
      (why: unknown) => {
        // The page is asked for again when it is opened again.
        asked.delete(of);
        state.failed(why);
      },
    );
  }
  const all = sums ? acts(of.about, sums) : [];
  return html`
    <section class="pictures">
      <div class="head">
        <h2>${say("図表", "Pictures")}</h2>
        ${sums && sums.left > 0 ? html`<p class="note">${say(`円の金額や年度の読み取れない記載${cases(sums.left)}は、債務負担行為とリースの計に入っていません`, `${sums.left} entries without an amount of yen, or a year, are in no sum of acts and leases`)}</p>` : nothing}
      </div>
      ${all.length > 0 ? burden(all, strays(all, sums!)) : nothing}
      <div class="stack">${sums && Object.keys(sums.leases).length > 0 ? leases(sums) : nothing} ${months(of)} ${vendors(of)}</div>
      ${rules(of)}
    </section>
  `;
}

/** Options of a chart are made once for each case, language and chart: so that it is drawn anew only when they change. */
const made = new Map<string, { of: unknown; lang: string; options: Plot.PlotOptions }>();

function once(name: string, of: unknown, options: () => Plot.PlotOptions): Plot.PlotOptions {
  const lang = document.documentElement.lang;
  const known = made.get(name);
  if (known && known.of === of && known.lang === lang) return known.options;
  const fresh = { of, lang, options: options() };
  made.set(name, fresh);
  return fresh.options;
}

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
let lastActs: Act[] = [];

function burden(all: Act[], others: [string, number][]): TemplateResult {
  if (JSON.stringify(all) !== JSON.stringify(lastActs)) lastActs = all;
  const shown = lastActs;
  const years = [...new Set(shown.flatMap((act) => [...Object.keys(act.byYear).map(Number), ...(act.from === null ? [] : [act.from, act.to ?? act.from])]))].sort();
  const options = once("acts", shown, () => {
    const bars = shown.flatMap((act) => [
      { act, part: "used", share: act.limit === 0 ? 0 : Math.min(act.used, act.limit) / act.limit },
      { act, part: "left", share: act.limit === 0 ? 0 : Math.max(act.left, 0) / act.limit },
      { act, part: "over", share: act.limit === 0 ? 0 : Math.max(-act.left, 0) / act.limit },
    ]);
    return {
      marginLeft: 330,
      marginRight: 190,
      height: shown.length * 24 + 50,
      x: { percent: true, label: say("限度額に対する割合（%）", "share of the limit (%)"), grid: true, domain: [0, Math.max(100, ...bars.filter((bar) => bar.part === "over").map((bar) => 100 + bar.share * 100))] },
      y: { domain: shown.map((act) => act.item), label: null, tickFormat: (item: string) => cut(item, 26) },
      color: { domain: ["used", "left", "over"], range: ["var(--accent)", "var(--unknown-tint)", "var(--error)"] },
      marks: [
        Plot.barX(bars, { y: (bar) => bar.act.item, x: "share", fill: "part", order: ["used", "left", "over"], stroke: "var(--strong)", strokeWidth: 0.5, inset: 2, title: (bar) => `${bar.act.item}\n${say("限度額", "limit")} ${yen(bar.act.limit)}\n${say("契約額", "used")} ${yen(bar.act.used)}\n${say("残額", "left")} ${yen(bar.act.left)}` }),
        Plot.text(shown, {
          y: "item",
          frameAnchor: "right",
          dx: 8,
          textAnchor: "start",
          text: (act: Act) => (act.left < 0 ? `${short(-act.left)} ${say("超過", "over")}` : `${say("残", "left")} ${short(act.left)}`),
          title: (act: Act) => `${act.item}\n${say("限度額", "limit")} ${yen(act.limit)}\n${say("契約額", "used")} ${yen(act.used)}\n${say("残額", "left")} ${yen(act.left)}`,
          fill: (act: Act) => (act.left < 0 ? "var(--error)" : "var(--ink)"),
        }),
      ],
    };
  });
  const table = html`<table class="listed">
    <thead>
      <tr>
        <th scope="col">${say("事項", "Item")}</th><th scope="col" class="amount">${say("限度額", "Limit")}</th><th scope="col" class="amount">${say("契約額（増額を含む）", "Used")}</th><th scope="col" class="amount">${say("残額", "Left")}</th>
        ${years.map((year) => html`<th scope="col" class="amount">${fiscalYear(year)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${shown.map(
        (act) => html`<tr>
          <th scope="row">${act.item}</th><td class="amount">${yen(act.limit)}</td><td class="amount">${yen(act.used)}</td><td class="amount ${act.left < 0 ? "fail" : ""}">${yen(act.left)}</td>
          ${years.map((year) => {
            const outside = act.from !== null && act.to !== null && (year < act.from || year > act.to);
            const paid = act.byYear[year];
            return html`<td class="amount ${outside && paid ? "fail" : ""}">${paid ? yen(paid) : outside ? "" : "—"}</td>`;
          })}
        </tr>`,
      )}
      ${others.map(([item, used]) => html`<tr><th scope="row">${item}　<small>${say("表にない事項", "not in the table")}</small></th><td class="amount">—</td><td class="amount">${yen(used)}</td><td class="amount">—</td>${years.map(() => html`<td class="amount"></td>`)}</tr>`)}
    </tbody>
  </table>`;
  const paid = shown.flatMap((act) => Object.entries(act.byYear).map(([year, amount]) => ({ act, year: Number(year), amount })));
  const yearly = once("burden", shown, () => ({
    marginLeft: 330,
    marginRight: 190,
    height: shown.length * 24 + 50,
    x: { domain: years, label: null, tickFormat: (year: number) => fiscalYear(year), type: "band" as const },
    y: { domain: shown.map((act) => act.item), label: null, tickFormat: (item: string) => cut(item, 26) },
    marks: [
      Plot.cell(
        shown.flatMap((act) => years.filter((year) => act.from !== null && act.to !== null && year >= act.from && year <= act.to).map((year) => ({ item: act.item, year }))),
        { x: "year", y: "item", fill: "var(--tint)", stroke: "var(--accent)", strokeWidth: 0.6, inset: 1.5 },
      ),
      Plot.cell(
        paid.filter(({ act, year }) => act.from !== null && act.to !== null && (year < act.from || year > act.to)),
        { x: "year", y: (it) => it.act.item, fill: "var(--error-tint)", stroke: "var(--error)", inset: 1.5 },
      ),
      Plot.text(paid, { x: "year", y: (it) => it.act.item, text: (it) => short(it.amount), fill: "var(--ink)", title: (it) => `${it.act.item}\n${fiscalYear(it.year)}　${yen(it.amount)}` }),
    ],
  }));
  return html`
    ${panel(
      say("債務負担行為の限度額と契約額", "Debt-burden acts: limit and use"),
      say("契約金額と増額の計を限度額に照らす。右は残額（約の付くものは概数で、正確な額は表にあります）", "contract amounts with increases against the limit; what is left stands at the right (c. where rounded: the table has it exactly)"),
      options,
      table,
      "full",
      legend([
        [say("契約額", "used"), "var(--accent)"],
        [say("残額", "left"), "var(--unknown-tint)"],
        [say("限度額の超過", "over the limit"), "var(--error)"],
      ]),
    )}
    ${panel(
      say("債務負担行為の年度別の支払", "Debt-burden acts: payments by year"),
      say("枠は負担となる年度、数字は契約が予定する支払（約の付くものは概数で、正確な額は表にあります）。赤の枠は、負担となる年度の外の支払", "frames are the burden years, figures the payments (c. for rounded ones: the table has them exactly); framed in red are payments outside the burden years"),
      yearly,
      table,
      "full",
    )}
  `;
}

function legend(entries: [string, string][]): TemplateResult {
  return html`<p class="legend">${entries.map(([word, colour]) => html`<span><i style="background:${colour}"></i>${word}</span>`)}</p>`;
}

const severities = (): TemplateResult => legend(SEVERITIES.map((severity) => [severityWord(severity), COLOUR[severity]]));

function leases(sums: Sums): TemplateResult {
  const rows = Object.entries(sums.leases).map(([year, amount]) => ({ year: Number(year), amount }));
  const options = once("leases", sums, () => ({
    height: 260,
    marginLeft: 70,
    x: { label: null, tickFormat: (year: number) => fiscalYear(year), type: "band" as const },
    y: { grid: true, label: say("元本", "principal"), tickFormat: short },
    marks: [Plot.barY(rows, { x: "year", y: "amount", fill: "var(--accent)", title: (row) => yen(row.amount) }), Plot.ruleY([0])],
  }));
  return panel(
    say("リース債務の年度別の返済", "Lease obligations by fiscal year"),
    say("契約が記すリース料の元本を、支払期日の年度ごとに", "principal of lease payments, by the fiscal year they fall due"),
    options,
    pairs([say("年度", "Year"), say("元本", "Principal")], rows.map((row) => [fiscalYear(row.year), yen(row.amount)])),
  );
}

function rules(of: Case): TemplateResult {
  const rows = byRule(of);
  const options = once("rules", of, () => ({
    marginLeft: 70,
    marginRight: 40,
    height: rows.length * 20 + 50,
    x: { grid: true, label: say("件数", "findings"), tickFormat: (it: number) => (Number.isInteger(it) ? count(it) : "") },
    y: { domain: rows.map((row) => row.rule), label: null },
    marks: [
      Plot.barX(rows, { y: "rule", x: "fail", fill: (row) => COLOUR[row.severity as Severity], inset: 1.5, title: (row) => tell(of.titles[row.rule]) }),
      Plot.text(rows, { y: "rule", x: "fail", text: (row) => count(row.fail), dx: 6, textAnchor: "start", fill: "var(--ink)" }),
    ],
  }));
  return panel(
    say("規則ごとの指摘", "Findings by rule"),
    say("違反・注意・要審査・参考の順", "in the order of gravity"),
    options,
    pairs([say("規則", "Rule"), say("名称", "Title"), say("重大度", "Severity"), say("指摘", "Findings"), say("判定不能", "Undetermined")], rows.map((row) => [row.rule, tell(of.titles[row.rule]), severityWord(row.severity), count(row.fail), count(row.unknown)])),
    "tall",
    severities(),
  );
}

function months(of: Case): TemplateResult | typeof nothing {
  const { months: rows, left } = byMonth(of);
  if (rows.length === 0) return nothing;
  // Where the months are far apart, only those with findings are shown.
  const all = between(rows[0]!.month, rows.at(-1)!.month);
  const whole = all.length <= 72;
  const options = once("months", of, () => {
    const domain = whole ? all : [...new Set(rows.map((row) => row.month))];
    return {
      height: 280,
      marginBottom: 56,
      x: { domain, label: null, tickRotate: -60, type: "band" as const },
      y: { grid: true, label: say("件数", "findings"), tickFormat: (it: number) => (Number.isInteger(it) ? count(it) : "") },
      marks: [Plot.barY(rows, { x: "month", y: "count", fill: (row) => COLOUR[row.severity as Severity], order: (row: { severity: Severity }) => SEVERITIES.indexOf(row.severity), inset: 0.5, title: (row) => `${row.month} ${severityWord(row.severity)} ${row.count}` }), Plot.ruleY([0])],
    };
  });
  return panel(
    say("締結の月ごとの指摘", "Findings by month of signing"),
    [
      say("複数の契約にわたる指摘は、最後に締結した契約の月に数える", "findings over several contracts count in the month of the last"),
      whole ? "" : say("指摘のない月は省く", "months without findings are left out"),
      left > 0 ? say(`締結日のないもの、契約に属さないもの${cases(left)}を除く`, `${left} without a date, or about no contract, are left out`) : "",
    ]
      .filter(Boolean)
      .join(say("。", "; ")),
    options,
    pairs([say("月", "Month"), say("重大度", "Severity"), say("指摘", "Findings")], rows.map((row) => [row.month, severityWord(row.severity), count(row.count)])),
    "",
    severities(),
  );
}

function vendors(of: Case): TemplateResult | typeof nothing {
  const { vendors: all, left } = byVendor(of.rows);
  if (all.length === 0) return nothing;
  const rows = all.slice(0, 20);
  const options = once("vendors", of, () => ({
    marginLeft: 210,
    marginRight: 130,
    height: rows.length * 22 + 50,
    x: { grid: true, label: say("契約金額", "amount"), tickFormat: short, ticks: 5 },
    y: { domain: rows.map((row) => row.vendor), label: null, tickFormat: (vendor: string) => cut(vendor, 16) },
    marks: [
      Plot.barX(rows, { y: "vendor", x: "amount", fill: "var(--accent)", inset: 2, title: (row) => `${row.vendor} ${yen(row.amount)}` }),
      Plot.text(rows, { y: "vendor", x: "amount", dx: 6, textAnchor: "start", fill: "var(--ink)", text: (row) => `${(row.share * 100).toFixed(1)}%　${say(`${row.contracts}件・指摘${row.flagged}`, `${row.contracts}, ${row.flagged} flagged`)}` }),
    ],
  }));
  return panel(
    say("契約相手方への集中", "Concentration by contractor"),
    say(
      `契約金額の大きい順に${rows.length}者（全${all.length}者）。割合は全契約金額に対するもの${left > 0 ? `（相手方か円の金額のない${cases(left)}を除く）` : ""}`,
      `the ${rows.length} largest of ${all.length}; shares are of all amounts${left > 0 ? ` (without ${left} that have no contractor, or no amount of yen)` : ""}`,
    ),
    options,
    pairs(
      [say("契約相手方", "Contractor"), say("契約金額", "Amount"), say("割合", "Share"), say("契約", "Contracts"), say("指摘あり", "Flagged")],
      all.slice(0, 500).map((row) => [row.vendor, yen(row.amount), `${(row.share * 100).toFixed(1)}%`, count(row.contracts), count(row.flagged)]),
    ),
  );
}

/** The months from one to another. */
function between(first: string, last: string): string[] {
  const number = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
  const [from, to] = [number(first), number(last)];
  const name = (it: number): string => `${String(Math.floor(it / 12)).padStart(4, "0")}-${String((it % 12) + 1).padStart(2, "0")}`;
  return Array.from({ length: Math.min(to - from, 600) + 1 }, (_, at) => name(from + at));
}

function pairs(heads: string[], rows: string[][]): TemplateResult {
  return html`<table class="listed">
    <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((cell, at) => (at === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>`)}</tbody>
  </table>`;
}
