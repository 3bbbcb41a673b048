/**
 * The worker from the page's side: what is asked of it, and what happens when it breaks. Evidence, contracts and the engine live there, so that the page stays
 * quick. When the engine falls into a trap, the worker is put away, a new one is made, and it reads again what was read before.
 */

import type { Diagnostic, Finding, Settings } from "../contract";
import type { Case } from "../model/case";
import type { Sums } from "../model/figures";
import type { Answer, Detail, FromWorker, Given, Request, Root, Tell, Trial } from "./messages";
import DeskWorker from "./worker?worker&inline";

export type { Detail, Given, Root, Tell, Trial } from "./messages";

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

/** The rules read several records, and nobody has said which one the files hold. */
export class Which extends Error {
  constructor(readonly roots: Root[]) {
    super("which record do the files hold?");
  }
}

interface Waiting {
  done: (answer: Answer) => void;
  fail: (why: Error) => void;
  progress: Tell;
}

export class Backend {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private next = 1;
  /** What laid the case on the desk, in its order: asked again of a new worker. */
  private laid: Request[] = [];
  /** A new worker is being asked that. */
  private again: Promise<void> | null = null;

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

  private send(request: Request, progress: Tell = () => {}): Promise<Answer> {
    const worker = this.worker ?? this.start();
    const id = this.next;
    this.next += 1;
    return new Promise((done, fail) => {
      this.waiting.set(id, { done, fail, progress });
      worker.postMessage({ id, request });
    });
  }

  private async ask(request: Request, progress?: Tell): Promise<Answer> {
    if (this.worker === null) this.again = this.replay(progress);
    await this.again;
    const answer = await this.send(request, progress);
    if (answer.kind === "choose") throw new Which(answer.roots);
    if (answer.kind !== "fault") return answer;
    if (answer.broken) this.drop();
    throw new Refused(answer.ja, answer.en, answer.diagnostics, answer.mild);
  }

  /** Has a new worker read what the one before had read. */
  private async replay(progress?: Tell): Promise<void> {
    for (const before of this.laid) await this.send(before, progress);
  }

  /** Reads what stands in the page. */
  async packed(data: string, progress: Tell): Promise<Case> {
    return this.lay({ kind: "packed", data }, progress);
  }

  /** Reads files: contracts, rules, a report, or a desk that was written before. */
  async files(files: Given[], progress: Tell): Promise<Case> {
    return this.lay({ kind: "files", files }, progress);
  }

  /** Judges the contracts that were dropped once more, by other settings; `chosen` where these say what the files hold that wait for it. */
  async judge(settings: Settings, chosen: boolean, progress: Tell): Promise<Case> {
    return this.lay({ kind: "judge", settings, chosen }, progress);
  }

  private async lay(request: Request, progress: Tell): Promise<Case> {
    // Rules, contracts and settings come one after the other; of settings the last ones hold.
    const next = [...this.laid.filter(({ kind }) => kind !== "judge" || request.kind !== "judge"), request];
    try {
      const answer = await this.ask(request, progress);
      if (answer.kind !== "case") throw new Refused("応答が違います", "the answer is of another kind");
      // A page or a report stands for itself.
      this.laid = answer.case.here ? next : [request];
      return answer.case;
    } catch (why) {
      // Rules that wait for contracts, and contracts for what they are, were read all the same.
      if (why instanceof Which || (why instanceof Refused && why.mild)) this.laid = next;
      throw why;
    }
  }

  /** A contract and its findings in full. */
  async detail(row: number): Promise<Detail | null> {
    const answer = await this.ask({ kind: "detail", row });
    return answer.kind === "detail" ? answer.detail : null;
  }

  /** Findings about no contract, in full, by their numbers. */
  async evidence(marks: number[]): Promise<Finding[]> {
    const answer = await this.ask({ kind: "evidence", marks });
    return answer.kind === "evidence" ? answer.findings : [];
  }

  /** What the contracts add up to. */
  async sums(): Promise<Sums> {
    const answer = await this.ask({ kind: "sums" });
    if (answer.kind !== "sums") throw new Refused("応答が違います", "the answer is of another kind");
    return answer.sums;
  }

  /** The report, as `sadame check --format json` writes it. */
  async report(progress: Tell): Promise<Blob> {
    const answer = await this.ask({ kind: "report" }, progress);
    if (answer.kind !== "report") throw new Refused("応答が違います", "the answer is of another kind");
    return answer.blob;
  }

  /** What is wrong with rules. */
  async diagnose(files: Record<string, string>, packs: string[]): Promise<Diagnostic[]> {
    const answer = await this.ask({ kind: "diagnose", files, packs });
    return answer.kind === "diagnostics" ? answer.diagnostics : [];
  }

  /** Judges the contracts by changed rules, and says what came out otherwise. */
  async try(files: Record<string, string>, packs: string[], progress: Tell): Promise<Trial> {
    const answer = await this.ask({ kind: "try", files, packs }, progress);
    if (answer.kind !== "trial") throw new Refused("応答が違います", "the answer is of another kind");
    return answer.trial;
  }

  /** Has the engine fall into a trap: for showing that the page gets over it. */
  async break(): Promise<void> {
    await this.ask({ kind: "break" });
  }
}
