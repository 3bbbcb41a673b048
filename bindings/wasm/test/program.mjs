// The program that the package is held against, and the bundles of the built-in packs.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the package, and of the repository. */
export const folder = join(dirname(fileURLToPath(import.meta.url)), "..");
export const root = join(folder, "..", "..");

/** `sadame` on the command line. */
export const program = process.env.SADAME ?? join(root, "target", "debug", process.platform === "win32" ? "sadame.exe" : "sadame");

/** The bundle of a built-in pack, as the package ships it. */
export function bundle(name) {
  return new Uint8Array(readFileSync(join(folder, "dist", "packs", `${name}.sadamec`)));
}
