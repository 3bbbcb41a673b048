/** The docket: how the contracts divide, what narrows the list, and the list. */

import { html, nothing, type TemplateResult } from "lit";
import type { Outcome, Severity } from "../contract";
import { type Facet, facet, type Filter, NO_FILTER, tally } from "../model/docket";
import { variantWord } from "../model/values";
import { saveCsv } from "../output/csv";
import type { State } from "../state";
import { cases, fiscalYear, outcomeWord, OUTCOMES, say, SEVERITIES, severityWord, tell, verdictWord, VERDICTS, yen } from "../words";
import "./list";
import { sum } from "./marks";

export function docket(state: State): TemplateResult {
  const of = state.case!;
  const { read, flagged, undetermined, clear, unread } = tally(of);
  const rows = state.selected;
  const amount = rows.reduce((total, row) => total + (row.amount ?? 0), 0);
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
      </div>
      ${filters(state)}
      <div class="result" role="status">
        <span>
          ${narrowed
            ? say(`${cases(rows.length)}を表示（指摘あり${cases(flagged)}のうち条件に合うもの）`, `${rows.length} shown of ${flagged} flagged`)
            : say(`${cases(rows.length)}を重大度と金額の順に表示`, `${rows.length} shown`)}
          　${say("契約金額の計", "Total")} ${yen(amount)}
        </span>
        <span class="actions">
          ${narrowed ? html`<button type="button" @click=${() => state.narrow({ ...NO_FILTER, group: state.filter.group, sort: state.filter.sort })}>${say("条件を消す", "Clear")}</button>` : nothing}
          <button type="button" @click=${() => saveCsv(state)}>${say("指摘をCSVで保存", "Save findings as CSV")}</button>
        </span>
      </div>
      <desk-list .state=${state} .entries=${state.entries} .cursor=${state.cursor} .lang=${state.lang} .revision=${state.decisions.all}></desk-list>
    </section>
  `;
}

function filters(state: State): TemplateResult {
  const of = state.case!;
  const { filter } = state;
  const rules = of.summary.rules.filter((rule) => rule.fail + rule.unknown + rule.excepted > 0);
  const pick = (field: keyof Filter) => (event: Event) => state.narrow({ [field]: (event.target as HTMLSelectElement).value });
  const toggle = <T extends string>(list: T[], value: T): T[] => (list.includes(value) ? list.filter((it) => it !== value) : [...list, value]);
  const choices = (field: Facet, title: string, name: (value: string) => string): TemplateResult | typeof nothing => {
    const values = facet(of, field);
    if (values.length === 0) return nothing;
    return html`
      <label>
        <span>${title}</span>
        <select .value=${filter[field]} @change=${pick(field)}>
          <option value="">${say("すべて", "All")}</option>
          ${values.slice(0, 500).map(([value, number]) => html`<option value=${value} ?selected=${filter[field] === value}>${name(value)}（${number}）</option>`)}
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
      <label>
        <span>${say("規則", "Rule")}</span>
        <select .value=${filter.rule} @change=${pick("rule")}>
          <option value="">${say("すべて", "All")}</option>
          ${rules.map((rule) => html`<option value=${rule.rule} ?selected=${filter.rule === rule.rule}>${rule.rule}　${tell(rule.title)}（${rule.fail}）</option>`)}
        </select>
      </label>
      ${choices("vendor", say("相手方", "Contractor"), (value) => value)} ${choices("section", say("部署", "Department"), (value) => value)}
      ${choices("method", say("方式", "Method"), (value) => variantWord(of.vocabulary, "method", value))}
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
