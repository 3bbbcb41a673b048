// Makes `dist`, the package, of what `cargo xtask wasm` has put into `js/glue`: types of the contract, JavaScript, bundles of the built-in packs.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { build } from "esbuild";
import { compile } from "json-schema-to-typescript";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const glue = join(root, "js", "glue");
const dist = join(root, "dist");

/** The types of the contract, from its schemas. */
async function types(full) {
  const definitions = {};
  const named = { Document: "report", About: "about", Diagnostic: "diagnostic", Baseline: "baseline", Decisions: "decisions" };
  for (const [name, what] of Object.entries(named)) {
    const { $defs = {}, $id, $schema, title, ...schema } = JSON.parse(full.schemaOf(what));
    Object.assign(definitions, $defs, { [name]: schema });
  }
  const properties = Object.fromEntries(Object.keys(named).map((name) => [name, { $ref: `#/$defs/${name}` }]));
  const schema = { title: "Contract", type: "object", properties, $defs: definitions };
  // A definition is named by its key.
  for (const definition of Object.values(definitions)) delete definition.title;
  definitions.RecordRef = definitions.Record;
  delete definitions.Record;
  const head = "// The one JSON contract. Made of its JSON Schemas by `cargo xtask wasm`.\n/* eslint-disable */\n";
  const text = await compile(JSON.parse(JSON.stringify(schema, plain)), "Contract", { additionalProperties: false, bannerComment: head, unreachableDefinitions: true });
  writeFileSync(join(root, "js", "contract.ts"), text.replaceAll(/ \*\n \* This interface was referenced by [^\n]*\n[^\n]*\n/g, ""));
}

/** A reference with a description is one type with all other references; and `Record` is a word of TypeScript's. */
function plain(name, value) {
  if (name === "$ref" && value === "#/$defs/Record") return "#/$defs/RecordRef";
  if (value === null || typeof value !== "object" || typeof value.$ref !== "string" || !value.description) return value;
  const { $ref, ...others } = value;
  return { ...others, allOf: [{ $ref }] };
}

/** The built-in packs as bundles. */
function packs(full) {
  mkdirSync(join(dist, "packs"), { recursive: true });
  for (const name of full.packs()) {
    const rules = full.compile([], [], [name]);
    writeFileSync(join(dist, "packs", `${name}.sadamec`), rules.toBundle());
    rules.free();
  }
}

/** An entry with all that it needs inside. */
function whole(entry, format, out, globalName) {
  return build({
    entryPoints: [join(root, "js", entry)],
    outfile: join(dist, out),
    bundle: true,
    format,
    globalName,
    minify: true,
    target: "es2022",
    loader: { ".wasm": "binary" },
    legalComments: "none",
    logLevel: "warning",
  });
}

const full = await import(pathToFileURL(join(glue, "full.js")));
full.initSync({ module: readFileSync(join(glue, "full_bg.wasm")) });
rmSync(dist, { recursive: true, force: true });
await types(full);
packs(full);
const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
execFileSync(process.execPath, [tsc, "--project", root], { stdio: "inherit" });
cpSync(glue, join(dist, "glue"), { recursive: true, filter: (path) => !path.endsWith(".wasm") && !path.endsWith(".wasm.d.ts") });
for (const name of ["core", "full", "sheets"]) cpSync(join(glue, `${name}_bg.wasm`), join(dist, `${name}_bg.wasm`));
await whole("inline.ts", "esm", "inline.js");
await whole("inline-full.ts", "esm", "inline-full.js");
await whole("global.ts", "iife", "sadame.global.js", "sadame");
