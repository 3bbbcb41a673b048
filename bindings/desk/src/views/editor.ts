/** The editor of rules: CodeMirror with the words of the language, and diagnostics where they belong. */

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic as Mark, lintGutter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Text } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import type { Diagnostic } from "../contract";
import { say } from "../words";

const WORDS = new Set(
  "module use source record choice table dated parameter define of figure summary rule exception to example layout for each every some no group by within whole set row rows in severity cite applies from until when require except let message en article issued revised force link verified note yes optional default key if then else and or not is present absent known empty has where as includes overlaps starts ends with contains given text bool number percent money incl excl tax any currency date moment fiscal_year fiscal year starts month days months years range list dates fiscal_years true false pass fail unknown excepted not_applicable at always error warning review info format sheet header over skip split columns joined others label lacks also file records without column".split(
    " ",
  ),
);

const language = StreamLanguage.define({
  name: "sadame",
  token(stream) {
    if (stream.match(/^#.*/)) return "comment";
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return "string";
    if (stream.match(/^\d[\d_]*(?:\.\d+)?(?:-\d{2}-\d{2})?(?:%|千円|万円|億円|円)?/)) return "number";
    const word = stream.match(/^[\p{L}_][\p{L}\p{N}_]*(?:-\p{N}+)*/u) as RegExpMatchArray | null;
    if (word) return WORDS.has(word[0]) ? "keyword" : /^[A-Z]{1,3}-/.test(word[0]) ? "labelName" : "variableName";
    if (stream.match(/^(?:->|<=|>=|!=|\.\.|[=<>+\-*/])/)) return "operator";
    stream.next();
    return null;
  },
  languageData: { commentTokens: { line: "#" } },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: "var(--soft)" },
  { tag: tags.string, color: "var(--good)" },
  { tag: tags.number, color: "var(--warning)" },
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: tags.labelName, color: "var(--error)" },
  { tag: tags.operator, color: "var(--review)" },
]);

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)" },
  ".cm-content": { caretColor: "var(--ink)", fontFamily: 'ui-monospace, "SFMono-Regular", Consolas, "Noto Sans Mono CJK JP", "BIZ UDGothic", monospace' },
  "&.cm-focused .cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--ground)", color: "var(--soft)", borderRightColor: "var(--line)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--tint) 60%, transparent)" },
  ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--accent) 25%, transparent) !important" },
  ".cm-tooltip, .cm-panels": { backgroundColor: "var(--paper)", color: "var(--ink)", borderColor: "var(--strong)" },
  ".cm-diagnostic": { whiteSpace: "pre-wrap" },
});

/** Where a line and a column lie; columns count characters. */
function offset(doc: Text, line: number, column: number): number {
  const it = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const before = [...it.text].slice(0, column - 1).join("");
  return Math.min(it.from + before.length, it.to);
}

export class DeskEditor extends LitElement {
  static override properties = { path: {}, text: { attribute: false }, line: { attribute: false }, diagnostics: { attribute: false } };

  declare path: string;
  declare text: string;
  declare line: number;
  declare diagnostics: Diagnostic[];
  private view: EditorView | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.view?.destroy();
    this.view = null;
  }

  protected override render(): TemplateResult {
    return html`<div class="editor"></div>`;
  }

  private fresh(): EditorState {
    return EditorState.create({
      doc: this.text,
      extensions: [
        lineNumbers(),
        history(),
        bracketMatching(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        search({ top: true }),
        language,
        syntaxHighlighting(colours),
        lintGutter(),
        look,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ tabindex: "0", "aria-label": say(`規則の文 ${this.path}`, `text of the rules, ${this.path}`) }),
        keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) this.dispatchEvent(new CustomEvent("edit", { detail: update.state.doc.toString() }));
        }),
      ],
    });
  }

  protected override updated(changed: PropertyValues): void {
    const moved = changed.has("path") || changed.has("line");
    if (!this.view) {
      this.view = new EditorView({ state: this.fresh(), parent: this.querySelector(".editor")! });
    } else if (changed.has("path") || (changed.has("text") && this.text !== this.view.state.doc.toString())) {
      this.view.setState(this.fresh());
    }
    if (moved) this.reveal();
    if (moved || changed.has("diagnostics")) this.mark();
  }

  private reveal(): void {
    const { view } = this;
    if (!view || !this.line) return;
    const at = offset(view.state.doc, this.line, 1);
    view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "start", yMargin: 8 }) });
  }

  private mark(): void {
    const { view } = this;
    if (!view) return;
    const marks = (this.diagnostics ?? [])
      .filter((it) => it.file === this.path)
      .map((it): Mark => {
        const from = offset(view.state.doc, it.line, it.column);
        const to = offset(view.state.doc, it.end_line, it.end_column);
        const help = it.help ? `\n${say(it.help.ja, it.help.en)}` : "";
        return { from: Math.min(from, to), to: Math.max(from, to), severity: it.level, source: it.code, message: `${it.code} ${say(it.message.ja, it.message.en)}${help}` };
      })
      .sort((a, b) => a.from - b.from);
    view.dispatch(setDiagnostics(view.state, marks));
  }
}

customElements.define("desk-editor", DeskEditor);
