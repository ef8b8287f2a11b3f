import type { Readable } from 'node:stream';
import { decodeSnapshot, parseSnapshotLink, snapshotObject } from '../../trace/index.js';
import type { CommandIo } from './command.js';
import { snapshotWords } from './snapshot-words.js';

const STANDARD_INPUT = '-';

/** Longer than any link with two runs, in characters. */
const LONGEST_TEXT = 8 << 20;

/**
 * Prints the runs that a link holds, each as one line of JSON: `SnapshotObject`. A comparison holds two. Throws a `SnapshotError`, or
 * an error with words for people where it is no link.
 */
export async function printDecoded(link: string, { stdin, stdout }: CommandIo): Promise<void> {
  const told = parseSnapshotLink(link === STANDARD_INPUT ? await textOf(stdin) : link);
  if (!told) throw new Error(snapshotWords.noLink);
  for (const payload of told.payloads)
    stdout.write(`${JSON.stringify(snapshotObject(await decodeSnapshot(payload)))}\n`);
}

async function textOf(stdin: Readable): Promise<string> {
  let text = '';
  for await (const piece of stdin.setEncoding('utf8')) {
    text += piece as string;
    if (text.length > LONGEST_TEXT) throw new Error(snapshotWords.noLink);
  }
  return text;
}
