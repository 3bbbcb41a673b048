/** The rule book: every rule with its text. A rule may be changed here to see what would come of it; the desk's own verdicts stay those of the rules it opened with. */

import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import type { AboutRule, Diagnostic } from "../contract";
import type { Case } from "../model/case";
import type { Trial } from "../engine/backend";
import { refused } from "../open";
import { save } from "../output/save";
import type { State } from "../state";
import { outcomeWord, say, severityWord, tell } from "../words";
import type { Outcome } from "../contract";
import "./editor";
import { sourceOf } from "./marks";

/** What is being changed. */
interface Edits {
  of: Case;
  files: Record<string, string>;
  diagnostics: Diagnostic[];
  trial: Trial | null;
  waiting: ReturnType<typeof setTimeout> | undefined;
}

let edits: Edits | null = null;

function editsOf(of: Case): Edits {
  if (edits?.of !== of) edits = { of, files: {}, diagnostics: [], trial: null, waiting: undefined };
  return edits;
}

export function rules(state: State): TemplateResult {
  const of = state.case!;
  const known = of.about?.rules ?? [];
  if (known.length === 0) {
    return html`<section><div class="head"><h2>${say("規則", "Rules")}</h2></div>
      <p class="none">${say("この報告には規則の文が含まれていません。sadame check --format desk で作るか、契約の資料を開いてください", "This report has no rules in it: make it with sadame check --format desk, or open the contracts")}</p></section>`;
  }
  const current = known.find(({ rule }) => rule === state.opened) ?? known.find(({ rule }) => (of.summary.rules.find((it) => it.rule === rule)?.fail ?? 0) > 0) ?? known[0]!;
  const edit = editsOf(of);
  const files = { ...of.files, ...edit.files };
  return html`
    <section class="rules">
      <div class="head"><h2>${say("規則", "Rules")}</h2></div>
      <div class="rulebook">
        <nav class="index" aria-label=${say("規則の一覧", "Rules")} ${ref((list) => bring(list as HTMLElement | undefined, current.rule))}>${index(of, known, current)}</nav>
        <div class="book">
          <div class="panel">
            <h3>${current.rule}　${tell(current.title)}</h3>
            <p>${severityWord(current.severity)}　<span class="place">${current.file}:${current.line}</span>　${counts(of, current)}</p>
            ${current.sources.map((source) => html`<p>${sourceOf(source)}</p>`)}
          </div>
          <desk-editor
            path=${current.file}
            .text=${files[current.file] ?? ""}
            .line=${current.line}
            .diagnostics=${edit.diagnostics}
            @edit=${(event: CustomEvent<string>) => changed(state, current.file, event.detail)}
          ></desk-editor>
          ${bench(state, edit)}
        </div>
      </div>
    </section>
  `;
}

/** The list in which a rule was last brought into sight, and that rule. */
let brought: [list: HTMLElement | undefined, rule: string] = [undefined, ""];

/** Brings the rule that is open into sight in the list of rules, once: whoever scrolls on is left alone. */
function bring(list: HTMLElement | undefined, rule: string): void {
  if (!list || (brought[0] === list && brought[1] === rule)) return;
  brought = [list, rule];
  queueMicrotask(() => {
    const link = list.querySelector("[aria-current]");
    if (!link) return;
    const [within, at] = [list.getBoundingClientRect(), link.getBoundingClientRect()];
    if (at.top < within.top || at.bottom > within.bottom) list.scrollTop += at.top - within.top - within.height / 3;
  });
}

function index(of: Case, known: AboutRule[], current: AboutRule): TemplateResult[] {
  const packs = [...new Set(known.map((rule) => rule.pack))];
  return packs.map((pack) => {
    const title = of.header.packs.find((it) => it.name === pack)?.title;
    const inside = known.filter((rule) => rule.pack === pack);
    return html`<h3>${title ? tell(title) : pack}</h3>
      <ul>${inside.map((rule) => html`<li><a href="#rules/${encodeURIComponent(rule.rule)}" aria-current=${rule === current ? "true" : nothing}><span>${rule.rule}</span><small>${tell(rule.title)}</small></a></li>`)}</ul>`;
  });
}

function counts(of: Case, rule: AboutRule): TemplateResult | typeof nothing {
  const it = of.summary.rules.find((known) => known.rule === rule.rule);
  if (!it) return nothing;
  const parts: [Outcome, number][] = [["fail", it.fail], ["unknown", it.unknown], ["excepted", it.excepted], ["pass", it.pass], ["not_applicable", it.not_applicable]];
  return html`${parts.filter(([, number]) => number > 0).map(([outcome, number]) => html`${outcomeWord(outcome)}${say("", " ")}${number}　`)}`;
}

/** Takes up a change, and asks what is wrong with it once the hand rests. */
function changed(state: State, path: string, text: string): void {
  const of = state.case!;
  const edit = editsOf(of);
  if (text === of.files[path]) delete edit.files[path];
  else edit.files[path] = text;
  edit.trial = null;
  clearTimeout(edit.waiting);
  edit.waiting = setTimeout(() => void diagnose(state, edit), 300);
  state.changed();
}

async function diagnose(state: State, edit: Edits): Promise<void> {
  try {
    edit.diagnostics = await state.backend.diagnose({ ...edit.of.files, ...edit.files }, edit.of.packs);
  } catch (why) {
    refused(state, why);
  }
  state.changed();
}

async function attempt(state: State, edit: Edits): Promise<void> {
  state.progress = { what: say("変えた規則で判定しています", "Judging by the changed rules"), part: null };
  state.changed();
  try {
    edit.trial = await state.backend.try({ ...edit.of.files, ...edit.files }, edit.of.packs, ({ ja, en, part, count }) => {
      state.progress = { what: say(ja, en), part, ...(count === undefined ? {} : { count }) };
      state.changed();
    });
    edit.diagnostics = edit.trial.diagnostics;
  } catch (why) {
    refused(state, why);
  } finally {
    state.progress = null;
    state.changed();
  }
}

function bench(state: State, edit: Edits): TemplateResult {
  const paths = Object.keys(edit.files);
  const errors = edit.diagnostics.filter((it) => it.level === "error").length;
  return html`
    <div class="panel bench" role="region" aria-label=${say("試す", "Try")}>
      <p class="actions">
        <button type="button" class="primary" ?disabled=${paths.length === 0 || errors > 0} @click=${() => void attempt(state, edit)}>
          ${say("変えた規則で判定し、変わる契約を示す", "Judge by the changed rules, and show what changes")}
        </button>
        ${paths.length > 0
          ? html`<button
                type="button"
                @click=${() => {
                  edit.files = {};
                  edit.diagnostics = [];
                  edit.trial = null;
                  state.changed();
                }}
              >
                ${say("変更を捨てる", "Discard")}
              </button>
              ${paths.map((path) => html`<button type="button" @click=${() => save(path.split("/").at(-1)!, new Blob([edit.files[path]!], { type: "text/plain" }))}>${say(`${path} を保存`, `Save ${path}`)}</button>`)}`
          : html`<span class="note">${say("文を変えると、その場で検査し、どの契約の判定が変わるかを試せます。開いている資料の判定は変わりません。", "Change the text: it is checked at once, and you can see which verdicts would change. What is on the desk stays as it is.")}</span>`}
      </p>
      ${edit.diagnostics.length > 0
        ? html`<ul class="diagnostics" role="status">
            ${edit.diagnostics.map((it) => html`<li class=${it.level}><code>${it.file}:${it.line}:${it.column}</code> <b>${it.code}</b> ${tell(it.message)}${it.help ? html`　<small>${tell(it.help)}</small>` : nothing}</li>`)}
          </ul>`
        : nothing}
      ${edit.trial?.changes ? changes(edit.trial) : nothing}
    </div>
  `;
}

const LONGEST = 300;

function changes(trial: Trial): TemplateResult {
  const all = trial.changes!;
  if (all.length === 0) return html`<p role="status">${say("判定の変わる契約はありません", "No verdict changes")}</p>`;
  return html`
    <table class="listed changes" role="status">
      <caption>${say(`判定の変わるもの ${all.length}件`, `${all.length} verdicts change`)}</caption>
      <thead><tr><th scope="col">${say("対象", "Subject")}</th><th scope="col">${say("規則", "Rule")}</th><th scope="col">${say("今", "Now")}</th><th scope="col">${say("変更後", "Then")}</th><th scope="col">${say("内容", "What")}</th></tr></thead>
      <tbody>
        ${all.slice(0, LONGEST).map((it) => html`<tr><td>${it.row === null ? tell(it.subject) : html`<a href="#contract/${it.row}">${tell(it.subject)}</a>`}</td><td>${it.rule}</td><td>${outcomeOf(it.before)}</td><td><b>${outcomeOf(it.after)}</b></td><td>${tell(it.message)}</td></tr>`)}
      </tbody>
    </table>
    ${all.length > LONGEST ? html`<p class="note">${say(`このほか${all.length - LONGEST}件`, `and ${all.length - LONGEST} more`)}</p>` : nothing}
  `;
}

function outcomeOf(outcome: string): string {
  return outcome === "" ? say("指摘なし", "nothing") : outcomeWord(outcome as Outcome);
}
