/** Small things that recur: how grave a finding is, what was decided, a source with whether somebody has verified it. Never by colour alone. */

import { html, nothing, type TemplateResult } from "lit";
import type { Finding, Outcome, Severity, Source, Verdict } from "../contract";
import { count, outcomeWord, say, severityWord, tell, verdictWord } from "../words";

export function badge(outcome: Outcome, severity: Severity): TemplateResult {
  const kind = outcome === "fail" ? severity : outcome;
  return html`<span class="badge ${kind}">${outcome === "fail" ? severityWord(severity) : outcomeWord(outcome)}</span>`;
}

export function verdictBadge(verdict: Verdict): TemplateResult {
  return html`<span class="verdict ${verdict}">${verdictWord(verdict)}</span>`;
}

export function sourceOf(source: Source): TemplateResult {
  return html`
    <span class="source">${tell(source.title)}${source.article ? html`　${source.article}` : nothing}</span>
    ${source.verified
      ? html`<span class="verified">${say("原典と照合済み", "verified")}</span>`
      : html`<span class="unverified">${say("未照合", "not verified")}${source.why_unverified ? html`（${tell(source.why_unverified)}）` : nothing}</span>`}
  `;
}

/** Parts of a whole, and that they add up. */
export function sum(total: [string, number], parts: [string, number, string?][]): TemplateResult {
  return html`
    <p class="sum">
      <span><b>${count(total[1])}</b> ${total[0]}</span> =
      ${parts.map(
        ([title, number, link], at) => html`${at > 0 ? html`<i aria-hidden="true">+</i>` : nothing}
          <span>${link ? html`<a href=${link}><b>${count(number)}</b> ${title}</a>` : html`<b>${count(number)}</b> ${title}`}</span>`,
      )}
    </p>
  `;
}

const ORDER = { fail: 0, unknown: 10, excepted: 20, pass: 30, not_applicable: 40 };
const GRAVEST = { error: 0, warning: 1, review: 2, info: 3 };

/** Failures first, gravest first; then what is undetermined, then what is excepted. */
export function inOrder(findings: Finding[]): Finding[] {
  const weight = (it: Finding): number => ORDER[it.outcome] + GRAVEST[it.severity];
  return [...findings].sort((a, b) => weight(a) - weight(b));
}

/** What scrolls can be reached by keys. */
export function scrollable(element: Element | undefined): void {
  if (!(element instanceof HTMLElement)) return;
  requestAnimationFrame(() => {
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  });
}
