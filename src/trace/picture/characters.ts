/** A character as a reader sees it, and where it ends, in UTF-16 code units. */
export interface Character {
  readonly text: string;
  readonly end: number;
}

/** Finding characters costs more for each the longer the text is: it is looked at in pieces of this length. */
const PIECE_LENGTH = 512;

/** Below this code, nothing joins on to the character before it, but a line feed to a carriage return. */
const FIRST_JOINING_CODE = 0x300;

const LINE_FEED = 0x0a;

let segmenter: Intl.Segmenter | undefined;

/** The characters of a text, as a reader sees them. One that is longer than 512 code units is parted. */
export function* characters(text: string): Generator<Character> {
  let at = 0;
  while (at < text.length) {
    if (standsAlone(text, at)) {
      yield { text: text[at]!, end: ++at };
      continue;
    }
    for (const character of charactersOfPiece(text, at)) {
      yield character;
      at = character.end;
    }
  }
}

function standsAlone(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return text.charCodeAt(at) < FIRST_JOINING_CODE && next < FIRST_JOINING_CODE && next !== LINE_FEED;
}

/** At least one character; the piece's last one only if it is known to end there. */
function* charactersOfPiece(text: string, start: number): Generator<Character> {
  segmenter ??= new Intl.Segmenter();
  const piece = text.slice(start, start + PIECE_LENGTH);
  const mayGoOn = start + piece.length < text.length;
  for (const { segment, index } of segmenter.segment(piece)) {
    const end = index + segment.length;
    if (mayGoOn && index > 0 && end === piece.length) return;
    yield { text: segment, end: start + end };
  }
}
