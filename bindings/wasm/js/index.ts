// The package as Node and browsers load it: the WebAssembly lies beside, and is fetched when it is asked for.

import { isLoaded, take, type ChunkName } from "./chunks.js";

export * from "./api.js";

/**
 * Loads chunks, each once; `core` where none is named. All that follows is synchronous.
 *
 * `core` judges by bundles. `full` does that, compiles rules, reads tables and writes reports. `sheets` reads and writes workbooks.
 */
export async function load(...chunks: ChunkName[]): Promise<void> {
  await Promise.all((chunks.length > 0 ? chunks : (["core"] as const)).map(loadOne));
}

async function loadOne(name: ChunkName): Promise<void> {
  if (isLoaded(name)) return;
  const [glue, module] = await Promise.all([glueOf(name), compiled(name)]);
  if (!isLoaded(name)) take(name, glue, module);
}

function glueOf(name: ChunkName): Promise<unknown> {
  if (name === "core") return import("./glue/core.js");
  return name === "full" ? import("./glue/full.js") : import("./glue/sheets.js");
}

// Each is written out, so that bundlers see them.
function addressOf(name: ChunkName): URL {
  if (name === "core") return new URL("./core_bg.wasm", import.meta.url);
  return name === "full" ? new URL("./full_bg.wasm", import.meta.url) : new URL("./sheets_bg.wasm", import.meta.url);
}

async function compiled(name: ChunkName): Promise<WebAssembly.Module> {
  const address = addressOf(name);
  if (address.protocol === "file:" && typeof process === "object") {
    const node = "node:fs/promises";
    const { readFile } = (await import(/* @vite-ignore */ node)) as typeof import("node:fs/promises");
    return WebAssembly.compile(await readFile(address));
  }
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address.href}: ${answer.status}`);
  return WebAssembly.compile(await answer.arrayBuffer());
}
