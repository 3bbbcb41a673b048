/** What the page holds, and what happens to it. The views read it and call it; whoever draws listens for `change`. */

import type { Mark, Case, Row } from "./model/case";
import { Decisions } from "./model/decisions";
import { across, type Entry, type Filter, NO_FILTER, entries, select } from "./model/docket";
import { choiceWord } from "./model/values";
import type { Backend, Detail, Given, Root } from "./engine/backend";
import { fiscalYear, language, say, setLanguage, severityWord, tell, type Lang } from "./words";
import type { Finding, Severity, Verdict } from "./contract";

const PAGES = ["start", "docket", "contract", "across", "undetermined", "pictures", "decisions", "rules", "basis"] as const;
export type Page = (typeof PAGES)[number];
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
  /** The findings about no contract, in full; none until they are asked for. */
  others: Finding[] | null = null;
  /** The contracts as they stood on the docket when one of them was opened: the way from one to the next does not change under whoever decides. */
  trail: Row[] = [];
  /** The records that files may hold, where somebody has to say which, and the decisions files that came with them. */
  asking: { roots: Root[]; decisions: Given[] } | null = null;
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
    this.list ??= entries(this.case, this.selected, this.filter, this.decided, (group, value) => this.groupName(group, value));
    return this.list;
  }

  private groupName(group: string, value: string): string {
    if (value === "") return say("（記載なし）", "(not given)");
    if (group === "rule") return `${value}　${tell(this.case?.titles[value])}`;
    if (group === "severity") return severityWord(value as Severity);
    if (group === "method") return this.choice("method", value);
    if (group === "year") return fiscalYear(Number(value));
    return value;
  }

  /** The name of a choice, as people read it. */
  choice(field: string, value: string): string {
    return this.case ? choiceWord(this.case.about, this.case.header.record.name, field, value) : value;
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

  /** Puts a case on the desk. Decisions that were made here stay where the same contracts were judged again. */
  lay(of: Case, again = false): void {
    this.case = of;
    this.detail = null;
    this.others = null;
    this.trail = [];
    this.filter = { ...NO_FILTER };
    if (!again) this.decisions.begin(of.decisions);
    if (of.lang && !again) this.speak(of.lang);
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
    const [page = "", opened = ""] = location.hash.slice(1).split("/").map(decoded);
    const before = this.page;
    this.page = this.case === null ? "start" : (PAGES.find((it) => it === page) ?? "docket");
    this.opened = opened;
    if (this.page === "contract" && (before !== "contract" || this.trail.length === 0)) this.trail = this.selected;
    if (this.page === "contract") void this.open(Number(opened));
    else if (this.page === "across" && this.case && this.others === null) void this.openOthers(this.case);
    this.changed();
    if (this.page !== before) this.dispatchEvent(new Event("turned"));
  }

  /** Fetches a contract; where that fails, it is said, and tried again when the contract is opened again. */
  private async open(number: number): Promise<void> {
    if (this.detail?.row === number) return;
    this.detail = null;
    try {
      const detail = await this.backend.detail(number);
      if (Number(this.opened) !== number || this.page !== "contract") return;
      this.detail = detail;
      this.changed();
    } catch (why) {
      this.failed(why);
    }
  }

  private async openOthers(of: Case): Promise<void> {
    try {
      const found = await this.backend.evidence(across(of).map(({ n }) => n));
      if (this.case !== of) return;
      this.others = found;
      this.changed();
    } catch (why) {
      this.failed(why);
    }
  }

  /** Says that something went wrong. */
  failed(why: unknown): void {
    this.dispatchEvent(new CustomEvent("failed", { detail: why }));
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

/** A part of an address; one that is written wrongly stays as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Today, as the calendar of whoever sits before the page has it. */
export function today(): string {
  const now = new Date();
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
