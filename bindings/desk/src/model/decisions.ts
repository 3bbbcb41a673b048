/**
 * Decisions: what members decided of findings. They live in the page, and in a file that is saved and opened when somebody says so; never in the browser's
 * storage. A change can be undone and done again. The file is the one that `sadame check --decisions` reads.
 */

import type { Decision, DecisionsFile, Input, Verdict } from "../contract";

/** Two entries of one member on one finding that say different things: somebody has to say which holds. */
export interface Twice {
  fingerprint: string;
  by: string;
  entries: Decision[];
}

/** A finding on which members decided differently. */
export interface Disagreement {
  fingerprint: string;
  entries: Decision[];
}

/** What came of opening a file. */
export interface Merged {
  added: number;
  same: number;
  conflicts: number;
  /** Decisions on findings that the report does not have. */
  elsewhere: number;
  /** Inputs that the file was made on and the report does not have, by name. */
  otherInputs: string[];
}

/** The decisions of the page. */
export class Decisions {
  private current: readonly Decision[] = [];
  private past: (readonly Decision[])[] = [];
  private future: (readonly Decision[])[] = [];
  private byFingerprint = new Map<string, Decision[]>();
  private saved = this.current;
  /** What else the files that were taken in were made on, by digest: said again in the file that is saved. */
  private others = new Map<string, string>();

  get all(): readonly Decision[] {
    return this.current;
  }

  /** Whether there is something that no file holds yet. */
  get unsaved(): boolean {
    return this.current !== this.saved;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** The decisions on a finding. */
  of(fingerprint: string): readonly Decision[] {
    return this.byFingerprint.get(fingerprint) ?? [];
  }

  /** What was decided of a finding: the verdict that all agree on; `pending` where they do not; none where nobody has decided. */
  verdict(fingerprint: string): Verdict | null {
    const on = this.of(fingerprint);
    const [first] = on;
    if (!first) return null;
    return on.every(({ decision }) => decision === first.decision) ? first.decision : "pending";
  }

  /** Sets what the report came with. It can not be undone, and counts as saved. */
  begin(decisions: readonly Decision[]): void {
    this.past = [];
    this.future = [];
    this.others.clear();
    this.put(decisions);
    this.saved = this.current;
  }

  private put(next: readonly Decision[]): void {
    this.current = next;
    this.byFingerprint = new Map();
    for (const decision of next) {
      const on = this.byFingerprint.get(decision.fingerprint);
      if (on) on.push(decision);
      else this.byFingerprint.set(decision.fingerprint, [decision]);
    }
  }

  private change(next: readonly Decision[]): void {
    this.past.push(this.current);
    this.future = [];
    this.put(next);
  }

  /** Decides: what the same member had decided of the same finding is replaced. */
  decide(decisions: Decision[]): void {
    const replaced = new Set(decisions.map(owner));
    this.change([...this.current.filter((known) => !replaced.has(owner(known))), ...decisions]);
  }

  /** Takes a decision back. */
  withdraw(decision: Decision): void {
    this.change(this.current.filter((known) => known !== decision));
  }

  undo(): void {
    const before = this.past.pop();
    if (!before) return;
    this.future.push(this.current);
    this.put(before);
  }

  redo(): void {
    const after = this.future.pop();
    if (!after) return;
    this.past.push(this.current);
    this.put(after);
  }

  /** Takes in a file. Nothing is dropped: where one member says two things of one finding, both stand until somebody chooses. */
  merge(file: DecisionsFile, inputs: Input[], known: (fingerprint: string) => boolean): Merged {
    const have = new Set(this.current.map((decision) => canonical(decision)));
    const fresh: Decision[] = [];
    const merged: Merged = { added: 0, same: 0, conflicts: 0, elsewhere: 0, otherInputs: [] };
    for (const decision of file.decisions) {
      if (have.has(canonical(decision))) {
        merged.same += 1;
        continue;
      }
      have.add(canonical(decision));
      fresh.push(decision);
      merged.added += 1;
      if (!known(decision.fingerprint)) merged.elsewhere += 1;
    }
    const digests = new Set(inputs.map((input) => input.digest));
    for (const { name, digest } of file.inputs ?? []) {
      if (digests.has(digest)) continue;
      merged.otherInputs.push(name);
      this.others.set(digest, name);
    }
    if (fresh.length > 0) this.change([...this.current, ...fresh]);
    merged.conflicts = this.twice().length + this.disagreements().length;
    return merged;
  }

  /** Where one member says two things of one finding. */
  twice(): Twice[] {
    const by = new Map<string, Decision[]>();
    for (const decision of this.current) {
      const entries = by.get(owner(decision));
      if (entries) entries.push(decision);
      else by.set(owner(decision), [decision]);
    }
    return [...by.values()]
      .filter((entries) => entries.length > 1)
      .map((entries) => ({ fingerprint: entries[0]!.fingerprint, by: entries[0]!.by, entries }));
  }

  /** Where members differ. */
  disagreements(): Disagreement[] {
    return [...this.byFingerprint]
      .filter(([, entries]) => new Set(entries.map(({ by }) => by)).size > 1 && new Set(entries.map(({ decision }) => decision)).size > 1)
      .map(([fingerprint, entries]) => ({ fingerprint, entries }));
  }

  /** Of one member's entries on one finding, keeps this one. */
  choose(decision: Decision): void {
    this.change(this.current.filter((known) => known === decision || owner(known) !== owner(decision)));
  }

  /** The file to be saved. */
  file(inputs: Input[]): DecisionsFile {
    const own = inputs.filter((input) => input.digest !== undefined).map(({ name, digest }) => ({ name, digest: digest! }));
    const named = [...own, ...[...this.others].map(([digest, name]) => ({ name, digest }))];
    return { version: 1, ...(named.length > 0 ? { inputs: named } : {}), decisions: [...this.current] };
  }

  /** Notes that a file now holds all there is. */
  markSaved(): void {
    this.saved = this.current;
  }
}

function owner(decision: Decision): string {
  return `${decision.fingerprint}\u0000${decision.by}`;
}

function canonical({ fingerprint, decision, by, on, reason, until }: Decision): string {
  return JSON.stringify([fingerprint, decision, by, on, reason, until ?? null]);
}

/** What is wrong with a decisions file: Japanese, English. */
export class NotDecisions extends Error {
  constructor(
    readonly ja: string,
    readonly en: string,
  ) {
    super(en);
  }
}

/** Whether a document of JSON means to be a decisions file. */
export function isDecisions(document: unknown): boolean {
  return typeof document === "object" && document !== null && "decisions" in document && !("findings" in document);
}

/** Whether a text is a day that there is. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** What a decision may say: as `sadame check --decisions` reads it. */
const FIELDS = ["fingerprint", "rule", "subject", "decision", "by", "on", "reason", "until"];

/** Reads a decisions file; it is taken whole or not at all. */
export function readDecisions(document: unknown): DecisionsFile {
  const file = document as Partial<DecisionsFile>;
  if (typeof document !== "object" || document === null || !Array.isArray(file.decisions)) {
    throw new NotDecisions("決定のファイルではありません", "this is no decisions file");
  }
  if (typeof file.version !== "number" || file.version > 1) {
    throw new NotDecisions(`版 ${String(file.version)} の決定のファイルは、この版では読めません`, `version ${String(file.version)} of decisions files cannot be read by this page`);
  }
  const stray = Object.keys(document).find((name) => !["version", "inputs", "decisions"].includes(name));
  if (stray !== undefined) throw new NotDecisions(`決定のファイルに「${stray}」という項目はありません`, `decisions files have no \`${stray}\``);
  file.decisions.forEach((entry: Partial<Decision> | null, at) => {
    const field = faultOf(entry);
    if (field !== null) {
      throw new NotDecisions(`${at + 1}件目の決定の「${field}」が読めません`, `\`${field}\` of decision no. ${at + 1} cannot be read`);
    }
  });
  const inputs = Array.isArray(file.inputs) ? file.inputs.filter((input) => typeof input?.digest === "string" && typeof input.name === "string") : [];
  return { version: 1, inputs, decisions: file.decisions };
}

function faultOf(entry: Partial<Decision> | null): string | null {
  if (typeof entry !== "object" || entry === null) return "decisions";
  const filled = (text: unknown): boolean => typeof text === "string" && text.trim() !== "";
  const dated = (text: unknown): boolean => typeof text === "string" && isDay(text);
  const written = (text: unknown): boolean => text === undefined || typeof text === "string";
  const stray = Object.keys(entry).find((name) => !FIELDS.includes(name));
  if (stray !== undefined) return stray;
  if (!filled(entry.fingerprint)) return "fingerprint";
  if (!written(entry.rule)) return "rule";
  if (!written(entry.subject)) return "subject";
  if (!["accepted", "to_correct", "pending"].includes(entry.decision as string)) return "decision";
  if (!filled(entry.by)) return "by";
  if (!dated(entry.on)) return "on";
  if (!filled(entry.reason)) return "reason";
  if (entry.until !== undefined && entry.until !== null && !dated(entry.until)) return "until";
  return null;
}
