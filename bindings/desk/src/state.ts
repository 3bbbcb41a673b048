/** What the page holds, and what happens to it. The views read it and call it; whoever draws listens for `change`. */

import type { Mark, Case, Row } from "./model/case";
import { Decisions } from "./model/decisions";
import { type Entry, type Filter, NO_FILTER, entries, select } from "./model/docket";
import { variantWord } from "./model/values";
import type { Backend, Detail } from "./engine/backend";
import { fiscalYear, language, say, setLanguage, severityWord, tell, type Lang } from "./words";
import type { Severity, Verdict } from "./contract";

export type Page = "start" | "docket" | "contract" | "undetermined" | "pictures" | "decisions" | "rules" | "basis";
export type Theme = "auto" | "light" | "dark";

/** Something to be told: it stays until it is put away. */
export interface Notice {
  id: number;
  level: "info" | "warning" | "error";
  text: string;
  details?: string[];
}

/** How far a long run is. */
export interface Progress {
  what: string;
  /** Between 0 and 1, where that is known. */
  part: number | null;
  count?: number;
}

let notices = 0;

export class State extends EventTarget {
  page: Page = "start";
  /** The contract or the rule that is open. */
  opened = "";
  case: Case | null = null;
  detail: Detail | null = null;
  filter: Filter = { ...NO_FILTER };
  readonly decisions = new Decisions();
  notices: Notice[] = [];
  progress: Progress | null = null;
  theme: Theme = "auto";
  help = false;
  /** Who decides, and on which day: filled in once, offered again. */
  member = "";
  day = today();
  /** The contract that is marked in the list. */
  cursor = 0;
  /** What is being printed; nothing otherwise. */
  printing: "" | "agenda" | "contract" = "";
  private rows: Row[] | null = null;
  private list: Entry[] | null = null;

  constructor(readonly backend: Backend) {
    super();
  }

  changed(): void {
    this.dispatchEvent(new Event("change"));
  }

  /** The verdict on a finding. */
  readonly decided = (mark: Mark): Verdict | null => this.decisions.verdict(mark.fingerprint);

  /** The contracts that the filter lets through. */
  get selected(): Row[] {
    if (!this.case) return [];
    this.rows ??= select(this.case, this.filter, this.decided);
    return this.rows;
  }

  /** The list as it is shown. */
  get entries(): Entry[] {
    if (!this.case) return [];
    this.list ??= entries(this.case, this.selected, this.filter, (group, value) => this.groupName(group, value));
    return this.list;
  }

  private groupName(group: string, value: string): string {
    if (value === "") return say("（記載なし）", "(not given)");
    if (group === "rule") return `${value}　${tell(this.case?.titles[value])}`;
    if (group === "severity") return severityWord(value as Severity);
    if (group === "method") return variantWord(this.case?.vocabulary ?? null, "method", value);
    if (group === "year") return fiscalYear(Number(value));
    return value;
  }

  /** Drops what was computed from filter and decisions. */
  refresh(): void {
    this.rows = null;
    this.list = null;
    this.changed();
  }

  narrow(change: Partial<Filter>): void {
    this.filter = { ...this.filter, ...change };
    this.cursor = 0;
    this.refresh();
  }

  /** Puts a case on the desk. */
  lay(of: Case): void {
    this.case = of;
    this.detail = null;
    this.filter = { ...NO_FILTER };
    this.decisions.begin(of.decisions);
    this.cursor = 0;
    this.rows = null;
    this.list = null;
  }

  notify(level: Notice["level"], text: string, details?: string[]): void {
    notices += 1;
    this.notices = [...this.notices.slice(-3), { id: notices, level, text, ...(details && details.length > 0 ? { details } : {}) }];
    this.changed();
  }

  dismiss(id: number): void {
    this.notices = this.notices.filter((notice) => notice.id !== id);
    this.changed();
  }

  /** Goes to a page, by way of the address: so that the browser's own way back works. */
  go(page: Page, opened: string | number = ""): void {
    const hash = opened === "" ? `#${page}` : `#${page}/${encodeURIComponent(String(opened))}`;
    if (location.hash === hash) this.route();
    else location.hash = hash;
  }

  /** Takes up the page that the address names. */
  route(): void {
    const [page = "", opened = ""] = location.hash.slice(1).split("/").map(decodeURIComponent);
    const known: Page[] = ["docket", "contract", "undetermined", "pictures", "decisions", "rules", "basis", "start"];
    this.page = this.case === null ? "start" : (known.find((it) => it === page) ?? "docket");
    this.opened = opened;
    if (this.page === "contract") void this.open(Number(opened));
    else this.changed();
  }

  private async open(number: number): Promise<void> {
    if (this.detail?.row !== number) {
      this.detail = null;
      this.changed();
      const detail = await this.backend.detail(number);
      if (Number(this.opened) !== number) return;
      this.detail = detail;
    }
    this.changed();
  }

  /** Every finding about a contract that can be decided. */
  openMarks(row: Row): Mark[] {
    return row.marks.map((n) => this.case!.marks[n]!).filter((mark) => mark.outcome === "fail" || mark.outcome === "unknown");
  }

  speak(lang: Lang): void {
    setLanguage(lang);
    document.documentElement.lang = lang;
    this.list = null;
    this.changed();
  }

  dress(theme: Theme): void {
    this.theme = theme;
    if (theme === "auto") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.dataset.theme = theme;
    this.changed();
  }

  get lang(): Lang {
    return language();
  }
}

/** Today, as the calendar of whoever sits before the page has it. */
export function today(): string {
  const now = new Date();
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
