// `<sadame-form-guard>`: an ordinary form is judged as it is filled in, and what is found stands beside its fields.

import { isLoaded } from "./chunks.js";
import type { Document } from "./contract.js";
import type { Lang, SadameError } from "./errors.js";
import { controlsOf, recordOf, type Control } from "./form-record.js";
import { gravity, isAsGrave } from "./gravity.js";
import { RuleSet } from "./rules.js";
import { issuesOf, type Issue } from "./standard-schema.js";

/** What the element says. */
const WORDS = {
  ja: {
    none: "指摘はありません",
    count: (count: number) => `${count}件の指摘があります`,
    title: "次の点を確かめてください",
    error: "違反",
    warning: "注意",
    review: "要審査",
    info: "参考",
    undetermined: "判定不能",
    missing: "未記入",
    unread: "読み取れません",
    waiting: "規則をまだ読み込んでいません。読み込みを待って、もう一度送ってください",
    failed: "確かめられませんでした",
  },
  en: {
    none: "nothing was found",
    count: (count: number) => (count === 1 ? "one finding" : `${count} findings`),
    title: "Please check the following",
    error: "violation",
    warning: "warning",
    review: "for review",
    info: "for information",
    undetermined: "undetermined",
    missing: "missing",
    unread: "cannot be read",
    waiting: "the rules are not loaded yet: wait for them, and send this again",
    failed: "this could not be checked",
  },
} as const;

const STYLE = `
.sadame-issues { list-style: none; margin: .25em 0 0; padding: 0; font-size: .875em; }
.sadame-issues > li { margin: .125em 0; padding-left: .5em; border-left: .25em solid #6b7280; }
.sadame-issues > li[data-severity=error] { border-color: #b91c1c; }
.sadame-issues > li[data-severity=warning] { border-color: #a16207; }
.sadame-word { font-weight: 700; margin-right: .5em; }
.sadame-summary:empty { display: none; }
.sadame-summary { border: .125em solid #b91c1c; padding: .75em 1em; margin: 0 0 1em; }
.sadame-summary h2 { font-size: 1em; margin: 0 0 .5em; }
.sadame-status { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;

/** What happened when a form was judged. */
export interface CheckDetail {
  /** The issues, all of them: also those of fields that nobody has touched yet. */
  issues: Issue[];
  /** The whole report. */
  report: Document;
  /** Whether the form may be sent. */
  ok: boolean;
}

let serial = 0;

/**
 * Judges the form in it. `rules` is a property, or attribute `src` the address of a bundle; attributes `record`, `as-of`, `lang`, `fail-level`,
 * `fail-on-unknown` say how. A field's findings are shown once it was left; all of them when the form is sent, which findings as grave as `fail-level` prevent.
 */
export class SadameFormGuard extends HTMLElement {
  static readonly observedAttributes = ["src"];

  #rules: RuleSet | undefined;
  #left = new Set<string>();
  #summary = document.createElement("section");
  #status = document.createElement("p");
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #id = `sadame-${++serial}`;
  readonly #stop = { current: new AbortController() };

  /** The compiled rules. */
  get rules(): RuleSet | undefined {
    return this.#rules;
  }

  set rules(rules: RuleSet | undefined) {
    this.#rules = rules;
    this.#show();
  }

  /** The language: of the attribute, or of the page. */
  get language(): Lang {
    return (this.closest("[lang]")?.getAttribute("lang") ?? "ja").startsWith("en") ? "en" : "ja";
  }

  /** The form that is judged. */
  get form(): HTMLFormElement | null {
    return this.querySelector("form");
  }

  connectedCallback(): void {
    style();
    this.#stop.current = new AbortController();
    const { signal } = this.#stop.current;
    this.#summary.className = "sadame-summary";
    this.#summary.tabIndex = -1;
    this.#status.className = "sadame-status";
    this.#status.setAttribute("role", "status");
    this.prepend(this.#summary, this.#status);
    this.addEventListener("focusout", (event) => this.#leave(event.target), { signal });
    this.addEventListener("change", (event) => this.#leave(event.target), { signal });
    this.addEventListener("input", () => this.#soon(), { signal });
    this.addEventListener("submit", (event) => this.#submit(event), { signal, capture: true });
    this.addEventListener("reset", () => this.#reset(), { signal });
  }

  disconnectedCallback(): void {
    this.#stop.current.abort();
    clearTimeout(this.#timer);
  }

  attributeChangedCallback(_: string, before: string | null, src: string | null): void {
    if (src !== null && src !== before) this.#fetch(src).catch((why: unknown) => this.#failed(why));
  }

  /** Says that something went wrong, above the form and to whoever listens. */
  #failed(why: unknown): void {
    // The rules may be of another entry of the package, with errors of its own.
    const texts = (why as Partial<SadameError>).texts?.map((it) => it[this.language]);
    this.#say(`${WORDS[this.language].failed}: ${texts?.join(" ") ?? String(why)}`);
    this.dispatchEvent(new CustomEvent<unknown>("sadame-error", { bubbles: true, detail: why }));
  }

  /** Says something above the form. */
  #say(text: string): void {
    const line = document.createElement("p");
    line.setAttribute("role", "alert");
    line.textContent = text;
    this.#summary.removeAttribute("aria-labelledby");
    this.#summary.replaceChildren(line);
  }

  async #fetch(src: string): Promise<void> {
    const answer = await fetch(src);
    if (!answer.ok) throw new Error(`${src}: ${answer.status}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    while (!isLoaded("core")) await new Promise((done) => setTimeout(done, 20));
    this.rules = RuleSet.fromBundle(bytes);
  }

  /** Judges the form; what is found is shown of fields that were left. */
  check(): CheckDetail | undefined {
    const { form, rules } = this;
    if (!form || !rules) return undefined;
    const failLevel = gravity("fail-level", this.getAttribute("fail-level") ?? "error");
    const name = this.getAttribute("record") ?? undefined;
    const { json, controls } = recordOf(form, rules.about, this.#record);
    const ignore = rules.about.rules.filter((rule) => rule.portfolio).map((rule) => rule.rule);
    const asOf = this.getAttribute("as-of") ?? undefined;
    const report = rules.check(json, { record: name, asOf, ignore, name: "form" });
    const failOnUnknown = this.getAttribute("fail-on-unknown") !== "false";
    const told = issuesOf(report, { lang: this.language, failLevel: "info", failOnUnknown: true });
    const stops = (it: Issue) => isAsGrave(it.severity, failLevel) && (failOnUnknown || !it.undetermined);
    const detail = { issues: told, report, ok: !told.some(stops) };
    this.#place(detail, controls);
    this.dispatchEvent(new CustomEvent<CheckDetail>("sadame-check", { bubbles: true, detail }));
    return detail;
  }

  /** The name of the record that the form holds. */
  get #record(): string {
    return this.getAttribute("record") ?? this.#rules?.about.records.find((it) => it.root)?.name ?? "";
  }

  #show(): void {
    if (!this.isConnected || this.#left.size === 0) return;
    try {
      this.check();
    } catch (why) {
      this.#failed(why);
    }
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(), 150);
  }

  #leave(target: EventTarget | null): void {
    const control = target as Control | null;
    if (!control?.name) return;
    this.#left.add(control.name);
    this.#soon();
  }

  #reset(): void {
    this.#left.clear();
    this.#summary.replaceChildren();
    for (const control of this.form ? controlsOf(this.form) : []) this.#mark(control, []);
  }

  #submit(event: Event): void {
    for (const control of this.form ? controlsOf(this.form) : []) this.#left.add(control.name);
    let detail: CheckDetail | undefined;
    try {
      detail = this.check();
      if (detail?.ok) {
        this.#summary.replaceChildren();
        return;
      }
      if (detail) this.#summarise(detail);
      else this.#say(WORDS[this.language].waiting);
    } catch (why) {
      this.#failed(why);
    }
    // What was not checked is not sent.
    event.preventDefault();
    event.stopPropagation();
    this.#summary.focus();
  }

  /** Puts issues beside the fields they are about; those of no field go to the summary. */
  #place(detail: CheckDetail, controls: Map<string, Control[]>): void {
    const byPath = new Map<string, Issue[]>();
    for (const issue of detail.issues) {
      const path = nearest(issue, controls);
      byPath.set(path, [...(byPath.get(path) ?? []), issue]);
    }
    let shown = 0;
    for (const [path, same] of controls) {
      const first = same[0];
      if (!first) continue;
      const issues = this.#left.has(first.name) ? (byPath.get(path) ?? []) : [];
      shown += issues.length;
      this.#mark(first, issues, same);
    }
    const said = shown > 0 ? WORDS[this.language].count(shown) : WORDS[this.language].none;
    if (this.#left.size > 0 && this.#status.textContent !== said) this.#status.textContent = said;
    if (this.#summary.childElementCount > 0) this.#summarise(detail);
  }

  /** Shows the issues of a field, and says so to whoever cannot see them. */
  #mark(first: Control, issues: Issue[], same: Control[] = [first]): void {
    const id = `${this.#id}-${encodeURIComponent(first.name).replaceAll("%", "_")}`;
    const known = this.querySelector(`[id="${id}"]`);
    for (const control of same) {
      const others = (control.getAttribute("aria-describedby") ?? "").split(/\s+/).filter((other) => other && other !== id);
      const described = issues.length > 0 ? [...others, id] : others;
      if (described.length > 0) control.setAttribute("aria-describedby", described.join(" "));
      else control.removeAttribute("aria-describedby");
      if (issues.some((issue) => issue.severity === "error" && !issue.undetermined)) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
    if (issues.length === 0) {
      known?.remove();
      return;
    }
    const list = known ?? document.createElement("ul");
    list.id = id;
    list.className = "sadame-issues";
    list.replaceChildren(...issues.map((issue) => this.#item(issue)));
    if (!known) (same.at(-1)?.closest("label, fieldset") ?? same.at(-1))?.after(list);
  }

  #item(issue: Issue): HTMLElement {
    const item = document.createElement("li");
    item.dataset["severity"] = issue.severity;
    item.dataset["code"] = issue.code;
    const word = document.createElement("span");
    word.className = "sadame-word";
    word.textContent = wordOf(issue, this.language);
    item.append(word, issue.message);
    return item;
  }

  /** The issues above the form, each leading to its field. */
  #summarise(detail: CheckDetail): void {
    const form = this.form;
    const heading = document.createElement("h2");
    heading.id = `${this.#id}-title`;
    heading.textContent = WORDS[this.language].title;
    this.#summary.setAttribute("aria-labelledby", heading.id);
    const list = document.createElement("ul");
    list.className = "sadame-issues";
    const controls = form && this.#rules ? recordOf(form, this.#rules.about, this.#record).controls : new Map<string, Control[]>();
    list.append(...detail.issues.map((issue) => this.#link(issue, controls.get(nearest(issue, controls))?.[0])));
    this.#summary.replaceChildren(...(detail.issues.length > 0 ? [heading, list] : []));
  }

  #link(issue: Issue, control: Control | undefined): HTMLElement {
    const item = this.#item(issue);
    if (!control) return item;
    control.id ||= `${this.#id}-field-${encodeURIComponent(control.name).replaceAll("%", "_")}`;
    const link = document.createElement("a");
    link.href = `#${control.id}`;
    link.textContent = issue.message;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      control.focus();
    });
    item.lastChild?.replaceWith(link);
    return item;
  }
}

/** The path of a control that an issue stands at: its own, or the nearest above it; empty where there is none. */
function nearest(issue: Issue, controls: Map<string, Control[]>): string {
  for (let steps = [...issue.path]; steps.length > 0; steps = steps.slice(0, -1)) {
    const path = steps.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
    if (controls.has(path)) return path;
  }
  return "";
}

/** What kind of issue it is, in a word. */
function wordOf(issue: Issue, language: Lang): string {
  const words = WORDS[language];
  if (issue.undetermined) return words.undetermined;
  if (issue.unread) return issue.code === "missing" ? words.missing : words.unread;
  return words[issue.severity];
}

function style(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  if (document.adoptedStyleSheets.some((known) => known.cssRules[0]?.cssText === sheet.cssRules[0]?.cssText)) return;
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** Makes the element known, under its name or another. */
export function define(name = "sadame-form-guard"): void {
  if (!customElements.get(name)) customElements.define(name, SadameFormGuard);
}

define();
