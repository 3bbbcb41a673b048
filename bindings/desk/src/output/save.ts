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

/** Prints the agenda or the contract that is open. */
export function printing(state: State, what: "agenda" | "contract"): void {
  state.printing = what;
  state.changed();
  // The sheet is drawn first.
  setTimeout(() => print(), 50);
}
