const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The value of each digit by its character code, in either alphabet: that of links has `-` and `_` for `+` and `/`. */
const VALUES = new Map(
  [...[...DIGITS].entries(), [62, '+'], [62, '-'], [63, '/'], [63, '_']].map(
    ([value, digit]) => [(digit as string).charCodeAt(0), value as number] as const,
  ),
);

/** How many bytes are made text at a time: they are held as a longer text. */
const SLICE_BYTES = 48 << 10;

/**
 * Text that stands as base64 of its UTF-8, in either alphabet, with or without padding; undefined where it is neither. By hand: the
 * language itself has none, and this room knows no other.
 */
export function decodeBase64(base64: string): string | undefined {
  const digits = base64.replaceAll(/[\s=]/g, '');
  const texts: string[] = [];
  let bytes: string[] = [];
  let bits = 0;
  let held = 0;
  for (let at = 0; at < digits.length; at++) {
    const value = VALUES.get(digits.charCodeAt(at));
    if (value === undefined) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    const byte = (held >> bits) & 0xff;
    if (bytes.length >= SLICE_BYTES && !isContinuation(byte)) {
      texts.push(bytes.join(''));
      bytes = [];
    }
    bytes.push(`%${byte.toString(16).padStart(2, '0')}`);
  }
  try {
    return [...texts, bytes.join('')].map(decodeURIComponent).join('');
  } catch {
    return undefined;
  }
}

/** A byte that goes on with a character. */
function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
