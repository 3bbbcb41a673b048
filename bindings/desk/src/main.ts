/** Where the page begins: the state, the keys, and drawing whenever something changes. */

import { render } from "lit";
import "./style.css";
import "./print.css";
import { Backend } from "./engine/backend";
import { keys } from "./keys";
import { dropped, openFiles, openPacked, refused } from "./open";
import { State } from "./state";
import { shell } from "./views/shell";

const state = new State(new Backend());
const root = document.getElementById("desk")!;

let drawing = false;
state.addEventListener("change", () => {
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    document.title = state.case ? `契約審査卓　${state.case.header.record.label.ja}${state.case.summary.read}件` : "契約審査卓";
    render(shell(state), root);
  });
});

window.addEventListener("hashchange", () => state.route());
window.addEventListener("keydown", (event) => keys(state, event));
window.addEventListener("beforeunload", (event) => {
  if (state.decisions.unsaved) event.preventDefault();
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
