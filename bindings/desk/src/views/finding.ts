/** A finding: what the rule says, the clause behind it, what was compared, the row of the table, the exceptions, what is missing, and the contracts around it. */

import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import type { Comparison, Finding, Member, Missing, RowUse } from "../contract";
import { type Row, rowKey } from "../model/case";
import type { State } from "../state";
import { cases, day, language, say, tell, verdictWord, yen } from "../words";
import { scrollable } from "./contract";
import { badge, sourceOf, verdictBadge } from "./marks";

export function finding(state: State, row: Row, it: Finding): TemplateResult {
  const { subject } = it;
  const place = subject.kind === "record" ? tell(subject.place) : "";
  const folded = it.outcome === "excepted";
  const decided = state.decisions.of(it.fingerprint);
  return html`
    <section class="finding ${it.outcome === "fail" ? it.severity : it.outcome}" id="finding-${it.rule}" tabindex="-1" aria-label="${it.rule} ${tell(it.title)}">
      <h3>
        ${badge(it.outcome, it.severity)} <a class="rule" href="#rules/${encodeURIComponent(it.rule)}">${it.rule}</a>
        <span>${tell(it.title)}</span>
      </h3>
      ${place ? html`<p class="place">${place}</p>` : nothing}
      ${it.message && it.outcome !== "unknown" ? html`<p class="message">${tell(it.message)}</p>` : nothing}
      ${it.missing.length > 0 ? lacking(it.missing) : nothing}
      ${decided.map(
        (decision) => html`<p class="decided">
          ${verdictBadge(decision.decision)} ${decision.by}　${day(decision.on)}　<span class="reason">${decision.reason}</span>
          ${decision.until ? html`<span>${say(`${day(decision.until)}まで`, `until ${decision.until}`)}</span>` : nothing}
          <button type="button" class="quiet" @click=${() => withdraw(state, decision)}>${say("取り下げる", "Withdraw")}</button>
        </p>`,
      )}
      ${it.standing === "known" ? html`<p class="note">${say("前回からの既知の指摘です", "Known from an earlier run")}</p>` : nothing}
      <dl class="clause">
        <dt>${say("根拠", "Clause")}</dt>
        ${it.sources.map((source) => html`<dd>${sourceOf(source)}</dd>`)}
      </dl>
      <details ?open=${!folded}>
        <summary>${say("判定の根拠", "Evidence")}</summary>
        ${it.comparisons.length > 0 ? comparisons(it.comparisons) : nothing} ${it.rows.map(used)} ${exceptions(it)} ${facts(it)}
        ${it.more ? html`<p class="note">${say(`このほか${it.more}件の事実は省かれています`, `${it.more} more are not listed`)}</p>` : nothing}
      </details>
      ${subject.kind === "group" ? related(state, row, it, subject.members, subject.window) : nothing}
    </section>
  `;
}

function withdraw(state: State, decision: import("../contract").Decision): void {
  state.decisions.withdraw(decision);
  state.refresh();
}

function lacking(missing: Missing[]): TemplateResult {
  return html`
    <dl class="lacking">
      <dt>${say("判定に足りないもの", "What is missing")}</dt>
      ${missing.map((lack) => html`<dd><b>${tell(lack.place)}</b>　${tell(lack.reason)}${lack.record ? html`　<small>${lack.record.key}</small>` : nothing}</dd>`)}
    </dl>
  `;
}

function held(truth: boolean | null): TemplateResult {
  if (truth === null) return html`<span class="held unknown">${say("不明", "unknown")}</span>`;
  return truth ? html`<span class="held yes">${say("成立", "holds")}</span>` : html`<span class="held no">${say("不成立", "does not")}</span>`;
}

function comparisons(all: Comparison[]): TemplateResult {
  return html`
    <div class="scroll" ${ref(scrollable)}>
      <table class="evidence">
        <caption>${say("照合", "Comparisons")}</caption>
        <thead>
          <tr>
            <th scope="col">${say("規則の文言", "As the rule has it")}</th>
            <th scope="col">${say("左辺", "Left")}</th>
            <th scope="col">${say("右辺", "Right")}</th>
            <th scope="col">${say("結果", "Result")}</th>
          </tr>
        </thead>
        <tbody>
          ${all.map(
            (it) => html`<tr>
              <td><code>${it.text}</code></td>
              <td>${tell(it.left.text)}</td>
              <td>${it.right ? tell(it.right.text) : ""}</td>
              <td>${held(it.held)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

function used(row: RowUse): TemplateResult {
  return html`
    <table class="evidence row">
      <caption>${say("用いた表の行", "Row of a table")}　${tell(row.label)}　<small>${row.file}:${row.line}</small></caption>
      <tbody>
        ${row.cells.map((cell) => html`<tr><th scope="row">${tell(cell.label)}</th><td>${tell(cell.text)}</td></tr>`)}
      </tbody>
    </table>
    <p class="under">${row.sources.map(sourceOf)}</p>
  `;
}

function exceptions(it: Finding): TemplateResult | typeof nothing {
  if (it.exceptions.length === 0) return nothing;
  return html`
    <table class="evidence">
      <caption>${say("検討した例外", "Exceptions considered")}</caption>
      <tbody>
        ${it.exceptions.map(
          (exception) => html`<tr>
            <th scope="row">${exception.id ?? ""} ${tell(exception.title)}<br /><small>${exception.sources.map(sourceOf)}</small></th>
            <td>${exception.held === null ? held(null) : exception.held ? say("当てはまる", "applies") : say("当てはまらない", "does not apply")}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  `;
}

function facts(it: Finding): TemplateResult | typeof nothing {
  if (it.facts.length === 0) return nothing;
  return html`
    <table class="evidence">
      <caption>${say("読んだ事実", "Facts read")}</caption>
      <tbody>
        ${it.facts.map(
          (fact) => html`<tr>
            <th scope="row">${fact.record ? html`<small>${fact.record.key}</small> ` : nothing}${tell(fact.place)}</th>
            <td>${tell(fact.text)}${fact.by_default ? html`　<small>${say("（記載がなく、規則の既定による）", "(not stated; by default)")}</small>` : nothing}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  `;
}

/** The members of a group in the order of their signing, with what they come to. */
function related(state: State, row: Row, it: Finding, members: Member[], window: [string, string] | undefined): TemplateResult {
  const of = state.case!;
  const places = new Map(of.rows.map((known) => [rowKey(known), known]));
  const rows = members.map((member) => places.get(rowKey(member))).filter((known) => known !== undefined);
  rows.sort((a, b) => a.month.localeCompare(b.month) || a.n - b.n);
  let total = 0;
  const verdict = state.decisions.verdict(it.fingerprint);
  return html`
    <div class="scroll" ${ref(scrollable)}>
      <table class="evidence related">
        <caption>
          ${say("関係する契約", "Related contracts")}　${cases(members.length)}　${it.subject.kind === "group" ? it.subject.key.map((key) => html`<small>${tell(key.label)}：${tell(key.text)}　</small>`) : nothing}
          ${window ? html`<small>${day(window[0])}${say("から", " to ")}${day(window[1])}${say("まで", "")}</small>` : nothing}
          ${verdict ? html`<small>${verdictWord(verdict)}</small>` : nothing}
        </caption>
        <thead>
          <tr>
            <th scope="col">${say("番号", "Number")}</th>
            <th scope="col">${say("件名", "Title")}</th>
            <th scope="col">${say("締結", "Signed")}</th>
            <th scope="col">${say("契約金額", "Amount")}</th>
            <th scope="col">${say("累計", "Running total")}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((member) => {
            total += member.amount ?? 0;
            return html`<tr class=${member.n === row.n ? "this" : ""}>
              <td>${member.n === row.n ? html`<b>${member.key}</b>` : html`<a href="#contract/${member.n}">${member.key}</a>`}</td>
              <td>${member.title}</td>
              <td>${language() === "ja" ? member.month.replace(/^(\d+)-0?(\d+)$/, "$1年$2月") : member.month}</td>
              <td class="amount">${yen(member.amount)}</td>
              <td class="amount">${yen(total)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  `;
}
