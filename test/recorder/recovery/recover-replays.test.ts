import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { EventBus } from '../../../src/recorder/event-bus.js';
import { recoverReplays } from '../../../src/recorder/recovery/recover-replays.js';
import { EventBusReplayWriter } from '../../../src/recorder/replay-writer.js';
import { lockId, ownLock } from '../../../src/recorder/run-lock.js';
import { createTraceReader } from '../../../src/trace/index.js';
import { emitRun, nextTurn, started, token } from '../run-events.js';
import { temporaryFolder } from '../temporary-folder.js';
import { deadLock, leaveLock, leavePart, names, readDocument, readIndex, wholeReplay } from './left-files.js';

describe('recovery', () => {
  it('finishes a file that was cut anywhere, with all that was whole', async () => {
    const whole = Buffer.from(await wholeReplay('run', 12));
    const document = JSON.parse(whole.toString('utf8'));
    const headerEnd = whole.indexOf('\n');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: headerEnd, max: whole.length }), async (cut) => {
        const folder = temporaryFolder();
        const kept = whole.subarray(0, cut).toString('utf8').split('\n').slice(1);
        leavePart(folder, 'run', whole.subarray(0, cut), deadLock());
        const report = await recoverReplays(folder);
        assert.deepEqual(names(folder), ['run.json']);
        const recovered = readDocument(folder, 'run.json');
        const events = kept.filter((line) => isWholeEvent(line)).length;
        if (events === document.events.length) assert.deepEqual(recovered, document);
        else assertKilled(recovered, document.events.slice(0, events));
        assert.equal(report.recovered[0]!.event_count, recovered.events.length);
        assert.equal(readIndex(folder).replays[0]!.status, recovered.status);
      }),
      { numRuns: 60 },
    );
  });

  it('tells how far the run had come, and counts what was there', async () => {
    const folder = temporaryFolder();
    const lines = (await wholeReplay('run', 50)).split('\n');
    leavePart(folder, 'run', `${lines.slice(0, 33).join('\n')}\n{"time_ms":31,"type":"tok`, deadLock());
    const { recovered } = await recoverReplays(folder);
    const file = { file: 'run.json', run_id: 'run', status: 'failed', event_count: 33, duration_ms: 30 };
    assert.deepEqual(recovered, [file]);
    const { events, metrics, artifacts } = readDocument(folder, 'run.json');
    assert.deepEqual(events.at(-1), {
      type: 'run_failed',
      time_ms: 30,
      duration_ms: 30,
      error: {
        code: 'killed',
        message: 'The recorder stopped during the run: 32 events, up to 30 ms, were on disk.',
      },
    });
    assert.equal(metrics.completion_tokens, 30);
    assert.match(artifacts.response, /^t0 .* t29 $/);
    const [entry] = readIndex(folder).replays;
    assert.deepEqual([entry!.status, entry!.event_count, entry!.duration_ms], ['failed', 33, 30]);
  });

  it('makes a run of a file with only its header, by what that tells', async () => {
    const folder = temporaryFolder();
    const [header] = (await wholeReplay('run', 1)).split('\n');
    leavePart(folder, 'run', header!, deadLock());
    await recoverReplays(folder);
    const { events, model } = readDocument(folder, 'run.json');
    assert.deepEqual(
      events.map(({ type }: { type: string }) => type),
      ['run_started', 'run_failed'],
    );
    assert.deepEqual([events[0].run_id, events[0].model, model], ['run', 'm', 'm']);
    assert.match(events[1].error.message, /before the first event/);
    const reader = await createTraceReader('replay-lines');
    reader.push(readFileSync(join(folder, 'run.json'), 'utf8'));
    reader.finish();
    assert.deepEqual([reader.trace.status, reader.trace.notices], ['failed', []]);
  });

  it('removes and names a file in which nothing was written, and leaves one that is no replay', async () => {
    const folder = temporaryFolder();
    leavePart(folder, 'empty', '', deadLock());
    leavePart(folder, 'zeros', new Uint8Array(5000));
    leavePart(folder, 'notes', 'something of a person');
    const { removed, left, recovered } = await recoverReplays(folder);
    assert.deepEqual(removed, ['empty.json.part', 'zeros.json.part']);
    assert.deepEqual(left, [
      { file: 'notes.json.part', reason: 'it does not begin as a replay does', isLive: false },
    ]);
    assert.deepEqual([recovered, names(folder)], [[], ['notes.json.part']]);
  });

  it('never touches what a live writer writes, however long it has been quiet', async () => {
    const folder = temporaryFolder();
    const bus = new EventBus();
    const writer = new EventBusReplayWriter({ bus, outputDir: folder });
    writer.start();
    bus.emit('Live', started('Live'));
    bus.emit('Live', token(1, 'x'));
    await nextTurn();
    const part = join(folder, 'Live.json.part');
    for (const path of [part, join(folder, 'live.json.part.lock')]) utimesSync(path, 0, 0);
    const before = readFileSync(part);
    const { left } = await recoverReplays(folder);
    assert.deepEqual(left, [
      { file: 'Live.json.part', reason: `process ${process.pid} is writing it`, isLive: true },
    ]);
    assert.deepEqual(readFileSync(part), before);
    emitRun(bus, 'other', 1);
    bus.emit('Live', { type: 'run_completed', time_ms: 2, duration_ms: 2 });
    await writer.stop();
    assert.equal(readDocument(folder, 'Live.json').status, 'completed');
  });

  it('leaves what another machine writes, and says where', async () => {
    const folder = temporaryFolder();
    const [header] = (await wholeReplay('run', 1)).split('\n');
    leavePart(folder, 'run', header!, { ...ownLock(), host: 'elsewhere.example', pid: 7 });
    const { left } = await recoverReplays(folder);
    assert.match(left[0]!.reason, /elsewhere\.example, process 7/);
    assert.equal(left[0]!.isLive, false);
    assert.ok(existsSync(join(folder, 'run.json.part.lock')));
  });

  it('is done once by several who do it at the same time', async () => {
    const folder = temporaryFolder();
    const whole = await wholeReplay('run', 30);
    for (let index = 0; index < 20; index++) {
      leavePart(folder, `run-${index}`, whole.slice(0, 900 + index * 10), index % 2 ? deadLock() : undefined);
    }
    const reports = await Promise.all([1, 2, 3, 4].map(() => recoverReplays(folder)));
    const files = reports.flatMap(({ recovered }) => recovered.map(({ file }) => file));
    assert.equal(files.length, 20);
    assert.equal(new Set(files).size, 20);
    assert.equal(names(folder).join(), files.sort().join());
    assert.equal(readIndex(folder).total_replays, 20);
  });

  it('goes on where one who recovered was killed', async () => {
    const folder = temporaryFolder();
    const whole = await wholeReplay('run', 3);
    const [writer, first, second] = [deadLock(), deadLock(), deadLock()];
    leavePart(folder, 'run', whole.slice(0, -40), writer);
    const lock = join(folder, 'run.json.part.lock');
    writeFileSync(`${lock}.${lockId(writer)}`, JSON.stringify(first));
    writeFileSync(`${lock}.${lockId(first)}`, JSON.stringify(second));
    await recoverReplays(folder);
    assert.deepEqual(names(folder), ['run.json']);
    assert.deepEqual(readDocument(folder, 'run.json'), JSON.parse(whole));
  });

  it('waits for one who recovers and is alive', async () => {
    const folder = temporaryFolder();
    const writer = deadLock();
    leavePart(folder, 'run', (await wholeReplay('run', 3)).slice(0, -40), writer);
    const own = `${join(folder, 'run.json.part.lock')}.${lockId(writer)}`;
    writeFileSync(own, JSON.stringify(ownLock()));
    const { left, recovered } = await recoverReplays(folder);
    assert.deepEqual([left[0]!.isLive, recovered], [true, []]);
    rmSync(own);
    assert.equal((await recoverReplays(folder)).recovered.length, 1);
  });

  it('clears away locks without a file and forgotten temporary files, of the dead alone', async () => {
    const folder = temporaryFolder();
    leaveLock(folder, 'dead', deadLock());
    leaveLock(folder, 'live', ownLock());
    writeFileSync(join(folder, `gone.json.part.lock.${lockId(deadLock())}`), JSON.stringify(deadLock()));
    const temporary = ['index.json', 'a.json.part.lock'].map((name) => `${name}.${randomUUID()}.tmp`);
    const fresh = `index.json.${randomUUID()}.tmp`;
    for (const name of [...temporary, fresh]) writeFileSync(join(folder, name), '');
    for (const name of temporary) utimesSync(join(folder, name), 0, 0);
    await recoverReplays(folder);
    assert.deepEqual(names(folder), [fresh, 'live.json.part.lock']);
  });

  it('overwrites no file that was put beside it under its name', async () => {
    const folder = temporaryFolder();
    const whole = await wholeReplay('run', 3);
    leavePart(folder, 'run', whole.slice(0, -40), deadLock());
    for (const name of ['RUN.json', 'run-2.json']) writeFileSync(join(folder, name), '{}');
    const { recovered } = await recoverReplays(folder);
    assert.equal(recovered[0]!.file, 'run-3.json');
    assert.equal(readFileSync(join(folder, 'RUN.json'), 'utf8'), '{}');
  });

  it('puts an index right that was deleted, is broken, or lists what is gone', async () => {
    const folder = temporaryFolder();
    const source = temporaryFolder();
    writeFileSync(join(source, 'a.json'), await wholeReplay('a', 2));
    for (const name of ['a.json', 'b.json']) copyFileSync(join(source, 'a.json'), join(folder, name));
    const files = async () => {
      await recoverReplays(folder);
      return readIndex(folder).replays.map(({ file }) => file);
    };
    assert.deepEqual(await files(), ['a.json', 'b.json']);
    rmSync(join(folder, 'index.json'));
    assert.deepEqual(await files(), ['a.json', 'b.json']);
    writeFileSync(join(folder, 'index.json'), '{"replays":[{"fi');
    assert.deepEqual(await files(), ['a.json', 'b.json']);
    rmSync(join(folder, 'b.json'));
    assert.deepEqual(await files(), ['a.json']);
  });

  it('is done by every writer that starts, which then says so', async () => {
    const folder = temporaryFolder();
    leavePart(folder, 'run', (await wholeReplay('run', 3)).slice(0, -400), deadLock());
    const told: string[] = [];
    const bus = new EventBus();
    const onRecovered = ({ recovered }: { recovered: { file: string }[] }) =>
      void told.push(...recovered.map(({ file }) => file));
    const writer = new EventBusReplayWriter({ bus, outputDir: folder, onRecovered });
    writer.start();
    emitRun(bus, 'run', 2);
    await writer.recovered;
    await writer.stop();
    assert.deepEqual(told, ['run.json']);
    assert.deepEqual(names(folder), ['run-2.json', 'run.json']);
    assert.equal(readIndex(folder).total_replays, 2);
  });

  it('says what the file system says of the folder', async () => {
    await assert.rejects(recoverReplays(join(temporaryFolder(), 'nowhere')), { code: 'ENOENT' });
  });

  it('goes on with the others where one cannot be finished', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a.json.part'));
    leavePart(folder, 'b', (await wholeReplay('b', 3)).slice(0, -400), deadLock());
    const { left, recovered } = await recoverReplays(folder);
    assert.match(left[0]!.reason, /no plain file/);
    assert.equal(recovered[0]!.file, 'b.json');
  });
});

function isWholeEvent(line: string): boolean {
  try {
    return typeof JSON.parse(line.replace(/,$/, '')).type === 'string';
  } catch {
    return false;
  }
}

function assertKilled(recovered: ReturnType<typeof readDocument>, kept: object[]): void {
  const end = recovered.events.at(-1);
  assert.deepEqual([recovered.status, end.type, end.error.code], ['failed', 'run_failed', 'killed']);
  const begun = kept.length === 0 ? recovered.events.slice(0, 1) : kept;
  assert.deepEqual(recovered.events.slice(0, -1), begun);
  assert.equal(recovered.event_count, recovered.events.length);
}
