// A run: inputs come in, and are judged as they come.

import type { Report as NativeReport, Session as NativeSession } from "./glue/full.js";
import { full, sheets, sheetsIfLoaded, type Judge } from "./chunks.js";
import type { DataError, Document, Finding, Summary } from "./contract.js";
import { TrapError, type Lang } from "./errors.js";
import { bytes, count, given, options, text } from "./given.js";
import { elements, lineOf, overLines } from "./layout.js";
import { written as inJson } from "./records.js";

/** How an input is read, where it is otherwise than the run's options say. */
export interface Reading {
  /** The layout; otherwise, the one that fits. */
  layout?: string;
  /** How a text is written (`cp932`, `euc-jp`); otherwise, what its bytes show. */
  encoding?: string;
  /** Whether the report tells the SHA-256 of the bytes: it does, unless this is `false`. */
  digest?: boolean;
}

/** How far a run is. */
export interface Progress {
  /** Bytes that were pushed. */
  bytes: number;
  /** Records read. */
  records: number;
  /** Records judged. */
  judged: number;
  /** Records with a failed rule so far. */
  flagged: number;
  /** Findings so far. */
  findings: number;
  /** Data errors so far. */
  dataErrors: number;
}

/** By what, and under which settings, a report was made. */
export type Header = Omit<Document, "summary" | "findings" | "data_errors">;

/** A record as it was read. */
export interface KeptRecord {
  /** The name of the input. */
  input: string;
  /** Its line, row, or place in the array, from 1. */
  position: number;
  /** The record. Numbers are JavaScript's: {@link Report.recordText} has every digit. */
  record: unknown;
}

/** What came since the last time. */
export interface Batch {
  /** Records, where they are kept. */
  records: KeptRecord[];
  /** Findings without their sources and what shows them: {@link Report.again} gives that. */
  findings: Finding[];
  /** What could not be read. */
  data_errors: DataError[];
}

/** Something of a chunk that a trap may take away. */
class Held<N extends { free(): void }> {
  readonly #generation: number;
  #native: N | undefined;
  #busy = false;

  constructor(protected readonly chunk: Judge, native: N) {
    this.#native = native;
    this.#generation = chunk.generation;
  }

  protected call<T>(what: (native: N) => T): T {
    const native = this.#native;
    if (!native) throw new Error("it is closed already");
    if (this.#generation !== this.chunk.generation) throw new TrapError("it was lost when the engine stopped");
    return this.alone(() => this.chunk.call(() => what(native)));
  }

  /** What is told as it goes (`after`, `batches`) may not turn back to it. */
  protected alone<T>(what: () => T): T {
    if (this.#busy) throw new Error("it is at work: what it calls cannot call it");
    this.#busy = true;
    try {
      return what();
    } finally {
      this.#busy = false;
    }
  }

  /** The same, for what only the chunk `full` does. */
  protected inFull<T>(what: (native: N) => T): T {
    if (this.chunk.name !== "full") throw new Error('this run is judged by the chunk `core`: `await load("full")` before it begins');
    return this.call(what);
  }

  /** Takes what is held, for the last time. */
  protected last<T>(what: (native: N) => T): T {
    const out = this.call(what);
    this.#native = undefined;
    return out;
  }

  /** Lets it go, which otherwise happens when it is collected. Once is enough. */
  free(): void {
    if (this.#busy) throw new Error("it is at work: what it calls cannot let it go");
    const native = this.#native;
    this.#native = undefined;
    // What a trap took is gone already.
    if (native && this.#generation === this.chunk.generation) this.chunk.call(() => native.free());
  }
}

/** Half of a letter that is written as a pair. */
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A run over several inputs, or over bytes as they come. */
export class Session extends Held<NativeSession> {
  readonly #encoder = new TextEncoder();
  readonly #give: ((batch: Batch) => void) | undefined;
  #bytes = 0;
  /** Half of a letter that the last text ended with. */
  #half = "";
  /** The input that was begun, and is not ended yet. */
  #open: string | undefined;

  /** Sessions are begun by {@link RuleSet.session}. */
  constructor(chunk: Judge, native: NativeSession, give?: (batch: Batch) => void) {
    super(chunk, native);
    this.#give = give;
    if (give) full();
  }

  #handOver(): void {
    const give = this.#give;
    if (!give) return;
    const batch = JSON.parse(this.inFull((native) => native.take())) as Batch;
    this.alone(() => give(batch));
  }

  /** Begins the next input. Lines of JSON are judged as they come; all else when it is {@link close}d. */
  open(name: string, reading?: Reading): this {
    const [called, told] = [text("name", name), options(READING, reading)];
    this.#begin(called, told && written(told));
    return this;
  }

  /** What is left of an input that is not ended would be judged by nobody, and nobody would know. That the run is closed is told first. */
  #ended(): void {
    this.call(() => {});
    if (this.#open !== undefined) throw new Error(`the input \`${this.#open}\` is not ended: \`close\` it first`);
  }

  #begun(): void {
    this.call(() => {});
    if (this.#open === undefined) throw new Error("no input is open: `open` one first");
  }

  #begin(name: string, told: string | undefined): void {
    this.#ended();
    this.call((native) => native.open(name, told));
    this.#open = name;
  }

  /** Judges what is whole with this chunk of the input. */
  push(chunk: Uint8Array | string): this {
    this.#begun();
    const own = typeof chunk === "string" ? this.#encoded(chunk) : bytes("chunk", chunk);
    if (typeof chunk !== "string" && chunk.length > 0) this.#lone();
    this.#bytes += own.length;
    this.call((native) => native.push(own));
    this.#handOver();
    return this;
  }

  /** A text as bytes. Half a letter at its end waits for the other; one that stays alone is written as what JSON does not allow, so that it is reported. */
  #encoded(text: string): Uint8Array {
    let whole = this.#half === "" ? text : this.#half + text;
    const last = whole.charCodeAt(whole.length - 1);
    this.#half = last >= 0xd800 && last <= 0xdbff ? whole.slice(-1) : "";
    if (this.#half !== "") whole = whole.slice(0, -1);
    return this.#encoder.encode(whole.isWellFormed?.() ? whole : escaped(whole));
  }

  /** Half a letter whose other half did not come. */
  #lone(): void {
    if (this.#half === "") return;
    const rest = this.#encoder.encode(escaped(this.#half));
    this.#half = "";
    this.call((native) => native.push(rest));
  }

  /** Ends the input. `after` is told how many records have been read, each thousand of them. Workbooks need the chunk `sheets`. */
  close(after?: (records: number) => void): this {
    given("after", "a function", after === undefined || typeof after === "function");
    this.#begun();
    this.#lone();
    const chunk = sheetsIfLoaded();
    const open = chunk && ((bytes: Uint8Array) => chunk.call((glue) => glue.openWorkbook(bytes)));
    const give = this.#give;
    let fault: unknown;
    const told = (records: number, taken: string | undefined) => {
      try {
        if (give && taken !== undefined) give(JSON.parse(taken) as Batch);
        after?.(records);
      } catch (why) {
        fault ??= why;
      }
    };
    this.call((native) => native.close(open, give || after ? told : undefined, give !== undefined));
    this.#open = undefined;
    if (fault !== undefined) throw fault;
    this.#handOver();
    return this;
  }

  /** Judges a whole file: JSON, JSON lines; and, with the chunk `full`, texts of rows, with `sheets` workbooks; packed or not. */
  file(name: string, content: Uint8Array, reading?: Reading & { after?: (records: number) => void }): this {
    const { after, ...others } = reading ?? {};
    const own = bytes("content", content);
    return this.open(name, others).push(own).close(after);
  }

  /** Judges whole files, each once: those that others are read with (`支払.csv` beside `契約一覧.csv`) are not judged by themselves. */
  files(files: Iterable<{ name: string; bytes: Uint8Array }>, after?: (records: number) => void): this {
    const all = [...files].map((file) => ({ name: text("name", file?.name), bytes: bytes("bytes", file?.bytes) }));
    const several = all.length > 1 && this.chunk.name === "full";
    if (several) all.forEach(({ name, bytes }) => this.beside(name, bytes));
    const beside = new Set(several ? all.flatMap(({ name }) => this.readWith(name)) : []);
    all.filter(({ name }) => !beside.has(name)).forEach(({ name, bytes }) => this.file(name, bytes, { after }));
    return this;
  }

  /** Lets a file be read with others, where a layout says so: `支払.csv` beside `契約一覧.csv`. Needs the chunk `full`. */
  beside(name: string, content: Uint8Array): this {
    const [called, own] = [text("name", name), bytes("content", content)];
    this.inFull((native) => native.beside(called, own));
    return this;
  }

  /** The names of the files, among those {@link beside}, that this one of them is read with: they are not to be judged by themselves. Needs the chunk `full`. */
  readWith(name: string): string[] {
    const called = text("name", name);
    return this.inFull((native) => native.readWith(called));
  }

  /** Judges JavaScript's own values, as {@link RuleSet.check} does. */
  records(name: string, records: Iterable<unknown>): this {
    const called = text("name", name);
    this.#begin(called, written([["madeOf", "javascript"]]));
    let lines = "";
    for (const record of records) {
      lines += inJson(record) + "\n";
      if (lines.length > 1 << 18) {
        this.push(lines);
        lines = "";
      }
    }
    return this.push(lines).close();
  }

  /** How far it is. */
  get progress(): Progress {
    const [records = 0, judged = 0, flagged = 0, findings = 0, dataErrors = 0] = this.call((native) => native.counts());
    return { bytes: this.#bytes, records, judged, flagged, findings, dataErrors };
  }

  /** Judges what looks at more than one record, and closes the run. What was handed over in batches is not in the report, but for its counts. */
  finish(): Report {
    this.#ended();
    return new Report(this.chunk, this.last((native) => native.finish()));
  }
}

/** What came of a run. It is held by the engine, and given in parts: `document()` is the whole of it. */
export class Report extends Held<NativeReport> {
  /** How many findings there are, data errors, and records that were kept. */
  get lengths(): { findings: number; dataErrors: number; records: number } {
    const [findings = 0, dataErrors = 0, records = 0] = this.call((native) => native.lengths());
    return { findings, dataErrors, records };
  }

  /** Whether all that was given was judged. */
  get complete(): boolean {
    return this.call((native) => native.complete());
  }

  /** By what, and under which settings, it was made. */
  get header(): Header {
    return JSON.parse(this.call((native) => native.header())) as Header;
  }

  /** How many of each. */
  get summary(): Summary {
    return JSON.parse(this.call((native) => native.summary())) as Summary;
  }

  /** Some of the findings. */
  findings(from = 0, to = Number.MAX_SAFE_INTEGER): Finding[] {
    const [first, last] = within(from, to);
    return JSON.parse(this.call((native) => native.findings(first, last))) as Finding[];
  }

  /** Some of the findings without their sources and what shows them: for lists of many. Needs the chunk `full`. */
  outlines(from = 0, to = Number.MAX_SAFE_INTEGER): Finding[] {
    const [first, last] = within(from, to);
    return JSON.parse(this.inFull((native) => native.outlines(first, last))) as Finding[];
  }

  /** Judges a record that was kept once more, by its number: the findings about it alone, in full. They count as new. Needs the chunk `full`. */
  again(record: number): Finding[] {
    const number = count("record", record);
    if (number > ALL) return [];
    return JSON.parse(this.inFull((native) => native.again(number))) as Finding[];
  }

  /** Some of the data errors. */
  dataErrors(from = 0, to = Number.MAX_SAFE_INTEGER): DataError[] {
    const [first, last] = within(from, to);
    return JSON.parse(this.call((native) => native.dataErrors(first, last))) as DataError[];
  }

  /** Some of the records that were kept. */
  records(from = 0, to = Number.MAX_SAFE_INTEGER): KeptRecord[] {
    const [first, last] = within(from, to);
    return JSON.parse(this.inFull((native) => native.records(first, last))) as KeptRecord[];
  }

  /** The same as text, in which every number has its digits. */
  recordText(from = 0, to = Number.MAX_SAFE_INTEGER): string {
    const [first, last] = within(from, to);
    return this.inFull((native) => native.records(first, last));
  }

  /** The number, among those kept, of the record at a position of an input. */
  recordAt(input: string, position: number): number | undefined {
    const [called, at] = [text("input", input), count("position", position)];
    return this.inFull((native) => native.recordAt(called, at));
  }

  /** The whole of it. Numbers are JavaScript's: {@link Report.json} has every digit. */
  document(): Document {
    return JSON.parse(this.#whole()) as Document;
  }

  /** The engine's own text of each part. */
  #parts() {
    return {
      header: this.call((native) => native.header()),
      summary: this.call((native) => native.summary()),
      findings: this.call((native) => native.findings(0, ALL)),
      errors: this.call((native) => native.dataErrors(0, ALL)),
    };
  }

  #whole(): string {
    const { header, summary, findings, errors } = this.#parts();
    return `${header.slice(0, -1)},"summary":${summary},"findings":${findings},"data_errors":${errors}}`;
  }

  /** The whole of it, and lets it go. */
  consume(): Document {
    try {
      return this.document();
    } finally {
      this.free();
    }
  }

  /** What `sadame check --format json` writes. */
  json(): string {
    return overLines(this.#whole());
  }

  /** What `sadame check --format jsonl` writes, but for the order of data errors. */
  lines(): string {
    const { header, summary, findings, errors } = this.#parts();
    const lines = (type: string, list: string) => elements(list).map((it) => lineOf(type, it));
    return [lineOf("header", header), ...lines("finding", findings), ...lines("data_error", errors), lineOf("summary", summary)].join("");
  }

  /** The report in words. Needs the chunk `full`. */
  text(lang: Lang = "ja"): string {
    return this.inFull((native) => native.text(lang === "en"));
  }

  /** The report as one page of HTML to read and print. Needs the chunk `full`. */
  html(lang: Lang = "ja"): string {
    return this.inFull((native) => native.html(lang === "en"));
  }

  /** The findings as a table. Needs the chunk `full`. */
  csv(lang: Lang = "ja"): string {
    return this.inFull((native) => native.csv(lang === "en"));
  }

  /** The report as a workbook. Needs the chunk `sheets`. */
  xlsx(lang: Lang = "ja"): Uint8Array {
    return sheets().call((glue) => glue.writeWorkbook(this.#whole(), lang === "en"));
  }
}

/** A text without half letters: each is written as its escape, which no JSON allows alone. */
function escaped(text: string): string {
  return text.replace(LONE, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}

/** The largest number that the engine can count to. */
const ALL = 0xffff_ffff;

/** Where a part begins and ends. */
function within(from: number, to: number): [number, number] {
  return [Math.min(count("from", from), ALL), Math.min(count("to", to), ALL)];
}

/** What {@link Reading} may say. */
const READING = { layout: "a text", encoding: "a text", digest: "true or false" } as const;

/** Options as the engine reads them: each as a text, of lists each element, of objects each member. What ends them stands in no option. */
export function written(options: Iterable<readonly [string, unknown]>): string {
  const text = (value: unknown) => String(value).replace(/[\u001e\u001f]/g, " ");
  let out = "";
  for (const [name, value] of options) {
    if (value === undefined) continue;
    const all = Array.isArray(value) ? value.map(text) : typeof value === "object" && value !== null ? Object.entries(value).map((it) => it.map(text).join("\u001f")) : [text(value)];
    for (const it of all) out += `${name}\u001f${it}\u001e`;
  }
  return out;
}
