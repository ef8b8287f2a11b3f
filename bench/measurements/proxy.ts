import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figure } from '../figure.js';
import { type Passage, passage } from '../proxy/passage.js';
import { median, percentile } from '../statistics.js';

const ROUNDS = 300;
const WARM_UP_ROUNDS = 20;
const AIM = { atMost: 1.2 };

/** What the recording proxy adds to an answer's way, beside a bare one: model and proxies in processes of their own, asked in turns. */
export async function measureProxy(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-bench-proxy-'));
  const children: ChildProcess[] = [];
  const start = async (name: string, ...args: string[]): Promise<string> => {
    const child = fork(fileURLToPath(new URL(`../proxy/${name}.ts`, import.meta.url)), args);
    children.push(child);
    return String((await once(child, 'message'))[0]);
  };
  try {
    const target = await start('paced-model');
    const [bare, recording] = [
      await start('pass-through', target),
      await start('pass-through', target, folder),
    ];
    const passages = await inTurns(bare, recording);
    return figures(passages.bare, passages.recording);
  } finally {
    const gone = children.map((child) => once(child, 'exit'));
    for (const child of children) child.disconnect();
    await Promise.all(gone);
    rmSync(folder, { recursive: true });
  }
}

/** Who comes first changes with each round: what one leaves behind disturbs the other as often as itself. */
async function inTurns(bare: string, recording: string) {
  const passages = { bare: [] as Passage[], recording: [] as Passage[] };
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    const turns = [async () => passages.bare.push(await passage(bare))];
    turns.push(async () => passages.recording.push(await passage(recording)));
    if (round % 2 === 0) turns.reverse();
    for (const turn of turns) await turn();
    if (round < 0) Object.assign(passages, { bare: [], recording: [] });
  }
  return passages;
}

function figures(bare: readonly Passage[], recording: readonly Passage[]): Figure[] {
  const firsts = (passages: readonly Passage[]) => passages.map(({ firstByteMs }) => firstByteMs);
  const chunks = (passages: readonly Passage[]) => passages.flatMap(({ chunkMs }) => chunkMs);
  return [
    ...ratios('time to first byte', firsts(recording), firsts(bare)),
    ...ratios('a chunk’s way', chunks(recording), chunks(bare)),
  ];
}

function ratios(what: string, recording: readonly number[], bare: readonly number[]): Figure[] {
  const p99 = (values: readonly number[]) => percentile(values, 0.99);
  return [
    {
      what: `${what}, recorded ÷ bare, median`,
      value: median(recording) / median(bare),
      unit: '×',
      aim: AIM,
    },
    { what: `${what}, recorded ÷ bare, p99`, value: p99(recording) / p99(bare), unit: '×', aim: AIM },
    { what: `${what}, recorded, median`, value: median(recording), unit: 'ms' },
    { what: `${what}, bare, median`, value: median(bare), unit: 'ms' },
  ];
}
