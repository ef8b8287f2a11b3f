import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { SnapshotError } from './snapshot-error.js';
import { guessTokenEnd } from './word-ends.js';

/** How many guesses on a token may end. */
const MOST_GUESSES = 4;

/**
 * Writes where a token ends: at the next place that was guessed (0), or at the one after it (2), …, or so many characters on (odd).
 */
export function writeTokenEnd(out: ByteWriter, text: string, start: number, end: number): void {
  for (let guess = 0, at = start; guess < MOST_GUESSES && at < end; guess++) {
    at = guessTokenEnd(text, at, end);
    if (at === end) return out.unsigned(2 * guess);
  }
  out.unsigned(2 * (end - start) + 1);
}

/** Reads it back. Throws a `SnapshotError`, `damaged`, where that lies beyond the text. */
export function readTokenEnd(from: ByteReader, text: string, start: number): number {
  const code = from.unsigned();
  const end = code % 2 === 1 ? start + (code - 1) / 2 : endOfGuess(text, start, code / 2);
  if (end > text.length) throw new SnapshotError('damaged', 'a token ends beyond the text');
  return end;
}

function endOfGuess(text: string, start: number, guesses: number): number {
  if (guesses >= MOST_GUESSES) throw new SnapshotError('damaged', 'a token ends nowhere');
  let end = start;
  for (let guess = 0; guess <= guesses; guess++) {
    if (end >= text.length) throw new SnapshotError('damaged', 'a token ends beyond the text');
    end = guessTokenEnd(text, end);
  }
  return end;
}
