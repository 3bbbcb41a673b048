/** Deciding: which findings of the contract, what, why, by whom, on which day. */

import { html, nothing, type TemplateResult } from "lit";
import type { Decision, Finding, Verdict } from "../contract";
import type { Row } from "../model/case";
import type { State } from "../state";
import { outcomeWord, say, severityWord, tell, verdictWord, VERDICTS } from "../words";

/** What is filled in and not recorded yet. */
interface Draft {
  row: number;
  verdict: Verdict | "";
  reason: string;
  until: string;
  /** The findings that are left out, by fingerprint. */
  without: Set<string>;
}

let draft: Draft = { row: -1, verdict: "", reason: "", until: "", without: new Set() };

export function decide(state: State, row: Row, findings: Finding[]): TemplateResult | typeof nothing {
  const open = findings.filter((it) => it.outcome === "fail" || it.outcome === "unknown");
  if (open.length === 0) return nothing;
  if (draft.row !== row.n) {
    // What is undetermined is asked for rather than decided, unless somebody says otherwise.
    const failed = open.some((it) => it.outcome === "fail");
    const without = open.filter((it) => (failed && it.outcome === "unknown") || state.decisions.of(it.fingerprint).length > 0).map((it) => it.fingerprint);
    draft = { row: row.n, verdict: "", reason: "", until: "", without: new Set(without) };
  }
  const chosen = open.filter((it) => !draft.without.has(it.fingerprint));
  const record = (event: Event): void => {
    event.preventDefault();
    if (draft.verdict === "" || draft.reason.trim() === "" || state.member.trim() === "" || chosen.length === 0) return;
    state.decisions.decide(chosen.map((it) => decisionOn(state, row, it)));
    draft = { ...draft, row: -1 };
    state.refresh();
  };
  const lacking = [
    chosen.length === 0 ? say("対象の指摘", "findings") : "",
    draft.verdict === "" ? say("決定", "a decision") : "",
    draft.reason.trim() === "" ? say("理由", "a reason") : "",
    state.member.trim() === "" ? say("委員名", "a member") : "",
  ].filter(Boolean);
  return html`
    <form class="decide" aria-label=${say("決定を記録する", "Record a decision")} @submit=${record}>
      <h3>${say("決定", "Decision")}</h3>
      <fieldset class="verdicts">
        <legend class="hidden">${say("決定", "Decision")}</legend>
        ${VERDICTS.map(
          (verdict) => html`<label class="verdict ${verdict}">
            <input type="radio" name="verdict" value=${verdict} .checked=${draft.verdict === verdict} @change=${() => fill(state, { verdict })} />
            ${verdictWord(verdict)}
          </label>`,
        )}
      </fieldset>
      <label class="wide">
        <span>${say("理由", "Reason")}</span>
        <textarea id="decide-reason" rows="2" .value=${draft.reason} @input=${(event: Event) => fill(state, { reason: value(event) })}></textarea>
      </label>
      <label>
        <span>${say("委員", "Member")}</span>
        <input id="decide-member" .value=${state.member} @input=${(event: Event) => set(state, "member", value(event))} autocomplete="off" />
      </label>
      <label>
        <span>${say("決定日", "Date")}</span>
        <input type="date" .value=${state.day} required @input=${(event: Event) => set(state, "day", value(event))} />
      </label>
      <label>
        <span>${say("有効期限（任意）", "Until (optional)")}</span>
        <input type="date" .value=${draft.until} @input=${(event: Event) => fill(state, { until: value(event) })} />
      </label>
      <fieldset class="which">
        <legend>${say("対象の指摘", "Findings")}</legend>
        ${open.map(
          (it) => html`<label class="box">
            <input type="checkbox" .checked=${!draft.without.has(it.fingerprint)} @change=${() => toggle(state, it.fingerprint)} />
            ${it.rule}　${it.outcome === "fail" ? severityWord(it.severity) : outcomeWord(it.outcome)}　<small>${tell(it.title)}</small>
          </label>`,
        )}
      </fieldset>
      <p class="do">
        <button type="submit" class="primary" ?disabled=${lacking.length > 0}>${say(`${chosen.length}件に記録`, `Record for ${chosen.length}`)}</button>
        ${lacking.length > 0 ? html`<small>${say(`${lacking.join("・")}を入れてください`, `still needed: ${lacking.join(", ")}`)}</small>` : nothing}
      </p>
    </form>
  `;
}

function value(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

function fill(state: State, change: Partial<Draft>): void {
  draft = { ...draft, ...change };
  state.changed();
}

function set(state: State, field: "member" | "day", text: string): void {
  state[field] = text;
  state.changed();
}

function toggle(state: State, fingerprint: string): void {
  if (!draft.without.delete(fingerprint)) draft.without.add(fingerprint);
  state.changed();
}

function decisionOn(state: State, row: Row, it: Finding): Decision {
  const place = it.subject.kind === "record" ? it.subject.place.ja : "";
  return {
    fingerprint: it.fingerprint,
    rule: it.rule,
    subject: `${row.key}${place === "" ? "" : ` ${place}`}`,
    decision: draft.verdict as Verdict,
    by: state.member.trim(),
    on: state.day,
    reason: draft.reason.trim(),
    ...(draft.until === "" ? {} : { until: draft.until }),
  };
}
