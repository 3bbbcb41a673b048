/** Why the worker refuses something: Japanese, English; the faults of rules; whether the engine has to be made anew. */

import type { Diagnostic } from "../contract";

export class Refusal extends Error {
  constructor(
    readonly ja: string,
    readonly en: string,
    readonly diagnostics: Diagnostic[] = [],
    readonly broken = false,
  ) {
    super(en);
  }
}
