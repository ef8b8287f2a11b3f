import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { SnapshotObject } from '../../../src/trace/index.js';
import { smallRun } from '../../helpers/trace-builder.js';
import { runCommand } from '../command-line.js';
import { temporaryFolder } from '../temporary-folder.js';
import { runInProcess } from './in-process.js';

const folder = temporaryFolder();
const file = join(folder, 'run.json');
const builder = smallRun();
writeFileSync(file, builder.replayText());
const lastLine = (text: string) => text.trimEnd().split('\n').at(-1)!;

describe('snapshot', () => {
  it('prints a link that holds the run, as the last line, and gives the run back', async () => {
    const made = await runCommand(['snapshot', file]);
    assert.equal(made.code, 0, made.stderr);
    const link = lastLine(made.stdout);
    assert.match(link, /^#trace=[dl][\w-]+$/);
    assert.equal(made.stderr, `${link.length} characters\n`);
    const back = await runCommand(['snapshot', '--decode', `see https://example.org/embed.html${link}&t=1.`]);
    assert.equal(back.code, 0, back.stderr);
    const run = JSON.parse(back.stdout) as SnapshotObject;
    assert.equal(run.prompt, 'Describe a cat.');
    assert.equal(run.response, 'A cat is a graceful small animal.');
    assert.deepEqual([run.model, run.provider], ['test-model', 'test']);
    assert.deepEqual(run.metrics, { ttft_ms: 200, tokens_per_second: 6.875, total_tokens: 16 });
    assert.deepEqual(run.trace.events, JSON.parse(JSON.stringify(builder.events)));
  });

  it('adds the link to the page that plays it, and tells in JSON what it is', async () => {
    const { code, stdout } = await runInProcess([
      'snapshot',
      file,
      '--json',
      '--base',
      'https://example.org/e.html?a=b',
    ]);
    assert.equal(code, 0);
    const told = JSON.parse(stdout) as { link: string; length: number };
    assert.match(told.link, /^https:\/\/example\.org\/e\.html\?a=b#trace=[dl][\w-]+$/);
    assert.deepEqual(told, {
      link: told.link,
      length: told.link.length,
      thinned: [],
      left_out: [],
      time_error_ms: 0.5,
    });
  });

  it('leaves out what it is told to, and says so', async () => {
    const made = await runInProcess(['snapshot', file, '--without', 'prompt, reasoning']);
    assert.match(made.stderr, /^left out: prompt, reasoning$/m);
    const back = await runInProcess(['snapshot', '--decode', lastLine(made.stdout)]);
    assert.doesNotMatch(back.stdout, /Describe|an animal\."|"A "/);
    assert.match(back.stdout, /graceful/);
  });

  it('keeps a link to the length that it may have, base and all, and says what that took', async () => {
    const whole = lastLine((await runInProcess(['snapshot', file])).stdout).length;
    const base = 'https://example.org/embed.html';
    const most = String(whole + base.length - 1);
    const { code, stdout, stderr } = await runInProcess([
      'snapshot',
      file,
      '--base',
      base,
      '--max-length',
      most,
    ]);
    assert.equal(code, 0, stderr);
    assert.ok(lastLine(stdout).length <= Number(most));
    assert.match(stderr, /to be short, it has fewer memory samples/);
    const none = await runInProcess(['snapshot', file, '--max-length', '50']);
    assert.deepEqual([none.code, none.stdout], [1, '']);
    assert.match(none.stderr, /run\.json: This run does not fit into a link of that length\. .*file/);
  });

  it('reads runs and links from standard input', async () => {
    const made = await runCommand(['snapshot', '-'], { input: builder.replayText() });
    const link = lastLine(made.stdout);
    const back = await runCommand(['snapshot', '--decode', '-'], { input: `${link}\n` });
    assert.equal((JSON.parse(back.stdout) as SnapshotObject).model, 'test-model');
  });

  it('gives back both runs of a comparison, a line each', async () => {
    const link = lastLine((await runInProcess(['snapshot', file])).stdout);
    const { stdout } = await runInProcess(['snapshot', '--decode', `${link}${link.replace('#', '&')}`]);
    assert.equal(stdout.trimEnd().split('\n').length, 2);
  });

  it('says in one line what is wrong with a link, or with a file', async () => {
    const cases: [args: string[], message: RegExp][] = [
      [['--decode', 'https://example.org/'], /^--decode: There is no #trace= in it\.\n$/],
      [['--decode', '#trace='], /^--decode: This link holds no run\./],
      [['--decode', '#trace=dAbc'], /^--decode: This link was cut short or changed/],
      [[join(folder, 'nowhere.json')], /nowhere\.json: there is no such file\n$/],
    ];
    for (const [args, message] of cases) {
      const { code, stdout, stderr } = await runInProcess(['snapshot', ...args]);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, message);
    }
  });

  it('says what is wrongly asked, with exit 2', async () => {
    const cases: [args: string[], message: RegExp][] = [
      [[], /Name the run to put into a link/],
      [[file, '--decode', '#trace=d'], /--decode takes a link and nothing else/],
      [['--decode', '#trace=d', '--json'], /--decode takes a link and nothing else/],
      [
        [file, '--without', 'answer'],
        /--without answer is not known: it is one of prompt, system, reasoning/,
      ],
      [[file, '--base', 'https://a.example/#x'], /--base https:\/\/a\.example\/#x: the address of a page/],
      [[file, '--max-length', '0'], /--max-length must be between 1 and/],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await runInProcess(['snapshot', ...args]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
  });
});
