/** A picture, drawn by Observable Plot as SVG, with the table of its figures below: whoever cannot see the one reads the other. */

import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import * as Plot from "@observablehq/plot";
import { say } from "../words";

export class DeskPicture extends LitElement {
  static override properties = { options: { attribute: false }, label: {} };

  declare options: Plot.PlotOptions;
  declare label: string;
  private drawn = 0;
  private readonly sized = new ResizeObserver(() => this.draw());

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.style.display = "block";
    this.sized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sized.disconnect();
  }

  protected override render(): TemplateResult {
    return html`<div class="plot"></div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("options")) {
      this.drawn = 0;
      this.draw();
    }
  }

  private draw(): void {
    const width = Math.round(this.clientWidth);
    if (width === 0 || width === this.drawn || !this.options) return;
    this.drawn = width;
    const plot = Plot.plot({ ...this.options, width, style: { fontFamily: "inherit", fontSize: "12px", background: "none", color: "inherit" } });
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", this.label);
    // A picture is one thing to whoever hears it: its figures are in the table.
    for (const part of plot.querySelectorAll("[aria-label], [aria-description]")) {
      part.removeAttribute("aria-label");
      part.removeAttribute("aria-description");
    }
    this.querySelector(".plot")?.replaceChildren(plot);
  }
}

customElements.define("desk-picture", DeskPicture);

/** A picture with its title and its table. */
export function panel(title: string, note: string, options: Plot.PlotOptions, table: TemplateResult, shape: "" | "full" | "tall" = "", legend: TemplateResult | null = null): TemplateResult {
  return html`
    <section class="panel ${shape}">
      <h3>${title}</h3>
      <p class="note">${note}</p>
      ${legend}
      <figure><desk-picture .options=${options} label=${title}></desk-picture></figure>
      <details>
        <summary>${say("表で見る", "As a table")}</summary>
        <div class="scroll" tabindex="0" role="region" aria-label=${title}>${table}</div>
      </details>
    </section>
  `;
}
