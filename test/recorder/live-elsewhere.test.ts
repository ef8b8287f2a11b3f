import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, it } from 'node:test';
import { EventBus } from '../../src/recorder/event-bus.js';
import { EventBusSSEServer } from '../../src/recorder/sse-server.js';
import { ownLock } from '../../src/recorder/run-lock.js';
import { leavePart, readDocument, readIndex } from './recovery/left-files.js';
import { emitRun, started, until } from './run-events.js';
import { ask, type SseClient } from './sse-client.js';
import { temporaryFolder } from './temporary-folder.js';

const servers: EventBusSSEServer[] = [];
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** A live server of a process that records nothing of its own. */
async function serve(history: string, options: { maxClients?: number; stallMs?: number } = {}) {
  const bus = new EventBus();
  const server = new EventBusSSEServer({ bus, port: 0, history, ...options });
  servers.push(server);
  const { url } = await server.start();
  return { bus, url, runUrl: `${url}?run_id=other`, json: (path: string) => jsonOf(url, path) };
}

async function jsonOf(url: string, path: string) {
  return JSON.parse(await (await ask(url.replace('/events', path))).text());
}

/** Another process that records the run `other`, as it is told to. */
class OtherRecorder {
  readonly #child: ChildProcess;
  #emitted = 0;

  constructor(history: string) {
    const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
    const script = `
      import { EventBus } from ${at('../../src/recorder/event-bus.ts')};
      import { EventBusReplayWriter } from ${at('../../src/recorder/replay-writer.ts')};
      import { nextTurn } from ${at('./run-events.ts')};
      const bus = new EventBus();
      const writer = new EventBusReplayWriter({ bus, outputDir: ${JSON.stringify(history)} });
      writer.start();
      process.on('message', async (events) => {
        for (const event of events) bus.emit('other', event);
        await nextTurn();
        if (events.at(-1).type === 'run_completed') await writer.stop();
        process.send('done');
      });
      process.send('ready');
    `;
    const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script];
    this.#child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    children.push(this.#child);
  }

  static async start(history: string): Promise<OtherRecorder> {
    const recorder = new OtherRecorder(history);
    await once(recorder.#child, 'message');
    return recorder;
  }

  /** Emits events; resolves when they are on disk. */
  async emit(...events: object[]): Promise<void> {
    this.#child.send(events);
    await once(this.#child, 'message');
  }

  begin(): Promise<void> {
    const at = new Date().toISOString();
    const fields = { run_id: 'other', model: 'm', provider: 'openai', started_at: at, timing: 'recorded' };
    return this.emit({ type: 'run_started', time_ms: 0, ...fields });
  }

  tokens(count: number): Promise<void> {
    const events = Array.from({ length: count }, () => {
      this.#emitted++;
      return { type: 'token', time_ms: this.#emitted, text: `t${this.#emitted} ` };
    });
    return this.emit(...events);
  }

  end(): Promise<void> {
    const timeMs = this.#emitted;
    return this.emit({ type: 'run_completed', time_ms: timeMs, duration_ms: timeMs });
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, seq) => `other${seq}`).join(' ');
const lastType = ({ frames }: SseClient) => frames.at(-1)?.event.type;

describe('a run that another process records into the folder', () => {
  it('is followed by its id as it grows, to its end, and then there is no more', async () => {
    const history = temporaryFolder();
    const recorder = await OtherRecorder.start(history);
    const { runUrl, json } = await serve(history);
    await recorder.begin();
    await recorder.tokens(100);
    const { client, status } = await ask(runUrl);
    assert.equal(status, 200);
    await client.frame(101);
    assert.equal((await json('/health')).clients, 1);
    await recorder.tokens(50);
    await client.frame(151);
    await recorder.end();
    await until(() => client.isEnded);
    assert.equal(client.places, upTo(152));
    assert.deepEqual([client.faults, lastType(client)], [[], 'run_completed']);
    const all = await ask(runUrl, { 'last-event-id': client.lastId! });
    assert.equal(all.status, 204);
    await until(async () => (await json('/health')).clients === 0);
  });

  it('is resumed after the last id, also at another server of the folder, and after its end', async () => {
    const history = temporaryFolder();
    const recorder = await OtherRecorder.start(history);
    const first = await serve(history);
    const second = await serve(history);
    await recorder.begin();
    await recorder.tokens(9);
    const before = (await ask(first.runUrl)).client;
    await before.frame(10);
    before.close();
    await recorder.tokens(5);
    const during = (await ask(second.runUrl, { 'last-event-id': before.lastId! })).client;
    await during.frame(5);
    during.close();
    assert.equal(during.places, 'other10 other11 other12 other13 other14');
    await recorder.tokens(1);
    await recorder.end();
    // Somebody else has asked for it meanwhile, from its beginning.
    const whole = (await ask(first.runUrl)).client;
    await until(() => whole.isEnded);
    assert.equal(whole.places, upTo(17));
    const after = (await ask(first.runUrl, { 'last-event-id': during.lastId! })).client;
    await until(() => after.isEnded);
    assert.equal(after.places, 'other15 other16');
    const { status } = await ask(second.runUrl, { 'last-event-id': after.lastId! });
    assert.equal(status, 204);
  });

  it('ends as failed when its recorder is killed, and its file is finished', async () => {
    const history = temporaryFolder();
    const recorder = await OtherRecorder.start(history);
    const { runUrl } = await serve(history);
    await recorder.begin();
    await recorder.tokens(20);
    const { client } = await ask(runUrl);
    await client.frame(21);
    await recorder.kill();
    await until(() => client.isEnded);
    assert.equal(client.places, upTo(22));
    assert.equal(lastType(client), 'run_failed');
    assert.equal(readDocument(history, 'other.json').status, 'failed');
    assert.equal(readIndex(history).replays[0]!.status, 'failed');
    assert.equal((await ask(runUrl, { 'last-event-id': client.lastId! })).status, 204);
  });

  it('counts among the clients that there may be, and is not looked for where a run of this server has its id', async () => {
    const history = temporaryFolder();
    const recorder = await OtherRecorder.start(history);
    const { bus, url, runUrl } = await serve(history, { maxClients: 1 });
    await recorder.begin();
    const { client } = await ask(runUrl);
    await client.frame(1);
    assert.equal((await ask(url)).status, 503);
    client.close();
    await until(async () => (await jsonOf(url, '/health')).clients === 0);
    emitRun(bus, 'other', 2);
    const own = (await ask(runUrl)).client;
    await until(() => own.isEnded);
    assert.equal(own.places, upTo(5));
    assert.equal((await ask(`${url}?run_id=none`)).status, 404);
  });

  it('is not held for a client that takes nothing: it is cut, and comes back for the rest', async () => {
    const history = temporaryFolder();
    const text = 'x'.repeat(1000);
    const events = Array.from({ length: 20_000 }, (_, at) => ({ type: 'token', time_ms: at, text }));
    const lines = [{ ...started('other') }, ...events].map((event) => JSON.stringify(event));
    const { type: _type, time_ms: _timeMs, ...info } = started('other');
    const header = `${JSON.stringify({ version: '1.0.0', ...info }).slice(0, -1)},"events":[\n`;
    leavePart(history, 'other', header + lines.join(',\n'), ownLock());
    const { runUrl, json } = await serve(history, { stallMs: 50 });
    const { client } = await ask(runUrl);
    client.pause();
    await until(async () => (await json('/health')).clients === 1);
    await until(async () => (await json('/health')).clients === 0);
    client.resume();
    await until(() => client.isEnded);
    assert.ok(client.frames.length < 20_001);
    const again = (await ask(runUrl, { 'last-event-id': client.lastId! })).client;
    await again.frame(20_001 - client.frames.length);
    assert.deepEqual(
      [...client.frames, ...again.frames].map(({ seq }) => seq),
      Array.from({ length: 20_001 }, (_, seq) => seq),
    );
  });
});
