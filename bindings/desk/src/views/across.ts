/** Findings about no contract: about the rows of a table, such as debt-burden acts, or the whole set. They are decided here. */

import { html, nothing, type TemplateResult } from "lit";
import type { Finding } from "../contract";
import { across as marks } from "../model/docket";
import type { State } from "../state";
import { outcomeWord, OUTCOMES, say } from "../words";
import { decide } from "./decide";
import { finding } from "./finding";
import { inOrder, sum } from "./marks";

export function across(state: State): TemplateResult {
  const all = marks(state.case!);
  const parts = OUTCOMES.map((outcome): [string, number] => [outcomeWord(outcome), all.filter((mark) => mark.outcome === outcome).length]);
  return html`
    <section class="across">
      <div class="head">
        <h2>${say("契約に属さない指摘", "Findings about no contract")}</h2>
        ${sum([say("件", "in all"), all.length], parts)}
        <p>${say("債務負担行為のような表の行や、資料の全体についての指摘です。契約の数には入りません。", "They are about rows of tables, such as debt-burden acts, or the whole set, and count for no contract.")}</p>
      </div>
      ${all.length === 0 ? html`<p class="none">${say("契約に属さない指摘はありません", "There is none")}</p>` : state.others === null ? html`<p>${say("読み込んでいます", "Reading")}</p>` : listed(state, state.others)}
    </section>
  `;
}

/** The longest list that is drawn. */
const LONGEST = 300;

function listed(state: State, all: Finding[]): TemplateResult {
  const ordered = inOrder(all);
  return html`
    <div class="findings">
      ${ordered.slice(0, LONGEST).map((it) => html`<div class="matter">${finding(state, null, it)} ${it.outcome === "excepted" ? nothing : html`<details class="deciding"><summary>${say("決定を記録する", "Record a decision")}</summary>${decide(state, it.fingerprint, [it], false)}</details>`}</div>`)}
      ${ordered.length > LONGEST ? html`<p class="note">${say(`このほか${ordered.length - LONGEST}件。議事録とCSVにはすべて載ります`, `and ${ordered.length - LONGEST} more, all of them in the minutes and the CSV`)}</p>` : nothing}
    </div>
  `;
}
