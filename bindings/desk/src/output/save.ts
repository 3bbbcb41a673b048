/** Saving and printing: files go where the browser puts downloads, and nowhere else. */

import type { State } from "../state";
import { say } from "../words";

/** Hands a file to whoever sits before the page. */
export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Saves the decisions file. */
export function saveDecisions(state: State): void {
  if (!state.case) return;
  const file = state.decisions.file(state.case.summary.inputs);
  save("decisions.json", new Blob([`${JSON.stringify(file, null, 2)}\n`], { type: "application/json" }));
  state.decisions.markSaved();
  state.notify("info", say(`決定${file.decisions.length}件を decisions.json に保存しました`, `saved ${file.decisions.length} decisions as decisions.json`));
}

/** The longest agenda that is printed: some hundreds of sheets. */
export const LONGEST = 3000;

/** Prints the agenda, the contract that is open, or the page as it is. */
export function printing(state: State): void {
  const { page, selected } = state;
  if (page === "docket" && selected.length > LONGEST) {
    const [ja, en] = [selected.length.toLocaleString("ja-JP"), LONGEST.toLocaleString("ja-JP")];
    state.notify("warning", say(`${ja}件の議案は印刷できません。${en}件までに絞り込んでください`, `an agenda of ${selected.length} is not printed: narrow it to ${LONGEST}`));
    return;
  }
  state.printing = page === "contract" ? "contract" : page === "docket" ? "agenda" : "";
  state.changed();
  // The sheet is drawn first.
  setTimeout(() => print(), 50);
}
