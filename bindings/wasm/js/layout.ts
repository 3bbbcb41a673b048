// JSON as the command line writes it: over lines, or one value a line. The engine's text is only laid out, so that every number keeps its digits.

/** What a terminal would obey, what turns the order of letters, and what ends lines elsewhere. */
const SIGNS = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The same with those signs as escapes; they stand in texts only. */
function harmless(json: string): string {
  return json.replace(SIGNS, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** JSON over lines, by two spaces a level. */
export function overLines(json: string): string {
  let [out, depth, from] = ["", 0, 0];
  const take = (to: number, then: string) => {
    out += json.slice(from, to) + then;
    from = to;
  };
  const line = () => `\n${"  ".repeat(depth)}`;
  for (let at = 0; at < json.length; at += 1) {
    const letter = json[at];
    if (letter === '"') {
      at = endOfText(json, at);
    } else if (letter === "{" || letter === "[") {
      if (json[at + 1] === "}" || json[at + 1] === "]") at += 1;
      else {
        depth += 1;
        take(at + 1, line());
      }
    } else if (letter === "}" || letter === "]") {
      depth -= 1;
      take(at, line());
    } else if (letter === ",") {
      take(at + 1, line());
    } else if (letter === ":") {
      take(at + 1, " ");
    }
  }
  return harmless(`${out}${json.slice(from)}\n`);
}

/** An object of JSON with a member before its own, in a line. */
export function lineOf(type: string, json: string): string {
  return harmless(`{"type":"${type}",${json.slice(1)}\n`);
}

/** The values of an array of JSON. */
export function elements(json: string): string[] {
  const out: string[] = [];
  let [depth, from] = [0, 1];
  for (let at = 0; at < json.length; at += 1) {
    const letter = json[at];
    if (letter === '"') at = endOfText(json, at);
    else if (letter === "{" || letter === "[") depth += 1;
    else if (letter === "}" || letter === "]") depth -= 1;
    if ((depth === 1 && letter === ",") || depth === 0) {
      if (at > from) out.push(json.slice(from, at));
      from = at + 1;
    }
  }
  return out;
}

/** Where a text ends that begins there. */
function endOfText(json: string, start: number): number {
  for (let at = start + 1; ; at += 1) {
    if (json[at] === "\\") at += 1;
    else if (json[at] === '"' || at >= json.length) return at;
  }
}
