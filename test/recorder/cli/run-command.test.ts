import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type DemoModel, startDemoModel } from '../../../src/recorder/demo-model.js';
import { RunningCommand, runCommand } from '../command-line.js';
import { delta, serveModel, sse, streamOf } from '../model-server.js';
import { watch } from '../sse-client.js';
import { until } from '../run-events.js';
import { temporaryFolder } from '../temporary-folder.js';

const answer = sse(delta({ content: 'Because' }), delta({ content: ' of it.' }), delta({}, 'stop'), '[DONE]');

/** Streams two tokens, and then nothing. */
const endless = (response: Parameters<Parameters<typeof serveModel>[0]>[0]) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(answer.slice(0, 2).join(''));
};

const onlyFile = (folder: string, ending = '.json') => {
  const names = readdirSync(folder).filter((name) => name.endsWith(ending) && name !== 'index.json');
  assert.equal(names.length, 1, names.join());
  return join(folder, names[0]!);
};

const readReplay = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

describe('trace-player run', () => {
  let demo: DemoModel;
  before(async () => (demo = await startDemoModel({ speed: 50 })));
  after(() => demo.stop());

  it('shows the answer, tells the file and the totals, and exits 0', async () => {
    const folder = temporaryFolder();
    const { code, stdout, stderr } = await runCommand([
      'run',
      '--base-url',
      demo.url,
      '--prompt',
      'Why?',
      '--output-dir',
      folder,
    ]);
    assert.equal(code, 0, stderr);
    const file = onlyFile(folder);
    const { artifacts, simulated, model, status } = readReplay(file);
    assert.equal(stdout, artifacts.response);
    assert.deepEqual([simulated, model, status], [true, 'demo', 'completed']);
    const lines = stderr.trim().split('\n');
    assert.match(lines[0]!, /^model demo: the only one there$/);
    assert.match(lines[1]!, /^completed · .* · \d+ tokens · [\d.]+ tokens\/s · TTFT .* · \d+ prompt tokens/);
    assert.equal(lines[2], `written to ${file}`);
    assert.equal(lines.length, 3);
    assert.equal(stderr.includes('\x1b'), false);
  });

  it('with --json prints one object and nothing else', async () => {
    const folder = temporaryFolder();
    const options = [
      '--model',
      'demo',
      '--prompt',
      'x',
      '--output-dir',
      folder,
      '--sse-port',
      '0',
      '--workload',
      'smoke',
      '--json',
    ];
    const { code, stdout, stderr } = await runCommand([
      'run',
      '--base-url',
      demo.url,
      ...options,
      '--run-id',
      'my run',
    ]);
    assert.equal(code, 0, stderr);
    const result = JSON.parse(stdout);
    assert.equal(stdout.trim().split('\n').length, 1);
    assert.equal(result.run_id, 'my run');
    assert.equal(result.status, 'completed');
    assert.equal(result.file, join(folder, 'my_run.json'));
    assert.match(result.sse_url, /^http:\/\/127\.0\.0\.1:\d+\/events$/);
    assert.match(stderr, new RegExp(`^live at ${result.sse_url}$`, 'm'));
    assert.equal(result.simulated, true);
    assert.deepEqual(result.metrics, readReplay(result.file).metrics);
    assert.doesNotMatch(stdout, /\d\.\d{7}/);
    assert.ok(result.metrics.ttft_ms > 0 && result.metrics.completion_tokens > 200);
    assert.equal(readReplay(result.file).workload, 'smoke');
  });

  it('streams live while it records, and lets viewers have the end', async () => {
    const folder = temporaryFolder();
    const command = new RunningCommand([
      'run',
      '--base-url',
      demo.url,
      '--prompt',
      'x',
      '--output-dir',
      folder,
      '--sse-port',
      '0',
      '--json',
    ]);
    const [, url] = await command.shows(/live at (\S+)/);
    const client = await watch(url!);
    const { code, stdout } = await command.ended;
    assert.equal(code, 0);
    await until(() => client.isEnded);
    const { events } = readReplay(JSON.parse(stdout).file);
    assert.deepEqual(
      client.frames.map(({ event }) => ({ ...event })),
      events,
    );
  });

  it('sends what was asked: the prompt of a file or of standard input, a system message, parameters', async () => {
    const folder = temporaryFolder();
    const model = await serveModel(streamOf(answer));
    const run = (args: string[], input?: string) =>
      runCommand(['run', '--base-url', model.url, '--model', 'm', '--output-dir', folder, ...args], {
        input,
      });
    writeFileSync(join(folder, 'q.txt'), 'from a file\n');
    const chat = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: null, tool_calls: [] },
    ];
    writeFileSync(join(folder, 'chat.txt'), JSON.stringify(chat));
    const set = ['--temperature', '0.7', '--max-tokens', '50', '--seed', '-4'].map((text) =>
      text.replace('-4', '=-4'),
    );
    assert.equal(
      (
        await run([
          '--run-id',
          'asked',
          '--prompt',
          `@${join(folder, 'q.txt')}`,
          ...set.slice(0, 4),
          '--seed=-4',
        ])
      ).code,
      0,
    );
    assert.equal((await run(['--prompt', '-', '--system', 'be brief'], 'from stdin')).code, 0);
    assert.equal((await run(['--messages', join(folder, 'chat.txt')])).code, 0);
    const bodies = model.posts().map(({ body }) => body!);
    assert.deepEqual(bodies[0]!.messages, [{ role: 'user', content: 'from a file\n' }]);
    assert.deepEqual([bodies[0]!.temperature, bodies[0]!.max_tokens, bodies[0]!.seed], [0.7, 50, -4]);
    assert.deepEqual(bodies[1]!.messages, [
      { role: 'system', content: 'be brief' },
      { role: 'user', content: 'from stdin' },
    ]);
    assert.deepEqual(bodies[2]!.messages, [chat[0], { ...chat[1], content: '' }]);
    const replay = readReplay(join(folder, 'asked.json'));
    assert.deepEqual(replay.params, { temperature: 0.7, max_tokens: 50, seed: -4 });
  });

  it('sends the key of the environment, and writes it nowhere', async () => {
    const folder = temporaryFolder();
    const model = await serveModel(
      (response, { headers }) =>
        void response
          .writeHead(401)
          .end(JSON.stringify({ error: { message: `Bad key ${headers.authorization}` } })),
    );
    const args = [
      'run',
      '--base-url',
      model.url,
      '--model',
      'm',
      '--prompt',
      'x',
      '--output-dir',
      folder,
      '--json',
    ];
    const { code, stdout, stderr } = await runCommand([...args, '--api-key-env', 'MY_KEY'], {
      env: { MY_KEY: 'sk-topsecret' },
    });
    assert.equal(code, 1);
    assert.equal(model.posts()[0]!.headers.authorization, 'Bearer sk-topsecret');
    assert.match(stderr, /the run failed: HTTP 401 Unauthorized: Bad key Bearer \[redacted\]/);
    const written = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    assert.doesNotMatch([stdout, stderr, ...written].join(), /topsecret/);
  });

  it('takes the model that is loaded, and asks when there are several', async () => {
    const folder = temporaryFolder();
    const tags = {
      '/api/version': { version: '0.1' },
      '/api/tags': { models: [{ name: 'a' }, { name: 'b' }] },
    };
    const done = `${JSON.stringify({ message: { content: 'Hi' }, done: true })}\n`;
    const loaded = await serveModel(streamOf([done]), { ...tags, '/api/ps': { models: [{ name: 'b' }] } });
    const args = ['run', '--prompt', 'x', '--output-dir', folder, '--base-url'];
    const { code, stderr } = await runCommand([...args, loaded.url]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^model b: the one that is loaded$/m);
    const replay = readReplay(onlyFile(folder));
    assert.deepEqual(
      [replay.model, replay.provider, replay.server],
      ['b', 'ollama', { name: 'Ollama', version: '0.1' }],
    );
    const several = await serveModel(streamOf([done]), { ...tags, '/api/ps': { models: [] } });
    const refused = await runCommand([...args, several.url]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /^trace-player: Name a model with --model: a, b\.\n$/);
    assert.equal(several.posts().length, 0);
  });

  const failing: [name: string, status: number, body: string, message: RegExp][] = [
    [
      'a model that is not there',
      404,
      '{"error":{"message":"model m not found"}}',
      /HTTP 404 Not Found: model m not found/,
    ],
    [
      'a web page',
      200,
      '<html><title>Wi-Fi login</title>',
      /HTML page \(“Wi-Fi login”\), not a model server/,
    ],
    ['a stream that is cut', 200, answer[0]!, /ended without its end mark/],
  ];
  for (const [name, status, body, message] of failing) {
    it(`says in one line that it met ${name}, exits 1, and keeps the run`, async () => {
      const folder = temporaryFolder();
      const model = await serveModel((response) => void response.writeHead(status).end(body));
      const { code, stderr } = await runCommand([
        'run',
        '--base-url',
        model.url,
        '--model',
        'm',
        '--prompt',
        'x',
        '--output-dir',
        folder,
      ]);
      assert.equal(code, 1);
      const complaints = stderr.split('\n').filter((line) => line.startsWith('trace-player: '));
      assert.equal(complaints.length, 1, stderr);
      assert.match(complaints[0]!, message);
      const replay = readReplay(onlyFile(folder));
      assert.equal(replay.status, 'failed');
      assert.match(replay.artifacts.errors[0], message);
    });
  }

  it('says that nobody listens', async () => {
    const args = [
      'run',
      '--base-url',
      'http://127.0.0.1:1',
      '--model',
      'm',
      '--prompt',
      'x',
      '--output-dir',
      temporaryFolder(),
    ];
    const { code, stderr } = await runCommand(args);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /Cannot reach http:\/\/127\.0\.0\.1:1\/v1\/chat\/completions: the connection was refused/,
    );
    const unnamed = await runCommand(args.filter((text) => text !== '--model' && text !== 'm'));
    assert.equal(unnamed.code, 2);
    assert.match(
      unnamed.stderr,
      /Nothing at http:\/\/127\.0\.0\.1:1 answers like a model server: start it, or/,
    );
  });

  it('asks nothing of the model when its port is taken or its folder cannot be written', async () => {
    const model = await serveModel(streamOf(answer));
    const taken = createServer();
    const port = await new Promise<number>((resolve) =>
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port)),
    );
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const args = ['run', '--base-url', model.url, '--model', 'm', '--prompt', 'x'];
    const busy = await runCommand([...args, '--output-dir', folder, '--sse-port', String(port)]);
    taken.close();
    assert.equal(busy.code, 2);
    assert.match(busy.stderr, new RegExp(`^trace-player: Port ${port} is in use\\..*\\n$`));
    const unwritable = await runCommand([...args, '--output-dir', join(folder, 'file', 'replays')]);
    assert.equal(unwritable.code, 2);
    assert.match(unwritable.stderr, /^trace-player: Cannot write replays to .*\n$/);
    assert.equal(model.requests.length, 0);
  });

  it('ends a run at Ctrl-C with a whole file, failed, interrupted, and exits 130', async () => {
    const folder = temporaryFolder();
    const model = await serveModel(endless);
    const command = new RunningCommand([
      'run',
      '--base-url',
      model.url,
      '--model',
      'm',
      '--prompt',
      'x',
      '--output-dir',
      folder,
      '--json',
    ]);
    await until(() => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.part')));
    const part = onlyFile(folder, '.part');
    await until(() => readFileSync(part, 'utf8').includes('of it.'));
    command.child.kill('SIGINT');
    const { code, stdout, stderr } = await command.ended;
    assert.equal(code, 130);
    assert.match(stderr, /^interrupted: /m);
    const { file, error } = JSON.parse(stdout);
    assert.equal(error.code, 'interrupted');
    const replay = readReplay(file);
    assert.equal(replay.status, 'failed');
    assert.equal(replay.artifacts.response, 'Because of it.');
    assert.deepEqual(
      readdirSync(folder).filter((name) => /part|lock/.test(name)),
      [],
    );
  });

  it('can be left at once by a second Ctrl-C', async () => {
    const model = await serveModel(endless);
    const args = [
      'run',
      '--base-url',
      model.url,
      '--model',
      'm',
      '--output-dir',
      temporaryFolder(),
      '--prompt',
    ];
    const twice = new RunningCommand([...args, 'x', '--sse-port', '0']);
    const [, url] = await twice.shows(/live at (\S+)/);
    const client = await watch(url!);
    client.pause();
    await twice.shows(/of it\./);
    twice.child.kill('SIGINT');
    await twice.shows(/^interrupted/m);
    twice.child.kill('SIGINT');
    assert.equal((await twice.ended).code, 130);
  });

  it('leaves a file that is whole up to its last line when it is killed', async () => {
    const folder = temporaryFolder();
    const slow = await startDemoModel({ speed: 2 });
    const command = new RunningCommand([
      'run',
      '--base-url',
      slow.url,
      '--prompt',
      'x',
      '--output-dir',
      folder,
    ]);
    await until(() => readdirSync(folder).some((name) => name.endsWith('.part')));
    const part = onlyFile(folder, '.part');
    await until(() => readFileSync(part, 'utf8').split('\n').length > 40);
    command.child.kill('SIGKILL');
    await command.ended;
    await slow.stop();
    const [header, ...lines] = readFileSync(part, 'utf8').split('\n');
    assert.equal(JSON.parse(`${header}]}`).model, 'demo');
    for (const line of lines) JSON.parse(line.replace(/,$/, ''));
    assert.ok(lines.length > 39);
  });

  it('goes on recording when nobody reads its output any more', async () => {
    const folder = temporaryFolder();
    const command = new RunningCommand([
      'run',
      '--base-url',
      demo.url,
      '--prompt',
      'x',
      '--output-dir',
      folder,
    ]);
    command.child.stdout.destroy();
    const { code, stderr } = await command.ended;
    assert.equal(code, 0, stderr);
    assert.equal(readReplay(onlyFile(folder)).status, 'completed');
  });
});
