const SPACE = 0x20;
const NEWLINE = 0x0a;

/** What a character is to the guess. These ranges are part of the format: they never change, whatever Unicode becomes. */
type CharClass = 'space' | 'newline' | 'digit' | 'letter' | 'ideograph' | 'sign';

/**
 * Where the token that begins at `start` probably ends: models cut text at words, with the blank before them. It only makes links
 * short, as a link holds how tokens differ from it; so it is a part of the format, and must never change. Once it is beyond `enough`,
 * it may be any end beyond that: whoever only compares does not walk on through a word without end.
 */
export function guessTokenEnd(text: string, start: number, enough: number = Infinity): number {
  let at = start;
  if (text.charCodeAt(at) === SPACE && at + 1 < text.length && isWordStart(classAt(text, at + 1))) at++;
  const kind = classAt(text, at++);
  if (kind === 'digit' || kind === 'ideograph') return at;
  while (at < text.length && at <= enough && classAt(text, at) === kind) at++;
  if (kind === 'sign') while (at <= enough && classAt(text, at) === 'newline') at++;
  // The last blank before a word belongs to it.
  if (kind === 'space' && at - start > 1 && at < text.length && isWordStart(classAt(text, at))) at--;
  return at;
}

function isWordStart(kind: CharClass): boolean {
  return kind === 'letter' || kind === 'sign';
}

function classAt(text: string, at: number): CharClass {
  const code = text.charCodeAt(at);
  if (code === SPACE || code === 0x09) return 'space';
  if (code === NEWLINE || code === 0x0d) return 'newline';
  if (code >= 0x30 && code <= 0x39) return 'digit';
  if ((code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)) return 'letter';
  if (code < 0xc0) return 'sign';
  return isIdeograph(code) ? 'ideograph' : isSign(code) ? 'sign' : 'letter';
}

/** Kana, CJK and Hangul, which stand without blanks. */
function isIdeograph(code: number): boolean {
  return (code >= 0x3040 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3);
}

/** General punctuation to dingbats, CJK and fullwidth punctuation. */
function isSign(code: number): boolean {
  return (
    (code >= 0x2000 && code <= 0x2bff) ||
    (code >= 0x3000 && code <= 0x303f) ||
    (code >= 0xff00 && code <= 0xff20)
  );
}
