import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { recoverReplays } from '../../../src/recorder/recovery/recover-replays.js';
import { createTraceReader } from '../../../src/trace/index.js';
import { temporaryFolder } from '../temporary-folder.js';
import { names, readDocument, readIndex } from './left-files.js';

/** How many recorders are killed: 20, or as `npm run test:soak` says. */
const KILLS = Number(process.env.TRACE_PLAYER_KILLS ?? 20);
/** So many record to the one folder at a time. */
const AT_ONCE = 3;
const LONGEST_LIFE_MS = 300;

const program = fileURLToPath(new URL('./killed-writer.ts', import.meta.url));

/** Starts a recorder, kills it at a random moment of its work, and tells how many events of each run had to be on disk by then. */
async function recordAndKill(folder: string, index: number): Promise<Map<string, number>> {
  const child: ChildProcessByStdio<null, Readable, null> = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), program, folder, `w${index}`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  // Every other one while it finishes what others left, or begins; the others once they record.
  const isAwaited = () => (index % 2 === 0 ? output !== '' : output.includes(','));
  while (!isAwaited()) await once(child.stdout, 'data');
  setTimeout(() => child.kill('SIGKILL'), Math.random() * LONGEST_LIFE_MS);
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  assert.equal(signal, 'SIGKILL');
  const told = [...output.matchAll(/^(.*),(\d+)\n/gm)];
  return new Map(told.map(([, run, events]) => [run!, Number(events)]));
}

async function killMany(folder: string): Promise<Map<string, number>> {
  const written = new Map<string, number>();
  let next = 0;
  const lane = async () => {
    while (next < KILLS) {
      for (const [run, events] of await recordAndKill(folder, next++)) written.set(run, events);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return written;
}

describe('recorders that are killed', () => {
  it(`leave readable files and a right index, ${KILLS} times at random moments`, async () => {
    const folder = temporaryFolder();
    const written = await killMany(folder);
    const { left } = await recoverReplays(folder);
    assert.deepEqual(left, []);
    // What a killed one had for a new index is only removed once it is surely nobody's.
    const files = names(folder).filter((name) => !name.endsWith('.tmp'));
    assert.ok(
      files.every((name) => name.endsWith('.json')),
      files.join(),
    );
    const entries = new Map(readIndex(folder).replays.map((entry) => [entry.file, entry]));
    assert.deepEqual([...entries.keys()].sort(), files);
    let killed = 0;
    for (const file of files) {
      const document = readDocument(folder, file);
      const { workload, events, event_count: count, status } = document;
      const { run_id: runId, event_count: told, status: toldStatus } = entries.get(file)!;
      assert.deepEqual([runId, told, toldStatus], [document.run_id, events.length, status]);
      assert.equal(count, events.length);
      assertInOrder(events);
      assert.ok(events.length >= (written.get(workload) ?? 0), `${file} lacks events that were on disk`);
      written.delete(workload);
      if (events.at(-1).error?.code === 'killed') killed++;
      await assertReadable(document);
    }
    assert.deepEqual([...written.keys()], []);
    // Some die between two runs, and some before their first.
    assert.ok(killed >= KILLS / 4 && killed <= KILLS, `${killed} killed`);
  });
});

function assertInOrder(events: { type: string; text?: string }[]): void {
  assert.deepEqual(
    events.slice(1, -1).map(({ text }) => text),
    events.slice(1, -1).map((_, index) => `t${index} `),
  );
  assert.equal(events[0]!.type, 'run_started');
}

async function assertReadable(document: object): Promise<void> {
  const reader = await createTraceReader('replay-document');
  reader.push(JSON.stringify(document));
  reader.finish();
  assert.deepEqual(
    reader.trace.notices.filter(({ code }) => code !== 'no_real_timing'),
    [],
  );
}
