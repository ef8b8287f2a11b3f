/** Of a character as a reader sees it, so many code points are drawn: more than any that people write, fewer than a wall of marks. */
const MAX_CODE_POINTS = 12;

const UNPRINTABLE = '\ufffd';
const CONTROL_PICTURES = 0x2400;
const PICTURE_OF_DELETE = '\u2421';

/** Control characters, halves of surrogate pairs, what XML cannot hold, and marks that turn the order of the text around them. */
const NOT_DRAWABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]/u;

/** A character, as a reader sees it, as a picture can show it: what cannot be drawn becomes a sign that can (ESC: ␛). */
export function printableCharacter(character: string): string {
  const isLong = character.length > MAX_CODE_POINTS;
  return printableText(isLong ? [...character].slice(0, MAX_CODE_POINTS).join('') : character);
}

/** Text of one line as a picture can show it. */
export function printableText(text: string): string {
  return NOT_DRAWABLE.test(text) ? [...text].map(printableCodePoint).join('') : text;
}

function printableCodePoint(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCharCode(CONTROL_PICTURES + code);
  if (code === 0x7f) return PICTURE_OF_DELETE;
  return NOT_DRAWABLE.test(character) ? UNPRINTABLE : character;
}
