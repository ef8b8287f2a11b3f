import type { Readable } from 'node:stream';
import { decodeSnapshot, parseSnapshotLink, snapshotObject, type Trace } from '../../trace/index.js';
import type { CommandIo } from './command.js';
import { snapshotWords } from './snapshot-words.js';

const STANDARD_INPUT = '-';

/** Longer than any link with two runs, in characters. */
const LONGEST_TEXT = 8 << 20;

/** What stands for a run each, in a link or in standard input: a comparison holds two. Throws an error with words for people. */
export async function payloadsOf(link: string, { stdin }: CommandIo): Promise<readonly string[]> {
  const told = parseSnapshotLink(link === STANDARD_INPUT ? await textOf(stdin) : link);
  if (!told) throw new Error(snapshotWords.noLink);
  return told.payloads;
}

/** Prints a link's run as one line of JSON, a `SnapshotObject`, and resolves to it. Throws a `SnapshotError`. */
export async function printDecoded(payload: string, { stdout }: CommandIo): Promise<Trace> {
  const trace = await decodeSnapshot(payload);
  stdout.write(`${JSON.stringify(snapshotObject(trace))}\n`);
  return trace;
}

async function textOf(stdin: Readable): Promise<string> {
  let text = '';
  for await (const piece of stdin.setEncoding('utf8')) {
    text += piece as string;
    if (text.length > LONGEST_TEXT) throw new Error(snapshotWords.noLink);
  }
  return text;
}
