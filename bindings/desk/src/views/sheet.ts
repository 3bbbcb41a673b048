/** What is printed on A4: the agenda, with every contract that the docket shows, or one contract. */

import { html, nothing, type TemplateResult } from "lit";
import type { AboutField, Finding } from "../contract";
import { shown } from "../model/values";
import { front } from "../output/minutes";
import type { State } from "../state";
import { cases, day, money, outcomeWord, say, severityWord, tell, verdictWord } from "../words";
import { faultsOf, recordOf } from "./contract";
import { membersOf } from "./finding";
import { inOrder } from "./marks";

export function sheet(state: State): TemplateResult {
  return state.printing === "contract" ? one(state) : agenda(state);
}

function agenda(state: State): TemplateResult {
  const of = state.case!;
  return html`
    <h1>${say("契約監視委員会　議案一覧", "Contract monitoring committee: agenda")}</h1>
    <dl class="front">${front(state).map(([title, what]) => html`<dt>${title}</dt><dd>${what}</dd>`)}</dl>
    <table>
      <thead>
        <tr>
          <th style="width:11mm">${say("議案", "No.")}</th><th style="width:18mm">${say("番号", "Number")}</th><th>${say("件名・相手方・部署", "Title, contractor, department")}</th><th style="width:25mm">${say("契約金額", "Amount")}</th><th style="width:72mm">${say("指摘", "Findings")}</th><th style="width:16mm">${say("決定", "Decision")}</th>
        </tr>
      </thead>
      <tbody>
        ${state.selected.map((row, at) => {
          const marks = row.marks.map((n) => of.marks[n]!).filter((mark) => mark.outcome === "fail");
          const unknown = row.marks.filter((n) => of.marks[n]!.outcome === "unknown").length;
          return html`<tr>
            <td class="num">${at + 1}</td>
            <td>${row.key}</td>
            <td>${row.title}<br /><span class="small">${row.vendor}　${row.section}</span></td>
            <td class="num">${money(row.amount, row.currency)}</td>
            <td>${marks.map((mark) => html`<div>${severityWord(mark.severity)}　${mark.rule}　${tell(mark.message) || tell(of.titles[mark.rule])}</div>`)}${unknown > 0 ? html`<div class="small">${say(`ほかに判定不能${unknown}件`, `${unknown} undetermined besides`)}</div>` : nothing}</td>
            <td>${[...new Set(marks.map((mark) => state.decided(mark)))].map((verdict) => html`<div>${verdict ? verdictWord(verdict) : say("未決", "open")}</div>`)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  `;
}

function one(state: State): TemplateResult {
  const row = state.case!.rows[Number(state.opened)];
  const { detail } = state;
  if (!row || !detail) return html``;
  const stated = (recordOf(state, state.case!.header.record.name) ?? []).filter((field) => detail.values?.[field.name] != null);
  const fields = stated.filter((field) => field.kind !== "list");
  const lists = stated.filter((field) => field.kind === "list");
  const faults = faultsOf(state, row);
  const spoken = inOrder(detail.findings).filter((it) => it.outcome !== "excepted");
  return html`
    <h1>${say("契約審査票", "Contract review sheet")}</h1>
    <dl class="front">
      <dt>${say("番号", "Number")}</dt><dd>${row.key}</dd>
      <dt>${say("件名", "Title")}</dt><dd>${row.title}</dd>
      <dt>${say("契約相手方", "Contractor")}</dt><dd>${row.vendor}</dd>
      <dt>${say("部署", "Department")}</dt><dd>${row.section}</dd>
      <dt>${say("契約金額", "Amount")}</dt><dd>${money(row.amount, row.currency)}</dd>
    </dl>
    <h2>${say("指摘", "Findings")}</h2>
    ${spoken.map((it) => block(state, it))} ${spoken.length === 0 ? html`<p>${say("指摘はありません", "none")}</p>` : nothing}
    <h2>${say("委員会の所見", "Remarks of the committee")}</h2>
    <div class="block sign"></div>
    <h2>${say("記載内容", "What is stated")}</h2>
    ${detail.raw === null ? nothing : html`<pre>${detail.raw}</pre>`}
    <table class="pairs"><tbody>${fields.map((field) => html`<tr><th>${tell(field.label)}</th><td>${shown(field, detail.values![field.name])}</td></tr>`)}</tbody></table>
    ${lists.map((field) => items(state, field, detail.values![field.name]))}
    ${faults.length > 0 ? html`<h2>${say("読み取れない記載", "What could not be read")}</h2>${faults.map((fault) => html`<p class="small">${tell(fault.place) || say("記録全体", "the whole record")}：${fault.raw}　${tell(fault.reason)}</p>`)}` : nothing}
  `;
}

/** The elements of a list: payments, amendments. */
function items(state: State, field: AboutField, value: unknown): TemplateResult | typeof nothing {
  if (!Array.isArray(value) || value.length === 0) return nothing;
  const inner = recordOf(state, field.record);
  if (!inner) return html`<h3>${tell(field.label)}</h3><p class="small">${shown(field, value)}</p>`;
  const texts = (item: Record<string, unknown>): string =>
    inner.flatMap((column) => (item?.[column.name] == null ? [] : [`${tell(column.label)} ${shown(column, item[column.name])}`])).join(say("、", ", "));
  return html`<h3>${tell(field.label)}　${cases(value.length)}</h3>${(value as Record<string, unknown>[]).map((item, at) => html`<p class="small">${at + 1}　${texts(item)}</p>`)}`;
}

function block(state: State, it: Finding): TemplateResult {
  const decisions = state.decisions.of(it.fingerprint);
  return html`
    <div class="block">
      <h3>${it.outcome === "fail" ? severityWord(it.severity) : outcomeWord(it.outcome)}　${it.rule}　${tell(it.title)}</h3>
      ${it.message && it.outcome === "fail" ? html`<p>${tell(it.message)}</p>` : nothing}
      ${it.missing.map((lack) => html`<p>${say("足りないもの", "missing")}：${tell(lack.place)}（${tell(lack.reason)}）</p>`)}
      <p class="small">${it.sources.map((source) => html`${tell(source.title)}　${source.article ?? ""}　${source.verified ? say("原典と照合済み", "verified") : say("未照合", "not verified")}　`)}</p>
      ${it.outcome === "fail" ? it.comparisons.filter((comparison) => comparison.right).map((comparison) => html`<p class="small"><code>${comparison.text}</code>：${tell(comparison.left.text)} ／ ${tell(comparison.right!.text)}</p>`) : nothing}
      ${it.would_clear ? [...it.would_clear.changes.map(({ text }) => text), ...(it.would_clear.note ? [it.would_clear.note] : [])].map((text) => html`<p class="small">${say("どうであれば適合するか", "what would satisfy the rule")}：${tell(text)}</p>`) : nothing}
      ${it.outcome === "fail" ? it.exceptions.map((exception) => html`<p class="small">${say("検討した例外", "exception considered")}：${exception.id ?? ""} ${tell(exception.title)}　${exception.held === null ? say("不明", "unknown") : exception.held ? say("当てはまる", "applies") : say("当てはまらない", "does not apply")}</p>`) : nothing}
      ${it.subject.kind === "group" ? html`<p class="small">${say("関係する契約と累計", "related contracts, running total")}：${membersOf(state, it).slice(0, 100).map(({ row, total }) => html`${row.key}（${day(row.signed)}　${money(row.amount, row.currency)}　${money(total, "JPY")}）　`)}</p>` : nothing}
      ${decisions.map((decision) => html`<p><b>${verdictWord(decision.decision)}</b>　${decision.reason}（${decision.by}　${day(decision.on)}）</p>`)}
      ${decisions.length === 0 ? html`<p>${say("決定：　□ 承認　　□ 要是正　　□ 保留　　　理由：", "Decision:  □ accepted  □ to correct  □ pending   Reason:")}</p>` : nothing}
    </div>
  `;
}
