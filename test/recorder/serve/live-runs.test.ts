import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createParser } from 'eventsource-parser';
import { EventBus, EventBusReplayWriter } from '../../../src/recorder/index.js';
import type { RecoveryReport } from '../../../src/recorder/recovery/recover-replays.js';
import { ownLock } from '../../../src/recorder/run-lock.js';
import { deadLock, leavePart, wholeReplay } from '../recovery/left-files.js';
import { completed, prompt, started, token, until } from '../run-events.js';
import { ask } from '../sse-client.js';
import { temporaryFolder } from '../temporary-folder.js';
import { recordRun, Serving, type ToldRun } from './serving.js';

describe('a run that is being recorded', () => {
  it('tells how fast its model writes just now, however long the run is', async () => {
    const folder = temporaryFolder();
    const { bus, stop } = recording(folder);
    bus.emit('live', started('live'));
    bus.emit('live', prompt());
    for (let index = 0; index < 3000; index++) bus.emit('live', token(index, 'slow '));
    for (let index = 0; index < 500; index++) bus.emit('live', token(3000 + 20 * index, 'slower '));
    const serving = await Serving.start(folder);
    await until(async () => (await serving.runs())[0]!.duration_ms === 12_980);
    const [run] = await serving.runs();
    assert.deepEqual([run!.state, run!.tokens_per_second, run!.counts_chunks], ['running', 50, true]);
    await stop();
  });

  it('is listed on top, followed as it grows, and ends as a file at the same address', async () => {
    const folder = temporaryFolder();
    await recordRun(folder, 'older', { started_at: '2030-01-01T00:00:00.000Z' });
    const { bus, stop } = recording(folder);
    bus.emit('live', started('live'));
    bus.emit('live', prompt());
    bus.emit('live', token(10, 'one '));
    const serving = await Serving.start(folder);
    await until(async () => (await serving.runs())[0]!.duration_ms === 10);
    const [first] = await serving.runs();
    assert.deepEqual([first!.file, first!.state, first!.prompt], ['live.json', 'running', 'Hi']);
    assert.equal(first!.ttft_ms, 10);
    assert.equal(first!.tokens_per_second, undefined);

    const { client, headers } = await ask(`${serving.url}replays/live.json`);
    assert.match(headers['content-type']!, /^text\/event-stream/);
    await client.frame(3);
    bus.emit('live', token(20, 'two '));
    await client.frame(4);
    bus.emit('live', completed(30));
    await until(() => client.isEnded);
    assert.equal(client.places, 'live0 live1 live2 live3 live4');
    assert.deepEqual(client.faults, []);
    await stop();

    const { body } = await serving.ask('/replays/live.json');
    assert.equal((JSON.parse(body) as { status: string }).status, 'completed');
    assert.deepEqual(await serving.files(), ['older.json', 'live.json']);
  });

  it('is resumed after the last frame, also when the run has ended meanwhile, and not again when all is there', async () => {
    const folder = temporaryFolder();
    const { bus, stop } = recording(folder);
    bus.emit('live', started('live'));
    bus.emit('live', prompt());
    const serving = await Serving.start(folder);
    const url = `${serving.url}replays/live.json`;
    const { client } = await ask(url);
    await client.frame(2);
    client.close();
    bus.emit('live', token(10, 'one '));
    bus.emit('live', completed(30));
    await stop();
    const resumed = await ask(url, { 'last-event-id': client.lastId! });
    await until(() => resumed.client.isEnded);
    assert.equal(resumed.client.places, 'live2 live3');
    assert.equal((await ask(url, { 'last-event-id': resumed.client.lastId! })).status, 204);
    const foreign = await ask(url, { 'last-event-id': 'abc-2' });
    await until(() => foreign.client.isEnded);
    assert.equal(foreign.client.places, 'live0 live1 live2 live3');
  });

  it('is what a player gets at /events, resumed as itself when another has begun, and by its id', async () => {
    const folder = temporaryFolder();
    await recordRun(folder, 'old', { started_at: '2026-01-01T00:00:00.000Z' });
    const serving = await Serving.start(folder);
    const url = `${serving.url}events`;
    const last = await ask(url);
    await until(() => last.client.isEnded);
    assert.equal(last.client.places, 'old0 old1 old2 old3 old4 old5');
    const { bus, stop } = recording(folder);
    bus.emit('a', started('a', { started_at: '2026-01-02T00:00:00.000Z' }));
    bus.emit('a', prompt());
    await until(async () => (await serving.runs())[0]!.run_id === 'a');
    const { client } = await ask(url);
    await client.frame(2);
    client.close();
    bus.emit('b', started('b', { started_at: '2026-01-03T00:00:00.000Z' }));
    await until(async () => (await serving.runs())[0]!.run_id === 'b');
    const again = await ask(url, { 'last-event-id': client.lastId! });
    bus.emit('a', completed(9));
    await until(() => again.client.isEnded);
    assert.equal(client.places + again.client.places, 'a0 a1a2');
    const named = await ask(`${url}?run_id=old`);
    await until(() => named.client.isEnded);
    assert.equal(named.client.places, last.client.places);
    assert.equal((await ask(`${url}?run_id=none`)).status, 404);
    bus.emit('b', completed(9));
    await stop();
  });

  it('is not deleted', async () => {
    const folder = temporaryFolder();
    const { bus, stop } = recording(folder);
    bus.emit('live', started('live'));
    const serving = await Serving.start(folder);
    const { status, body } = await serving.change('/api/delete', { file: 'live.json' });
    assert.equal(status, 409);
    assert.match(body, /still being recorded/);
    bus.emit('live', completed(1));
    await stop();
    assert.deepEqual(
      (await serving.runs()).map(({ state }) => state),
      ['completed'],
    );
  });

  it('whose recorder is killed while it is followed is finished: its stream, its file and the list say so', async () => {
    const folder = temporaryFolder();
    const recorder = await killableRecorder(folder);
    const serving = await Serving.start(folder);
    const { client } = await ask(`${serving.url}replays/live.json`);
    await client.frame(2);
    await recorder.kill();
    await until(() => client.isEnded);
    assert.equal(client.places, 'live0 live1 live2');
    assert.equal(client.frames.at(-1)!.event.type, 'run_failed');
    const [run] = await serving.runs();
    assert.deepEqual([run!.file, run!.state, run!.problem], ['live.json', 'failed', undefined]);
    const again = await ask(`${serving.url}replays/live.json`, { 'last-event-id': client.lastId! });
    assert.equal(again.status, 204);
  });

  it('whose recorder is killed while nobody looks is finished all the same', async () => {
    const folder = temporaryFolder();
    const recorder = await killableRecorder(folder);
    const reports: RecoveryReport[] = [];
    const serving = await Serving.start(folder, (report) => reports.push(report));
    assert.deepEqual((await serving.runs())[0]!.state, 'running');
    await recorder.kill();
    await until(() => reports.length > 0);
    assert.deepEqual(
      reports[0]!.recovered.map(({ file, status }) => [file, status]),
      [['live.json', 'failed']],
    );
    assert.equal((await serving.runs())[0]!.state, 'failed');
  });
});

describe('what dead recorders had left before a folder is served', () => {
  it('is finished as the serving starts, and what a live one or another machine writes is not touched', async () => {
    const folder = temporaryFolder();
    const part = (await wholeReplay('left', 3)).replace(/\n\][^]*$/, '');
    const dead = deadLock();
    const elsewhere = { ...ownLock(), host: 'another-machine' };
    leavePart(folder, 'dead', part.replace(/,\n.*$/, ''), dead);
    leavePart(folder, 'no-lock', part.replace(/,\n.*$/, ''));
    leavePart(folder, 'alive', part, ownLock());
    leavePart(folder, 'elsewhere', part, elsewhere);
    const reports: RecoveryReport[] = [];
    const serving = await Serving.start(folder, (report) => reports.push(report));
    const states = (await serving.runs()).map(({ file, state }) => `${file} ${state}`).sort();
    assert.deepEqual(states, [
      'alive.json running',
      'dead.json failed',
      'elsewhere.json running',
      'no-lock.json failed',
    ]);
    assert.equal(readFileSync(join(folder, 'alive.json.part'), 'utf8'), part);
    assert.equal(readFileSync(join(folder, 'elsewhere.json.part'), 'utf8'), part);
    assert.equal(reports.length, 1);
  });

  it('and cannot be finished is told as unfinished, given out as it is, and can be deleted and put back', async () => {
    const folder = temporaryFolder();
    const part = 'no replay at all\n';
    leavePart(folder, 'left', part, deadLock());
    const serving = await Serving.start(folder);
    assert.match(String((await serving.runs())[0]!.state), /unfinished|broken/);
    assert.equal((await serving.ask('/replays/left.json')).body, part);
    const { undo } = (await serving.change('/api/delete', { file: 'left.json' })).json() as { undo: string };
    assert.deepEqual(await serving.files(), []);
    await serving.change('/api/restore', { undo });
    assert.equal((await serving.ask('/replays/left.json')).body, part);
  });
});

describe('the changes of a served folder', () => {
  it('are told as they happen: runs that begin, go on, end, are named, deleted, put back', async () => {
    const folder = temporaryFolder();
    const serving = await Serving.start(folder);
    const changes = await listen(serving);
    const { bus, stop } = recording(folder);
    bus.emit('live', started('live'));
    await changes.until((runs) => runs.get('live.json')?.state === 'running');
    bus.emit('live', token(40, 'one '));
    await changes.until((runs) => runs.get('live.json')?.duration_ms === 40);
    bus.emit('live', completed(50));
    await stop();
    await changes.until((runs) => runs.get('live.json')?.state === 'completed');
    await serving.change('/api/label', { file: 'live.json', name: 'mine', note: '' });
    await changes.until((runs) => runs.get('live.json')?.name === 'mine');
    const { undo } = (await serving.change('/api/delete', { file: 'live.json' })).json() as { undo: string };
    await changes.until((runs) => !runs.has('live.json'));
    await serving.change('/api/restore', { undo });
    await changes.until((runs) => runs.has('live.json'));
  });
});

function recording(folder: string): { bus: EventBus; stop: () => Promise<void> } {
  const bus = new EventBus();
  const writer = new EventBusReplayWriter({ bus, outputDir: folder });
  writer.start();
  return { bus, stop: () => writer.stop() };
}

/** Another process, which has begun to record the run `live`. */
async function killableRecorder(folder: string): Promise<{ kill(): Promise<void> }> {
  const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const script = `
    import { EventBus, EventBusReplayWriter } from ${at('../../../src/recorder/index.ts')};
    import { nextTurn, prompt, started } from ${at('../run-events.ts')};
    const bus = new EventBus();
    new EventBusReplayWriter({ bus, outputDir: ${JSON.stringify(folder)} }).start();
    bus.emit('live', started('live'));
    bus.emit('live', prompt());
    await nextTurn();
    process.send('writes');
    setInterval(() => {}, 1000);
  `;
  const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  after(() => child.kill('SIGKILL'));
  await once(child, 'message');
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { kill };
}

/** The list of runs as a page has it that was told of every change. */
async function listen({ url }: Serving) {
  const runs = new Map<string, ToldRun>();
  let isReady = false;
  const parser = createParser({
    onComment: () => (isReady = true),
    onEvent: ({ data }) => {
      const { changed, gone } = JSON.parse(data) as { changed: ToldRun[]; gone: string[] };
      for (const run of changed) runs.set(run.file, run);
      for (const file of gone) runs.delete(file);
    },
  });
  get(`${url}api/changes`, { agent: false }, (answer) => {
    answer.setEncoding('utf8').on('data', (text: string) => parser.feed(text));
    answer.on('error', () => {});
  });
  await until(() => isReady);
  return { until: (holds: (all: typeof runs) => boolean) => until(() => holds(runs)) };
}
