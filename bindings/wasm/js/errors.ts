// What is thrown. Faults of records are never thrown: they are in the report.

import type { Diagnostic, Text } from "./contract.js";

/** The languages of everything that people read. */
export type Lang = "ja" | "en";

/** What the rules, the settings or the bytes of a bundle do not allow. */
export class SadameError extends Error {
  /** What is wrong, one sentence each. */
  readonly texts: readonly Text[];

  constructor(texts: readonly Text[], message?: string) {
    super(message ?? texts.map((text) => text.en).join("\n"));
    this.name = new.target.name;
    this.texts = texts;
  }
}

/** The rules have faults. */
export class RulesError extends SadameError {
  /** All of them. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const line = (it: Diagnostic) => `${it.file}:${it.line}:${it.column}: ${it.code}: ${it.message.en}`;
    super(diagnostics.map((it) => it.message), diagnostics.map(line).join("\n"));
    this.diagnostics = diagnostics;
  }
}

/** A parameter, rule, record, layout or option that there is not, or a value that does not fit. */
export class SettingsError extends SadameError {}

/** The bytes are no bundle, one of another version, or damaged. */
export class BundleError extends SadameError {}

/** The engine stopped where it never should. A fresh one serves the next call; sessions that were underway are lost. */
export class TrapError extends SadameError {
  constructor(cause: unknown) {
    super([{ ja: "エンジンが異常終了しました", en: "the engine stopped abnormally" }], `the engine stopped abnormally: ${String(cause)}`);
    this.cause = cause;
  }
}

/** An error from what a chunk throws. */
export function thrown(json: string): Error {
  let fault: { kind?: string; texts?: Text[]; diagnostics?: Diagnostic[] };
  try {
    fault = JSON.parse(json) as typeof fault;
  } catch {
    return new Error(json);
  }
  if (fault.kind === "rules") return new RulesError(fault.diagnostics ?? []);
  return fault.kind === "bundle" ? new BundleError(fault.texts ?? []) : new SettingsError(fault.texts ?? []);
}
