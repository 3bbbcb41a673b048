/** The worker: it reads, judges and keeps; the page asks. One request is done after the other. */

import type { Answer, FromWorker, Request } from "./messages";
import { Bench } from "./bench";

const scope = self as unknown as DedicatedWorkerGlobalScope;
const bench = new Bench();
let before: Promise<void> = Promise.resolve();

scope.onmessage = ({ data }: MessageEvent<{ id: number; request: Request }>) => {
  before = before.then(() => answered(data.id, data.request));
};

async function answered(id: number, request: Request): Promise<void> {
  const say = (message: FromWorker): void => scope.postMessage(message);
  let answer: Answer;
  try {
    answer = await bench.answer(request, (progress) => say({ id, progress }));
  } catch (why) {
    answer = bench.fault(why);
  }
  say({ id, answer });
}
