/** The worker: it reads, judges and keeps; the page asks. */

import type { Answer, FromWorker, Request } from "./messages";
import { Bench } from "./bench";

const scope = self as unknown as DedicatedWorkerGlobalScope;
const bench = new Bench();

scope.onmessage = async ({ data }: MessageEvent<{ id: number; request: Request }>) => {
  const { id, request } = data;
  const say = (message: FromWorker): void => scope.postMessage(message);
  let answer: Answer;
  try {
    answer = await bench.answer(request, (progress) => say({ id, progress }));
  } catch (why) {
    answer = bench.fault(why);
  }
  say({ id, answer });
};
