// How grave failures are, least grave first.

import type { Severity } from "./contract.js";
import { given } from "./given.js";

const GRAVITY: readonly string[] = ["info", "review", "warning", "error"] satisfies readonly Severity[];

/** A step of gravity by its name; `what` is what it was given as. */
export function gravity(what: string, name: string): Severity {
  given(what, `one of ${GRAVITY.join(", ")}`, GRAVITY.includes(name));
  return name as Severity;
}

/** Whether something is at least as grave as that. */
export function isAsGrave(severity: Severity, least: Severity): boolean {
  return GRAVITY.indexOf(severity) >= GRAVITY.indexOf(least);
}
