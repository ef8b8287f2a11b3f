import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { EventBus } from '../../src/recorder/event-bus.js';
import { EventBusReplayWriter, type WrittenReplay } from '../../src/recorder/replay-writer.js';
import { ownLock, readLock } from '../../src/recorder/run-lock.js';
import { createTraceReader } from '../../src/trace/index.js';
import { ManualTimeouts } from './manual-timeouts.js';
import { completed, emitRun, nextTurn, prompt, started, token, until } from './run-events.js';
import { temporaryFolder } from './temporary-folder.js';

const run = promisify(execFile);

function recorder(outputDir: string, timers?: ManualTimeouts) {
  const errors: string[] = [];
  const written: WrittenReplay[] = [];
  const bus = new EventBus({ onError: (error) => errors.push(error.message) });
  const onError = (error: Error) => errors.push(error.message);
  const writer = new EventBusReplayWriter({
    bus,
    outputDir,
    onError,
    timers,
    onWritten: (replay) => written.push(replay),
  });
  writer.start();
  return { bus, writer, errors, written };
}

const jsonFiles = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name !== 'index.json')
    .sort();

describe('the replay writer', () => {
  it('writes a line per event between the header and the footer, in strict JSON', async () => {
    const folder = join(temporaryFolder(), 'made', 'on', 'the way');
    const { bus, writer, errors, written } = recorder(folder);
    emitRun(bus, 'a', 3);
    await writer.stop();
    assert.deepEqual(errors, []);
    const path = join(folder, 'a.json');
    assert.equal(written[0]!.path, path);
    const text = readFileSync(path, 'utf8');
    const lines = text.trimEnd().split('\n');
    assert.equal(lines.length, 6 + 2);
    assert.ok(lines[0]!.startsWith('{"version":"1.0.0","run_id":"a"') && lines[0]!.endsWith('"events":['));
    for (const line of lines.slice(1, -1))
      assert.equal(typeof JSON.parse(line.replace(/,$/, '')).type, 'string');
    assert.ok(lines.at(-1)!.startsWith('],"event_count":6,"status":"completed"'));
    const document = JSON.parse(text);
    assert.equal(document.artifacts.response, 't0 t1 t2 ');
    assert.equal(document.events.length, document.event_count);
    assert.equal('seq' in document.events[1], false);
    assert.deepEqual(readdirSync(folder).sort(), ['a.json', 'index.json']);
  });

  it('is at most one turn of the event loop behind, in a .part file beside its lock', async () => {
    const folder = temporaryFolder();
    const { bus, writer } = recorder(folder);
    bus.emit('a', started('a'));
    bus.emit('a', token(1, 'first'));
    await nextTurn();
    const part = join(folder, 'a.json.part');
    assert.equal(readFileSync(part, 'utf8').trimEnd().split('\n').length, 3);
    bus.emit('a', token(2, 'second'));
    await nextTurn();
    assert.match(readFileSync(part, 'utf8'), /"text":"second"\}$/);
    const lock = readLock(`${part}.lock`);
    assert.equal(lock?.pid, process.pid);
    assert.ok(Math.abs(Date.parse(lock.started_at) - (Date.now() - process.uptime() * 1000)) < 60_000);
    bus.emit('a', completed(3));
    await writer.stop();
    assert.deepEqual(readdirSync(folder).sort(), ['a.json', 'index.json']);
  });

  it('finishes files, and lists them in one go, only when no run is under way', async () => {
    const folder = temporaryFolder();
    const timers = new ManualTimeouts();
    const { bus, writer, written } = recorder(folder, timers);
    bus.emit('long', started('long'));
    emitRun(bus, 'a', 1);
    emitRun(bus, 'b', 1);
    await nextTurn();
    await timers.fire();
    const part = join(folder, 'a.json.part');
    assert.match(readFileSync(part, 'utf8'), /"type":"run_completed",[^\n]*\}$/);
    assert.equal(existsSync(join(folder, 'index.json')), false);
    bus.emit('long', completed(1));
    await timers.fire();
    await until(() => written.length === 3);
    const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
    assert.equal(index.total_replays, 3);
    await writer.stop();
  });

  it('finishes files while a run is under way once many wait for it', async () => {
    const folder = temporaryFolder();
    const timers = new ManualTimeouts();
    const { bus, writer, written } = recorder(folder, timers);
    bus.emit('long', started('long'));
    for (let run = 0; run < 19; run++) emitRun(bus, `run ${run}`, 1);
    await timers.fire();
    assert.equal(timers.isSet, true);
    emitRun(bus, 'run 19', 1);
    await timers.fire();
    await until(() => written.length === 20);
    await writer.stop();
  });

  it('leaves a run that has not ended as a .part file without a lock', async () => {
    const folder = temporaryFolder();
    const { bus, writer, written } = recorder(folder);
    bus.emit('a', started('a'));
    bus.emit('a', token(1, 'x'));
    await writer.stop();
    assert.deepEqual(readdirSync(folder), ['a.json.part']);
    assert.match(readFileSync(join(folder, 'a.json.part'), 'utf8'), /"text":"x"\}$/);
    assert.equal(written.length, 0);
  });

  it('never takes a name that is taken, whatever its case', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'RUN.json'), '{}');
    writeFileSync(join(folder, 'run-2.json.part'), '');
    writeFileSync(join(folder, 'run-2.json.part.lock'), JSON.stringify(ownLock()));
    const { bus, writer, errors } = recorder(folder);
    bus.emit('run', started('run'));
    bus.emit('Run', started('Run'));
    bus.emit('run', completed(1));
    bus.emit('Run', completed(1));
    await writer.stop();
    assert.deepEqual(errors, []);
    const named = jsonFiles(folder).filter(
      (name) => !['RUN.json', 'run-2.json.part', 'run-2.json.part.lock'].includes(name),
    );
    assert.deepEqual(named, ['Run-4.json', 'run-3.json']);
    assert.equal(JSON.parse(readFileSync(join(folder, 'Run-4.json'), 'utf8')).run_id, 'Run');
  });

  it('records runs that go on at the same time each to its own file', async () => {
    const folder = temporaryFolder();
    const { bus, writer } = recorder(folder);
    for (const id of ['a', 'b']) bus.emit(id, started(id));
    for (let index = 0; index < 50; index++) for (const id of ['a', 'b']) bus.emit(id, token(index, id));
    for (const id of ['a', 'b']) bus.emit(id, completed(60));
    await writer.stop();
    for (const id of ['a', 'b']) {
      const { artifacts } = JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8'));
      assert.equal(artifacts.response, id.repeat(50));
    }
  });

  it('says once that a folder cannot be written, and lets the program go on', async () => {
    const file = join(temporaryFolder(), 'a file');
    writeFileSync(file, '');
    const { bus, writer, errors, written } = recorder(join(file, 'replays'));
    emitRun(bus, 'a', 20);
    await writer.stop();
    assert.equal(errors.length, 1);
    assert.match(errors[0]!, /^Cannot record run a in .*a file.replays: /);
    assert.equal(written.length, 0);
  });

  it(
    'says once that the disk is full, and keeps the file whole up to its last line',
    { skip: process.platform === 'win32' },
    async () => {
      const folder = temporaryFolder();
      // A limit on the size of files stands in for the full disk: both refuse a write half way.
      const script = `
      import { EventBus } from '${new URL('../../src/recorder/event-bus.ts', import.meta.url)}';
      import { EventBusReplayWriter } from '${new URL('../../src/recorder/replay-writer.ts', import.meta.url)}';
      import { emitRun, nextTurn, prompt, started, token } from '${new URL('./run-events.ts', import.meta.url)}';
      const bus = new EventBus();
      const writer = new EventBusReplayWriter({ bus, outputDir: ${JSON.stringify(folder)} });
      writer.start();
      bus.emit('a', started('a'));
      for (let index = 0; index < 400; index++) {
        bus.emit('a', token(index, 'some text that fills the disk '));
        if (index % 7 === 0) await nextTurn();
      }
      bus.emit('a', { type: 'run_completed', time_ms: 500, duration_ms: 500 });
      await writer.stop();
      console.log('went on');
    `;
      const command = ['-c', 'ulimit -f 16; exec "$0" "$@"', process.execPath];
      const { stdout, stderr } = await run(
        'sh',
        [...command, '--import', 'tsx', '--input-type=module', '-e', script],
        {
          env: { ...process.env, NODE_V8_COVERAGE: '' },
        },
      );
      assert.equal(stdout.trim(), 'went on');
      const complaints = stderr.split('\n').filter((line) => line.includes('Cannot write'));
      assert.equal(complaints.length, 1, stderr);
      const text = readFileSync(join(folder, 'a.json.part'), 'utf8');
      assert.ok(text.length > 4000 && text.length <= 16 * 1024);
      const lines = text.split('\n').slice(1);
      for (const line of lines) JSON.parse(line.replace(/,$/, ''));
      assert.equal(existsSync(join(folder, 'a.json')), false);
    },
  );

  it('is whole up to its last line when its process is killed', async () => {
    const folder = temporaryFolder();
    const child = spawnWriter(folder, 'killed', 1_000_000);
    const part = join(folder, 'killed.json.part');
    await until(() => existsSync(part) && readFileSync(part).length > 20_000);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const reader = await createTraceReader('replay-lines');
    const text = readFileSync(part, 'utf8');
    reader.push(text);
    reader.finish();
    const lines = text.split('\n').slice(1);
    const isLastWhole = text.endsWith('}');
    assert.equal(reader.trace.length, isLastWhole ? lines.length : lines.length - 1);
    assert.deepEqual(
      reader.trace.notices.map(({ code }) => code),
      ['truncated'],
    );
    // Its name stays taken: a second run of the same id gets another, and what is left is finished.
    const { bus, writer } = recorder(folder);
    emitRun(bus, 'killed', 1);
    await writer.stop();
    assert.deepEqual(jsonFiles(folder), ['killed-2.json', 'killed.json']);
    const { events, status } = JSON.parse(readFileSync(join(folder, 'killed.json'), 'utf8'));
    assert.deepEqual([status, events.length], ['failed', reader.trace.length + 1]);
  });

  it('has the last events of a program that ends by an exception', async () => {
    const folder = temporaryFolder();
    const child = runScript(
      folder,
      `bus.emit('a', started('a'));
      bus.emit('a', token(1, 'first'));
      await nextTurn();
      bus.emit('a', token(2, 'last'));
      throw new Error('on purpose');`,
    );
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 1);
    assert.match(readFileSync(join(folder, 'a.json.part'), 'utf8'), /"text":"last"\}$/);
  });

  it('shares a folder with writers in other processes: all files, all in the index', async () => {
    const folder = temporaryFolder();
    const writers = ['p', 'q', 'r'].map((name) => spawnWriter(folder, 'same', 30, `same-${name}`));
    await Promise.all(writers.map((child) => new Promise((resolve) => child.once('exit', resolve))));
    const files = jsonFiles(folder);
    const expected = ['same.json', 'same-2.json', 'same-3.json', 'same-p.json', 'same-q.json', 'same-r.json'];
    assert.deepEqual(files, expected.sort());
    const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
    assert.equal(index.total_replays, 6);
    assert.deepEqual(index.replays.map(({ file }: { file: string }) => file).sort(), expected);
    for (const entry of index.replays) {
      assert.equal(entry.status, 'completed');
      assert.equal(JSON.parse(readFileSync(join(folder, entry.file), 'utf8')).run_id, entry.run_id);
    }
  });

  it('tells the same of a run that is too long to be held in memory', async () => {
    const folder = temporaryFolder();
    const { bus, writer, errors, written } = recorder(folder);
    emitRun(bus, 'long', 25_000);
    await writer.stop();
    assert.deepEqual(errors, []);
    const { metrics, event_count: count, duration_ms: durationMs } = written[0]!.summary;
    assert.deepEqual([count, durationMs, metrics!.completion_tokens], [25_003, 25_001, 25_000]);
    const { artifacts, ...document } = JSON.parse(readFileSync(join(folder, 'long.json'), 'utf8'));
    assert.equal(artifacts.response, Array.from({ length: 25_000 }, (_, index) => `t${index} `).join(''));
    assert.deepEqual([document.events.length, document.status], [25_003, 'completed']);
  });

  it('is not confused by a folder that goes away meanwhile', async () => {
    const folder = join(temporaryFolder(), 'gone');
    mkdirSync(folder);
    const { bus, writer, errors, written } = recorder(folder);
    bus.emit('a', started('a'));
    bus.emit('a', prompt());
    await nextTurn();
    const { rmSync } = await import('node:fs');
    rmSync(folder, { recursive: true });
    bus.emit('a', completed(1));
    await writer.stop();
    assert.equal(written.length, 0);
    assert.equal(errors.length, 1);
    assert.match(errors[0]!, /Cannot write .*a\.json\.part/);
  });
});

/** A process that records runs of so many tokens, one after the other, a few events each turn. */
function spawnWriter(folder: string, ...runs: (string | number)[]) {
  const [first, tokens, second] = runs;
  return runScript(
    folder,
    `for (const id of ${JSON.stringify([first, second].filter(Boolean))}) {
      bus.emit(id, started(id));
      for (let index = 0; index < ${tokens}; index++) {
        bus.emit(id, token(index, 'word '));
        if (index % 3 === 0) await nextTurn();
      }
      bus.emit(id, completed(${tokens}));
    }
    await writer.stop();`,
  );
}

/** A process with a bus and a writer to a folder. */
function runScript(folder: string, body: string) {
  const script = `
    import { EventBus } from '${new URL('../../src/recorder/event-bus.ts', import.meta.url)}';
    import { EventBusReplayWriter } from '${new URL('../../src/recorder/replay-writer.ts', import.meta.url)}';
    import { nextTurn, started, token, completed } from '${new URL('./run-events.ts', import.meta.url)}';
    const bus = new EventBus();
    const writer = new EventBusReplayWriter({ bus, outputDir: ${JSON.stringify(folder)} });
    writer.start();
    ${body}
  `;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore'] });
}
