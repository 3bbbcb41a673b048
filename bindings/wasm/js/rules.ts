// Compiled rules, and judging by them.

import type { Rules as NativeRules } from "./glue/full.js";
import { full, isLoaded, judge, type Judge } from "./chunks.js";
import type { About, AboutRule, Diagnostic, Document, Severity } from "./contract.js";
import type { Lang } from "./errors.js";
import { bytes as bytesIn, given, isBytes, isPlain, text as textIn, texts } from "./given.js";
import { type Batch, Session, written } from "./session.js";

/** Files of rules and tables, by path: `mine/pack.toml`, `mine/rules.sadame`. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** What a run is told. */
export interface Options {
  /** The date the check is made for: `2017-03-31`. */
  asOf?: string;
  /** Parameters of the rules, as the language writes them: `{ split_window: "30 days" }`. */
  parameters?: Readonly<Record<string, string | number | boolean>>;
  /** The record that the input holds, where the rules know several. */
  record?: string;
  /** Rules to run, by id (`DB-02`, `DB-*`), pack (`jlis`) or severity (`warning`); all where none is named. */
  select?: readonly string[];
  /** Rules not to run, named in the same way; they win. */
  ignore?: readonly string[];
  /** How grave a failure is, for rules named in the same way; later ones win. */
  levels?: Readonly<Record<string, Severity>>;
  /** Give findings for `pass` and `not_applicable` too. */
  all?: boolean;
  /** Give findings without their evidence and their message. */
  brief?: boolean;
  /** Say what would clear each failed finding (`would_clear`). Needs the chunk `full`. */
  clear?: boolean;
  /** The layout that inputs are read by; otherwise, the one that fits. */
  layout?: string;
  /** What the input is called in the report. */
  name?: string;
  /** The content of a file of known findings (`sadame schema baseline`). Needs the chunk `full`. */
  baseline?: unknown;
  /** The content of a file of decisions (`sadame schema decisions`). Needs the chunk `full`. */
  decisions?: unknown;
}

/** What a session is told. */
export interface SessionOptions extends Omit<Options, "name"> {
  /** Keep the records as they were read, for {@link Report.records}. Needs the chunk `full`. */
  keep?: boolean;
  /** How texts are written (`cp932`, `euc-jp`); otherwise, what their bytes show. */
  encoding?: string;
  /** The longest record that is read, in bytes: 16 MiB. */
  limit?: number;
  /**
   * Is handed what is found as it comes, which is then not held: for runs whose findings memory does not take. What looks at several records is in the report.
   * Needs the chunk `full`.
   */
  batches?: (batch: Batch) => void;
}

const isText = (value: unknown) => typeof value === "string";
const isTruth = (value: unknown) => typeof value === "boolean";
const areTexts = (value: unknown) => Array.isArray(value) && Array.from(value).every(isText);
const isMap = (of: (value: unknown) => boolean) => (value: unknown) => isPlain(value) && Object.values(value).every(of);

/** What each option has to be, in words and as a test. */
const OPTIONS: Readonly<Record<string, readonly [string, (value: unknown) => boolean]>> = {
  asOf: ["a text", isText],
  record: ["a text", isText],
  layout: ["a text", isText],
  encoding: ["a text", isText],
  select: ["a list of texts", areTexts],
  ignore: ["a list of texts", areTexts],
  all: ["true or false", isTruth],
  brief: ["true or false", isTruth],
  clear: ["true or false", isTruth],
  keep: ["true or false", isTruth],
  limit: ["a whole number of bytes", (value) => Number.isSafeInteger(value) && (value as number) > 0],
  parameters: ["an object of texts, numbers and truths", isMap((it) => isText(it) || isTruth(it) || (typeof it === "number" && Number.isFinite(it)))],
  levels: ["an object of texts", isMap(isText)],
  baseline: ["the content of its file", isMap(() => true)],
  decisions: ["the content of its file", isMap(() => true)],
};

/** The options as the engine reads them. One that there is not, or that is of another kind, is an error: none is let pass in silence. */
function told(options: Options & SessionOptions): string {
  given("options", "an object", isPlain(options));
  const out: [string, unknown][] = [];
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (name === "batches" && typeof value === "function") continue;
    const [what, fits] = Object.hasOwn(OPTIONS, name) ? OPTIONS[name]! : [];
    if (!what || !fits) throw new TypeError(`there is no option \`${name}\``);
    if (!fits(value)) throw new TypeError(`the option \`${name}\` must be ${what}`);
    if (name === "baseline" || name === "decisions" || name === "keep" || name === "clear") full();
    out.push([name, name === "baseline" || name === "decisions" ? JSON.stringify(value) : value]);
  }
  return written(out);
}

/** A code of a diagnostic, or a rule. */
export interface Explanation {
  /** The rule; none where it is a code. */
  rule?: AboutRule;
  /** The page of the code, in Markdown. */
  page?: string;
}

/** How compiled rules come to be again, in a fresh instance. */
type Make = (chunk: Judge) => NativeRules;

/** Compiled rules. */
export class RuleSet {
  readonly #make: Make;
  #chunk: Judge;
  #native: NativeRules;
  #generation: number;
  #about: About | undefined;

  private constructor(make: Make) {
    this.#make = make;
    this.#chunk = judge();
    this.#native = make(this.#chunk);
    this.#generation = this.#chunk.generation;
  }

  /**
   * Compiles packs: `files` by their paths, and those built in. `names` are the packs to compile; without it, every folder of `files` with a `pack.toml`, and
   * every `.sadame` file beside none. Needs the chunk `full`.
   *
   * @throws {RulesError} with every fault of every file
   */
  static compile(files: Files, names: readonly string[] = packsOf(files)): RuleSet {
    full();
    const [paths, contents, own] = [...bytesOf(files), texts("names", names)];
    return new RuleSet((chunk) => chunk.call((glue) => (glue as unknown as Full).compile(paths, contents, [...own])) as NativeRules);
  }

  /**
   * The faults of packs, and what is worth a warning: as {@link compile}, for editors. Needs the chunk `full`.
   */
  static diagnose(files: Files, names: readonly string[] = packsOf(files)): Diagnostic[] {
    const [paths, contents, own] = [...bytesOf(files), texts("names", names)];
    return JSON.parse(full().call((glue) => glue.diagnose(paths, contents, own))) as Diagnostic[];
  }

  /**
   * The rules of a bundle, as `sadame bundle` writes it.
   *
   * @throws {BundleError} where the bytes are none, or of another version
   */
  static fromBundle(bytes: Uint8Array): RuleSet {
    const own = Uint8Array.from(bytesIn("bytes", bytes));
    return new RuleSet((chunk) => chunk.call((glue) => glue.Rules.fromBundle(own)) as NativeRules);
  }

  /** Calls what is compiled; where a trap has taken it, or a chunk that does more was loaded since, it is made again. */
  #call<T>(what: (native: NativeRules) => T, chunk = this.#chunk): T {
    if (this.#chunk !== chunk || this.#generation !== chunk.generation) {
      this.#native = this.#make(chunk);
      this.#chunk = chunk;
      this.#generation = chunk.generation;
      this.#about = undefined;
    }
    return chunk.call(() => what(this.#native));
  }

  /** The same, for what only the chunk `full` does. */
  #inFull<T>(what: (native: NativeRules) => T): T {
    return this.#call(what, full() as Judge);
  }

  /** What the rules are: packs, records, rules, parameters, layouts; with the chunk `full` tables too. */
  get about(): About {
    this.#about ??= JSON.parse(this.#call((native) => native.about())) as About;
    return this.#about;
  }

  /** What is worth a warning. Needs the chunk `full`. */
  get warnings(): Diagnostic[] {
    return JSON.parse(this.#inFull((native) => native.warnings())) as Diagnostic[];
  }

  /** Begins a run over several inputs, or over bytes as they come. */
  session(options: SessionOptions = {}): Session {
    const text = told(options);
    const open = (native: NativeRules) => native.open(text);
    const native = options.keep || options.batches ? this.#inFull(open) : this.#call(open);
    return new Session(this.#chunk, native, options.batches);
  }

  /**
   * Judges records: objects, or JSON as text or bytes (an array, or a record a line). What cannot be read is in the report, and never thrown.
   *
   * @throws {SettingsError} where an option does not fit the rules
   */
  check(records: Iterable<unknown> | string | Uint8Array | object, options: Options = {}): Document {
    given("options", "an object", isPlain(options));
    const { name = "records", ...others } = options;
    const ofSessions = (["batches", "keep"] as const).find((it) => (others as SessionOptions)[it] !== undefined);
    if (ofSessions) throw new TypeError(`\`${ofSessions}\` is an option of sessions`);
    const session = this.session(others);
    try {
      if (typeof records === "string" || isBytes(records)) session.open(name, { digest: false }).push(records).close();
      else session.records(name, isIterable(records) ? records : [records]);
      return session.finish().consume();
    } finally {
      session.free();
    }
  }

  /** A rule by its id, with its sources, its text and its examples; or, with the chunk `full`, the page of the code of a diagnostic. */
  explain(what: string): Explanation | undefined {
    const asked = textIn("what", what).toLowerCase();
    const rule = this.about.rules.find((rule) => rule.rule.toLowerCase() === asked);
    if (rule) return { rule };
    const page = isLoaded("full") ? full().call((glue) => glue.page(what)) : undefined;
    return page === undefined ? undefined : { page };
  }

  /** The JSON Schema (draft 2020-12) of a record of the input. Needs the chunk `full`. */
  schema(record?: string): Record<string, unknown> {
    if (record !== undefined) textIn("record", record);
    return JSON.parse(this.#inFull((native) => native.schema(record))) as Record<string, unknown>;
  }

  /** The rules as a bundle. Needs the chunk `full`. */
  toBundle(): Uint8Array {
    return this.#inFull((native) => native.toBundle());
  }

  /** The files that the rules were compiled of: modules and tables, by path. Needs the chunk `full`. */
  files(): Record<string, string> {
    return JSON.parse(this.#inFull((native) => native.files())) as Record<string, string>;
  }

  /** The rule book: one page of HTML that loads nothing. Needs the chunk `full`. */
  book(lang: Lang = "ja"): string {
    return this.#inFull((native) => native.book(lang === "en"));
  }

  /** Lets them go, which otherwise happens when they are collected; sessions that are underway go on. They are compiled again should they be asked once more. */
  free(): void {
    const native = this.#native;
    if (this.#generation === this.#chunk.generation) this.#chunk.call(() => native.free());
    this.#generation = -1;
  }
}

function isIterable(records: unknown): records is Iterable<unknown> {
  return typeof records === "object" && records !== null && Symbol.iterator in records;
}

type Full = typeof import("./glue/full.js");

function packsOf(files: Files): string[] {
  given("files", "an object of texts and bytes, by path", isPlain(files));
  const folders = Object.keys(files).filter((path) => path.endsWith("/pack.toml")).map((path) => path.slice(0, -"/pack.toml".length));
  const inside = (path: string) => folders.some((folder) => path.startsWith(`${folder}/`));
  return [...folders, ...Object.keys(files).filter((path) => path.endsWith(".sadame") && !inside(path))].sort();
}

function bytesOf(files: Files): [string[], Uint8Array[]] {
  given("files", "an object of texts and bytes, by path", isPlain(files));
  const encoder = new TextEncoder();
  // A copy: they are compiled again after a trap.
  const own = (path: string, it: string | Uint8Array) => (typeof it === "string" ? encoder.encode(it) : Uint8Array.from(bytesIn(path, it)));
  return [Object.keys(files), Object.entries(files).map(([path, it]) => own(path, it))];
}
