// The package with the chunk `core` inside: nothing is fetched, so that it works in a page opened from a file.

import { isLoaded, take } from "./chunks.js";
import * as glue from "./glue/core.js";
import bytes from "./glue/core_bg.wasm";

export * from "./api.js";

/** Loads `core`. All that follows is synchronous. */
export async function load(): Promise<void> {
  if (!isLoaded("core")) take("core", glue, await WebAssembly.compile(bytes));
}
