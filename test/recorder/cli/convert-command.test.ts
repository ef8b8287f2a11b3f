import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from '../../../src/recorder/cli/run-command-line.js';
import type { TraceEvent } from '../../../src/trace/index.js';
import { EVENTS, replayText, RUN } from '../../trace/helpers/replay-text.js';
import { delta, sse } from '../model-server.js';
import { temporaryFolder } from '../temporary-folder.js';
import { runInProcess } from './in-process.js';

const ANSWER = sse(delta({ content: 'Hel' }), delta({ content: 'lo' }), delta({}, 'stop'), '[DONE]').join('');

const OLLAMA = [
  {
    model: 'm',
    created_at: '2026-01-02T03:04:05.500Z',
    message: { role: 'assistant', content: 'Hel' },
    done: false,
  },
  {
    model: 'm',
    created_at: '2026-01-02T03:04:05.750Z',
    message: { role: 'assistant', content: 'lo' },
    done: false,
  },
  {
    model: 'm',
    created_at: '2026-01-02T03:04:06.000Z',
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: 'stop',
    total_duration: 1_000_000_000,
    eval_count: 2,
  },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join('');

/** A folder with files to convert, and where the results are to go. */
function folderWith(files: Record<string, string>) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const output = join(folder, 'out');
  return { file: (name: string) => join(folder, name), output };
}

interface Replay {
  run_id: string;
  timing: string;
  status: string;
  started_at: string;
  events: (TraceEvent & Record<string, unknown>)[];
  artifacts: { response: string };
  notices?: object[];
}

const replayAt = (path: string) => JSON.parse(readFileSync(path.trim(), 'utf8')) as Replay;

describe('trace-player convert on a full disk', { skip: process.platform === 'win32' }, () => {
  it('says what could not be written, and leaves nothing half written', async () => {
    const long = sse(
      ...Array.from({ length: 400 }, () => delta({ content: 'some text that fills the disk ' })),
    );
    const { file, output } = folderWith({ 'a.sse': long.join('') });
    // A limit on the size of files stands in for the full disk: both refuse a write half way.
    const limited = ['-c', 'ulimit -f 16; exec "$0" "$@"', process.execPath];
    const main = fileURLToPath(new URL('../../../src/recorder/cli/main.ts', import.meta.url));
    const command = [...limited, '--import', 'tsx', main, 'convert', file('a.sse'), '-o', output];
    const { status, stdout, stderr } = spawnSync('sh', command, {
      encoding: 'utf8',
      env: { ...process.env, NODE_V8_COVERAGE: '' },
    });
    assert.deepEqual([status, stdout], [1, '']);
    assert.equal(
      stderr.trim(),
      `${file('a.sse')}: Cannot write ${join(output, 'a.json')}: EFBIG: file too large, write`,
    );
    assert.deepEqual(readdirSync(output), []);
  });
});

describe('trace-player convert', () => {
  it('keeps what a file says that it lacks: parts left out by whoever shared it, and text not recorded', async () => {
    const notices = [{ code: 'left_out', count: 1, detail: 'prompt' }];
    const [started, ...events] = EVENTS;
    const { file, output } = folderWith({
      'shared.json': replayText().replace('"timing"', `"notices":${JSON.stringify(notices)},"timing"`),
      'silent.json': replayText([{ ...started!, text_recorded: false, colour: 'red' }, ...events]),
    });
    const { code, stdout } = await runInProcess([
      'convert',
      file('shared.json'),
      file('silent.json'),
      '-o',
      output,
    ]);
    assert.equal(code, 0);
    const [shared, silent] = stdout.trim().split('\n').map(replayAt);
    assert.deepEqual([shared!.notices, silent!.notices], [notices, undefined]);
    const { text_recorded: textRecorded, colour } = silent!.events[0]!;
    assert.deepEqual([textRecorded, colour], [false, 'red']);
    assert.equal(silent!.events.length, EVENTS.length);
  });

  it('speaks of one event as of one', async () => {
    const { file, output } = folderWith({
      'one.json': '{"run_id":"r","events":[{"type":"token","time_ms":1,"text":"a"}]}',
    });
    const { stderr } = await runInProcess(['convert', file('one.json'), '-o', output]);
    assert.match(stderr, /one\.json: replay-document, 1 event$/m);
  });

  it('makes a replay file of a saved stream, and marks its times as made up', async () => {
    const { file, output } = folderWith({ 'my answer.sse': ANSWER });
    const { code, stdout, stderr } = await runInProcess(['convert', file('my answer.sse'), '-o', output]);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, `${join(output, 'my_answer.json')}\n`);
    assert.match(
      stderr,
      /my answer\.sse: openai-chat, \d+ events\n.*: The file does not tell when each piece came: the pace shown is made up\.\n$/,
    );
    const replay = replayAt(stdout);
    assert.deepEqual(
      [replay.run_id, replay.timing, replay.status, replay.artifacts.response],
      ['my answer', 'estimated', 'completed', 'Hello'],
    );
    assert.equal(replay.events[0]!.timing, 'estimated');
    const index = JSON.parse(readFileSync(join(output, 'index.json'), 'utf8'));
    assert.deepEqual(
      index.replays.map(({ file }: { file: string }) => file),
      ['my_answer.json'],
    );
  });

  it('keeps the times of a stream that carries them', async () => {
    const { file, output } = folderWith({ 'answer.ndjson': OLLAMA });
    const { stdout } = await runInProcess(['convert', file('answer.ndjson'), '-o', output]);
    const { timing, started_at: startedAt, events } = replayAt(stdout);
    assert.deepEqual([timing, startedAt], ['server', '2026-01-02T03:04:05.000Z']);
    assert.deepEqual(
      events.filter(({ type }) => type === 'token').map((event) => [event.time_ms, event.text]),
      [
        [500, 'Hel'],
        [750, 'lo'],
      ],
    );
  });

  it('gives a replay file back, in whatever layout it came, and writes over nothing', async () => {
    const pretty = JSON.stringify(JSON.parse(replayText()), undefined, 2);
    const { file, output } = folderWith({ 'a.json': replayText(), 'b.json': pretty });
    const { code, stdout } = await runInProcess(['convert', file('a.json'), file('b.json'), '-o', output]);
    assert.equal(code, 0);
    assert.deepEqual(stdout.trim().split('\n'), [join(output, 'r1.json'), join(output, 'r1-2.json')]);
    for (const path of stdout.trim().split('\n')) {
      const { server: _header, ...replay } = replayAt(path) as Replay & { server: unknown };
      assert.deepEqual(replay, JSON.parse(replayText()));
    }
  });

  it('ends what was cut, saying so', async () => {
    const text = replayText();
    const cut = text.slice(0, text.indexOf('"response_completed"'));
    const { file, output } = folderWith({ 'cut.json': cut.slice(0, cut.lastIndexOf('\n')) });
    const { code, stdout, stderr } = await runInProcess(['convert', file('cut.json'), '-o', output]);
    assert.equal(code, 0);
    assert.match(stderr, /The recording stops before its end/);
    const { status, events } = replayAt(stdout);
    assert.equal(status, 'failed');
    assert.equal((events.at(-1) as { error?: { code?: string } }).error?.code, 'stream_cut');
    assert.equal(events.length, 8);
  });

  it('reads standard input', async () => {
    const output = join(temporaryFolder(), 'out');
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const { signal } = new AbortController();
    const stdin = Readable.from([Buffer.from(ANSWER)]);
    const io = { stdin, stdout, stderr, env: {}, signal };
    assert.equal(await runCommandLine(['convert', '-', '-o', output], io), 0);
    assert.deepEqual(readdirSync(output).sort(), ['index.json', 'stdin.json']);
  });

  it('goes on after a file that is no recording, and fails at the end', async () => {
    const { file, output } = folderWith({
      'page.html': '<!doctype html>',
      empty: '',
      'a.json': replayText(),
    });
    const files = ['page.html', 'nowhere', 'empty', 'a.json'].map(file);
    const { code, stdout, stderr } = await runInProcess(['convert', ...files, '-o', output]);
    assert.equal(code, 1);
    assert.equal(stdout, `${join(output, 'r1.json')}\n`);
    assert.match(stderr, /page\.html: This is a web page, not a recording/);
    assert.match(stderr, /nowhere: there is no such file/);
    assert.match(stderr, /empty: There is nothing in it/);
  });

  it('passes over the index that lies among a folder’s replays', async () => {
    const index = JSON.stringify({ version: '1.0.0', total_replays: 1, replays: [{ run_id: 'r1' }] });
    const { file, output } = folderWith({ 'a.json': replayText(), 'index.json': index });
    const files = ['a.json', 'index.json'].map(file);
    const { code, stderr } = await runInProcess(['convert', ...files, '--to', 'csv', '-o', output]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /index\.json: the list of a folder's replays, passed over$/m);
    assert.deepEqual(readdirSync(output), ['r1.csv']);
    const alone = await runInProcess(['convert', file('index.json'), '-o', output]);
    assert.equal(alone.code, 1);
    assert.match(alone.stderr, /index\.json: This is JSON, but not a recording/);
  });

  it('prints one file in another form, or writes several into a folder', async () => {
    const { file, output } = folderWith({ 'a.json': replayText() });
    const printed = await runInProcess(['convert', file('a.json'), '--to', 'jsonl']);
    assert.deepEqual(
      printed.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
      JSON.parse(JSON.stringify(EVENTS)),
    );
    writeFileSync(file('a.jsonl'), printed.stdout);
    const again = await runInProcess(['convert', file('a.jsonl'), '--to', 'jsonl']);
    assert.equal(again.stdout, printed.stdout);
    for (const [form, ending] of [
      ['csv', 'csv'],
      ['asciicast', 'cast'],
      ['csv', 'csv'],
    ]) {
      const { stdout, code } = await runInProcess(['convert', file('a.json'), '--to', form!, '-o', output]);
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`${RUN.run_id}(-2)?\\.${ending}\\n$`));
    }
    assert.deepEqual(readdirSync(output).sort(), ['r1-2.csv', 'r1.cast', 'r1.csv']);
  });

  it('says what to do when it is wrongly asked', async () => {
    const wrong: [args: string[], message: RegExp][] = [
      [[], /Name the files to convert/],
      [['a', '--to', 'xml'], /--to xml is not known: it is one of csv, jsonl, asciicast/],
      [['a', 'b', '--to', 'csv'], /name a folder with --output-dir/],
    ];
    for (const [args, message] of wrong) {
      const { code, stderr } = await runInProcess(['convert', ...args]);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });
});
