import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { commands } from '../../../src/recorder/cli/commands.js';
import { runInProcess } from './in-process.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const written: Record<string, string> = {
  'text.json': 'hello',
  'object.json': '{"role":"user"}',
  'empty.json': '[]',
  'role.json': '[{"role":"user","content":"a"},{"content":"b"}]',
  'content.json': '[{"role":"user","content":[{"text":"no type"}]}]',
};
for (const [name, text] of Object.entries(written)) writeFileSync(join(folder, name), text);
const file = (name: string) => join(folder, name);

const wrong: [args: string[], message: RegExp][] = [
  [['play'], /There is no command play/],
  [['run', '--nonsense'], /Unknown option '--nonsense'\. See trace-player run --help/],
  [['run', 'stray'], /Unexpected argument 'stray'/],
  [['run', '--prompt'], /'--prompt <value>' argument missing/],
  [['run'], /Give a prompt with --prompt/],
  [['run', '--prompt', ' '], /The prompt is empty/],
  [['run', '--prompt', '@nowhere.txt'], /--prompt: cannot read nowhere\.txt: there is no such file/],
  [['run', '--prompt', 'x', '--messages', 'y'], /--prompt or --messages, not both/],
  [['run', '--system', 'x', '--messages', 'y'], /not with --system/],
  [['run', '--messages', file('text.json')], /text\.json: it is not JSON/],
  [['run', '--messages', file('object.json')], /it is not an array of messages/],
  [['run', '--messages', file('empty.json')], /the array is empty/],
  [['run', '--messages', file('role.json')], /message 2: role is not a text/],
  [['run', '--messages', file('content.json')], /message 1: content is neither/],
  [['run', '--prompt', 'x', '--temperature', 'hot'], /--temperature hot is not a number/],
  [['run', '--prompt', 'x', '--max-tokens', '0'], /--max-tokens must be between 1 and/],
  [
    [
      ...['proxy', '--target', 'http://127.0.0.1:9', '--sse-port', '0', '--output-dir', folder],
      ...['--allow-origin', '*'],
    ],
    /The live stream: Allowing every origin needs a token/,
  ],
  [['run', '--prompt', 'x', '--repeat', '0'], /--repeat must be between 1 and/],
  [['run', '--prompt', 'x', '--warm-up', 'two'], /--warm-up two is not a number/],
  [['run', '--prompt', 'x', '--host', '::1', '--output-dir', folder], /give its port with --sse-port/],
  [
    ['run', '--prompt', 'x', '--token', 't', '--output-dir', folder],
    /--token .* give its port with --sse-port/,
  ],
  [
    ['run', '--prompt', 'x', '--allow-origin', 'https://a.example', '--output-dir', folder],
    /--allow-origin .* give its port with --sse-port/,
  ],
  [
    ['run', '--prompt', 'x', '--host', '0.0.0.0', '--sse-port', '0', '--output-dir', folder],
    /Listening on 0\.0\.0\.0, which other machines reach, needs a token\. \(--token TOKEN, or/,
  ],
  [['run', '--prompt', 'x', '--seed', '1.5'], /--seed must be a whole number/],
  [['run', '--prompt', 'x', '--sse-port', '70000'], /--sse-port must be between 0 and 65535/],
  [
    ['run', '--prompt', 'x', '--provider', 'mystery'],
    /--provider mystery is not known: it is one of ollama, openai/,
  ],
  [['run', '--prompt', 'x', '--api-key-env', 'NO_SUCH_KEY'], /the environment has no NO_SUCH_KEY/],
  [
    ['run', '--prompt', 'x', '--output-dir', folder, '--base-url', 'ftp://x'],
    /--base-url: the base URL must begin with http/,
  ],
  [
    [
      'run',
      '--prompt',
      'x',
      '--output-dir',
      folder,
      '--sse-port',
      '0',
      '--allow-origin',
      'https://a.example,*',
    ],
    /The live stream: Allowing every origin needs a token.*--token TOKEN/,
  ],
  [
    ['run', '--prompt', 'x', '--base-url', 'http://127.0.0.1:9/v1?api-version=1', '--output-dir', folder],
    /--base-url: an address with a query \(\?…\) cannot be asked/,
  ],
  [
    ['proxy', '--target', 'http://127.0.0.1:9?key=k', '--output-dir', folder],
    /--target: an address with a query/,
  ],
  [['demo', '--speed', '0'], /--speed must be between/],
  [['demo', '--port', 'x'], /--port x is not a number/],
];

describe('what is wrongly asked', () => {
  for (const [args, message] of wrong) {
    const shown = args.join(' ').replaceAll(folder, '');
    it(`is told in one line, with exit 2: ${shown}`, async () => {
      const { code, stdout, stderr } = await runInProcess(args);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, message);
      assert.match(stderr, /^trace-player: .*\n$/);
    });
  }
});

describe('help', () => {
  it('lists every command, on standard output when asked for, else on standard error', async () => {
    const asked = await runInProcess(['--help']);
    assert.equal(asked.code, 0);
    for (const { name } of commands) assert.match(asked.stdout, new RegExp(`^  ${name} `, 'm'));
    const nothing = await runInProcess([]);
    assert.deepEqual([nothing.code, nothing.stdout, nothing.stderr], [2, '', asked.stdout]);
  });

  for (const { name, options, help } of commands) {
    it(`of ${name} tells all of its options, and examples`, async () => {
      const { code, stdout } = await runInProcess([name, '--help']);
      assert.equal(code, 0);
      for (const option of Object.keys(options)) assert.match(stdout, new RegExp(`^  --${option}\\b`, 'm'));
      const told = help.filter(({ form }) => form.startsWith('-'));
      assert.equal(told.length, Object.keys(options).length);
      assert.match(stdout, /Examples:\n {2}trace-player /);
    });
  }

  it('tells the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    assert.equal((await runInProcess(['--version'])).stdout, `${version}\n`);
  });
});
