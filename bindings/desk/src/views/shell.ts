/** The frame of the page: its heading, the way between its views, what is told, and the view that is open. */

import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import { shortcuts } from "../keys";
import { openFiles } from "../open";
import { printing, saveDecisions } from "../output/save";
import type { Page, State } from "../state";
import { cases, count, day, say, tell } from "../words";
import { basis } from "./basis";
import { contract } from "./contract";
import { decisions } from "./decisions";
import { docket } from "./docket";
import { pictures } from "./pictures";
import { rules } from "./rules";
import { sheet } from "./sheet";
import { start } from "./start";
import { undetermined } from "./undetermined";

export function shell(state: State): TemplateResult {
  return html`
    <a class="skip" href="#main" @click=${skip}>${say("本文へ移動", "Skip to the content")}</a>
    ${heading(state)} ${state.case ? navigation(state) : nothing}
    <div class="notices" role="region" aria-label=${say("知らせ", "Notices")} aria-live="polite">${state.notices.map((notice) => noticed(state, notice))}</div>
    ${state.progress ? progressed(state) : nothing}
    <main id="main" tabindex="-1" data-page=${state.page}>${view(state)}</main>
    ${state.help ? help(state) : nothing} ${state.printing ? html`<div id="sheet" lang=${state.lang}>${sheet(state)}</div>` : nothing}
  `;
}

function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function view(state: State): TemplateResult {
  switch (state.page) {
    case "start":
      return start(state);
    case "docket":
      return docket(state);
    case "contract":
      return contract(state);
    case "undetermined":
      return undetermined(state);
    case "pictures":
      return pictures(state);
    case "decisions":
      return decisions(state);
    case "rules":
      return rules(state);
    case "basis":
      return basis(state);
  }
}

function heading(state: State): TemplateResult {
  const of = state.case;
  const packs = of?.header.packs.map((pack) => tell(pack.title)).at(-1);
  return html`
    <header class="top">
      <h1>${say("契約審査卓", "Contract review desk")}</h1>
      ${of
        ? html`<p class="about">
            <span>${packs}</span>
            <span>${say("基準日", "As of")} ${of.header.as_of ? day(of.header.as_of) : say("指定なし", "not given")}</span>
            <span>${say(`${of.header.record.label.ja} ${cases(of.summary.read)}`, `${count(of.summary.read)} records`)}</span>
          </p>`
        : nothing}
      <div class="tools">
        ${of
          ? html`
              <button type="button" ?disabled=${!state.decisions.canUndo} @click=${() => step(state, "undo")}>${say("元に戻す", "Undo")}</button>
              <button type="button" ?disabled=${!state.decisions.canRedo} @click=${() => step(state, "redo")}>${say("やり直す", "Redo")}</button>
              <button type="button" class=${state.decisions.unsaved ? "urgent" : ""} @click=${() => saveDecisions(state)}>
                ${state.decisions.unsaved ? say("決定を保存（未保存）", "Save decisions (unsaved)") : say("決定を保存", "Save decisions")}
              </button>
              <button type="button" @click=${() => printing(state, state.page === "contract" ? "contract" : "agenda")}>${say("印刷", "Print")}</button>
              <label class="button">
                ${say("開く", "Open")}
                <input type="file" class="hidden" multiple @change=${(event: Event) => chosen(state, event)} />
              </label>
            `
          : nothing}
        <button type="button" lang=${state.lang === "ja" ? "en" : "ja"} @click=${() => state.speak(state.lang === "ja" ? "en" : "ja")}>
          ${state.lang === "ja" ? "English" : "日本語"}
        </button>
        <label class="select">
          <span class="hidden">${say("配色", "Colours")}</span>
          <select .value=${state.theme} @change=${(event: Event) => state.dress((event.target as HTMLSelectElement).value as State["theme"])}>
            <option value="auto">${say("自動", "Auto")}</option>
            <option value="light">${say("明るい", "Light")}</option>
            <option value="dark">${say("暗い", "Dark")}</option>
          </select>
        </label>
        <button
          type="button"
          aria-expanded=${state.help}
          @click=${() => {
            state.help = !state.help;
            state.changed();
          }}
        >
          ${say("キー操作 ?", "Keys ?")}
        </button>
      </div>
    </header>
  `;
}

function step(state: State, which: "undo" | "redo"): void {
  state.decisions[which]();
  state.refresh();
}

export function chosen(state: State, event: Event): void {
  const input = event.target as HTMLInputElement;
  const files = [...(input.files ?? [])].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
  input.value = "";
  if (files.length > 0) void openFiles(state, files);
}

function navigation(state: State): TemplateResult {
  const of = state.case!;
  const { summary } = of;
  const pages: [Page, string, number | null][] = [
    ["docket", say("議案", "Docket"), summary.flagged],
    ["undetermined", say("判定できないもの", "Undetermined"), summary.verdicts.unknown],
    ["pictures", say("図表", "Pictures"), null],
    ["decisions", say("決定", "Decisions"), state.decisions.all.length],
    ["rules", say("規則", "Rules"), null],
    ["basis", say("入力と根拠", "Inputs and sources"), null],
  ];
  return html`
    <nav class="pages" aria-label=${say("画面", "Pages")}>
      ${pages.map(
        ([page, title, number]) => html`<a href="#${page}" aria-current=${state.page === page || (page === "docket" && state.page === "contract") ? "page" : nothing}
          >${title}${number === null ? nothing : html` <span class="number">${count(number)}</span>`}</a
        >`,
      )}
    </nav>
  `;
}

function noticed(state: State, notice: State["notices"][number]): TemplateResult {
  return html`
    <div class="notice ${notice.level}">
      <div>
        <p>${notice.text}</p>
        ${notice.details ? html`<ul>${notice.details.slice(0, 20).map((line) => html`<li>${line}</li>`)}</ul>` : nothing}
      </div>
      <button type="button" @click=${() => state.dismiss(notice.id)}>${say("閉じる", "Close")}</button>
    </div>
  `;
}

function progressed(state: State): TemplateResult {
  const { what, part, count: done } = state.progress!;
  return html`
    <div class="progress" role="status">
      <span>${what}${done === undefined ? nothing : html`　${cases(done)}`}</span>
      <progress aria-label=${what} .value=${part ?? 0} ?indeterminate=${part === null} max="1"></progress>
    </div>
  `;
}

/** Whoever goes by keys is taken into the dialog, and back to where they were when it closes. */
let before: HTMLElement | null = null;

function focused(button: Element | undefined): void {
  if (button instanceof HTMLElement) {
    before = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    requestAnimationFrame(() => button.focus());
  } else {
    before?.focus();
  }
}

function help(state: State): TemplateResult {
  const close = (): void => {
    state.help = false;
    state.changed();
  };
  return html`
    <div class="veil" @click=${(event: Event) => event.target === event.currentTarget && close()}>
      <section class="help" role="dialog" aria-modal="true" aria-labelledby="help-title">
        <h2 id="help-title">${say("キー操作", "Keys")}</h2>
        <table>
          <tbody>
            ${shortcuts().map(([key, what]) => html`<tr><th scope="row"><kbd>${key}</kbd></th><td>${what}</td></tr>`)}
          </tbody>
        </table>
        <button type="button" ${ref(focused)} @click=${close}>${say("閉じる", "Close")}</button>
      </section>
    </div>
  `;
}
