/** A finding: what the rule says, the clause behind it, what was compared, the row of the table, the exceptions, what is missing, and the contracts around it. */

import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import type { Comparison, Finding, Missing, RowUse, WouldClear } from "../contract";
import { type Mark, markOf, type Row } from "../model/case";
import type { State } from "../state";
import { cases, day, money, say, tell } from "../words";
import { badge, scrollable, sourceOf, verdictBadge } from "./marks";

/** A finding; `row` is the contract on whose page it stands, where it stands on one. */
export function finding(state: State, row: Row | null, it: Finding): TemplateResult {
  const { subject } = it;
  const place = subject.kind === "record" ? tell(subject.place) : subject.kind === "row" ? `${tell(subject.label)}「${subject.key}」` : "";
  const folded = it.outcome === "excepted";
  const decided = state.decisions.of(it.fingerprint);
  return html`
    <section class="finding ${it.outcome === "fail" ? it.severity : it.outcome}" id=${row ? `finding-${it.rule}` : nothing} tabindex="-1" aria-label="${it.rule} ${tell(it.title)}">
      <h3>
        ${badge(it.outcome, it.severity)} <a class="rule" href="#rules/${encodeURIComponent(it.rule)}">${it.rule}</a>
        <span>${tell(it.title)}</span>
      </h3>
      ${place ? html`<p class="place">${place}</p>` : nothing}
      ${it.message && it.outcome !== "unknown" ? html`<p class="message">${tell(it.message)}</p>` : nothing}
      ${it.missing.length > 0 ? lacking(it.missing) : nothing}
      ${it.would_clear ? clearing(it.would_clear) : nothing}
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
        ${it.bare ? html`<p class="note">${say("量が多いため、この指摘の根拠は保たれていません", "What shows this finding was let go, as there is much of it")}</p>` : nothing}
        ${it.more ? html`<p class="note">${say(`このほか${it.more}件の事実は省かれています`, `${it.more} more are not listed`)}</p>` : nothing}
      </details>
      ${subject.kind === "group" ? related(state, row, it) : nothing}
    </section>
  `;
}

/** What would clear a finding: the figures that the rule is satisfied by, each in a sentence; those that break no other rule come first. */
function clearing({ changes, note }: WouldClear): TemplateResult {
  return html`
    <dl class="clearing">
      <dt>${say("どうであれば適合するか", "What would satisfy the rule")}　<small>${say("規則が求める値で、記載を改めよという意味ではありません", "what the rule asks for, and not what a record should be altered to")}</small></dt>
      ${changes.map(
        ({ text, breaks, clears }) => html`<dd>
          ${tell(text)}
          ${breaks.map(({ rule, title }) => html`<small class="breaks">${say("ほかの規則に反する", "breaks")}：<a href="#rules/${encodeURIComponent(rule)}">${rule}</a> ${tell(title)}</small>`)}
          ${clears?.length ? html`<small>${say("あわせて適合する", "also clears")}：${clears.join("　")}</small>` : nothing}
        </dd>`,
      )}
      ${note ? html`<dd class="note">${tell(note)}</dd>` : nothing}
    </dl>
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

/** A contract that a finding is about, and what those up to it come to. */
export interface Member {
  row: Row;
  total: number;
}

/** The contracts that a finding is about in the order of their signing, with what they come to; a total is of yen, and there is none of other currencies. */
export function membersOf(state: State, it: Finding): Member[] {
  const of = state.case!;
  const mark = markOf(of, it.fingerprint);
  const known = mark && summed.get(mark);
  if (!mark || known) return known ?? [];
  const rows = mark.rows.map((n) => of.rows[n]!);
  rows.sort((a, b) => (a.signed < b.signed ? -1 : a.signed > b.signed ? 1 : a.n - b.n));
  let total = 0;
  const members = rows.map((row) => ({ row, total: (total += row.currency === "JPY" ? (row.amount ?? 0) : 0) }));
  summed.set(mark, members);
  return members;
}

const summed = new WeakMap<Mark, Member[]>();

/** The longest list of contracts that is drawn. */
const LONGEST = 300;

function related(state: State, row: Row | null, it: Finding): TemplateResult | typeof nothing {
  if (it.subject.kind !== "group") return nothing;
  const { key, window } = it.subject;
  const members = membersOf(state, it);
  const lacking = members.filter((member) => member.row.amount === null || member.row.currency !== "JPY").length;
  return html`
    <div class="scroll" ${ref(scrollable)}>
      <table class="evidence related">
        <caption>
          ${say("関係する契約", "Related contracts")}　${cases(members.length)}　${key.map((part) => html`<small>${tell(part.label)}：${tell(part.text)}　</small>`)}
          ${window ? html`<small>${day(window[0])}${say("から", " to ")}${day(window[1])}${say("まで", "")}</small>` : nothing}
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
          ${members.filter((member, at) => at < LONGEST || member.row === row).map(
            ({ row: member, total }) => html`<tr class=${member === row ? "this" : ""}>
              <td>${member === row ? html`<b>${member.key}</b>` : html`<a href="#contract/${member.n}">${member.key || member.position}</a>`}</td>
              <td>${member.title}</td>
              <td>${day(member.signed) || "—"}</td>
              <td class="amount">${money(member.amount, member.currency)}</td>
              <td class="amount">${money(total, "JPY")}</td>
            </tr>`,
          )}
        </tbody>
      </table>
      ${members.length > LONGEST ? html`<p class="note">${say(`初めの${cases(LONGEST)}とこの契約を示します。累計は、すべてについてのものです`, `The first ${LONGEST} and this one; the running total is of all`)}</p>` : nothing}
      ${lacking > 0 ? html`<p class="note">${say(`累計は円の金額の計です。円の金額のない契約${cases(lacking)}を含みません`, `The running total is of yen; ${lacking} contracts have no amount of yen`)}</p>` : nothing}
    </div>
  `;
}
