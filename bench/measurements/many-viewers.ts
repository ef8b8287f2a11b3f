import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBus, EventBusReplayWriter, EventBusSSEServer } from '../../src/recorder/index.js';
import { formatLiveEvent, type TraceEvent } from '../../src/trace/index.js';
import { collectGarbage } from '../collect-garbage.js';
import type { Figure } from '../figure.js';
import { AttachedCrowd } from '../recording/attached-crowd.js';
import { longRun } from '../replay/long-run.js';
import { median } from '../statistics.js';

const VIEWERS = 100;
const EVENTS = 2000;
const ROUNDS = 5;
/** What our server sends to each viewer when it connects. */
const GREETING = 'retry: 1000\n: trace-player live\n\n';

/** Something that sends each event of a round to every viewer. */
interface Sender {
  /** Begins a round; resolves to its name. */
  begin(round: number): string;
  send(runId: string, event: TraceEvent, seq: number): void;
  stop(): Promise<void>;
}

/** Events per second that reach 100 viewers, each event in a turn of the event loop of its own ÷ a bare loop with the same bytes. */
export async function measureManyViewers(): Promise<Figure[]> {
  const [ours, bare] = [await startOurs(), await startBare()];
  const rates = { ours: [] as number[], bare: [] as number[] };
  for (let round = 0; round <= ROUNDS; round++) {
    const rate = { ours: await ours.measure(round), bare: await bare.measure(round) };
    // The first one warms up.
    if (round === 0) continue;
    rates.ours.push(rate.ours);
    rates.bare.push(rate.bare);
  }
  await ours.stop();
  await bare.stop();
  const [rate, bareRate] = [median(rates.ours), median(rates.bare)];
  return [
    {
      what: `events to ${VIEWERS} viewers, recorded and streamed ÷ a bare node:http loop`,
      value: rate / bareRate,
      unit: '×',
      aim: { atLeast: 0.5 },
    },
    { what: `events a second, to each of ${VIEWERS} viewers`, value: rate, unit: '/s' },
    { what: 'the same of the bare loop', value: bareRate, unit: '/s' },
  ];
}

/** Measures one sender with viewers of its own. */
class Delivery {
  readonly #sender: Sender;
  readonly #crowd: AttachedCrowd;
  #bytes: number;
  #frames = 0;

  constructor(sender: Sender, crowd: AttachedCrowd, greeting: string) {
    this.#sender = sender;
    this.#crowd = crowd;
    this.#bytes = greeting.length * VIEWERS;
  }

  async measure(round: number): Promise<number> {
    await this.#crowd.hasGot(this.#bytes);
    const events = tokenEvents();
    const runId = this.#sender.begin(round);
    this.#count({ runId, seq: 0, event: runStart(runId) });
    events.forEach((event, index) => this.#count({ runId, seq: index + 1, event }));
    this.#count({ runId, seq: events.length + 1, event: runEnd });
    collectGarbage();
    const start = performance.now();
    this.#sender.send(runId, runStart(runId), 0);
    for (let index = 0; index < events.length; index++) {
      this.#sender.send(runId, events[index]!, index + 1);
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#sender.send(runId, runEnd, events.length + 1);
    await this.#crowd.hasGot(this.#bytes);
    return events.length / ((performance.now() - start) / 1000);
  }

  async stop(): Promise<void> {
    await this.#crowd.detach();
    await this.#sender.stop();
  }

  #count(record: Parameters<typeof frameText>[1]): void {
    this.#bytes += Buffer.byteLength(frameText(++this.#frames, record)) * VIEWERS;
  }
}

async function startOurs(): Promise<Delivery> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-bench-viewers-'));
  const bus = new EventBus();
  const writer = new EventBusReplayWriter({ bus, outputDir: folder });
  const server = new EventBusSSEServer({ bus, port: 0, history: folder, heartbeatMs: 2 ** 31 - 1 });
  writer.start();
  const { url } = await server.start();
  const sender: Sender = {
    begin: (round) => `bench-${round}`,
    send: (runId, event) => void bus.emit(runId, event),
    stop: async () => {
      await server.stop();
      await writer.stop();
      rmSync(folder, { recursive: true });
    },
  };
  return new Delivery(sender, await AttachedCrowd.attach(url, VIEWERS), GREETING);
}

async function startBare(): Promise<Delivery> {
  const viewers: ServerResponse[] = [];
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    viewers.push(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let frames = 0;
  const sender: Sender = {
    begin: (round) => `bench-${round}`,
    send: (runId, event, seq) => {
      const text = frameText(++frames, { runId, seq, event });
      for (const viewer of viewers) viewer.write(text);
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return new Delivery(sender, await AttachedCrowd.attach(`http://127.0.0.1:${port}/`, VIEWERS), '');
}

/** A frame with an epoch as long as any. */
function frameText(frame: number, record: { runId: string; seq: number; event: TraceEvent }): string {
  return `id: 0123456789-${frame}\ndata: ${formatLiveEvent(record)}\n\n`;
}

function runStart(runId: string): TraceEvent {
  const model = { run_id: runId, model: 'bench', provider: 'bench' };
  return {
    type: 'run_started',
    time_ms: 0,
    ...model,
    started_at: '2024-01-01T00:00:00.000Z',
    timing: 'recorded',
  };
}

const runEnd: TraceEvent = { type: 'run_completed', time_ms: 1e9, duration_ms: 1e9 };

function tokenEvents(): TraceEvent[] {
  return [...longRun(EVENTS)].filter(({ type }) => type === 'token');
}
