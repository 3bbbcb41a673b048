/** The docket: how the contracts divide, what narrows the list, and the list. */

import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { live } from "lit/directives/live.js";
import type { Outcome, Severity } from "../contract";
import { across, type Facet, facet, type Filter, having, NO_FILTER, outcomesOf, tally, totals } from "../model/docket";
import { saveCsv } from "../output/csv";
import type { State } from "../state";
import { cases, count, fiscalYear, outcomeWord, OUTCOMES, say, SEVERITIES, severityWord, sums, tell, verdictWord, VERDICTS } from "../words";
import "./list";
import { sum } from "./marks";

export function docket(state: State): TemplateResult {
  const of = state.case!;
  const { read, flagged, undetermined, clear, unread } = tally(of);
  const others = across(of).filter((mark) => mark.outcome === "fail").length;
  const narrowed = JSON.stringify({ ...state.filter, group: "", sort: "" }) !== JSON.stringify({ ...NO_FILTER, group: "", sort: "" });
  return html`
    <section class="docket" aria-labelledby="docket-title">
      <div class="head">
        <h2 id="docket-title">${say("議案一覧", "Docket")}</h2>
        ${sum(
          [say("件の契約を読み込み", "contracts read"), read],
          [
            [say("指摘あり", "flagged"), flagged],
            [say("判定不能のみ", "undetermined only"), undetermined, "#undetermined"],
            [say("指摘なし", "nothing found"), clear],
            [say("読み取れず", "not readable"), unread, "#basis"],
          ],
        )}
        ${others > 0 ? html`<p class="besides">${say("このほか、", "Besides: ")}<a href="#across">${say(`契約に属さない指摘が${cases(others)}あります`, `${others} findings about no contract`)}</a></p>` : nothing}
      </div>
      ${filters(state)}
      <div class="result">
        <span role="status">${shownOf(state, narrowed)}</span>
        <span class="actions">
          ${narrowed ? html`<button type="button" @click=${() => state.narrow({ ...NO_FILTER, group: state.filter.group, sort: state.filter.sort })}>${say("条件を消す", "Clear")}</button>` : nothing}
          <button type="button" @click=${() => saveCsv(state)}>${narrowed ? say("表示中の指摘をCSVで保存", "Save the findings shown as CSV") : say("指摘をCSVで保存", "Save findings as CSV")}</button>
        </span>
      </div>
      <desk-list .state=${state} .entries=${state.entries} .cursor=${state.cursor} .lang=${state.lang} .revision=${state.decisions.all}></desk-list>
    </section>
  `;
}

/** How many contracts are shown, and of what: in words that hold whatever was asked for. */
function shownOf(state: State, narrowed: boolean): string {
  const of = state.case!;
  const { filter, selected } = state;
  const among = having(of, outcomesOf(filter));
  const words = outcomesOf(filter).map(outcomeWord).join(say("・", ", "));
  const number = narrowed
    ? say(`${cases(selected.length)}を表示（「${words}」のある契約${cases(among)}のうち条件に合うもの）`, `${count(selected.length)} shown of ${count(among)} contracts with: ${words}`)
    : say(`${cases(selected.length)}を表示`, `${count(selected.length)} shown`);
  const entries = state.entries.filter((entry) => "row" in entry).length;
  const twice = entries > selected.length ? say(`　延べ${cases(entries)}：複数に当たる契約は、それぞれに現れます`, `; ${count(entries)} entries, as a contract stands under each that it belongs to`) : "";
  return `${number}${twice}　${say("契約金額の計", "Total")} ${sums(totals(selected))}`;
}

/** The longest list that is offered for choosing. */
const LONGEST = 3000;

function filters(state: State): TemplateResult {
  const of = state.case!;
  const { filter } = state;
  const outcomes = outcomesOf(filter);
  const pick = (field: keyof Filter) => (event: Event) => state.narrow({ [field]: (event.target as HTMLSelectElement).value });
  const toggle = <T extends string>(list: T[], value: T): T[] => (list.includes(value) ? list.filter((it) => it !== value) : [...list, value]);
  const choices = (field: Facet, title: string, name: (value: string) => string): TemplateResult | typeof nothing => {
    const values = facet(of, field, outcomes);
    if (values.length === 0 && filter[field] === "") return nothing;
    // What was chosen before stays to be seen, and to be taken back.
    const gone = filter[field] !== "" && !values.some(([value]) => value === filter[field]);
    const options = guard([values, filter[field], state.lang], () => [
      ...(gone ? [html`<option value=${filter[field]} selected>${name(filter[field])}（0）</option>`] : []),
      ...values.slice(0, LONGEST).map(([value, number]) => html`<option value=${value} ?selected=${filter[field] === value}>${name(value)}（${count(number)}）</option>`),
      ...(values.length > LONGEST ? [html`<option disabled>${say(`ほか${cases(values.length - LONGEST)}は検索で`, `${values.length - LONGEST} more: by searching`)}</option>`] : []),
    ]);
    return html`
      <label>
        <span>${title}</span>
        <select .value=${live(filter[field])} @change=${pick(field)}>
          <option value="">${say("すべて", "All")}</option>
          ${options}
        </select>
      </label>
    `;
  };
  return html`
    <form class="filters" role="search" @submit=${(event: Event) => event.preventDefault()}>
      <label class="wide">
        <span>${say("検索", "Search")}</span>
        <input id="search" type="search" .value=${filter.text} placeholder=${say("番号・件名・相手方・指摘の文", "number, title, contractor, message")}
          @input=${(event: Event) => state.narrow({ text: (event.target as HTMLInputElement).value })} />
      </label>
      ${choices("rule", say("規則", "Rule"), (value) => `${value}　${tell(of.titles[value])}`)}
      ${choices("vendor", say("相手方", "Contractor"), (value) => value)} ${choices("section", say("部署", "Department"), (value) => value)}
      ${choices("method", say("方式", "Method"), (value) => state.choice("method", value))}
      ${choices("year", say("年度", "Year"), (value) => fiscalYear(Number(value)))}
      <label>
        <span>${say("決定", "Decision")}</span>
        <select .value=${filter.decided} @change=${pick("decided")}>
          <option value="">${say("すべて", "All")}</option>
          <option value="open">${say("未決", "Open")}</option>
          ${VERDICTS.map((verdict) => html`<option value=${verdict} ?selected=${filter.decided === verdict}>${verdictWord(verdict)}</option>`)}
        </select>
      </label>
      <label>
        <span>${say("まとめ", "Group by")}</span>
        <select .value=${filter.group} @change=${pick("group")}>
          <option value="">${say("まとめない", "Nothing")}</option>
          <option value="rule">${say("規則", "Rule")}</option>
          <option value="severity">${say("重大度", "Severity")}</option>
          <option value="vendor">${say("相手方", "Contractor")}</option>
          <option value="section">${say("部署", "Department")}</option>
          <option value="method">${say("方式", "Method")}</option>
          <option value="year">${say("年度", "Year")}</option>
        </select>
      </label>
      <label>
        <span>${say("順", "Order")}</span>
        <select .value=${filter.sort} @change=${pick("sort")}>
          <option value="gravity">${say("重大度・金額", "Gravity, amount")}</option>
          <option value="amount">${say("金額", "Amount")}</option>
          <option value="date">${say("締結の新しい順", "Latest")}</option>
          <option value="key">${say("番号", "Number")}</option>
          <option value="findings">${say("指摘の数", "Findings")}</option>
        </select>
      </label>
      <fieldset>
        <legend>${say("重大度", "Severity")}</legend>
        ${SEVERITIES.map((severity) => box(filter.severities.includes(severity), severityWord(severity), severity, () => state.narrow({ severities: toggle<Severity>(filter.severities, severity) })))}
      </fieldset>
      <fieldset>
        <legend>${say("結果", "Outcome")}</legend>
        ${OUTCOMES.map((outcome) => box(filter.outcomes.includes(outcome), outcomeWord(outcome), outcome, () => state.narrow({ outcomes: toggle<Outcome>(filter.outcomes, outcome) })))}
      </fieldset>
    </form>
  `;
}

function box(on: boolean, title: string, name: string, change: () => void): TemplateResult {
  return html`<label class="box"><input type="checkbox" name=${name} .checked=${on} @change=${change} /> ${title}</label>`;
}
