import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBus, EventBusReplayWriter, EventBusSSEServer } from '../../src/recorder/index.js';
import { collectGarbage } from '../collect-garbage.js';
import type { Figure } from '../figure.js';
import { AttachedViewer } from '../recording/attached-viewer.js';
import { longRun } from '../replay/long-run.js';

/** By the first, all that is bounded is full: what comes after must not add to it. */
const FIRST_LOOK = 100_000;
const LAST_LOOK = 1_000_000;
const EVENTS_PER_TURN = 20;
/** Turns between which the viewer is waited for, as real models wait for nobody but are slower. */
const TURNS_PER_WAIT = 500;

/** What a bus, a writer and a live server with a viewer hold in the middle of a run: after a million events ÷ after a tenth of them. */
export async function measureRecorderMemory(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-bench-memory-'));
  const before = heldMb();
  const bus = new EventBus();
  const writer = new EventBusReplayWriter({ bus, outputDir: folder });
  const server = new EventBusSSEServer({ bus, port: 0, history: folder });
  writer.start();
  const { url } = await server.start();
  const viewer = await AttachedViewer.attach(url);
  const held = await recordLong(bus, viewer);
  await viewer.detach();
  await server.stop();
  await writer.stop();
  rmSync(folder, { recursive: true });
  const [first, last] = held.map((mb) => mb - before) as [number, number];
  return [
    {
      what: 'held after 1,000,000 events ÷ after 100,000',
      value: last / first,
      unit: '×',
      aim: { atMost: 1.1 },
    },
    { what: 'held after 100,000 events', value: first, unit: 'MB' },
    { what: 'held after 1,000,000 events', value: last, unit: 'MB' },
  ];
}

/** Records a run without its end; resolves to what was held at each look. */
async function recordLong(bus: EventBus, viewer: AttachedViewer): Promise<number[]> {
  const held: number[] = [];
  let emitted = 0;
  for (const event of longRun(LAST_LOOK)) {
    if (event.type === 'run_completed') break;
    const { type, time_ms: timeMs } = event;
    const runId = 'long';
    bus.emit(runId, type === 'run_started' ? { ...event, run_id: runId, time_ms: timeMs } : event);
    emitted++;
    if (emitted % EVENTS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    if (emitted % (EVENTS_PER_TURN * TURNS_PER_WAIT) === 0) await viewer.hasGot(emitted);
    if (emitted === FIRST_LOOK || emitted === LAST_LOOK) held.push(heldMb());
  }
  return held;
}

function heldMb(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}
