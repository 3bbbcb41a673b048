/** The first view: where files are dropped, and what may be. */

import { html, nothing, type TemplateResult } from "lit";
import { dropped, openFiles } from "../open";
import type { State } from "../state";
import { say } from "../words";
import { chosen } from "./shell";

export function start(state: State): TemplateResult {
  const over = (event: DragEvent, on: boolean): void => {
    event.preventDefault();
    (event.currentTarget as HTMLElement).toggleAttribute("data-over", on);
  };
  const drop = async (event: DragEvent): Promise<void> => {
    over(event, false);
    if (event.dataTransfer) await openFiles(state, await dropped(event.dataTransfer));
  };
  return html`
    <section class="start">
      <div
        class="drop"
        @dragover=${(event: DragEvent) => over(event, true)}
        @dragleave=${(event: DragEvent) => over(event, false)}
        @drop=${drop}
      >
        <h2>${say("ここに資料を置いてください", "Drop files here")}</h2>
        <ul>
          <li>${say("契約の一覧（CSV、XLSX、JSON Lines）", "Contracts (CSV, XLSX, JSON lines)")}</li>
          <li>${say("規則のパック（フォルダ、.sadame、.sadamec）", "Rule packs (a folder, .sadame, .sadamec)")}</li>
          <li>${say("判定の報告（sadame check --format json）", "A report (sadame check --format json)")}</li>
          <li>${say("別の審査卓のファイル、決定のファイル", "Another desk, or a decisions file")}</li>
        </ul>
        <p class="choose">
          <label class="button primary">
            ${say("ファイルを選ぶ", "Choose files")}
            <input type="file" class="hidden" multiple @change=${(event: Event) => chosen(state, event)} />
          </label>
          <label class="button">
            ${say("フォルダを選ぶ", "Choose a folder")}
            <input type="file" class="hidden" webkitdirectory @change=${(event: Event) => chosen(state, event)} />
          </label>
        </p>
      </div>
      <p class="note">
        ${say(
          "資料はこの画面の中だけで読みます。どこにも送らず、ブラウザにも残しません。規則を置かなければ、組み込みの jlis の規則で判定します。",
          "Files are read in this page alone: nothing is sent anywhere or kept by the browser. Without rules, the built-in jlis rules judge.",
        )}
      </p>
      ${state.case ? html`<p><a href="#docket">${say("開いている資料に戻る", "Back to what is open")}</a></p>` : nothing}
    </section>
  `;
}
