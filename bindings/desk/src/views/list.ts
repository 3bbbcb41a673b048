/** The list of contracts: only the rows in sight are drawn, so that a hundred thousand scroll as smoothly as ten. */

import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { GRAVITY, type Mark, type Row } from "../model/case";
import type { Entry } from "../model/docket";
import { fitting } from "../model/docket";
import type { State } from "../state";
import { cases, fiscalYear, money, say, sums, tell } from "../words";
import { badge, verdictBadge } from "./marks";

const ROW = 54;
const HEADING = 34;
/** The heads stay in sight, above the rows. */
const HEADS = 33;

export class DeskList extends LitElement {
  static override properties = {
    state: { attribute: false },
    entries: { attribute: false },
    cursor: { attribute: false },
    lang: { attribute: false },
    revision: { attribute: false },
  };

  declare state: State;
  declare entries: Entry[];
  declare cursor: number;
  declare lang: string;
  declare revision: unknown;

  private virtual: Virtualizer<HTMLElement, Element> | null = null;
  private unmount: () => void = () => {};
  private readonly onMove = (event: Event): void => this.move((event as CustomEvent<number>).detail);

  /** The page's own style reaches in. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("desk-move", this.onMove);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("desk-move", this.onMove);
    this.unmount();
    this.virtual = null;
  }

  private get body(): HTMLElement {
    return this.querySelector<HTMLElement>(".grid")!;
  }

  private options(): ConstructorParameters<typeof Virtualizer<HTMLElement, Element>>[0] {
    return {
      count: this.entries.length,
      getScrollElement: () => this.body,
      estimateSize: (at) => ("row" in this.entries[at]! ? ROW : HEADING),
      overscan: 8,
      scrollMargin: HEADS,
      scrollPaddingStart: HEADS,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => this.requestUpdate(),
      initialRect: { width: 1000, height: 700 },
    };
  }

  protected override firstUpdated(): void {
    this.virtual = new Virtualizer(this.options());
    this.unmount = this.virtual._didMount();
    this.virtual._willUpdate();
    if (this.cursor > 0) this.virtual.scrollToIndex(this.cursor, { align: "center" });
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("entries") && this.virtual) {
      this.virtual.setOptions(this.options());
      this.virtual.measure();
    }
  }

  protected override updated(): void {
    this.virtual?._willUpdate();
  }

  private move(step: number): void {
    let at = this.cursor;
    do at += step;
    while (this.entries[at] && !("row" in this.entries[at]!));
    this.set(at, step);
  }

  private set(at: number, step = 0): void {
    let to = Math.min(Math.max(at, 0), this.entries.length - 1);
    // A heading is passed over.
    while (this.entries[to] && !("row" in this.entries[to]!)) to += step < 0 && to > 0 ? -1 : 1;
    if (!this.entries[to]) return;
    this.state.cursor = to;
    this.cursor = to;
    this.virtual?.scrollToIndex(to, { align: "auto" });
    this.requestUpdate();
  }

  private key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.body.clientHeight / ROW) - 1);
    const steps: Record<string, () => void> = {
      ArrowDown: () => this.move(1),
      ArrowUp: () => this.move(-1),
      PageDown: () => this.set(this.cursor + page, 1),
      PageUp: () => this.set(this.cursor - page, -1),
      Home: () => this.set(0, 1),
      End: () => this.set(this.entries.length - 1, -1),
      Enter: () => {
        const entry = this.entries[this.cursor];
        if (entry && "row" in entry) this.state.go("contract", entry.row.n);
      },
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  }

  protected override render(): TemplateResult {
    const items = this.virtual?.getVirtualItems() ?? [];
    const heads = [
      say("順位", "Rank"),
      say("重大度", "Severity"),
      say("番号", "Number"),
      say("件名・指摘", "Title, finding"),
      say("契約相手方", "Contractor"),
      say("部署", "Department"),
      say("方式", "Method"),
      say("年度", "Year"),
      say("契約金額", "Amount"),
      say("決定", "Decision"),
    ];
    const shown = items.some((item) => item.index === this.cursor);
    return html`
      <div
        class="grid"
        role="grid"
        tabindex="0"
        aria-label=${say("指摘のある契約", "Flagged contracts")}
        aria-rowcount=${this.entries.length + 1}
        aria-activedescendant=${shown ? `entry-${this.cursor}` : nothing}
        @keydown=${(event: KeyboardEvent) => this.key(event)}
      >
        <div role="rowgroup" class="heads">
          <div class="line" role="row" aria-rowindex="1">${heads.map((head) => html`<span role="columnheader">${head}</span>`)}</div>
        </div>
        <div role="rowgroup" class="rows" style="height:${this.virtual?.getTotalSize() ?? 0}px">
          ${items.map((item) => this.entry(this.entries[item.index]!, item.index, item.start - HEADS))}
        </div>
        ${this.entries.length === 0 ? html`<p class="none">${say("条件に合う契約はありません", "No contract fits")}</p>` : nothing}
      </div>
    `;
  }

  private entry(entry: Entry | undefined, at: number, start: number): TemplateResult | typeof nothing {
    if (!entry) return nothing;
    const place = `transform:translateY(${start}px)`;
    if (!("row" in entry)) {
      return html`<div class="line heading" role="row" aria-rowindex=${at + 2} style=${place}>
        <span role="gridcell"><b>${entry.heading}</b>　${cases(entry.count)}　${sums(entry.totals)}</span>
      </div>`;
    }
    const { row, rank } = entry;
    return html`
      <div
        class="line ${at === this.cursor ? "current" : ""}"
        role="row"
        id="entry-${at}"
        aria-rowindex=${at + 2}
        aria-selected=${at === this.cursor}
        style=${place}
        @click=${() => {
          this.state.cursor = at;
          this.state.go("contract", row.n);
        }}
      >
        <span role="gridcell" class="rank">${rank}</span>
        <span role="gridcell" class="badges">${this.badges(row)}</span>
        <span role="gridcell" class="key">${row.key || `${row.position}`}</span>
        <span role="gridcell" class="what"><b>${row.title || say("（件名なし）", "(no title)")}</b>${this.message(row)}</span>
        <span role="gridcell">${row.vendor}</span>
        <span role="gridcell">${row.section}</span>
        <span role="gridcell">${row.method === "" ? "" : this.state.choice("method", row.method)}</span>
        <span role="gridcell">${row.year === null ? "" : fiscalYear(row.year)}</span>
        <span role="gridcell" class="amount">${money(row.amount, row.currency)}</span>
        <span role="gridcell">${this.decided(row)}</span>
      </div>
    `;
  }

  /** How many of each severity; the gravest first. */
  private badges(row: Row): TemplateResult[] {
    const marks = row.marks.map((n) => this.state.case!.marks[n]!);
    const out: TemplateResult[] = [];
    for (const severity of ["error", "warning", "review", "info"] as const) {
      const number = marks.filter((mark) => mark.outcome === "fail" && mark.severity === severity).length;
      if (number > 0) out.push(html`<span class="counted">${badge("fail", severity)}<i>${number}</i></span>`);
    }
    for (const outcome of ["unknown", "excepted"] as const) {
      const number = marks.filter((mark) => mark.outcome === outcome).length;
      if (number > 0 && out.length < 3) out.push(html`<span class="counted">${badge(outcome, "info")}<i>${number}</i></span>`);
    }
    return out.slice(0, 3);
  }

  /** The gravest finding that the filter asks for. */
  private message(row: Row): TemplateResult | typeof nothing {
    const { state } = this;
    const outcomes = { fail: 0, unknown: 10, excepted: 20, pass: 30, not_applicable: 40 };
    const weight = (mark: Mark): number => outcomes[mark.outcome] - GRAVITY[mark.severity];
    const [first] = fitting(state.case!, row, state.filter, state.decided).sort((a, b) => weight(a) - weight(b));
    if (!first) return nothing;
    const lacking = first.lacks.map((lack) => `${tell(lack.place)}：${tell(lack.reason)}`).join(say("、", ", "));
    return html`<small>${first.rule}　${tell(first.message) || lacking || tell(state.case!.titles[first.rule])}</small>`;
  }

  private decided(row: Row): TemplateResult {
    const all = this.state.openMarks(row);
    // What is undetermined is asked for rather than decided, unless somebody has decided of it.
    const marks = all.filter((mark) => mark.outcome === "fail" || this.state.decided(mark) !== null);
    const verdicts = marks.map((mark) => this.state.decided(mark));
    const open = verdicts.filter((verdict) => verdict === null).length;
    if (verdicts.length === 0) return html``;
    if (open === verdicts.length) return html`<span class="open">${say("未決", "open")}</span>`;
    const gravest = (["to_correct", "pending", "accepted"] as const).find((verdict) => verdicts.includes(verdict))!;
    return html`${verdictBadge(gravest)}${open > 0 ? html`<small class="open">${say(`未決${open}`, `${open} open`)}</small>` : nothing}`;
  }
}

customElements.define("desk-list", DeskList);
