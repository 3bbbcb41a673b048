/** What the worker does, request by request. */

import type { Finding } from "../contract";
import { sums } from "../model/figures";
import { readDocument, Reader } from "../model/read";
import type { Answer, Detail, Given, Request } from "./messages";
import { linesOf, unpacked } from "./packed";

type Tell = (progress: { ja: string; en: string; part: number | null; count?: number }) => void;

/** Why a request is refused: Japanese, English. */
export class Refusal extends Error {
  constructor(
    readonly ja: string,
    readonly en: string,
  ) {
    super(en);
  }
}

export class Bench {
  private reader = new Reader();

  async answer(request: Request, tell: Tell): Promise<Answer> {
    switch (request.kind) {
      case "packed":
        return this.packed(request.data, tell);
      case "files":
        return this.files(request.files, tell);
      case "detail":
        return { kind: "detail", detail: this.detail(request.row) };
      case "sums":
        return { kind: "sums", sums: sums(this.reader.kept.map((kept) => kept?.values ?? null)) };
      default:
        throw new Refusal("エンジンがありません", "there is no engine");
    }
  }

  fault(why: unknown): Answer {
    if (why instanceof Refusal) return { kind: "fault", ja: why.ja, en: why.en };
    const text = why instanceof Error ? why.message : String(why);
    return { kind: "fault", ja: `読み取れません（${text}）`, en: `it cannot be read (${text})` };
  }

  /** Reads the lines that stand in a page. */
  private async packed(data: string, tell: Tell): Promise<Answer> {
    const reader = new Reader();
    let lines = 0;
    for await (const line of linesOf(unpacked(data))) {
      reader.line(line);
      lines += 1;
      if (lines % 2000 === 0) tell({ ja: "読み込んでいます", en: "Reading", part: null, count: lines });
    }
    const of = reader.finish();
    this.reader = reader;
    return { kind: "case", case: of };
  }

  private async files(files: Given[], tell: Tell): Promise<Answer> {
    const [first] = files;
    if (!first) throw new Refusal("ファイルがありません", "there is no file");
    const text = await first.file.text();
    const data = embedded(text);
    if (data !== null) return this.packed(data, tell);
    const reader = new Reader();
    if (first.name.endsWith(".jsonl")) for (const line of text.split("\n")) reader.line(line);
    else readDocument(reader, JSON.parse(text));
    const of = reader.finish();
    this.reader = reader;
    return { kind: "case", case: of };
  }

  private detail(row: number): Detail {
    const { evidence, kept } = this.reader;
    const marks = this.reader.marksOf(row);
    const findings = marks.flatMap((n): Finding[] => {
      const text = evidence[n];
      return text == null ? [] : [JSON.parse(text) as Finding];
    });
    const { values = null, raw = null } = kept[row] ?? {};
    return { row, values, raw, findings };
  }
}

/** The data in a page that `sadame check --format desk` wrote. */
export function embedded(text: string): string | null {
  const begin = text.lastIndexOf('id="sadame-desk">');
  if (begin < 0) return null;
  const end = text.indexOf("</script>", begin);
  return (JSON.parse(text.slice(text.indexOf(">", begin) + 1, end)) as { data: string }).data;
}
