import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, it } from 'node:test';
import { EventBus } from '../../src/recorder/event-bus.js';
import { EventBusReplayWriter } from '../../src/recorder/replay-writer.js';
import { EventBusSSEServer } from '../../src/recorder/sse-server.js';
import { completed, emitRun, nextTurn, started, token, until } from './run-events.js';
import { ask, type SseClient, watch } from './sse-client.js';
import { temporaryFolder } from './temporary-folder.js';

const opened: { stop(): Promise<void> }[] = [];
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(opened.splice(0).map((one) => one.stop()));
});

/** A recorder with its live server, as a program would start them. */
async function record(history: string, bus = new EventBus()) {
  const writer = new EventBusReplayWriter({ bus, outputDir: history });
  writer.start();
  await writer.recovered;
  const server = new EventBusSSEServer({ bus, port: 0, history });
  opened.push(server, writer);
  const { url } = await server.start();
  return { bus, writer, server, url };
}

function emitTokens(bus: EventBus, runId: string, from: number, to: number): void {
  for (let index = from; index < to; index++) bus.emit(runId, token(index, `t${index} `));
}

const seqsOf = ({ frames }: SseClient, runId: string) =>
  frames.filter((frame) => frame.runId === runId).map(({ seq }) => seq);
const upTo = (count: number) => Array.from({ length: count }, (_, seq) => seq);

/** What a client holds after all that it got, as the player does: each (run, seq) once. */
const held = (clients: readonly SseClient[], runId: string) =>
  [...new Set(clients.flatMap((client) => seqsOf(client, runId)))].sort((left, right) => left - right);

describe('a live server that starts while a run is going on', () => {
  it('has the run from its beginning, from the file, and all that comes', async () => {
    const history = temporaryFolder();
    const { bus } = await record(history);
    bus.emit('a', started('a', { model: 'known' }));
    emitTokens(bus, 'a', 1, 500);
    await nextTurn();
    const late = new EventBusSSEServer({ bus, port: 0, history });
    opened.push(late);
    const { url } = await late.start();
    const client = await watch(url);
    await client.frame(500);
    emitTokens(bus, 'a', 500, 600);
    bus.emit('a', completed(600));
    await client.frame(601);
    assert.deepEqual(seqsOf(client, 'a'), upTo(601));
    const { runs } = JSON.parse(await (await ask(url.replace('/events', '/runs'))).text());
    assert.deepEqual([runs[0].model, runs[0].event_count, runs[0].status], ['known', 601, 'completed']);
  });

  it('without a folder says that the beginning is not held, and sends the rest', async () => {
    const bus = new EventBus();
    bus.emit('a', started('a'));
    emitTokens(bus, 'a', 1, 10);
    const server = new EventBusSSEServer({ bus, port: 0 });
    opened.push(server);
    const { url } = await server.start();
    const client = await watch(url);
    await until(() => client.comments.some((comment) => comment.includes('no longer held')));
    emitTokens(bus, 'a', 10, 13);
    await client.frame(3);
    assert.deepEqual(seqsOf(client, 'a'), [10, 11, 12]);
  });
});

describe('a client that comes back to a recorder that started anew', () => {
  it('gets what it had not got of its run, and all that came since', async () => {
    const history = temporaryFolder();
    const first = await record(history);
    const now = new Date().toISOString();
    for (const id of ['mine', 'beside']) first.bus.emit(id, started(id, { started_at: now }));
    emitTokens(first.bus, 'mine', 1, 300);
    emitTokens(first.bus, 'beside', 1, 50);
    const before = await watch(first.url);
    await before.frame(120);
    before.close();
    // Its recorder ends in the middle of both runs.
    await first.server.stop();
    await first.writer.stop();
    const second = await record(history);
    emitRun(second.bus, 'over', 5);
    second.bus.emit('next', started('next'));
    const after = await watch(second.url, before.lastId);
    await until(() => after.frames.filter(({ event }) => event.type === 'run_failed').length === 2);
    assert.deepEqual(held([before, after], 'mine'), upTo(301));
    assert.deepEqual(held([before, after], 'beside'), upTo(51));
    assert.deepEqual(held([before, after], 'over'), upTo(8));
    const ends = after.frames.filter(({ event }) => event.type === 'run_failed');
    assert.deepEqual(ends.map(({ runId }) => runId).sort(), ['beside', 'mine']);
    emitTokens(second.bus, 'next', 1, 4);
    await until(() => seqsOf(after, 'next').length === 4);
    // From then on its ids are known again.
    after.close();
    emitTokens(second.bus, 'next', 4, 6);
    const again = await watch(second.url, after.lastId);
    await again.frame(2);
    assert.equal(again.places, 'next4 next5');
  });

  it('gets one run alone to its end, and then is told that there is no more', async () => {
    const history = temporaryFolder();
    const first = await record(history);
    first.bus.emit('mine', started('mine'));
    emitTokens(first.bus, 'mine', 1, 40);
    const before = await watch(`${first.url}?run_id=mine`);
    await before.frame(20);
    before.close();
    await first.server.stop();
    await first.writer.stop();
    const second = await record(history);
    const after = await watch(`${second.url}?run_id=mine`, before.lastId);
    await until(() => after.isEnded);
    assert.deepEqual(held([before, after], 'mine'), upTo(41));
    const { status } = await ask(`${second.url}?run_id=mine`, { 'last-event-id': after.lastId! });
    assert.equal(status, 204);
  });

  it('is sent no old run that another client asks for', async () => {
    const history = temporaryFolder();
    const first = await record(history);
    emitRun(first.bus, 'old', 3);
    await first.server.stop();
    await first.writer.stop();
    const second = await record(history);
    second.bus.emit('now', started('now'));
    const client = await watch(second.url);
    await client.frame(1);
    client.close();
    const back = await watch(second.url, client.lastId);
    const asked = await watch(`${second.url}?run_id=old`);
    await until(() => asked.isEnded);
    emitTokens(second.bus, 'now', 1, 3);
    await back.frame(2);
    assert.equal(back.places, 'now1 now2');
  });
});

describe('the list of runs', () => {
  it('has those that another process is recording, while it lives', async () => {
    const history = temporaryFolder();
    const { url } = await record(history);
    const list = async () => JSON.parse(await (await ask(url.replace('/events', '/runs'))).text()).runs;
    assert.deepEqual(await list(), []);
    const script = `
      import { EventBus } from '${new URL('../../src/recorder/event-bus.ts', import.meta.url)}';
      import { EventBusReplayWriter } from '${new URL('../../src/recorder/replay-writer.ts', import.meta.url)}';
      import { nextTurn, started } from '${new URL('./run-events.ts', import.meta.url)}';
      const bus = new EventBus();
      new EventBusReplayWriter({ bus, outputDir: ${JSON.stringify(history)} }).start();
      bus.emit('other', started('other'));
      await nextTurn();
      process.send('writes');
      setInterval(() => {}, 1000);
    `;
    const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    children.push(child);
    await once(child, 'message');
    const [run] = await list();
    assert.deepEqual([run.run_id, run.status, run.elsewhere], ['other', 'running', true]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.deepEqual(await list(), []);
  });
});
