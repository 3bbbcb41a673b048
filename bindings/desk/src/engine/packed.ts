/** Data in the page: JSON lines, packed with gzip, in base 64. */

/** The bytes of a text in base 64, a piece at a time, unpacked. */
export function unpacked(data: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  const PIECE = 1 << 20;
  let at = 0;
  const bytes = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (at >= data.length) {
        controller.close();
        return;
      }
      const binary = atob(data.slice(at, at + PIECE));
      at += PIECE;
      const piece = new Uint8Array(binary.length);
      for (let i = 0; i < binary.length; i += 1) piece[i] = binary.charCodeAt(i);
      controller.enqueue(piece);
    },
  });
  return bytes.pipeThrough(new DecompressionStream("gzip")) as ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** The lines of a text, one after the other; none longer than memory is ever held twice. */
export async function* linesOf(bytes: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = bytes.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** The data in a page that `sadame check --format desk` wrote; nothing where it is no such page. */
export function embedded(text: string): string | null {
  const begin = text.lastIndexOf('id="sadame-desk">');
  if (begin < 0) return null;
  const end = text.indexOf("</script>", begin);
  return (JSON.parse(text.slice(text.indexOf(">", begin) + 1, end)) as { data: string }).data;
}
