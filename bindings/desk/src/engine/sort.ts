/** What files are: by their names and first bytes, told apart into rules, contracts, a report, a desk. */

import type { Given } from "./messages";

/** What was given, told apart. */
export interface Sorted {
  /** Pages that `sadame check --format desk` wrote. */
  desks: Given[];
  /** Reports: `--format json` or `--format jsonl`. */
  reports: Given[];
  /** Files of packs, by their paths from the folder of packs. */
  rules: Record<string, File>;
  bundles: Given[];
  contracts: Given[];
}

/** Whether a name is that of a text of rows. */
export function isText(name: string): boolean {
  return /\.(csv|tsv|txt)(\.gz|\.zst)?$/i.test(name);
}

/** Tells files apart. */
export async function sort(files: Given[]): Promise<Sorted> {
  const out: Sorted = { desks: [], reports: [], rules: {}, bundles: [], contracts: [] };
  const packs = files.filter(({ name }) => /(^|\/)pack\.toml$/.test(name)).map(({ name }) => name.replace(/\/?pack\.toml$/, ""));
  for (const given of files) {
    const { name, file } = given;
    const pack = packs.find((folder) => folder !== "" && name.startsWith(`${folder}/`));
    if (pack !== undefined) {
      // A pack is known by its own folder, wherever that lies.
      const above = pack.includes("/") ? pack.slice(0, pack.lastIndexOf("/") + 1) : "";
      if (/\.(sadame|csv|toml)$/.test(name)) out.rules[name.slice(above.length)] = file;
    } else if (name.endsWith(".sadame")) {
      out.rules[name.split("/").at(-1)!] = file;
    } else if (name.endsWith(".sadamec")) {
      out.bundles.push(given);
    } else if (/\.html?$/i.test(name)) {
      out.desks.push(given);
    } else if (/\.(json|jsonl|ndjson)$/i.test(name) && (await isReport(file))) {
      out.reports.push(given);
    } else if (!/(^|\/)(\.|pack\.toml$|README|settings\.txt$)/i.test(name)) {
      out.contracts.push(given);
    }
  }
  return out;
}

async function isReport(file: File): Promise<boolean> {
  const begin = await file.slice(0, 4096).text();
  return /^\s*\{\s*"(version"\s*:\s*\d+\s*,\s*"sadame|type"\s*:\s*"header)"/.test(begin);
}
