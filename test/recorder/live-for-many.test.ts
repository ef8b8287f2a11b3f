import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EventBus } from '../../src/recorder/event-bus.js';
import { EventBusReplayWriter } from '../../src/recorder/replay-writer.js';
import { EventBusSSEServer } from '../../src/recorder/sse-server.js';
import { completed, started, token } from './run-events.js';
import { watch } from './sse-client.js';
import { temporaryFolder } from './temporary-folder.js';
import type { CrowdReport } from './viewer-crowd.js';

const VIEWERS = 100;
const EVENTS = 5000;
const EVENTS_PER_SECOND = 2000;
/** A viewer is cut after 1 to so many frames. */
const MOST_FRAMES = 1500;

const program = fileURLToPath(new URL('./viewer-crowd.ts', import.meta.url));
const stops: (() => Promise<void> | void)[] = [];

after(async () => {
  for (const stop of stops.reverse()) await stop();
});

/** Emits a run of so many events at a steady pace. */
function emitPaced(bus: EventBus, runId: string): Promise<void> {
  bus.emit(runId, started(runId));
  const begunAt = performance.now();
  let emitted = 1;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(EVENTS - 1, ((performance.now() - begunAt) / 1000) * EVENTS_PER_SECOND);
      for (; emitted < due; emitted++) bus.emit(runId, token(emitted, `token ${emitted} `));
      if (emitted < EVENTS - 1) return;
      clearInterval(timer);
      bus.emit(runId, completed(EVENTS));
      resolve();
    }, 5);
  });
}

describe('a run that many watch', () => {
  it(`reaches ${VIEWERS} viewers that are cut at random, each event once and in order, beside one that stops reading`, async () => {
    const history = join(temporaryFolder(), 'replays');
    const bus = new EventBus();
    const writer = new EventBusReplayWriter({ bus, outputDir: history });
    writer.start();
    // Little in memory, so that those who come back late are served from the file.
    const server = new EventBusSSEServer({ bus, port: 0, history, ringFrames: 1000, maxWaiting: 64 << 10 });
    const { url } = await server.start();
    stops.push(
      () => writer.stop(),
      () => server.stop(),
    );
    const crowd = fork(program, [url, String(VIEWERS), String(MOST_FRAMES)], {
      execArgv: ['--import', import.meta.resolve('tsx')],
    });
    stops.push(() => void crowd.kill('SIGKILL'));
    const connected = once(crowd, 'message');
    const stuck = await watch(url);
    stuck.pause();
    assert.deepEqual((await connected)[0], 'all connected');
    const [[report]] = (await Promise.all([once(crowd, 'message'), emitPaced(bus, 'a')])) as [
      [CrowdReport],
      void,
    ];
    assert.deepEqual(report.faults, []);
    assert.deepEqual(
      report.events,
      Array.from({ length: VIEWERS }, () => EVENTS),
    );
    assert.ok(report.disconnects >= VIEWERS, `${report.disconnects} disconnects`);
    // It reads on, and has missed nothing.
    stuck.resume();
    await stuck.frame(EVENTS);
    assert.deepEqual(
      stuck.frames.map(({ seq }) => seq),
      Array.from({ length: EVENTS }, (_, seq) => seq),
    );
  });
});
