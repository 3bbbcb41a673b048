// A form as the JSON of a record: names of controls are paths (`amount`, `payments[0].year`), and what was typed becomes what the field's kind asks for.
//
// What cannot be read as that stays the text that it is, so that the engine reports it. Digits never pass through a float.

import type { About, AboutField } from "./contract.js";

/** A control of a form. */
export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The path that a control's name says: `payments[0].year` is `/payments/0/year`. */
export function pointerOf(name: string): string {
  if (name.startsWith("/")) return name;
  const steps = name.replace(/\[([^\]]*)\]/g, ".$1").split(".").filter((step) => step !== "");
  return steps.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The controls of a form that hold something of the record. */
export function controlsOf(form: HTMLFormElement): Control[] {
  const all = [...form.elements].filter(
    (it): it is Control => it instanceof HTMLInputElement || it instanceof HTMLSelectElement || it instanceof HTMLTextAreaElement,
  );
  const silent = ["submit", "button", "reset", "image", "file", "password"];
  return all.filter((it) => it.name !== "" && !it.disabled && !silent.includes(it.type));
}

/** A record that is being made: what stands at a path, or below it. */
type Tree = Map<string, Tree | string>;

/** What a form holds: JSON in one line, and the controls by their paths in it. */
export interface FormRecord {
  json: string;
  controls: Map<string, Control[]>;
}

/** The record in a form. */
export function recordOf(form: HTMLFormElement, about: About, record: string): FormRecord {
  const all = controlsOf(form);
  const paths = withoutGaps(all.map((control) => pointerOf(control.name)));
  const controls = new Map<string, Control[]>();
  for (const control of all) {
    const path = paths.get(pointerOf(control.name)) ?? "";
    controls.set(path, [...(controls.get(path) ?? []), control]);
  }
  const tree: Tree = new Map();
  for (const [path, same] of controls) {
    const json = valueOf(same, fieldAt(about, record, path));
    if (json !== undefined) put(tree, path.split("/").slice(1), json);
  }
  return { json: written(tree), controls };
}

/** Paths with the elements of lists counted from 0: rows that were taken out of a form leave no gaps. */
function withoutGaps(paths: string[]): Map<string, string> {
  const numbers = new Map<string, Set<number>>();
  const steps = (path: string) => path.split("/").slice(1);
  const each = (path: string, what: (before: string, step: string) => string) =>
    steps(path).reduce<{ before: string; after: string }>(
      ({ before, after }, step) => ({ before: `${before}/${step}`, after: `${after}/${what(before, step)}` }),
      { before: "", after: "" },
    ).after;
  for (const path of paths) {
    each(path, (before, step) => {
      if (/^[0-9]+$/.test(step)) numbers.set(before, (numbers.get(before) ?? new Set()).add(Number(step)));
      return step;
    });
  }
  const place = (before: string, step: string) => {
    const known = [...(numbers.get(before) ?? [])].sort((one, other) => one - other);
    return /^[0-9]+$/.test(step) ? String(known.indexOf(Number(step))) : step;
  };
  return new Map(paths.map((path) => [path, each(path, place)]));
}

/** The field that a path leads to. */
export function fieldAt(about: About, record: string, pointer: string): AboutField | undefined {
  let here = about.records.find((it) => it.name === record);
  let field: AboutField | undefined;
  for (const step of pointer.split("/").slice(1)) {
    if (/^[0-9]+$/.test(step)) continue;
    field = here?.fields.find((it) => it.name === step);
    here = about.records.find((it) => it.name === field?.record);
  }
  return field;
}

/** What the controls of one name hold, as JSON; nothing where nothing was entered. */
function valueOf(controls: Control[], field: AboutField | undefined): string | undefined {
  const several = field?.kind === "set" || field?.kind === "list";
  const boxes = controls.filter((it): it is HTMLInputElement => it.type === "checkbox" || it.type === "radio");
  const [first] = controls;
  if (boxes.length > 0) {
    if (field?.kind === "bool" && boxes.length === 1 && boxes[0]?.type === "checkbox") return String(boxes[0].checked);
    const checked = boxes.filter((box) => box.checked).map((box) => box.value);
    if (several) return `[${checked.map((value) => leaf(value, field?.of)).join(",")}]`;
    return checked[0] === undefined ? undefined : leaf(checked[0], field?.kind);
  }
  if (first instanceof HTMLSelectElement && first.multiple) {
    return `[${[...first.selectedOptions].map((option) => leaf(option.value, field?.of)).join(",")}]`;
  }
  const text = first?.value.trim() ?? "";
  if (text === "") return undefined;
  if (several) return `[${text.split(/[,、\n]/).map((item) => leaf(item.trim(), field?.of)).join(",")}]`;
  return leaf(text + (first?.dataset["unit"] ?? ""), field?.kind);
}

const NUMBERS = ["number", "money", "days", "months", "years"];

/** What was typed, as JSON for a field of that kind. */
export function leaf(text: string, kind: string | undefined): string {
  if (kind === "bool" && (text === "true" || text === "false")) return text;
  if (kind !== undefined && NUMBERS.includes(kind)) {
    const plain = narrow(text).replace(/^[¥￥\\]\s*|\s*円$/gu, "").replace(/^[△▲−]/u, "-");
    const whole = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain) ? plain.replaceAll(",", "") : plain;
    if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(whole)) return whole;
  }
  if (kind === "percent") return JSON.stringify(narrow(text));
  return JSON.stringify(text);
}

/** Full-width letters as they are otherwise. No other letter is taken for what it resembles: `10²` is not 102. */
function narrow(text: string): string {
  return text.replace(/[！-～]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0)).replaceAll("\u3000", " ");
}

function put(tree: Tree, steps: string[], json: string): void {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  if (rest.length === 0) {
    tree.set(step, json);
    return;
  }
  const inner = tree.get(step);
  const below: Tree = inner instanceof Map ? inner : new Map();
  tree.set(step, below);
  put(below, rest, json);
}

function written(tree: Tree): string {
  const value = (it: Tree | string) => (typeof it === "string" ? it : written(it));
  const members = [...tree.entries()];
  if (members.length > 0 && members.every(([name]) => /^[0-9]+$/.test(name))) {
    const rows = members.sort(([one], [other]) => Number(one) - Number(other));
    return `[${rows.map(([, it]) => value(it)).join(",")}]`;
  }
  return `{${members.map(([name, it]) => `${JSON.stringify(name)}:${value(it)}`).join(",")}}`;
}
