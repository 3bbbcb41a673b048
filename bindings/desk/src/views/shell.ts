/** The frame of the page: its heading, the way between its views, what is told, and the view that is open. */

import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import { shortcuts } from "../keys";
import { across as marksAcross } from "../model/docket";
import { choose, openFiles } from "../open";
import { printing, saveDecisions } from "../output/save";
import type { Page, State } from "../state";
import { cases, count, day, say, tell } from "../words";
import { across } from "./across";
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
    ${state.help ? help(state) : nothing} ${state.asking ? which(state) : nothing} ${state.printing ? html`<div id="sheet" lang=${state.lang}>${sheet(state)}</div>` : nothing}
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
    case "across":
      return across(state);
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
            <span>${tell(of.header.record.label)}${say(" ", ": ")}${cases(of.summary.read)}</span>
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
              <button type="button" @click=${() => printing(state)}>${say("印刷", "Print")}</button>
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
    ["across", say("契約以外の指摘", "Other findings"), marksAcross(of).filter((mark) => mark.outcome === "fail").length],
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
    <div class="progress">
      <span role="status">${what}</span>${done === undefined ? nothing : html`<span>${cases(done)}</span>`}
      <progress aria-label=${what} .value=${part ?? 0} ?indeterminate=${part === null} max="1"></progress>
    </div>
  `;
}

/** Opens a dialog: the browser keeps the keys in it, and takes them back to where they were when it closes. */
function opened(element: Element | undefined): void {
  if (element instanceof HTMLDialogElement) requestAnimationFrame(() => element.isConnected && !element.open && element.showModal());
}

function help(state: State): TemplateResult {
  const close = (): void => {
    state.help = false;
    state.changed();
  };
  return html`
    <dialog class="help" aria-labelledby="help-title" ${ref(opened)} @close=${close} @click=${(event: Event) => event.target === event.currentTarget && close()}>
      <h2 id="help-title">${say("キー操作", "Keys")}</h2>
      <table>
        <tbody>
          ${shortcuts().map(([key, what]) => html`<tr><th scope="row"><kbd>${key}</kbd></th><td>${what}</td></tr>`)}
        </tbody>
      </table>
      <form method="dialog"><button>${say("閉じる", "Close")}</button></form>
    </dialog>
  `;
}

/** Asks which record the files hold that were dropped. */
function which(state: State): TemplateResult {
  const away = (): void => {
    state.asking = null;
    state.changed();
  };
  return html`
    <dialog class="help" aria-labelledby="which-title" ${ref(opened)} @close=${away}>
      <h2 id="which-title">${say("この資料は、何の一覧ですか", "What do these files hold?")}</h2>
      <p>${say("この規則は、次の記録を判定します。", "These rules judge the following records.")}</p>
      <p class="choices">
        ${state.asking!.roots.map((root) => html`<button type="button" class="primary" @click=${() => void choose(state, root.name)}>${tell(root.label)}　<small>${root.name}</small></button>`)}
      </p>
      <form method="dialog"><button>${say("やめる", "Cancel")}</button></form>
    </dialog>
  `;
}
