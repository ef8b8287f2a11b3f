import { SnapshotError } from './snapshot-error.js';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const NO_DIGIT = 255;
/** By character code. */
const VALUES = new Uint8Array(128).fill(NO_DIGIT);
for (let value = 0; value < DIGITS.length; value++) VALUES[DIGITS.charCodeAt(value)] = value;

/** Bytes as text that may stand in a URL, without padding (RFC 4648, section 5). */
export function toBase64url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const bits = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const digits = Math.min(4, bytes.length - at + 1);
    for (let digit = 0; digit < digits; digit++) text += DIGITS[(bits >> (18 - 6 * digit)) & 63];
  }
  return text;
}

/** Newer platforms read such texts themselves (ECMAScript 2026), a long one in a fraction of a millisecond. */
const platform = Uint8Array as unknown as {
  fromBase64?(text: string, options: { alphabet: 'base64url' }): Uint8Array<ArrayBuffer>;
};

/** The bytes of such a text. Throws a `SnapshotError`, `damaged`, at a character that is none of the alphabet. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  if (text.length % 4 === 1) throw new SnapshotError('damaged', 'a character is missing');
  return readByPlatform(text) ?? readEach(text);
}

/** Undefined where the platform does not read such texts, or not this one. */
function readByPlatform(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const bytes = platform.fromBase64?.(text, { alphabet: 'base64url' });
    // It would pass over blanks and padding.
    return bytes?.length === byteLength(text) ? bytes : undefined;
  } catch {
    return undefined;
  }
}

function byteLength(text: string): number {
  return Math.floor((text.length * 3) / 4);
}

function readEach(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength(text));
  let bits = 0;
  let held = 0;
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const value = VALUES[text.charCodeAt(at)] ?? NO_DIGIT;
    if (value === NO_DIGIT) throw new SnapshotError('damaged', `a character that no link has, at ${at + 1}`);
    bits = ((bits << 6) | value) & 0xffffff;
    held += 6;
    if (held >= 8) bytes[length++] = (bits >> (held -= 8)) & 0xff;
  }
  return bytes;
}
