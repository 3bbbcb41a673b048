// What is handed over must be of the kind that it is said to be: a `TypeError` says so before the engine sees it.

/** Holds what is given to what it must be. */
export function given(name: string, what: string, fits: boolean): void {
  if (!fits) throw new TypeError(`\`${name}\` must be ${what}`);
}

/** A text. */
export function text(name: string, value: unknown): string {
  given(name, "a text", typeof value === "string");
  return value as string;
}

/** A list of texts. */
export function texts(name: string, value: unknown): string[] {
  given(name, "a list of texts", Array.isArray(value) && Array.from(value).every((it) => typeof it === "string"));
  return [...(value as string[])];
}

/** How many, or which: a whole number from 0. */
export function count(name: string, value: unknown): number {
  given(name, "a whole number, 0 or more", Number.isSafeInteger(value) && (value as number) >= 0);
  return value as number;
}

/** Bytes; those of another window or frame too. */
export function bytes(name: string, value: unknown): Uint8Array {
  given(name, "bytes (a `Uint8Array`)", isBytes(value));
  return value as Uint8Array;
}

/** Whether a value is bytes. */
export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === "[object Uint8Array]";
}

/** Whether a value is an object whose members are its own: a `Map` has none that would be seen. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Options that may be texts or truths, by their names; those that are not set are left out. */
export function options(known: Readonly<Record<string, string>>, value: unknown): [string, unknown][] | undefined {
  if (value === undefined) return undefined;
  given("reading", "an object", isPlain(value));
  const set = Object.entries(value as object).filter(([, it]) => it !== undefined);
  for (const [name, it] of set) {
    if (!Object.hasOwn(known, name)) throw new TypeError(`there is no option \`${name}\``);
    const what = known[name]!;
    given(name, what, typeof it === (what === "a text" ? "string" : "boolean"));
  }
  return set;
}
