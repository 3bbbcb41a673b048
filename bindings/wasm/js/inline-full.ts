// The package with the chunks `full` and `sheets` inside: nothing is fetched, so that it works in a page opened from a file.

import { isLoaded, take } from "./chunks.js";
import * as full from "./glue/full.js";
import fullBytes from "./glue/full_bg.wasm";
import * as sheets from "./glue/sheets.js";
import sheetsBytes from "./glue/sheets_bg.wasm";

export * from "./api.js";

/** Loads `full` and `sheets`. All that follows is synchronous. */
export async function load(): Promise<void> {
  const modules = await Promise.all([WebAssembly.compile(fullBytes), WebAssembly.compile(sheetsBytes)]);
  if (!isLoaded("full")) take("full", full, modules[0]);
  if (!isLoaded("sheets")) take("sheets", sheets, modules[1]);
}
