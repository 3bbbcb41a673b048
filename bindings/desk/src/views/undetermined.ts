/** What could not be judged, by what to ask for: settings first, for they are asked of whoever runs the check; then facts of contracts. */

import { html, nothing, type TemplateResult } from "lit";
import { type Asked, asked, tally } from "../model/docket";
import type { Text } from "../contract";
import type { Case } from "../model/case";
import type { State } from "../state";
import { judgeAgain } from "../open";
import { cases, count, money, say, tell } from "../words";
import { saveQuestions } from "../output/csv";
import { sum } from "./marks";

const memo = new WeakMap<Case, Asked[]>();

function all(of: Case): Asked[] {
  const known = memo.get(of) ?? asked(of);
  memo.set(of, known);
  return known;
}

export function undetermined(state: State): TemplateResult {
  const of = state.case!;
  const entries = all(of);
  const settings = entries.filter((entry) => entry.setting);
  const facts = entries.filter((entry) => !entry.setting);
  const { read, flagged, undetermined: only, clear, unread } = tally(of);
  const touched = of.rows.filter((row) => row.standing === "flagged" && row.marks.some((n) => of.marks[n]!.outcome === "unknown")).length;
  return html`
    <section class="undetermined">
      <div class="head">
        <h2>${say("判定できないもの", "What could not be judged")}</h2>
        ${sum(
          [say("件の契約を読み込み", "contracts read"), read],
          [
            [say("指摘あり", "flagged"), flagged, "#docket"],
            [say("判定不能のみ", "undetermined only"), only],
            [say("指摘なし", "nothing found"), clear],
            [say("読み取れず", "not readable"), unread, "#basis"],
          ],
        )}
        <p>
          ${say(
            `判定不能${cases(of.summary.verdicts.unknown)}。指摘のある契約のうち${cases(touched)}にも、判定できない規則があります。適合とも違反とも言えないもので、次を確かめると判定できます。`,
            `${of.summary.verdicts.unknown} verdicts are undetermined; ${touched} of the flagged contracts have some too. They are neither passed nor failed. What follows would settle them.`,
          )}
        </p>
      </div>
      ${entries.length > 0 ? html`<p class="actions"><button type="button" @click=${() => saveQuestions(state, entries)}>${say("照会票をCSVで保存", "Save the questions as CSV")}</button></p>` : nothing}
      ${settings.length > 0 || of.here ? html`<h3>${say("判定する側が定めるもの", "To be set by whoever runs the check")}</h3>` : nothing}
      ${of.here ? again(state, settings) : settings.length > 0 ? html`<p class="note">${say("これらは判定の際に sadame check の --as-of と --param で定めます", "These are set with --as-of and --param of sadame check")}</p>` : nothing}
      ${settings.length > 0
        ? html`
            <table class="asked">
              <thead><tr><th scope="col">${say("定めるもの", "What")}</th><th scope="col">${say("名前", "Name")}</th><th scope="col" class="amount">${say("判定", "Verdicts")}</th><th scope="col" class="amount">${say("契約", "Contracts")}</th></tr></thead>
              <tbody>
                ${settings.map((entry) => html`<tr><th scope="row">${tell(entry.place)}</th><td><code>${entry.path}</code></td><td class="amount">${count(entry.marks.length)}</td><td class="amount">${count(entry.rows.length)}</td></tr>`)}
              </tbody>
            </table>`
        : nothing}
      ${facts.length > 0
        ? html`<h3>${say("契約ごとに確かめるもの", "To be asked about contracts")}</h3>
            ${facts.map((entry) => fact(state, entry))}`
        : nothing}
      ${entries.length === 0 ? html`<p class="none">${say("判定できないものはありません", "Nothing is undetermined")}</p>` : nothing}
    </section>
  `;
}

/** What was filled in and not judged by yet. */
const filled = new WeakMap<Case, Map<string, string>>();

/** Sets what is asked for, or sets it otherwise, and judges again: for contracts that were dropped on the page. */
function again(state: State, settings: Asked[]): TemplateResult {
  const of = state.case!;
  const { settings: known } = of;
  const entered = filled.get(of) ?? new Map<string, string>();
  filled.set(of, entered);
  const before = new Map<string, string>([...known.parameters, ["as_of", known.as_of ?? ""]]);
  const asked = new Set(settings.map((entry) => entry.path));
  const all = [{ path: "as_of", place: { ja: "判定の基準日", en: "date of the check" } }, ...of.header.parameters.map(({ name, label }) => ({ path: name, place: label }))];
  const judge = (event: Event): void => {
    event.preventDefault();
    const told = new Map(before);
    for (const [name, value] of entered) told.set(name, value.trim());
    const asOf = told.get("as_of") || null;
    const parameters = [...told].filter(([name, value]) => name !== "as_of" && value !== "");
    void judgeAgain(state, { ...known, as_of: asOf, parameters });
  };
  const field = ({ path, place }: { path: string; place: Text }): TemplateResult => html`<label>
    <span>${tell(place)}</span>
    <input
      name=${path}
      type=${path === "as_of" ? "date" : "text"}
      .value=${entered.get(path) ?? before.get(path) ?? ""}
      placeholder=${say("規則の書き方で（250万円、30 days など）", "as the rules write it (250万円, 30 days)")}
      @input=${(event: Event) => entered.set(path, (event.target as HTMLInputElement).value)}
    />
  </label>`;
  const open = all.filter(({ path }) => asked.has(path));
  const others = all.filter(({ path }) => !asked.has(path));
  return html`
    <form class="panel settings" @submit=${judge}>
      ${open.map(field)}
      ${others.length > 0 ? html`<details ?open=${open.length === 0}><summary>${say(`定めてあるもの、この資料では用いないもの（${others.length}）`, `What is set, or not needed here (${others.length})`)}</summary><div class="settings">${others.map(field)}</div></details>` : nothing}
      <button type="submit" class="primary">${say("この設定で判定し直す", "Judge again with these")}</button>
    </form>
  `;
}

const LONGEST = 200;

function fact(state: State, entry: Asked): TemplateResult {
  const of = state.case!;
  const rules = [...new Set(entry.marks.map((n) => of.marks[n]!.rule))];
  return html`
    <details class="fact">
      <summary>
        <b>${tell(entry.place)}</b><span>${tell(entry.reason)}</span>
        <span class="number">${say(`契約${cases(entry.rows.length)}・判定${cases(entry.marks.length)}`, `contracts: ${count(entry.rows.length)}, verdicts: ${count(entry.marks.length)}`)}</span>
        <small>${rules.slice(0, 8).join("　")}${rules.length > 8 ? "…" : ""}</small>
      </summary>
      <table class="asked">
        <thead><tr><th scope="col">${say("番号", "Number")}</th><th scope="col">${say("件名", "Title")}</th><th scope="col">${say("相手方", "Contractor")}</th><th scope="col">${say("部署（照会先）", "Department to ask")}</th><th scope="col" class="amount">${say("契約金額", "Amount")}</th></tr></thead>
        <tbody>
          ${entry.rows.slice(0, LONGEST).map((n) => {
            const row = of.rows[n]!;
            return html`<tr><td><a href="#contract/${n}">${row.key || row.position}</a></td><td>${row.title}</td><td>${row.vendor}</td><td>${row.section}</td><td class="amount">${money(row.amount, row.currency)}</td></tr>`;
          })}
        </tbody>
      </table>
      ${entry.rows.length > LONGEST ? html`<p class="note">${say(`このほか${cases(entry.rows.length - LONGEST)}。CSVにはすべて載ります`, `and ${entry.rows.length - LONGEST} more, all of them in the CSV`)}</p>` : nothing}
      ${entry.rows.length === 0 ? html`<p class="note">${say("契約でなく、表の行や全体についての判定です", "These verdicts are about rows of tables or the whole set")}</p>` : nothing}
    </details>
  `;
}
