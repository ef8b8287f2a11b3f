import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readReplayIndex } from '../../../src/recorder/index.js';
import { temporaryFolder } from '../temporary-folder.js';
import { recordRun, Serving, writeIn } from './serving.js';

describe('the list of a served folder', () => {
  it('tells of each run what its file says, the newest first', async () => {
    const folder = temporaryFolder();
    await recordRun(folder, 'old', {
      started_at: '2026-01-01T00:00:00.000Z',
      model: 'a',
      provider: 'ollama',
    });
    await recordRun(folder, 'new', { started_at: '2026-03-01T00:00:00.000Z', question: 'Why?' });
    const serving = await Serving.start(folder);
    const [first, second] = await serving.runs();
    assert.equal(first!.file, 'new.json');
    const told = { file: 'old.json', run_id: 'old', model: 'a', provider: 'ollama', state: 'completed' };
    const figures = { duration_ms: 250, ttft_ms: 100, tokens_per_second: 20, counts_chunks: true };
    const rest = { at: '2026-01-01T00:00:00.000Z', timing: 'recorded', prompt: 'Hi' };
    assert.deepEqual(second, { ...told, ...figures, ...rest });
    assert.deepEqual((await serving.ask('/api/runs/new.json')).json(), first);
  });

  it('marks simulated runs and estimated times', async () => {
    const folder = temporaryFolder();
    await recordRun(folder, 'a', { simulated: true, timing: 'estimated' });
    const serving = await Serving.start(folder);
    const [run] = await serving.runs();
    assert.deepEqual([run!.simulated, run!.timing], [true, 'estimated']);
  });

  it('does not hide files that are broken, cut off or something else, and says what is wrong', async () => {
    const folder = temporaryFolder();
    await recordRun(folder, 'whole');
    const text = readFileSync(join(folder, 'whole.json'), 'utf8');
    writeIn(folder, 'cut.json', text.slice(0, text.indexOf('"word "')));
    writeIn(folder, 'empty.json', '');
    writeIn(folder, 'page.json', '<!doctype html>');
    writeIn(folder, 'list.json', '[1, 2]');
    writeIn(folder, 'object.json', '{"a": 1}');
    writeIn(folder, 'pretty.json', JSON.stringify(JSON.parse(text), undefined, 2));
    writeIn(
      folder,
      'body.json',
      '{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"content":"x"},"done":false}\n',
    );
    const serving = await Serving.start(folder);
    const runs = new Map((await serving.runs()).map((run) => [run.file, run]));
    const stateOf = (file: string) => runs.get(file)!.state;
    assert.deepEqual(
      ['whole', 'pretty', 'cut', 'body', 'empty', 'page', 'list', 'object'].map((name) =>
        stateOf(`${name}.json`),
      ),
      ['completed', 'completed', 'unfinished', 'other', 'broken', 'broken', 'broken', 'broken'],
    );
    assert.match(String(runs.get('cut.json')!.problem), /stops before its end/);
    assert.equal(runs.get('cut.json')!.prompt, 'Hi');
    assert.equal(runs.get('pretty.json')!.prompt, 'Hi');
    assert.match(String(runs.get('page.json')!.problem), /web page/);
    assert.match(String(runs.get('empty.json')!.problem), /nothing in it/);
  });

  it('lists replays alone: no index, no hidden file, no link, no folder', async () => {
    const folder = temporaryFolder();
    await recordRun(folder, 'a');
    const outside = join(temporaryFolder(), 'secret.json');
    copyFileSync(join(folder, 'a.json'), outside);
    copyFileSync(join(folder, 'a.json'), join(folder, '.hidden.json'));
    copyFileSync(join(folder, 'a.json'), join(folder, 'a.txt'));
    mkdirSync(join(folder, 'folder.json'));
    symlinkSync(outside, join(folder, 'link.json'));
    const serving = await Serving.start(folder);
    assert.deepEqual(await serving.files(), ['a.json']);
  });

  it('reads only the ends of a file: one of 64 GiB is listed at once', async () => {
    const folder = temporaryFolder();
    await recordRun(folder, 'a');
    const text = readFileSync(join(folder, 'a.json'), 'utf8');
    const path = join(folder, 'huge.json');
    const [head, footer] = [text.slice(0, text.indexOf('\n]')), text.slice(text.indexOf('\n]'))];
    writeFileSync(path, head);
    truncateSync(path, 64 * 2 ** 30);
    writeFileSync(path, footer, { flag: 'a' });
    assert.ok(statSync(path).size > 64 * 2 ** 30);
    const serving = await Serving.start(folder);
    const huge = (await serving.runs()).find(({ file }) => file === 'huge.json')!;
    assert.deepEqual([huge.state, huge.duration_ms, huge.prompt], ['completed', 250, 'Hi']);
  });

  it('sees a file that changed behind its index, and puts a missing index there', async () => {
    const folder = temporaryFolder();
    for (let run = 0; run < 1000; run++) writeIn(folder, `run-${run}.json`, replayText(run, 'first'));
    const serving = await Serving.start(folder);
    assert.equal((await readReplayIndex(folder))!.total_replays, 1000);
    assert.equal((await serving.runs()).length, 1000);
    writeIn(folder, 'run-7.json', replayText(777, 'second, and longer'));
    const changed = (await serving.runs()).find(({ file }) => file === 'run-7.json')!;
    assert.deepEqual([changed.model, changed.duration_ms], ['second, and longer', 777]);
  });

  it('finds runs by all words, in the model, the provider, the whole prompt, and without regard to case', async () => {
    const folder = temporaryFolder();
    const question = `${'far '.repeat(400)}and then CAFÉ`;
    await recordRun(folder, 'a', { model: 'Qwen3', provider: 'ollama', question });
    await recordRun(folder, 'b', { model: 'llama', provider: 'ollama' });
    const serving = await Serving.start(folder);
    assert.deepEqual(await serving.files('qwen OLLAMA'), ['a.json']);
    assert.deepEqual(await serving.files('cafe\u0301'), ['a.json']);
    assert.deepEqual(await serving.files('qwen llama3'), []);
    const { total } = (await serving.ask('/api/runs?q=nothing')).json() as { total: number };
    assert.equal(total, 2);
  });
});

function replayText(durationMs: number, model: string): string {
  const header = { version: '1.0.0', run_id: 'r', model, provider: 'p', started_at: '2026-01-01T00:00:00Z' };
  const footer = { event_count: 0, status: 'completed', duration_ms: durationMs };
  return `${JSON.stringify(header).slice(0, -1)},"events":[\n],${JSON.stringify(footer).slice(1)}\n`;
}
