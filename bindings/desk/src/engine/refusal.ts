/** Why the worker refuses something: Japanese, English; the faults of rules; whether the engine has to be made anew. */

import type { Diagnostic } from "../contract";
import type { Root } from "./messages";

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

/** Nothing is wrong: the contracts are still to come. */
export class Waiting extends Refusal {}

/** The rules read several records, and nobody has said which one the files hold. */
export class Choose extends Error {
  constructor(readonly roots: Root[]) {
    super("which record do the files hold?");
  }
}
