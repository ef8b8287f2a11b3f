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
    const twice = await runInProcess(['snapshot', file, '--without', 'prompt', '--without', 'reasoning']);
    assert.equal(twice.stdout, made.stdout);
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
    assert.match(stderr, /to be short, it has few memory samples or none/);
    const none = await runInProcess(['snapshot', file, '--max-length', '50']);
    assert.deepEqual([none.code, none.stdout], [1, '']);
    assert.match(none.stderr, /run\.json: This run does not fit into 50 characters/);
  });

  it('says how short a link that does not fit can be, and what else can be done', async () => {
    const base = 'https://example.org/embed.html';
    const leave = ['--without', 'prompt'];
    const asked = ['snapshot', file, '--base', base, ...leave, '--max-length'];
    const { code, stdout, stderr } = await runInProcess([...asked, '120']);
    assert.deepEqual([code, stdout], [1, '']);
    const least = Number(/it takes (\d+) at least/.exec(stderr)?.[1]);
    assert.equal(
      stderr,
      `${file}: This run does not fit into 120 characters: it takes ${least} at least. Allow them (--max-length ${least}), ` +
        'leave out more (--without prompt,system,reasoning), or send its file, or a picture of it (--svg OUT).\n',
    );
    const fits = await runInProcess([...asked, String(least)]);
    assert.equal(lastLine(fits.stdout).length, least);
    assert.equal((await runInProcess([...asked, String(least - 1)])).code, 1);
    const bare = await runInProcess([
      'snapshot',
      file,
      '--without',
      'prompt,system,reasoning',
      '--max-length',
      '9',
    ]);
    assert.match(bare.stderr, /Allow them \(--max-length \d+\), or send its file/);
  });

  it('says that a run is too long for any link, where no length was asked for', async () => {
    const long = join(folder, 'long.json');
    const tokens = '{"type":"token","time_ms":1,"text":"a"},\n'.repeat(100_001);
    writeFileSync(long, `{"run_id":"r","events":[\n${tokens}{"type":"run_completed","time_ms":1}\n]}\n`);
    const { code, stderr } = await runInProcess(['snapshot', long]);
    assert.equal(code, 1);
    assert.match(stderr, /long\.json: This run does not fit into a link\. Its file can be sent instead\.\n$/);
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

  it('gives back the run of a comparison that can be read, and says which cannot', async () => {
    const link = lastLine((await runInProcess(['snapshot', file])).stdout);
    const cut = link.slice(0, -9);
    for (const [text, damaged] of [
      [`${link}${cut.replace('#', '&')}`, 2],
      [`${cut}${link.replace('#', '&')}`, 1],
    ] as const) {
      const { code, stdout, stderr } = await runInProcess(['snapshot', '--decode', text]);
      assert.equal(code, 1);
      assert.equal((JSON.parse(stdout) as SnapshotObject).model, 'test-model');
      assert.match(stderr, new RegExp(`^--decode, run ${damaged} of 2: This link was cut short .*\n$`));
    }
    const none = await runInProcess(['snapshot', '--decode', `${cut}${cut.replace('#', '&')}`]);
    assert.deepEqual([none.code, none.stdout, none.stderr.split('\n').length], [1, '', 3]);
  });

  it('says what a link’s run lacks, which its JSON does not', async () => {
    const link = lastLine((await runInProcess(['snapshot', file, '--without', 'prompt'])).stdout);
    const { code, stderr } = await runInProcess(['snapshot', '--decode', link]);
    assert.equal(code, 0);
    assert.equal(
      stderr,
      '--decode: Whoever shared this run left out: prompt. Each ░ stands for a chunk of text.\n',
    );
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
      [[file, '--base', ''], /--base is empty: the address of a page/],
      [[file, '--base', 'javascript:alert(1)'], /--base javascript:alert\(1\): the address of a page/],
      [
        [file, '--without', ''],
        /: --without is empty: name what to leave out, of prompt, system, reasoning\.\n/,
      ],
      [[file, '--without', 'prompt, ,system'], /: --without prompt, ,system has a comma too many/],
      [[file, '--max-length', ''], /: --max-length is empty: it takes a number\.\n/],
      [[file, '--max-length', '0'], /--max-length must be between 1 and/],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await runInProcess(['snapshot', ...args]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
  });
});
