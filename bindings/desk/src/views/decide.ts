/** Deciding: which findings of the contract, what, why, by whom, on which day. */

import { html, nothing, type TemplateResult } from "lit";
import type { Decision, Finding, Verdict } from "../contract";
import type { Case } from "../model/case";
import type { State } from "../state";
import { outcomeWord, say, severityWord, tell, verdictWord, VERDICTS } from "../words";
import { inOrder } from "./marks";

/** What is filled in and not recorded yet. */
interface Draft {
  verdict: Verdict | "";
  reason: string;
  until: string;
  /** The findings that are left out, by fingerprint. */
  without: Set<string>;
}

/** What was begun stays when somebody looks at another contract. */
const drafts = new WeakMap<Case, Map<string, Draft>>();

/** A form in which findings about a contract, or about none, are decided; keys lead to it where it is alone on its page. */
export function decide(state: State, subject: string, findings: Finding[], alone = true): TemplateResult | typeof nothing {
  const open = inOrder(findings.filter((it) => it.outcome === "fail" || it.outcome === "unknown"));
  if (open.length === 0) return nothing;
  const begun = drafts.get(state.case!) ?? new Map<string, Draft>();
  drafts.set(state.case!, begun);
  // Contracts of one number are told apart by what was found.
  const name = `${subject}|${open[0]!.fingerprint}`;
  const draft = begun.get(name) ?? fresh(state, open);
  begun.set(name, draft);
  const chosen = open.filter((it) => !draft.without.has(it.fingerprint));
  const record = (event: Event): void => {
    event.preventDefault();
    if (draft.verdict === "" || draft.reason.trim() === "" || state.member.trim() === "" || state.day === "" || chosen.length === 0) return;
    state.decisions.decide(chosen.map((it) => decisionOn(state, draft, subject, it)));
    begun.delete(name);
    state.refresh();
  };
  const fill = (change: Partial<Draft>): void => {
    begun.set(name, { ...draft, ...change });
    state.changed();
  };
  const lacking = [
    chosen.length === 0 ? say("対象の指摘", "findings") : "",
    draft.verdict === "" ? say("決定", "a decision") : "",
    draft.reason.trim() === "" ? say("理由", "a reason") : "",
    state.member.trim() === "" ? say("委員名", "a member") : "",
    state.day === "" ? say("決定日", "a date") : "",
  ].filter(Boolean);
  return html`
    <form class="decide" aria-label=${say("決定を記録する", "Record a decision")} @submit=${record}>
      <h3>${say("決定", "Decision")}</h3>
      <fieldset class="verdicts">
        <legend class="hidden">${say("決定", "Decision")}</legend>
        ${VERDICTS.map(
          (verdict) => html`<label class="verdict ${verdict}">
            <input type="radio" name="verdict" value=${verdict} .checked=${draft.verdict === verdict} @change=${() => fill({ verdict })} />
            ${verdictWord(verdict)}
          </label>`,
        )}
      </fieldset>
      <label class="wide">
        <span>${say("理由", "Reason")}</span>
        <textarea id=${alone ? "decide-reason" : nothing} rows="2" .value=${draft.reason} @input=${(event: Event) => fill({ reason: value(event) })}></textarea>
      </label>
      <label>
        <span>${say("委員", "Member")}</span>
        <input .value=${state.member} @input=${(event: Event) => set(state, "member", value(event))} autocomplete="off" />
      </label>
      <label>
        <span>${say("決定日", "Date")}</span>
        <input type="date" .value=${state.day} required @input=${(event: Event) => set(state, "day", value(event))} />
      </label>
      <label>
        <span>${say("有効期限（任意）", "Until (optional)")}</span>
        <input type="date" .value=${draft.until} @input=${(event: Event) => fill({ until: value(event) })} />
      </label>
      <fieldset class="which">
        <legend>${say("対象の指摘", "Findings")}</legend>
        ${open.map(
          (it) => html`<label class="box">
            <input type="checkbox" .checked=${!draft.without.has(it.fingerprint)} @change=${() => fill({ without: toggled(draft.without, it.fingerprint) })} />
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

function set(state: State, field: "member" | "day", text: string): void {
  state[field] = text;
  state.changed();
}

function toggled(all: Set<string>, one: string): Set<string> {
  const next = new Set(all);
  if (!next.delete(one)) next.add(one);
  return next;
}

/** A form that nobody has filled in: what is undetermined is asked for rather than decided, and what is decided is left, unless somebody says otherwise. */
function fresh(state: State, open: Finding[]): Draft {
  const failed = open.some((it) => it.outcome === "fail");
  const without = open.filter((it) => (failed && it.outcome === "unknown") || state.decisions.of(it.fingerprint).length > 0);
  return { verdict: "", reason: "", until: "", without: new Set(without.map((it) => it.fingerprint)) };
}

/** Whom a finding is about, for people: of several contracts, what they have in common. */
function subjectOf(subject: string, it: Finding): string {
  switch (it.subject.kind) {
    case "record":
      return `${subject} ${it.subject.place.ja}`.trim();
    case "group":
      return it.subject.key.map(({ text }) => text.ja).join("・") || subject;
    case "row":
      return `${it.subject.label.ja}「${it.subject.key}」`;
    case "set":
      return `全${it.subject.count}件`;
  }
}

function decisionOn(state: State, draft: Draft, subject: string, it: Finding): Decision {
  return {
    fingerprint: it.fingerprint,
    rule: it.rule,
    subject: subjectOf(subject, it),
    decision: draft.verdict as Verdict,
    by: state.member.trim(),
    on: state.day,
    reason: draft.reason.trim(),
    ...(draft.until === "" ? {} : { until: draft.until }),
  };
}
