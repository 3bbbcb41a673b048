/** Opening: what stands in the page, what is dropped on it, a decisions file. Whatever goes wrong is said, and what was on the desk stays there. */

import { Refused, type Given } from "./engine/backend";
import { isDecisions, NotDecisions, readDecisions } from "./model/decisions";
import type { Settings } from "./contract";
import type { State } from "./state";
import { cases, say } from "./words";

/** Reads the data that stands in the page, where there is some. */
export async function openPacked(state: State): Promise<void> {
  const block = document.getElementById("sadame-desk");
  if (!block?.textContent) return;
  await laying(state, async (progress) => {
    const { data } = JSON.parse(block.textContent!) as { data: string };
    // It is in the worker now; the page need not hold it twice.
    block.remove();
    return state.backend.packed(data, progress);
  });
}

type Tell = (progress: { ja: string; en: string; part: number | null; count?: number }) => void;

async function laying(state: State, read: (tell: Tell) => Promise<import("./model/case").Case>): Promise<void> {
  state.progress = { what: say("読み込んでいます", "Reading"), part: null };
  state.changed();
  try {
    const of = await read(({ ja, en, part, count }) => {
      state.progress = { what: say(ja, en), part, ...(count === undefined ? {} : { count }) };
      state.changed();
    });
    state.lay(of);
    for (const input of of.summary.inputs) {
      if (input.problem) state.notify("error", `${input.name}：${say(input.problem.ja, input.problem.en)}`);
    }
    const page = location.hash.slice(1).split("/")[0];
    if (page === "" || page === "start") state.go("docket");
    else state.route();
  } catch (why) {
    refused(state, why);
  } finally {
    state.progress = null;
    state.changed();
  }
}

/** Says why something could not be done. */
export function refused(state: State, why: unknown): void {
  if (why instanceof Refused || why instanceof NotDecisions) {
    const diagnostics = why instanceof Refused ? why.diagnostics : [];
    state.notify(
      why instanceof Refused && why.mild ? "info" : "error",
      say(why.ja, why.en),
      diagnostics.map((it) => `${it.file}:${it.line}:${it.column} ${it.code} ${say(it.message.ja, it.message.en)}`),
    );
  } else {
    const text = why instanceof Error ? why.message : String(why);
    state.notify("error", say(`できませんでした（${text}）`, `that did not work (${text})`));
  }
}

/** Takes files: decisions are merged, everything else is laid on the desk. */
export async function openFiles(state: State, files: Given[]): Promise<void> {
  const others: Given[] = [];
  for (const given of files) {
    const document = await smallJson(given);
    if (document !== undefined && isDecisions(document)) mergeDecisions(state, given.name, document);
    else others.push(given);
  }
  if (others.length === 0) return;
  if (state.decisions.unsaved && !confirm(say("保存していない決定があります。破棄して別の資料を開きますか", "There are decisions that no file holds. Open something else and lose them?"))) {
    return;
  }
  await laying(state, (progress) => state.backend.files(others, progress));
}

/** Judges what was dropped once more, by other settings. Decisions stay: they go by what findings say. */
export async function judgeAgain(state: State, settings: Settings): Promise<void> {
  const decided = state.decisions.all;
  await laying(state, (progress) => state.backend.judge(settings, progress));
  if (state.decisions.all !== decided && decided.length > 0) state.decisions.decide([...decided]);
  state.refresh();
}

/** The document in a small file of JSON; nothing where it is none. */
async function smallJson({ name, file }: Given): Promise<unknown> {
  if (!name.endsWith(".json") || file.size > 64 << 20) return undefined;
  try {
    return JSON.parse(await file.text());
  } catch {
    return undefined;
  }
}

function mergeDecisions(state: State, name: string, document: unknown): void {
  const of = state.case;
  if (!of) {
    state.notify("warning", say(`${name}：先に契約の資料を開いてください`, `${name}: open the contracts first`));
    return;
  }
  try {
    const known = new Set(of.marks.map((mark) => mark.fingerprint));
    const merged = state.decisions.merge(readDecisions(document), of.summary.inputs, (fingerprint) => known.has(fingerprint));
    state.refresh();
    const text = say(
      `${name}：決定${cases(merged.added)}を取り込みました（同じもの${cases(merged.same)}、相違${cases(merged.conflicts)}）`,
      `${name}: took in ${merged.added} decisions (${merged.same} the same, ${merged.conflicts} in conflict)`,
    );
    state.notify(merged.conflicts > 0 ? "warning" : "info", text);
    if (merged.otherInputs.length > 0 || merged.elsewhere > 0) {
      state.notify(
        "warning",
        say(
          `${name}は別の資料についての決定を含みます。この資料にない指摘についての決定が${cases(merged.elsewhere)}あり、失わずに保ちます`,
          `${name} was made on other data: ${merged.elsewhere} of its decisions are on findings that are not here, and are kept`,
        ),
        merged.otherInputs.map((input) => say(`内容の異なる入力：${input}`, `an input that differs: ${input}`)),
      );
    }
  } catch (why) {
    refused(state, why);
  }
}

/** The files of what was dropped, those in folders too. */
export async function dropped(transfer: DataTransfer): Promise<Given[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return [...transfer.files].map((file) => ({ name: file.name, file }));
  return (await Promise.all(entries.map((entry) => below(entry, "")))).flat();
}

async function below(entry: FileSystemEntry, folder: string): Promise<Given[]> {
  const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail));
    return [{ name, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Given[] = [];
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (entries.length === 0) return found;
    for (const inside of entries) found.push(...(await below(inside, name)));
  }
}
