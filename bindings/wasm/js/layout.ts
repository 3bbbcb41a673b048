// JSON as the command line writes it: over lines, or one value a line. The engine's text is only laid out, so that every number keeps its digits.

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
  return `${out}${json.slice(from)}\n`;
}

/** An object of JSON with a member before its own, in a line. */
export function lineOf(type: string, json: string): string {
  return `{"type":"${type}",${json.slice(1)}\n`;
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
