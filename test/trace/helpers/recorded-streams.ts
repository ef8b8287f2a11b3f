import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTraceReader, detectFormat, type Trace } from '../../../src/trace/index.js';

const FOLDER = '../shared/fixtures/streams';
/** Why the suites on recorded streams are skipped, where they are. */
export const skip = existsSync(FOLDER) ? false : `no recorded streams at ${FOLDER}`;

export interface Fixture {
  name: string;
  bytes: Uint8Array;
  text: string;
}

/** The recorded streams of a kind. */
export function fixtures(dialect: string): Fixture[] {
  if (skip) return [];
  return readdirSync(join(FOLDER, dialect)).map((name) => {
    const bytes = readFileSync(join(FOLDER, dialect, name));
    return { name, bytes, text: bytes.toString('utf8') };
  });
}

/** Reads bytes cut at odd places, as a network would: one decoder, a reader that takes whatever comes. */
export async function readCut({ bytes, text }: Fixture, step: number): Promise<Trace> {
  const reader = await createTraceReader(detectFormat(text, true)!);
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length; at += step)
    reader.push(decoder.decode(bytes.subarray(at, at + step), { stream: true }));
  reader.push(decoder.decode());
  while (!reader.finish());
  return reader.trace;
}

/** Adds up what is not empty. */
export function add(texts: Record<string, string>, key: string, text: unknown): void {
  if (typeof text === 'string' && text !== '') texts[key] = (texts[key] ?? '') + text;
}
