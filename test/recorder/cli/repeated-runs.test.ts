import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { summariseRuns } from '../../../src/recorder/cli/repeat-summary.js';
import { RunningCommand, runCommand } from '../command-line.js';
import { delta, serveModel, sse, streamOf } from '../model-server.js';
import { names } from '../recovery/left-files.js';
import { ask } from '../sse-client.js';
import { temporaryFolder } from '../temporary-folder.js';

const answer = sse(
  delta({ content: 'Because' }),
  delta({ content: ' of' }),
  delta({ content: ' it.' }),
  delta({}, 'stop'),
  '[DONE]',
);
const asked = (url: string, folder: string, ...more: string[]) => [
  ...['run', '--base-url', url, '--model', 'm', '--prompt', 'x', '--output-dir', folder],
  ...more,
];
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

describe('repeated runs', () => {
  it('are each recorded, after warm-ups that are marked, and summed up', async () => {
    const folder = temporaryFolder();
    const model = await serveModel(streamOf(answer));
    const options = ['--repeat', '3', '--warm-up', '1', '--run-id', 'r', '--json'];
    const { code, stdout, stderr } = await runCommand(asked(model.url, folder, ...options));
    assert.equal(code, 0, stderr);
    assert.deepEqual(names(folder), ['r-1.json', 'r-2.json', 'r-3.json', 'r-warm-up-1.json']);
    assert.equal(model.posts().length, 4);
    assert.equal('warm_up' in model.posts()[0]!.body!, false);
    const { summary, runs, warm_ups: warmUps } = JSON.parse(stdout);
    assert.deepEqual(read(warmUps[0].file).params, { warm_up: true, warm_up_run: 1 });
    assert.deepEqual(read(runs[1].file).params, { repeat_run: 2, repeat_of: 3 });
    const ttfts = runs.map(({ metrics }: { metrics: { ttft_ms: number } }) => metrics.ttft_ms).sort(byValue);
    assert.deepEqual([summary.asked, summary.completed, summary.ttft_ms.runs], [3, 3, 3]);
    const { median, min, max } = summary.ttft_ms;
    assert.deepEqual([min, median, max], ttfts);
    assert.match(stderr, /^warm-up 1 of 1$[^]*^run 3 of 3$/m);
    assert.match(stderr, /^3 of 3 runs completed; of those, median · IQR \(the middle half\) · min–max$/m);
    assert.match(stderr, /^TTFT: \d+ · \d+–\d+ · \d+–\d+ ms$/m);
    assert.match(stderr, /^ITL: [\d.]+ · [\d.]+–[\d.]+ · [\d.]+–[\d.]+ ms$/m);
  });

  it('go on after one that failed, leave it out of the sum, and fail', async () => {
    let requests = 0;
    const stream = streamOf(answer);
    const model = await serveModel((response, request) => {
      if (++requests !== 2) return stream(response, request);
      response.writeHead(500).end('{"error":"on purpose"}');
    });
    const { code, stdout } = await runCommand(asked(model.url, temporaryFolder(), '--repeat', '3', '--json'));
    const { summary, runs } = JSON.parse(stdout);
    assert.deepEqual([code, summary.completed, runs.length, summary.ttft_ms.runs], [1, 2, 3, 2]);
    assert.equal(runs[1].status, 'failed');
  });

  it('promise no figures when none completed', async () => {
    const model = await serveModel((response) => void response.writeHead(500).end());
    const { code, stderr } = await runCommand(asked(model.url, temporaryFolder(), '--repeat', '2'));
    assert.equal(code, 1);
    assert.match(stderr, /^0 of 2 runs completed: there is nothing to sum up$/m);
  });

  it('end whole on Ctrl-C', { skip: process.platform === 'win32' }, async () => {
    const folder = temporaryFolder();
    let requests = 0;
    const stream = streamOf(answer);
    const model = await serveModel((response, request) => {
      if (++requests === 1) return stream(response, request);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(answer.slice(0, 2).join(''));
    });
    const command = new RunningCommand(asked(model.url, folder, '--repeat', '5', '--json'));
    await command.shows(/run 2 of 5/);
    while (requests < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    command.child.kill('SIGINT');
    const { code, stdout } = await command.ended;
    const { summary, runs } = JSON.parse(stdout);
    assert.deepEqual([code, requests, summary.completed, summary.asked, runs.length], [130, 2, 1, 5, 2]);
    assert.equal(read(runs[1].file).events.at(-1).error.code, 'interrupted');
    assert.equal(names(folder).filter((name) => !name.endsWith('.json')).length, 0);
  });

  it('have quartiles between the two nearest, and no figure that no run had', () => {
    const run = (ttft?: number) => ({ status: 'completed' as const, metrics: { ttft_ms: ttft } });
    const { ttft_ms: ttft, itl_p50_ms: itl } = summariseRuns(5, [4, 1, 3, 2, undefined].map(run));
    assert.deepEqual(ttft, { median: 2.5, q1: 1.75, q3: 3.25, min: 1, max: 4, runs: 4 });
    assert.equal(itl, undefined);
    const failed = { status: 'failed' as const, metrics: { ttft_ms: 9 } };
    assert.deepEqual(summariseRuns(1, [failed]).ttft_ms, undefined);
  });
});

describe('a run without text', () => {
  it('shows and keeps none, and measures the same', async () => {
    const folder = temporaryFolder();
    const model = await serveModel(streamOf(answer));
    const { code, stdout, stderr } = await runCommand(asked(model.url, folder, '--no-text', '--run-id', 'r'));
    assert.deepEqual([code, stdout], [0, ''], stderr);
    assert.deepEqual(model.posts()[0]!.body!.messages, [{ role: 'user', content: 'x' }]);
    const text = readFileSync(join(folder, 'r.json'), 'utf8');
    assert.equal(/Because|it\./.test(text), false);
    assert.equal(JSON.parse(text).metrics.completion_tokens, 3);
  });
});

describe('the live stream of a run', () => {
  it('asks for the token of the environment, which is not told', async () => {
    const folder = temporaryFolder();
    const model = await serveModel((response) => void response.writeHead(200).write(answer[0]));
    const options = ['--sse-port', '0', '--host', '0.0.0.0', '--run-id', 'r'];
    const env = { TRACE_PLAYER_TOKEN: 'my-token' };
    const command = new RunningCommand(asked(model.url, folder, ...options), { env });
    const [, port] = await command.shows(/live at http:\/\/0\.0\.0\.0:(\d+)\/events/);
    const url = `http://127.0.0.1:${port}/runs`;
    assert.equal((await ask(url)).status, 401);
    assert.equal((await ask(`${url}?token=my-token`)).status, 200);
    command.child.kill('SIGINT');
    const { stdout, stderr } = await command.ended;
    assert.equal((stdout + stderr).includes('my-token'), false);
    assert.equal(readFileSync(join(folder, 'r.json'), 'utf8').includes('my-token'), false);
  });
});

function byValue(left: number, right: number): number {
  return left - right;
}
