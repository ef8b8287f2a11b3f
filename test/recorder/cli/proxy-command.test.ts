import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { runCommand, RunningCommand } from '../command-line.js';
import { delta, serveModel, sse, streamOf } from '../model-server.js';
import { until } from '../run-events.js';
import { temporaryFolder } from '../temporary-folder.js';
import { runInProcess } from './in-process.js';

const frames = sse(delta({ content: 'Be' }), delta({ content: 'cause' }), delta({}, 'stop'), '[DONE]');
const asked = { model: 'm', messages: [{ role: 'user', content: 'Why?' }], stream: true };

/** Starts `trace-player proxy` before a target, on free ports. */
async function startProxy(target: string, outputDir = temporaryFolder(), ...more: string[]) {
  const options = ['--target', target, '--port', '0', '--sse-port', '0', '--output-dir', outputDir, '--json'];
  const command = new RunningCommand(['proxy', ...options, ...more]);
  const [line] = await command.shows(/^\{.*\}$/m);
  const addresses = JSON.parse(line) as { url: string; target: string; sse_url: string };
  const post = (text: string, signal?: AbortSignal) =>
    fetch(`${addresses.url}/v1/chat/completions`, {
      method: 'POST',
      signal,
      headers: { authorization: 'Bearer secret-secret' },
      body: JSON.stringify({ ...asked, messages: [{ role: 'user', content: text }] }),
    });
  return { command, outputDir, post, ...addresses };
}

function replaysIn(folder: string): Record<string, unknown>[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== 'index.json')
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

/** Takes a port, and gives it back after the tests. */
async function takenPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => server.close());
  return String((server.address() as { port: number }).port);
}

describe('trace-player proxy', () => {
  it('records what passes, streams it live, and ends whole on Ctrl-C', async () => {
    const model = await serveModel((response, request) => {
      const [message] = request.body!.messages as { content: string }[];
      if (message!.content !== 'forever') return streamOf(frames)(response, request);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(frames[0]);
    });
    const { command, outputDir, post, sse_url: sseUrl, target } = await startProxy(model.url);
    assert.equal(target, model.url);
    assert.equal(await (await post('once')).text(), frames.join(''));
    const [, path] = await command.shows(/^m: completed · .*≈2 tokens.* · (\S+\.json)$/m);
    assert.equal(JSON.parse(readFileSync(path!, 'utf8')).artifacts.response, 'Because');
    const live = await fetch(sseUrl, { headers: { accept: 'text/event-stream' } });
    const endless = await post('forever');
    const reader = endless.body!.getReader();
    await reader.read();
    command.child.kill('SIGINT');
    const { code, stderr } = await command.ended;
    assert.equal(code, 130);
    assert.match(stderr, /^m: failed · /m);
    assert.match(await live.text(), /"text":"Be"[^]*"code":"interrupted"/);
    await assert.rejects(async () => {
      while (!(await reader.read()).done);
    });
    const statuses = replaysIn(outputDir).map(({ status, artifacts }) => [
      status,
      (artifacts as { response: string }).response,
    ]);
    assert.deepEqual(statuses.sort(), [
      ['completed', 'Because'],
      ['failed', 'Be'],
    ]);
    assert.ok(!readdirSync(outputDir).some((name) => name.endsWith('.part')));
    assert.ok(!JSON.stringify(replaysIn(outputDir)).includes('secret'));
    assert.equal(JSON.parse(readFileSync(join(outputDir, 'index.json'), 'utf8')).total_replays, 2);
  });

  it('records no text with --no-text', async () => {
    const model = await serveModel(streamOf(frames));
    const { command, outputDir, post } = await startProxy(model.url, temporaryFolder(), '--no-text');
    assert.equal(await (await post('a question')).text(), frames.join(''));
    await command.shows(/^m: completed · .*≈2 tokens/m);
    command.child.kill('SIGINT');
    assert.equal((await command.ended).code, 130);
    const [replay] = replaysIn(outputDir);
    assert.equal((replay!.artifacts as { response: string }).response, '░░');
    assert.ok(!/question|cause/.test(JSON.stringify(replay)));
  });

  it('does not harm the program when nothing can be written', async () => {
    const model = await serveModel(streamOf(frames));
    const outputDir = join(temporaryFolder(), 'replays');
    const { command, post } = await startProxy(model.url, outputDir);
    rmSync(outputDir, { recursive: true, force: true });
    writeFileSync(outputDir, 'a file where the folder was');
    assert.equal(await (await post('once')).text(), frames.join(''));
    await until(() => command.stderr.includes('Cannot record run'));
    assert.equal(await (await post('twice')).text(), frames.join(''));
    command.child.kill('SIGINT');
    assert.equal((await command.ended).code, 130);
  });

  it('refuses what it is wrongly asked', async () => {
    const port = await takenPort();
    const target = ['--target', 'http://127.0.0.1:1'];
    const free = ['--port', '0', '--sse-port', '0', '--output-dir', temporaryFolder()];
    const wrong: [args: string[], message: RegExp][] = [
      [[], /--target is missing/],
      [['--target', 'ftp://x'], /--target: the target must begin with http/],
      [['--target', 'http://127.0.0.1:8787'], /the proxy's own port 8787/],
      [[...target, ...free, '--port', port], /Port \d+ is in use/],
      [[...target, ...free, '--sse-port', port], /Port \d+ is in use/],
      [[...target, '--port', 'x'], /--port x is not a number/],
    ];
    for (const [args, message] of wrong) {
      const { code, stderr } = await runInProcess(['proxy', ...args]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split('\n').length, 1);
    }
  });

  it('tells of itself', async () => {
    const { code, stdout } = await runCommand(['proxy', '--help']);
    assert.equal(code, 0);
    assert.match(stdout, /Usage: trace-player proxy --target URL/);
    for (const option of ['--target', '--port', '--sse-port', '--output-dir', '--no-text', '--json']) {
      assert.ok(stdout.includes(`  ${option} `) || stdout.includes(`  ${option}\n`), option);
    }
  });
});
