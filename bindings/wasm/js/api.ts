// What every entry of the package gives.

import { full } from "./chunks.js";
import { text as textIn } from "./given.js";

export type * from "./contract.js";
export { isLoaded, type ChunkName } from "./chunks.js";
export { BundleError, RulesError, SadameError, SettingsError, TrapError, type Lang } from "./errors.js";
export { RuleSet, type Explanation, type Files, type Options, type SessionOptions } from "./rules.js";
export { Report, Session, type Batch, type Header, type KeptRecord, type Progress, type Reading } from "./session.js";

/** A JSON Schema (draft 2020-12) of what is written and read. Needs the chunk `full`. */
export function schemaOf(what: "report" | "lines" | "about" | "diagnostic" | "baseline" | "decisions"): Record<string, unknown> {
  const named = textIn("what", what);
  const schema = full().call((glue) => glue.schemaOf(named));
  if (schema === undefined) throw new TypeError(`there is no schema of \`${what}\``);
  return JSON.parse(schema) as Record<string, unknown>;
}

/** Lays out the text of a module in the one style; none where it cannot be read. Needs the chunk `full`. */
export function format(text: string): string | undefined {
  const own = textIn("text", text);
  return full().call((glue) => glue.format(own));
}

