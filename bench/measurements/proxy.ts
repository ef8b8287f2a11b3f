import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figure } from '../figure.js';
import { PacedModel, type Passage } from '../proxy/paced-model.js';
import { median, percentile } from '../statistics.js';

const passThroughPath = fileURLToPath(new URL('../proxy/pass-through.ts', import.meta.url));

const CHUNKS = 20;
const ROUNDS = 100;
const WARM_UP_ROUNDS = 10;
const AIM = { atMost: 1.2 };

/** What the recording proxy adds to an answer's way, beside a bare one: each in a process of its own, asked in turns. */
export async function measureProxy(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-bench-proxy-'));
  const model = new PacedModel(CHUNKS);
  const target = await model.start();
  const children: ChildProcess[] = [];
  const start = async (...args: string[]): Promise<string> => {
    const child = fork(passThroughPath, [target, ...args]);
    children.push(child);
    return String((await once(child, 'message'))[0]);
  };
  try {
    const [bare, recording] = [await start(), await start(folder)];
    const passages = await inTurns(model, bare, recording);
    return figures(passages.bare, passages.recording);
  } finally {
    const gone = children.map((child) => once(child, 'exit'));
    for (const child of children) child.disconnect();
    await Promise.all(gone);
    model.stop();
    rmSync(folder, { recursive: true });
  }
}

async function inTurns(model: PacedModel, bare: string, recording: string) {
  const passages = { bare: [] as Passage[], recording: [] as Passage[] };
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    const [byBare, byRecording] = [await model.ask(bare), await model.ask(recording)];
    if (round < 0) continue;
    passages.bare.push(byBare);
    passages.recording.push(byRecording);
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
