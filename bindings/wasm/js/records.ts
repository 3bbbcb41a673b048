// JavaScript's values as JSON, exactly. What JSON has no value for is written as a word that is no JSON: the engine reports it, with its field, and reads
// the rest of the record.

/** How deep values may be nested before they are not written; the engine refuses less. What stands within itself is never so deep. */
const DEPTH = 200;

/** A record as JSON, in one line. */
export function written(record: unknown): string {
  return isPlain(record, 0) ? JSON.stringify(record) : write(record, []);
}

/** Whether `JSON.stringify` writes a value as it is. */
function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string":
      return value.isWellFormed?.() ?? !/\p{Surrogate}/u.test(value);
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value) && value <= Number.MAX_SAFE_INTEGER && value >= -Number.MAX_SAFE_INTEGER;
    case "object": {
      if (value === null) return true;
      if (depth > DEPTH || "toJSON" in value) return false;
      if (Array.isArray(value)) return value.every((item) => item !== undefined && isPlain(item, depth + 1));
      const prototype: unknown = Object.getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== null) return false;
      for (const name in value) {
        const member = (value as Record<string, unknown>)[name];
        if (member !== undefined && !isPlain(member, depth + 1)) return false;
      }
      return true;
    }
    default:
      return false;
  }
}

/** A value inside others. */
function write(value: unknown, above: readonly unknown[]): string {
  if (above.length > DEPTH) return "~nested_too_deeply";
  switch (typeof value) {
    case "string":
      return (value.isWellFormed?.() ?? !/\p{Surrogate}/u.test(value)) ? JSON.stringify(value) : "~half_of_a_surrogate_pair";
    case "boolean":
      return String(value);
    case "bigint":
      return value.toString();
    case "number":
      // From 2⁵³ on nobody knows which whole number it was.
      return isPlain(value, 0) ? JSON.stringify(value) : word(String(value));
    case "object":
      if (value === null) return "null";
      if (above.includes(value)) return "~within_itself";
      if (Array.isArray(value)) return `[${Array.from(value, (item) => write(item, [...above, value])).join(",")}]`;
      return writeObject(value, [...above, value]);
    default:
      return word(value === undefined ? "undefined" : typeof value);
  }
}

function writeObject(value: object, above: readonly unknown[]): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return word(value.constructor?.name || "object");
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${write(member, above)}`).join(",")}}`;
}

/** A word that is no JSON. */
function word(text: string): string {
  return `~${text.replace(/[^\p{L}\p{N}.+-]/gu, "_")}`;
}
