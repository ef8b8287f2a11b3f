/** What every platform has and the language's own library does not tell of. */
const { TextEncoder, TextDecoder } = globalThis as unknown as {
  TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };
  TextDecoder: new (
    label: string,
    options: { fatal: boolean; ignoreBOM: boolean },
  ) => { decode(bytes: Uint8Array): string };
};

/** UTF-8. */
export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Throws a `TypeError` at bytes that are not UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

const LONE_HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Halves of characters, which UTF-8 cannot hold: index and code by turns. */
export function loneHalves(text: string): number[] {
  return [...text.matchAll(LONE_HALF)].flatMap(({ index, 0: half }) => [index, half.charCodeAt(0)]);
}

/** Puts them back into the text, where U+FFFD stands for them. Indexes outside it change nothing. */
export function withLoneHalves(text: string, halves: readonly number[]): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at + 1 < halves.length; at += 2) {
    const index = halves[at]!;
    if (index < from || text[index] !== '\ufffd') continue;
    parts.push(text.slice(from, index), String.fromCharCode(halves[at + 1]!));
    from = index + 1;
  }
  return parts.join('') + text.slice(from);
}
