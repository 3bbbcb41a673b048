// The chunks of WebAssembly that are loaded, and calling them. After a trap the chunk gets a fresh instance, which serves the next call.

import type * as Core from "./glue/core.js";
import type * as Full from "./glue/full.js";
import type * as Sheets from "./glue/sheets.js";
import { TrapError, thrown } from "./errors.js";

/** A chunk of the package: `core` judges by bundles, `full` does all but workbooks, `sheets` reads and writes workbooks. */
export type ChunkName = "core" | "full" | "sheets";

/** What the JavaScript beside a chunk has. */
interface Glue {
  initSync(module: { module: WebAssembly.Module }): unknown;
  __wbg_reset_state(): void;
}

/** A chunk that is loaded. */
export class Chunk<G extends Glue> {
  /** Raised with each fresh instance: what was made by an earlier one is gone. */
  generation = 0;

  constructor(
    readonly name: ChunkName,
    private readonly glue: G,
    module: WebAssembly.Module,
  ) {
    glue.initSync({ module });
  }

  /** Calls the chunk. */
  call<T>(what: (glue: G) => T): T {
    try {
      return what(this.glue);
    } catch (error) {
      // The chunk throws texts; all else is a trap, or the end of the stack or of memory.
      if (typeof error === "string") throw thrown(error);
      this.glue.__wbg_reset_state();
      this.generation += 1;
      throw new TrapError(error);
    }
  }
}

/** A chunk that judges. */
export type Judge = Chunk<typeof Core | typeof Full>;

const loaded: { core?: Chunk<typeof Core>; full?: Chunk<typeof Full>; sheets?: Chunk<typeof Sheets> } = {};

/** Whether a chunk is loaded; `full` stands for `core` too. */
export function isLoaded(name: ChunkName): boolean {
  return loaded[name] !== undefined || (name === "core" && loaded.full !== undefined);
}

/** Takes a chunk in. */
export function take(name: ChunkName, glue: unknown, module: WebAssembly.Module): void {
  if (name === "core") loaded.core = new Chunk(name, glue as typeof Core, module);
  else if (name === "full") loaded.full = new Chunk(name, glue as typeof Full, module);
  else loaded.sheets = new Chunk(name, glue as typeof Sheets, module);
}

/** The chunk that judges: the one that can do most. */
export function judge(): Judge {
  const chunk = loaded.full ?? loaded.core;
  if (!chunk) throw new Error("nothing is loaded: `await load()` first");
  return chunk as Judge;
}

/** The chunk that compiles, and writes what is told about rules. */
export function full(): Chunk<typeof Full> {
  if (!loaded.full) throw new Error('this needs the chunk `full`: `await load("full")` first');
  return loaded.full;
}

/** The chunk for workbooks. */
export function sheets(): Chunk<typeof Sheets> {
  if (!loaded.sheets) throw new Error('this needs the chunk `sheets`: `await load("full", "sheets")` first');
  return loaded.sheets;
}

/** The chunk for workbooks, where it is loaded. */
export function sheetsIfLoaded(): Chunk<typeof Sheets> | undefined {
  return loaded.sheets;
}
