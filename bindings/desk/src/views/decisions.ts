/** What was decided: every decision, where members differ, and the minutes. */

import { html, nothing, type TemplateResult } from "lit";
import type { Decision } from "../contract";
import { markOf } from "../model/case";
import { saveMinutesBook, saveMinutesPage } from "../output/minutes";
import { saveDecisions } from "../output/save";
import type { State } from "../state";
import { cases, day, say, tell, verdictWord, VERDICTS } from "../words";
import { sum, verdictBadge } from "./marks";
import { chosen } from "./shell";

/** The longest list that is drawn. */
const LONGEST = 1000;

export function decisions(state: State): TemplateResult {
  const of = state.case!;
  const { all } = state.decisions;
  const failed = of.marks.filter((mark) => mark.outcome === "fail");
  const counted = VERDICTS.map((verdict): [string, number] => [verdictWord(verdict), failed.filter((mark) => state.decided(mark) === verdict).length]);
  const open = failed.length - counted.reduce((total, [, number]) => total + number, 0);
  const elsewhere = all.filter((decision) => !markOf(of, decision.fingerprint));
  const twice = state.decisions.twice();
  const differing = state.decisions.disagreements();
  return html`
    <section class="decisions">
      <div class="head">
        <h2>${say("決定", "Decisions")}</h2>
        ${sum([say("件の指摘", "findings"), failed.length], [...counted, [say("未決", "open"), open]])}
      </div>
      <p class="actions">
        <button type="button" class="primary" @click=${() => saveDecisions(state)}>${say("決定を保存（decisions.json）", "Save decisions (decisions.json)")}</button>
        <label class="button">
          ${say("決定のファイルを取り込む", "Merge a decisions file")}
          <input type="file" class="hidden" multiple accept=".json" @change=${(event: Event) => chosen(state, event)} />
        </label>
        <button type="button" @click=${() => void saveMinutesBook(state)}>${say("議事録（XLSX）", "Minutes (XLSX)")}</button>
        <button type="button" @click=${() => void saveMinutesPage(state)}>${say("議事録（HTML）", "Minutes (HTML)")}</button>
      </p>
      <p class="note">
        ${say(
          "決定はこの画面の中にだけあります。保存したファイルは、別の委員の画面でも、sadame check --decisions でも読めます。",
          "Decisions are kept in this page alone. A saved file is read by another member's page and by sadame check --decisions.",
        )}
      </p>
      ${twice.length > 0
        ? html`<h3>${say(`同じ委員の異なる決定（${twice.length}件）：どちらを採るか選んでください`, `One member, two decisions (${twice.length}): choose which holds`)}</h3>
            ${twice.map((it) => conflict(state, it.entries, true))}`
        : nothing}
      ${differing.length > 0
        ? html`<h3>${say(`委員の意見の相違（${differing.length}件）`, `Members differ (${differing.length})`)}</h3>
            ${differing.map((it) => conflict(state, it.entries, false))}`
        : nothing}
      <h3>${say(`すべての決定（${all.length}件）`, `All decisions (${all.length})`)}</h3>
      ${all.length === 0
        ? html`<p class="none">${say("まだ決定はありません。議案の契約を開いて記録します", "None yet: open a contract of the docket to record one")}</p>`
        : html`<table class="listed">
            <thead><tr><th scope="col">${say("対象", "Subject")}</th><th scope="col">${say("規則", "Rule")}</th><th scope="col">${say("決定", "Decision")}</th><th scope="col">${say("理由", "Reason")}</th><th scope="col">${say("委員", "Member")}</th><th scope="col">${say("決定日", "Date")}</th><th scope="col">${say("期限", "Until")}</th><th scope="col"><span class="hidden">${say("操作", "Action")}</span></th></tr></thead>
            <tbody>${all.slice(0, LONGEST).map((decision) => line(state, decision))}</tbody>
          </table>`}
      ${all.length > LONGEST ? html`<p class="note">${say(`このほか${cases(all.length - LONGEST)}。議事録と決定のファイルにはすべて載ります`, `and ${all.length - LONGEST} more, all of them in the minutes and the file`)}</p>` : nothing}
      ${elsewhere.length > 0 ? html`<p class="note">${say(`うち${cases(elsewhere.length)}は、この資料にない指摘についてのものです。保存するファイルには残ります`, `${elsewhere.length} of them are on findings that are not here; they stay in the file`)}</p>` : nothing}
    </section>
  `;
}

function subject(state: State, decision: Decision): TemplateResult {
  const mark = markOf(state.case!, decision.fingerprint);
  const row = mark?.rows[0];
  const text = decision.subject || decision.fingerprint;
  if (!mark) return html`${text} <small class="place">${say("この資料にない", "not here")}</small>`;
  return html`<a href=${row === undefined ? "#across" : `#contract/${row}`}>${text}</a>`;
}

function line(state: State, decision: Decision): TemplateResult {
  return html`<tr>
    <td>${subject(state, decision)}</td>
    <td class="short">${decision.rule ?? ""}</td>
    <td class="short">${verdictBadge(decision.decision)}</td>
    <td class="reason">${decision.reason}</td>
    <td class="by">${decision.by}</td>
    <td class="short">${day(decision.on)}</td>
    <td class="short">${decision.until ? day(decision.until) : ""}</td>
    <td class="short"><button type="button" class="quiet" @click=${() => withdraw(state, decision)}>${say("取り下げる", "Withdraw")}</button></td>
  </tr>`;
}

function withdraw(state: State, decision: Decision): void {
  state.decisions.withdraw(decision);
  state.refresh();
}

function conflict(state: State, entries: readonly Decision[], choosing: boolean): TemplateResult {
  const [first] = entries;
  const mark = markOf(state.case!, first!.fingerprint);
  return html`<table class="listed conflict">
    <caption>${subject(state, first!)}　${first!.rule ?? ""}　${mark ? tell(mark.message) : ""}</caption>
    <tbody>
      ${entries.map(
        (decision) => html`<tr>
          <th scope="row" class="by">${decision.by}</th>
          <td class="short">${verdictBadge(decision.decision)}</td>
          <td>${decision.reason}</td>
          <td class="short">${day(decision.on)}</td>
          <td class="short">
            ${choosing
              ? html`<button
                  type="button"
                  @click=${() => {
                    state.decisions.choose(decision);
                    state.refresh();
                  }}
                >
                  ${say("これを採る", "Keep this")}
                </button>`
              : html`<button type="button" class="quiet" @click=${() => withdraw(state, decision)}>${say("取り下げる", "Withdraw")}</button>`}
          </td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}
