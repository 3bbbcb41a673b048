/** Opening: what stands in the page, what is dropped on it, a decisions file. Whatever goes wrong is said, and what was on the desk stays there. */

import { Refused, Which, type Given, type Tell } from "./engine/backend";
import type { Case } from "./model/case";
import { isDecisions, NotDecisions, readDecisions } from "./model/decisions";
import type { Settings } from "./contract";
import type { State } from "./state";
import { cases, say } from "./words";

/** Reads the data that stands in the page, where there is some. */
export async function openPacked(state: State): Promise<void> {
  const block = document.getElementById("sadame-desk");
  if (!block?.textContent) return;
  const { data } = JSON.parse(block.textContent) as { data: string };
  // It is in the worker now; the page need not hold it twice.
  block.remove();
  await laying(state, (progress) => state.backend.packed(data, progress));
}

/** Lays a case on the desk; whether that was possible. */
async function laying(state: State, read: (tell: Tell) => Promise<Case>, again = false): Promise<boolean> {
  state.progress = { what: say("読み込んでいます", "Reading"), part: null };
  state.changed();
  try {
    const of = await read(({ ja, en, part, count }) => {
      state.progress = { what: say(ja, en), part, ...(count === undefined ? {} : { count }) };
      state.changed();
    });
    state.lay(of, again);
    state.asking = null;
    for (const input of of.summary.inputs) {
      if (input.problem) state.notify("error", `${input.name}：${say(input.problem.ja, input.problem.en)}`);
    }
    const page = location.hash.slice(1).split("/")[0];
    if (page === "" || page === "start") state.go("docket");
    else state.route();
    return true;
  } catch (why) {
    if (why instanceof Which) state.asking = { roots: why.roots, decisions: [] };
    else refused(state, why);
    return false;
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

/** Takes files: everything but decisions is laid on the desk, and then decisions are merged into it. */
export async function openFiles(state: State, files: Given[]): Promise<void> {
  const decisions: Given[] = [];
  const others: Given[] = [];
  for (const given of files) (await holdsDecisions(given) ? decisions : others).push(given);
  if (others.length > 0) {
    const lost = say("保存していない決定があります。破棄して別の資料を開きますか", "There are decisions that no file holds. Open something else and lose them?");
    if (state.decisions.unsaved && !confirm(lost)) return;
    if (!(await laying(state, (progress) => state.backend.files(others, progress)))) {
      // They wait with what they came with.
      if (state.asking) state.asking.decisions = decisions;
      return;
    }
  }
  for (const given of decisions) await mergeDecisions(state, given);
}

/** Says which record the files hold that wait for it, and judges them. */
export async function choose(state: State, record: string): Promise<void> {
  const decisions = state.asking?.decisions ?? [];
  state.asking = null;
  const settings: Settings = { as_of: null, parameters: [], record, select: [], ignore: [], levels: [] };
  if (!(await laying(state, (progress) => state.backend.judge(settings, true, progress)))) return;
  for (const given of decisions) await mergeDecisions(state, given);
}

/** Judges what was dropped once more, by other settings. Decisions stay: they go by what findings say. */
export async function judgeAgain(state: State, settings: Settings): Promise<void> {
  await laying(state, (progress) => state.backend.judge(settings, false, progress), true);
}

/** Whether a file is a decisions file, or was one before it was damaged. */
async function holdsDecisions({ name, file }: Given): Promise<boolean> {
  if (!/\.json$/i.test(name) || file.size > 64 << 20) return false;
  const text = await file.text();
  // Reports may tell decisions too, but have findings.
  if (!text.includes('"decisions"') || text.includes('"findings"')) return false;
  try {
    return isDecisions(JSON.parse(text));
  } catch {
    return /^\s*\{/.test(text) && text.includes('"fingerprint"');
  }
}

async function mergeDecisions(state: State, { name, file }: Given): Promise<void> {
  const of = state.case;
  if (!of) {
    state.notify("warning", say(`${name}：先に契約の資料を開いてください`, `${name}: open the contracts first`));
    return;
  }
  try {
    const known = new Set(of.marks.map((mark) => mark.fingerprint));
    const merged = state.decisions.merge(readDecisions(parsed(await file.text())), of.summary.inputs, (fingerprint) => known.has(fingerprint));
    state.refresh();
    const text = say(
      `${name}：決定${cases(merged.added)}を取り込みました（すでにあるもの${cases(merged.same)}。意見の相違は全部で${cases(merged.conflicts)}）`,
      `${name}: took in ${merged.added} decisions (${merged.same} were there; ${merged.conflicts} in conflict in all)`,
    );
    state.notify(merged.conflicts > 0 ? "warning" : "info", text);
    if (merged.otherInputs.length > 0 || merged.elsewhere > 0) {
      const kept =
        merged.elsewhere > 0
          ? say(`この資料にない指摘についての決定が${cases(merged.elsewhere)}あり、失わずに保ちます`, `${merged.elsewhere} of its decisions are on findings that are not here, and are kept`)
          : say("どの決定も、この資料の指摘に当てはまります", "all its decisions are on findings that are here too");
      state.notify(
        "warning",
        say(`${name}は別の資料についての決定を含みます。${kept}。「元に戻す」で取り込む前に戻ります`, `${name} was made on other data: ${kept}. Undo takes it back`),
        merged.otherInputs.map((input) => say(`内容の異なる入力：${input}`, `an input that differs: ${input}`)),
      );
    }
  } catch (why) {
    refused(state, why instanceof NotDecisions ? new NotDecisions(`${name}：${why.ja}`, `${name}: ${why.en}`) : why);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (why) {
    const what = why instanceof Error ? why.message : String(why);
    throw new NotDecisions(`決定のファイルが読めません。壊れているか、途中で終わっています（${what}）`, `the decisions file cannot be read: it is damaged, or ends too early (${what})`);
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
