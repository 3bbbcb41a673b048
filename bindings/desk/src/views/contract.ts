/** A contract: all its fields, with those that findings turn on marked; its findings with their evidence; what is decided of them. */

import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import type { AboutField, DataError, Finding } from "../contract";
import type { Row } from "../model/case";
import { shown } from "../model/values";
import { neighbour } from "../keys";
import type { State } from "../state";
import { cases, language, money, say, tell } from "../words";
import { decide } from "./decide";
import { finding } from "./finding";
import { inOrder, scrollable } from "./marks";

/** What a contract is called where somebody decides. */
function subjectOf(row: Row): string {
  return row.key || `${row.input}:${row.position}`;
}

/** What is to be said beside a field. */
interface Remark {
  kind: "fail" | "unknown" | "unread";
  rules: string[];
  text: string;
}

export function contract(state: State): TemplateResult {
  const row = state.case!.rows[Number(state.opened)];
  if (!row) return html`<section><h2>${say("その契約はありません", "There is no such contract")}</h2></section>`;
  const detail = state.detail?.row === row.n ? state.detail : null;
  const previous = neighbour(state, -1);
  const next = neighbour(state, 1);
  const at = state.trail.findIndex((it) => it.n === row.n);
  return html`
    <article class="contract" aria-labelledby="contract-title">
      <div class="head">
        <p class="crumbs">
          <a href="#docket">${say("議案一覧", "Docket")}</a>
          ${at >= 0 ? html`<span>${at + 1} / ${cases(state.trail.length)}</span>` : nothing}
          ${previous === null ? nothing : html`<a href="#contract/${previous}" rel="prev">${say("前の契約 k", "Previous k")}</a>`}
          ${next === null ? nothing : html`<a href="#contract/${next}" rel="next">${say("次の契約 j", "Next j")}</a>`}
        </p>
        <h2 id="contract-title"><span class="key">${row.key}</span>　${row.title || say("（件名なし）", "(no title)")}</h2>
        <p class="lead">
          <span>${row.vendor}</span><span>${row.section}</span><span class="amount">${money(row.amount, row.currency)}</span>
          <span class="place">${row.input}:${row.position}</span>
        </p>
      </div>
      <div class="columns">
        <div class="fields">${detail ? fields(state, row, detail.values, detail.raw, detail.findings) : html`<p>${say("読み込んでいます", "Reading")}</p>`}</div>
        <div class="findings">
          ${detail ? html`${decide(state, subjectOf(row), detail.findings)} ${inOrder(detail.findings).map((it) => finding(state, row, it))}` : nothing}
          ${detail && detail.findings.length === 0 ? html`<p class="none">${say("この契約についての指摘はありません", "Nothing was found about this contract")}</p>` : nothing}
        </div>
      </div>
    </article>
  `;
}

/** What findings and readers say of each field, by JSON pointer. */
export function remarks(state: State, row: Row, findings: Finding[]): Map<string, Remark> {
  const out = new Map<string, Remark>();
  const note = (path: string, kind: Remark["kind"], rule: string, text: string): void => {
    const known = out.get(path);
    const graver = { fail: 2, unread: 1, unknown: 0 };
    if (!known) out.set(path, { kind, rules: rule === "" ? [] : [rule], text });
    else {
      if (graver[kind] > graver[known.kind]) Object.assign(known, { kind, text });
      if (rule !== "" && !known.rules.includes(rule)) known.rules.push(rule);
    }
  };
  const own = (record: { input: string; position: number } | undefined): boolean => !record || (record.input === row.input && record.position === row.position);
  for (const it of findings) {
    if (it.outcome === "fail") for (const fact of it.facts) if (own(fact.record)) note(fact.path, "fail", it.rule, tell(it.word));
    if (it.outcome === "unknown") for (const lack of it.missing) if (own(lack.record) && lack.path.startsWith("/")) note(lack.path, "unknown", it.rule, tell(lack.reason));
  }
  for (const fault of faultsOf(state, row)) if (fault.path !== "") note(fault.path, "unread", "", `${tell(fault.reason)}（${fault.raw}）`);
  return out;
}

export function faultsOf(state: State, row: Row): DataError[] {
  return row.faults === 0 ? [] : state.case!.faults.filter((fault) => fault.input === row.input && fault.position === row.position && fault.level === "error");
}

let withEmpty = false;

function fields(state: State, row: Row, values: Record<string, unknown> | null, raw: string | null, findings: Finding[]): TemplateResult {
  const read = recordOf(state, state.case!.header.record.name);
  const said = remarks(state, row, findings);
  const whole = faultsOf(state, row).filter((fault) => fault.path === "");
  const troubles = whole.length > 0 ? html`<ul class="troubles">${whole.map((fault) => html`<li>${tell(fault.reason)}<pre>${fault.raw}</pre></li>`)}</ul>` : nothing;
  if (!values || !read) {
    return html`<h3>${say("記載内容", "What is stated")}</h3>
      ${troubles} ${raw === null ? nothing : html`<pre class="raw">${raw}</pre>`}
      ${values ? html`<pre class="raw">${JSON.stringify(values, null, 2)}</pre>` : factsOnly(findings)}`;
  }
  const known = new Set(read.map((field) => field.name));
  const plain = read.filter((field) => field.kind !== "list" && (withEmpty || values[field.name] != null || said.has(`/${field.name}`)));
  const lists = read.filter((field) => field.kind === "list");
  const others = Object.entries(values).filter(([name]) => !known.has(name));
  return html`
    <h3>
      ${say("記載内容", "What is stated")}
      <label class="box">
        <input
          type="checkbox"
          .checked=${withEmpty}
          @change=${() => {
            withEmpty = !withEmpty;
            state.changed();
          }}
        />
        ${say("記載のない項目も", "also what is not stated")}
      </label>
    </h3>
    ${troubles}
    <table class="pairs">
      <tbody>
        ${plain.map((field) => line(tell(field.label), shown(field, values[field.name]), said.get(`/${field.name}`)))}
        ${others.map(([name, value]) => line(name, typeof value === "string" ? value : JSON.stringify(value), said.get(`/${name}`)))}
      </tbody>
    </table>
    ${lists.map((field) => list(state, field, values[field.name], said))}
  `;
}

/** The fields of a record; none where they are not known. */
export function recordOf(state: State, name: string | undefined): AboutField[] | undefined {
  return state.case!.about?.records.find((record) => record.name === name)?.fields;
}

/** What findings read of a contract, where the contract itself is not here. */
function factsOnly(findings: Finding[]): TemplateResult {
  const facts = new Map(findings.flatMap((it) => it.facts).map((fact) => [fact.path, fact]));
  return html`
    <p class="note">${say("契約の全項目は、この報告に含まれていません。指摘が読んだ項目だけを示します", "The contract itself is not in this report: only what findings read of it is shown")}</p>
    <table class="pairs">
      <tbody>
        ${[...facts.values()].map((fact) => line(tell(fact.place), tell(fact.text), undefined))}
      </tbody>
    </table>
  `;
}

function line(title: string, text: string | null, remark: Remark | undefined): TemplateResult {
  return html`
    <tr class=${remark?.kind ?? nothing}>
      <th scope="row">${title}</th>
      <td>${text ?? html`<span class="absent">${say("記載なし", "not stated")}</span>`}${marked(remark)}</td>
    </tr>
  `;
}

function marked(remark: Remark | undefined): TemplateResult | typeof nothing {
  if (!remark) return nothing;
  const word = { fail: say("指摘", "finding"), unknown: say("要確認", "to ask"), unread: say("読取不可", "unreadable") }[remark.kind];
  return html`<span class="remark ${remark.kind}"
    >${word}${remark.rules.slice(0, 4).map((rule) => html` <a href="#finding-${rule}" @click=${jump}>${rule}</a>`)}${remark.kind === "fail" ? nothing : html` ${remark.text}`}</span
  >`;
}

function jump(event: Event): void {
  event.preventDefault();
  const id = (event.currentTarget as HTMLAnchorElement).hash.slice(1);
  const target = document.getElementById(id);
  target?.scrollIntoView({ block: "start" });
  target?.focus({ preventScroll: true });
}

function list(state: State, field: AboutField, value: unknown, said: Map<string, Remark>): TemplateResult | typeof nothing {
  const remark = said.get(`/${field.name}`);
  if (!Array.isArray(value) || value.length === 0) {
    if (!withEmpty && !remark) return nothing;
    return html`<table class="pairs"><tbody>${line(tell(field.label), value == null ? null : say("なし", "none"), remark)}</tbody></table>`;
  }
  const inner = recordOf(state, field.record);
  const items = value as Record<string, unknown>[];
  const about = (path: string): boolean => [...said.keys()].some((it) => it === path || it.startsWith(`${path}/`));
  if (!inner) return html`<table class="pairs"><tbody>${line(tell(field.label), shown(field, value), remark)}</tbody></table>`;
  const columns = inner.filter((column) => items.some((item, at) => item?.[column.name] != null || about(`/${field.name}/${at}/${column.name}`)));
  // Where an element has many columns, each stands as a block of pairs.
  if (columns.length > 5) {
    return html`
      <h4>${tell(field.label)}　${cases(items.length)}</h4>
      ${items.map(
        (item, at) => html`<table class="pairs inner">
          <caption>${language() === "ja" ? `${at + 1}件目` : `no. ${at + 1}`}</caption>
          <tbody>
            ${columns.map((column) => line(tell(column.label), shown(column, item?.[column.name]), said.get(`/${field.name}/${at}/${column.name}`)))}
          </tbody>
        </table>`,
      )}
    `;
  }
  return html`
    <h4>${tell(field.label)}　${cases(items.length)}</h4>
    <div class="scroll" ${ref(scrollable)}>
      <table class="items">
        <thead>
          <tr><th scope="col">#</th>${columns.map((column) => html`<th scope="col">${tell(column.label)}</th>`)}</tr>
        </thead>
        <tbody>
          ${items.map(
            (item, at) => html`<tr>
              <td>${at + 1}</td>
              ${columns.map((column) => {
                const mark = said.get(`/${field.name}/${at}/${column.name}`);
                return html`<td class="${mark?.kind ?? ""} ${column.kind === "money" ? "amount" : ""}">${shown(column, item?.[column.name]) ?? "—"}${marked(mark)}</td>`;
              })}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}
