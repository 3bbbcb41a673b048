/**
 * The worker from the page's side: what is asked of it, and what happens when it breaks. Evidence, contracts and the engine live there, so that the page stays
 * quick. When the engine falls into a trap, the worker is put away, a new one is made, and it reads again what was read before.
 */

import type { Diagnostic, Settings } from "../contract";
import type { Case } from "../model/case";
import type { Sums } from "../model/figures";
import type { Answer, Detail, FromWorker, Given, Request, Trial } from "./messages";
import DeskWorker from "./worker?worker&inline";

export type { Detail, Given, Trial } from "./messages";

/** Why something could not be done: Japanese, English; with diagnostics where rules are at fault. */
export class Refused extends Error {
  constructor(
    readonly ja: string,
    readonly en: string,
    readonly diagnostics: Diagnostic[] = [],
    /** Nothing is wrong: something is still to come. */
    readonly mild = false,
  ) {
    super(en);
  }
}

type Progress = (progress: { ja: string; en: string; part: number | null; count?: number }) => void;

interface Waiting {
  done: (answer: Answer) => void;
  fail: (why: Error) => void;
  progress: Progress;
}

export class Backend {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private next = 1;
  /** What laid the case on the desk, in its order: asked again of a new worker. */
  private laid: Request[] = [];

  private start(): Worker {
    const worker = new DeskWorker();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      const waiting = this.waiting.get(data.id);
      if (!waiting) return;
      if ("progress" in data) {
        waiting.progress(data.progress);
        return;
      }
      this.waiting.delete(data.id);
      waiting.done(data.answer);
    };
    worker.onerror = (event) => {
      console.error(event.message);
      event.preventDefault();
      this.drop();
    };
    this.worker = worker;
    return worker;
  }

  /** Puts the worker away; whoever waits is told. */
  private drop(): void {
    this.worker?.terminate();
    this.worker = null;
    const all = [...this.waiting.values()];
    this.waiting.clear();
    for (const { fail } of all) {
      fail(new Refused("エンジンが止まりました。作り直しましたので、もう一度お試しください", "the engine stopped; it was started anew, so please try again"));
    }
  }

  private send(request: Request, progress: Progress = () => {}): Promise<Answer> {
    const worker = this.worker ?? this.start();
    const id = this.next;
    this.next += 1;
    return new Promise((done, fail) => {
      this.waiting.set(id, { done, fail, progress });
      worker.postMessage({ id, request });
    });
  }

  private async ask(request: Request, progress?: Progress): Promise<Answer> {
    if (this.worker === null) for (const before of this.laid) await this.send(before);
    const answer = await this.send(request, progress);
    if (answer.kind !== "fault") return answer;
    if (answer.broken) this.drop();
    throw new Refused(answer.ja, answer.en, answer.diagnostics, answer.mild);
  }

  /** Reads what stands in the page. */
  async packed(data: string, progress: Progress): Promise<Case> {
    return this.lay({ kind: "packed", data }, progress);
  }

  /** Reads files: contracts, rules, a report, or a desk that was written before. */
  async files(files: Given[], progress: Progress): Promise<Case> {
    return this.lay({ kind: "files", files }, progress);
  }

  /** Judges the contracts that were dropped once more, by other settings. */
  async judge(settings: Settings, progress: Progress): Promise<Case> {
    return this.lay({ kind: "judge", settings }, progress);
  }

  private async lay(request: Request, progress: Progress): Promise<Case> {
    const answer = await this.ask(request, progress);
    if (answer.kind !== "case") throw new Refused("応答が違います", "the answer is of another kind");
    // A page or a report stands for itself; rules, contracts and settings come one after the other.
    this.laid = request.kind === "packed" ? [request] : [...this.laid, request].slice(-8);
    return answer.case;
  }

  /** A contract and its findings in full. */
  async detail(row: number): Promise<Detail | null> {
    const answer = await this.ask({ kind: "detail", row });
    return answer.kind === "detail" ? answer.detail : null;
  }

  /** What the contracts add up to. */
  async sums(): Promise<Sums> {
    const answer = await this.ask({ kind: "sums" });
    if (answer.kind !== "sums") throw new Refused("応答が違います", "the answer is of another kind");
    return answer.sums;
  }

  /** The report, as `sadame check --format json` writes it. */
  async report(): Promise<string> {
    const answer = await this.ask({ kind: "report" });
    if (answer.kind !== "report") throw new Refused("応答が違います", "the answer is of another kind");
    return answer.text;
  }

  /** What is wrong with rules. */
  async diagnose(files: Record<string, string>, packs: string[]): Promise<Diagnostic[]> {
    const answer = await this.ask({ kind: "diagnose", files, packs });
    return answer.kind === "diagnostics" ? answer.diagnostics : [];
  }

  /** Judges the contracts by changed rules, and says what came out otherwise. */
  async try(files: Record<string, string>, packs: string[], progress: Progress): Promise<Trial> {
    const answer = await this.ask({ kind: "try", files, packs }, progress);
    if (answer.kind !== "trial") throw new Refused("応答が違います", "the answer is of another kind");
    return answer.trial;
  }

  /** Has the engine fall into a trap: for showing that the page gets over it. */
  async break(): Promise<void> {
    await this.ask({ kind: "break" });
  }
}
