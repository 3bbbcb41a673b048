/** Keys: everything that a mouse does. None acts while somebody is typing. */

import type { State } from "./state";
import { say } from "./words";
import { printing, saveDecisions } from "./output/save";

/** What the list under `?` shows. */
export function shortcuts(): [string, string][] {
  return [
    ["?", say("この一覧", "This list")],
    ["/", say("検索", "Search")],
    ["1 … 7", say("画面の切替", "Go to a page")],
    ["↑ ↓ / j k", say("一覧で選ぶ。契約の画面では前後の契約", "Move in the list; on a contract, to the one before or after")],
    ["Home End PageUp PageDown", say("一覧の先頭・末尾・一画面分", "Begin, end, a screenful of the list")],
    ["Enter", say("契約を開く", "Open the contract")],
    ["Esc", say("一覧に戻る。開いた表示を閉じる", "Back to the list; close what is open")],
    ["a c h", say("契約の画面で：承認・要是正・保留を選ぶ", "On a contract: choose accepted, to correct, pending")],
    ["Ctrl+Z / Ctrl+Y", say("決定を取り消す・やり直す", "Undo and redo decisions")],
    ["Ctrl+S", say("決定を保存", "Save the decisions")],
    ["Ctrl+P", say("印刷", "Print")],
  ];
}

const PAGES = ["docket", "across", "undetermined", "pictures", "decisions", "rules", "basis"] as const;

function typing(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !/^(checkbox|radio|file|button|submit)$/.test(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Takes up a key. */
export function keys(state: State, event: KeyboardEvent): void {
  // What an input method takes in is not meant for the page.
  if (event.isComposing || event.keyCode === 229) return;
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (command && !event.altKey && state.case) {
    if (key === "s") {
      event.preventDefault();
      saveDecisions(state);
    } else if (key === "p") {
      event.preventDefault();
      printing(state);
    } else if ((key === "z" || key === "y") && !typing(event.target)) {
      event.preventDefault();
      if (key === "y" || event.shiftKey) state.decisions.redo();
      else state.decisions.undo();
      state.refresh();
    }
    return;
  }
  if (event.altKey || command) return;
  if (key === "Escape") escape(state, event);
  else if (!typing(event.target)) plainKey(state, key, event);
}

function escape(state: State, event: KeyboardEvent): void {
  // The dialogs close by themselves.
  if (state.help || state.asking) return;
  if (typing(event.target)) {
    (event.target as HTMLElement).blur();
  } else if (state.page === "contract") {
    state.go("docket");
  }
}

function plainKey(state: State, key: string, event: KeyboardEvent): void {
  if (key === "?") {
    state.help = !state.help;
    state.changed();
    return;
  }
  if (!state.case || state.help || state.asking) return;
  const page = PAGES[Number(key) - 1];
  if (page) {
    state.go(page);
  } else if (key === "/") {
    event.preventDefault();
    if (state.page !== "docket") state.go("docket");
    setTimeout(() => document.getElementById("search")?.focus());
  } else if (state.page === "contract") {
    onContract(state, key);
  } else if (state.page === "docket" && (key === "j" || key === "k")) {
    document.dispatchEvent(new CustomEvent("desk-move", { detail: key === "j" ? 1 : -1 }));
  }
}

/** The contract before or after the one that is open, as they stood on the docket. */
export function neighbour(state: State, step: number): number | null {
  const at = state.trail.findIndex((row) => row.n === Number(state.opened));
  return at < 0 ? null : (state.trail[at + step]?.n ?? null);
}

function onContract(state: State, key: string): void {
  const verdict = { a: "accepted", c: "to_correct", h: "pending" }[key];
  if (verdict) {
    document.querySelector<HTMLInputElement>(`input[name="verdict"][value="${verdict}"]`)?.click();
    // Once the key is up, so that it does not stand in the reason.
    setTimeout(() => document.querySelector<HTMLElement>("#decide-reason")?.focus());
    return;
  }
  if (key === "j" || key === "k") {
    const next = neighbour(state, key === "j" ? 1 : -1);
    if (next !== null) state.go("contract", next);
  }
}
