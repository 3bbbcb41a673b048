/** What was read and by what it was judged: inputs with their digests, what could not be read, settings, packs, and sources that nobody has verified. */

import { html, nothing, type TemplateResult } from "lit";
import type { Input } from "../contract";
import type { State } from "../state";
import { cases, count, day, say, tell } from "../words";
import { refused } from "../open";
import { save } from "../output/save";
import { sourceOf } from "./marks";

const LONGEST = 500;

async function saveReport(state: State): Promise<void> {
  try {
    const report = await state.backend.report(({ ja, en, part, count }) => {
      state.progress = { what: say(ja, en), part, ...(count === undefined ? {} : { count }) };
      state.changed();
    });
    save("report.json", report);
  } catch (why) {
    refused(state, why);
  } finally {
    state.progress = null;
    state.changed();
  }
}

export function basis(state: State): TemplateResult {
  const of = state.case!;
  const { header, summary } = of;
  const errors = of.faults.filter((fault) => fault.level === "error");
  return html`
    <section class="basis">
      <div class="head"><h2>${say("入力と根拠", "Inputs and sources")}</h2></div>
      <h3>${say("入力", "Inputs")}</h3>
      ${summary.inputs.map(input)}
      ${errors.length > 0
        ? html`<h3>${say(`読み取れなかった記載（${cases(errors.length)}）`, `What could not be read (${errors.length})`)}</h3>
            <table class="listed">
              <thead><tr><th scope="col">${say("場所", "Place")}</th><th scope="col">${say("項目", "Field")}</th><th scope="col">${say("記載", "What stands there")}</th><th scope="col">${say("理由", "Why")}</th></tr></thead>
              <tbody>
                ${errors.slice(0, LONGEST).map((fault) => html`<tr><td>${fault.input}:${fault.at || fault.position}</td><td>${tell(fault.place) || say("記録全体", "the whole record")}</td><td><code>${fault.raw}</code></td><td>${tell(fault.reason)}</td></tr>`)}
              </tbody>
            </table>
            ${errors.length > LONGEST ? html`<p class="note">${say(`このほか${cases(errors.length - LONGEST)}`, `and ${errors.length - LONGEST} more`)}</p>` : nothing}`
        : nothing}
      ${of.here ? html`<p class="actions"><button type="button" @click=${() => void saveReport(state)}>${say("報告をJSONで保存（sadame check --format json と同じ）", "Save the report as JSON (as sadame check --format json)")}</button></p>` : nothing}
      <h3>${say("設定", "Settings")}</h3>
      <table class="pairs listed">
        <tbody>
          <tr><th scope="row">${say("基準日", "As of")}</th><td>${header.as_of ? day(header.as_of) : say("指定なし", "not given")}</td></tr>
          ${header.parameters.map((it) => html`<tr><th scope="row">${tell(it.label)}</th><td>${it.text ? tell(it.text) : html`<span class="absent">${say("設定されていない", "not set")}</span>`}　<small><code>${it.name}</code></small></td></tr>`)}
          ${header.not_run?.length ? html`<tr><th scope="row">${say("実行しなかった規則", "Rules not run")}</th><td>${header.not_run.join("　")}</td></tr>` : nothing}
        </tbody>
      </table>
      <h3>${say("規則のパック", "Packs")}</h3>
      <table class="listed">
        <thead><tr><th scope="col">${say("名称", "Title")}</th><th scope="col">${say("版", "Version")}</th><th scope="col">SHA-256</th></tr></thead>
        <tbody>${header.packs.map((pack) => html`<tr><td>${tell(pack.title)}　<small>${pack.name}</small></td><td>${pack.version}</td><td><code>${pack.digest}</code></td></tr>`)}</tbody>
      </table>
      <h3>${say(`原典と照合されていない根拠（${summary.unverified.length}件）`, `Sources nobody has verified (${summary.unverified.length})`)}</h3>
      <ul class="sources listed">${summary.unverified.map((source) => html`<li>${sourceOf(source)}</li>`)}</ul>
      <p class="note">${say(`定め（Sadame）${header.sadame} による判定`, `Judged by Sadame ${header.sadame}`)}</p>
    </section>
  `;
}

function input(it: Input): TemplateResult {
  return html`
    <table class="pairs listed">
      <caption><b>${it.name}</b>　${cases(it.records)}</caption>
      <tbody>
        ${it.problem ? html`<tr class="fail"><th scope="row">${say("読み取れない理由", "Why it cannot be read")}</th><td>${tell(it.problem)}</td></tr>` : nothing}
        <tr><th scope="row">${say("形式", "Form")}</th><td>${[it.format, it.packed, it.encoding, it.layout, it.sheet].filter(Boolean).join("　")}${it.header_row ? say(`　見出し${it.header_row}行目`, `　headings in row ${it.header_row}`) : nothing}</td></tr>
        <tr><th scope="row">SHA-256</th><td><code>${it.digest ?? "—"}</code></td></tr>
        ${it.unmapped?.length ? html`<tr><th scope="row">${say("読まれない見出し", "Headings not read")}</th><td>${it.unmapped.join("、")}</td></tr>` : nothing}
        ${it.absent?.length ? html`<tr><th scope="row">${say("列のない項目", "Fields without a column")}</th><td>${it.absent.map((text) => tell(text)).join(say("、", ", "))}</td></tr>` : nothing}
        ${it.skipped?.length ? html`<tr><th scope="row">${say("除いた行", "Rows left out")}</th><td>${it.skipped.slice(0, 20).map((row) => html`<div>${row.at}「${row.text}」　${tell(row.why)}</div>`)}</td></tr>` : nothing}
        ${it.repairs?.length ? html`<tr><th scope="row">${say("補って読んだ記載", "What was put right")}</th><td>${it.repairs.map((repair) => html`<div>${repair.column}　${tell(repair.what)}　${count(repair.count)}　<small>${repair.at}「${repair.raw}」→${repair.read}</small></div>`)}</td></tr>` : nothing}
      </tbody>
    </table>
  `;
}
