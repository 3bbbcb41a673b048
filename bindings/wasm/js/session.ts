// A run: inputs come in, and are judged as they come.

import type { Report as NativeReport, Session as NativeSession } from "./glue/full.js";
import { full, isLoaded, sheets, sheetsIfLoaded, type Judge } from "./chunks.js";
import type { DataError, Document, Finding, Summary } from "./contract.js";
import { TrapError, type Lang } from "./errors.js";
import { written } from "./records.js";

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

/** Something of a chunk that a trap may take away. */
class Held<N> {
  readonly #generation: number;
  #native: N | undefined;

  constructor(protected readonly chunk: Judge, native: N) {
    this.#native = native;
    this.#generation = chunk.generation;
  }

  protected call<T>(what: (native: N) => T): T {
    const native = this.#native;
    if (!native) throw new Error("it is closed already");
    if (this.#generation !== this.chunk.generation) throw new TrapError("it was lost when the engine stopped");
    return this.chunk.call(() => what(native));
  }

  /** Takes what is held, for the last time. */
  protected last<T>(what: (native: N) => T): T {
    const out = this.call(what);
    this.#native = undefined;
    return out;
  }
}

/** A run over several inputs, or over bytes as they come. */
export class Session extends Held<NativeSession> {
  #bytes = 0;

  /** Begins the next input. Lines of JSON are judged as they come; all else when it is {@link close}d. */
  open(name: string, reading?: Reading): this {
    this.call((native) => native.open(name, reading && JSON.stringify(reading)));
    return this;
  }

  /** Judges what is whole with this chunk of the input. */
  push(chunk: Uint8Array | string): this {
    this.#bytes += chunk.length;
    this.call((native) => (typeof chunk === "string" ? native.pushText(chunk) : native.push(chunk)));
    return this;
  }

  /** Ends the input. `after` is told how many records have been read, each thousand of them. Workbooks need the chunk `sheets`. */
  close(after?: (records: number) => void): this {
    const chunk = sheetsIfLoaded();
    const open = chunk && ((bytes: Uint8Array) => chunk.call((glue) => glue.openWorkbook(bytes)));
    this.call((native) => native.close(open, after));
    return this;
  }

  /** Judges a whole file: JSON, JSON lines; and, with the chunk `full`, texts of rows, with `sheets` workbooks; packed or not. */
  file(name: string, bytes: Uint8Array, reading?: Reading & { after?: (records: number) => void }): this {
    const { after, ...others } = reading ?? {};
    return this.open(name, others).push(bytes).close(after);
  }

  /** Judges whole files, each once: those that others are read with (`支払.csv` beside `契約一覧.csv`) are not judged by themselves. */
  files(files: Iterable<{ name: string; bytes: Uint8Array }>, after?: (records: number) => void): this {
    const all = [...files];
    const several = all.length > 1 && isLoaded("full");
    if (several) all.forEach(({ name, bytes }) => this.beside(name, bytes));
    const beside = new Set(several ? all.flatMap(({ name }) => this.call((native) => native.readWith(name))) : []);
    all.filter(({ name }) => !beside.has(name)).forEach(({ name, bytes }) => this.file(name, bytes, { after }));
    return this;
  }

  /** Lets a file be read with others, where a layout says so: `支払.csv` beside `契約一覧.csv`. Needs the chunk `full`. */
  beside(name: string, bytes: Uint8Array): this {
    full();
    this.call((native) => native.beside(name, bytes));
    return this;
  }

  /** Judges JavaScript's own values, as {@link RuleSet.check} does. */
  records(name: string, records: Iterable<unknown>): this {
    this.call((native) => native.open(name, '{"madeOf":"javascript"}'));
    let lines = "";
    for (const record of records) {
      lines += written(record) + "\n";
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

  /** Judges what looks at more than one record, and closes the run. */
  finish(): Report {
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
    return JSON.parse(this.call((native) => native.findings(from, within(to)))) as Finding[];
  }

  /** Some of the findings without their evidence and their sources: for lists of many. */
  outlines(from = 0, to = Number.MAX_SAFE_INTEGER): Finding[] {
    return JSON.parse(this.call((native) => native.outlines(from, within(to)))) as Finding[];
  }

  /** Some of the data errors. */
  dataErrors(from = 0, to = Number.MAX_SAFE_INTEGER): DataError[] {
    return JSON.parse(this.call((native) => native.dataErrors(from, within(to)))) as DataError[];
  }

  /** Some of the records that were kept. */
  records(from = 0, to = Number.MAX_SAFE_INTEGER): KeptRecord[] {
    return JSON.parse(this.call((native) => native.records(from, within(to)))) as KeptRecord[];
  }

  /** The same as text, in which every number has its digits. */
  recordText(from = 0, to = Number.MAX_SAFE_INTEGER): string {
    return this.call((native) => native.records(from, within(to)));
  }

  /** The number, among those kept, of the record at a position of an input. */
  recordAt(input: string, position: number): number | undefined {
    return this.call((native) => native.recordAt(input, position));
  }

  /** The whole of it. */
  document(): Document {
    return JSON.parse(this.call((native) => native.document())) as Document;
  }

  /** The whole of it, and lets it go. */
  consume(): Document {
    const document = this.document();
    this.free();
    return document;
  }

  /** What `sadame check --format json` writes. */
  json(): string {
    return `${JSON.stringify(this.document(), null, 2)}\n`;
  }

  /** What `sadame check --format jsonl` writes, but for the order of data errors. */
  lines(): string {
    const { summary, findings, data_errors, ...header } = this.document();
    const line = (type: string) => (it: object) => `${JSON.stringify({ type, ...it })}\n`;
    const all = [...findings.map(line("finding")), ...data_errors.map(line("data_error"))];
    return [line("header")(header), ...all, line("summary")(summary)].join("");
  }

  /** The report in words. Needs the chunk `full`. */
  text(lang: Lang = "ja"): string {
    full();
    return this.call((native) => native.text(lang === "en"));
  }

  /** The report as one page of HTML to read and print. Needs the chunk `full`. */
  html(lang: Lang = "ja"): string {
    full();
    return this.call((native) => native.html(lang === "en"));
  }

  /** The findings as a table. Needs the chunk `full`. */
  csv(lang: Lang = "ja"): string {
    full();
    return this.call((native) => native.csv(lang === "en"));
  }

  /** The report as a workbook. Needs the chunk `sheets`. */
  xlsx(lang: Lang = "ja"): Uint8Array {
    const document = this.call((native) => native.document());
    return sheets().call((glue) => glue.writeWorkbook(document, lang === "en"));
  }

  /** Lets it go, which otherwise happens when it is collected. */
  free(): void {
    this.last((native) => native.free());
  }
}

/** A number that the engine can count to. */
function within(to: number): number {
  return Math.min(to, 0xffff_ffff);
}
