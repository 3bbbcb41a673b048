/** Where the page begins: the state, the keys, and drawing whenever something changes. */

import { render } from "lit";
import "./style.css";
import "./print.css";
import { Backend } from "./engine/backend";
import { keys } from "./keys";
import { dropped, openFiles, openPacked, refused } from "./open";
import { LONGEST } from "./output/save";
import { State } from "./state";
import { say, tell } from "./words";
import { shell } from "./views/shell";

const state = new State(new Backend());
const root = document.getElementById("desk")!;

function draw(): void {
  const name = say("契約審査卓", "Contract review desk");
  document.title = state.case ? `${name}　${tell(state.case.header.record.label)} ${state.case.summary.read}` : name;
  render(shell(state), root);
}

let drawing = false;
state.addEventListener("change", () => {
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    draw();
  });
});
state.addEventListener("failed", (event) => refused(state, (event as CustomEvent<unknown>).detail));

// Whoever goes by keys is taken to the page that opened: to the list, where there is one.
state.addEventListener("turned", () => {
  requestAnimationFrame(() => {
    const { activeElement } = document;
    if (activeElement && activeElement !== document.body && activeElement.id !== "main" && root.contains(activeElement)) return;
    document.querySelector<HTMLElement>(state.page === "docket" ? "#main .grid" : "#main")?.focus({ preventScroll: true });
  });
});

window.addEventListener("hashchange", () => state.route());
window.addEventListener("keydown", (event) => keys(state, event));
window.addEventListener("beforeunload", (event) => {
  if (state.decisions.unsaved) event.preventDefault();
});
// The browser's own way of printing gets the sheet too: of a list that is drawn as far as it is in sight, it would print no more than that.
window.addEventListener("beforeprint", () => {
  if (!state.case || state.printing !== "") return;
  if (state.page === "docket" && state.selected.length <= LONGEST) state.printing = "agenda";
  if (state.page === "contract") state.printing = "contract";
  draw();
});
window.addEventListener("afterprint", () => {
  state.printing = "";
  state.changed();
});
// A file may be dropped anywhere; otherwise the browser would open it instead of the page.
window.addEventListener("dragover", (event) => event.preventDefault());
window.addEventListener("drop", async (event) => {
  event.preventDefault();
  const inside = event.target instanceof Element && event.target.closest(".drop");
  if (!inside && event.dataTransfer) await openFiles(state, await dropped(event.dataTransfer));
});

// Whoever looks for faults can have the engine break: the page has to get over it.
document.addEventListener("desk-break", () => void state.backend.break().catch((why: unknown) => refused(state, why)));

state.changed();
void openPacked(state);
