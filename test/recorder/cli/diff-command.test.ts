import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { operandFiles } from '../../../src/recorder/cli/diff-operands.js';
import { replaySummary } from '../../../src/trace/index.js';
import { type SmallRun, smallTrace } from '../../trace/comparison/small-run.js';
import { fixtures, skip } from '../../trace/helpers/recorded-streams.js';
import { replayText } from '../../trace/helpers/replay-text.js';
import { runCommand } from '../command-line.js';
import { temporaryFolder } from '../temporary-folder.js';
import { runInProcess } from './in-process.js';

/** A folder with a replay file of each run. */
function folderWith(runs: Record<string, SmallRun>) {
  const folder = temporaryFolder();
  for (const [name, run] of Object.entries(runs)) {
    const trace = smallTrace({ run_id: name, ...run });
    const events = Array.from({ length: trace.length }, (_, index) => trace.eventAt(index));
    writeFileSync(join(folder, `${name}.json`), replayText(events, trace.info, replaySummary(trace)));
  }
  return { folder, file: (name: string) => join(folder, `${name}.json`) };
}

const SLOW_FAST = {
  slow: { ttftMs: 400, gapMs: 150, usage: 22 },
  fast: { ttftMs: 100, gapMs: 50, usage: 11 },
};

/** Where the columns of each row of a table end, by its heading; a row without a change ends before. */
function columnEnds(lines: readonly string[]): Map<string, number[][]> {
  const tables = new Map<string, number[][]>();
  let rows: number[][] | undefined;
  for (const line of lines) {
    if (/ {2}B − A {2,}change$/.test(line)) tables.set(line.split('  ')[0]!, (rows = []));
    else if (line === '') rows = undefined;
    if (rows && !/^ +[(A-Z]/.test(line))
      rows.push([...line.matchAll(/\S(?=\s{2,}|$)/g)].slice(1).map(({ index }) => index));
  }
  return tables;
}

describe('trace-player diff', () => {
  it('prints fairness, figures, where the time went, the race and the verdict, and ends with 0 though they differ', async () => {
    const { file } = folderWith(SLOW_FAST);
    const { code, stdout, stderr } = await runCommand(['diff', file('slow'), file('fast')]);
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    assert.match(
      stdout,
      /^A: m · p · recorded\n {3}.*slow\.json\nB: m · p · recorded\n {3}.*fast\.json\n\nFigures /,
    );
    assert.match(stdout, /^total +1\.90 s +0\.60 s +−1\.30 s +−68 %$/m);
    assert.match(stdout, /^time to first token +400 ms +100 ms +−300 ms +−75 %$/m);
    assert.match(stdout, /^waiting, unexplained +0\.40 s +0\.10 s +−0\.30 s +−75 %$/m);
    assert.match(stdout, /^ {2}10 +1\.00 s +0\.55 s +−0\.45 s +−45 %$/m);
    assert.match(stdout, /^ {2}22 +1\.90 s +–$/m);
    assert.match(stdout, /^ {2}B was first to answer: 100 ms against 400 ms \(B − A: −300 ms, −75 %\)\.$/m);
    assert.match(stdout, /The answers are the same\.\n$/);
  });

  it('says first what makes a comparison unfair', async () => {
    const { file } = folderWith({
      a: { params: { seed: 1 } },
      b: { prompt: 'Another?', timing: 'estimated' },
    });
    const { stdout } = await runInProcess(['diff', file('a'), file('b')]);
    const [, , , , , head, ...lines] = stdout.split('\n');
    assert.equal(head, 'Not quite a fair comparison:');
    assert.deepEqual(lines.slice(0, 4), [
      '  ! The times of B are estimated: the pace is made up, and nothing follows from',
      '    it.',
      '  ! They answer different prompts.',
      '  ! Another parameter, seed: 1 (A) against not told (B).',
    ]);
    assert.match(stdout, /^Figures +A +B estimated +B − A/m);
    assert.match(stdout, /^tokens\/s +≈10\.0 +≈10\.0/m);
    assert.match(stdout, /Who was first to answer cannot be said: times are made up\./);
  });

  for (const columns of [80, 200]) {
    it(`aligns its columns at ${columns} columns, without colours`, async () => {
      const model = 'a-model-with-quite-a-long-name-for-a-line-of-eighty-columns:8b-instruct-q4_K_M';
      const { file } = folderWith({
        a: {
          ...SLOW_FAST.slow,
          model,
          params: { seed: 1 },
          simulated: true,
          timings: { load_duration: 3e8 },
        },
        b: { gapMs: 10.25, chunks: 400, model: 'n', params: { seed: 2 }, timing: 'estimated' },
      });
      const { stdout } = await runCommand(['diff', file('a'), file('b')], {
        env: { COLUMNS: String(columns) },
      });
      assert.doesNotMatch(stdout, /[\x1b\t]/);
      const lines = stdout.trimEnd().split('\n');
      const long = lines.filter((line) => [...line].length > columns && !line.includes(file('a')));
      assert.deepEqual(
        long.filter((line) => !line.includes(file('b')) && !line.includes(model)),
        [],
      );
      const tables = columnEnds(lines);
      assert.deepEqual([...tables.keys()], ['Figures', 'Where the time went', 'Tokens reached ≈']);
      const [ends] = [...tables.values()].map(([heading]) => heading!);
      for (const rows of tables.values()) {
        assert.ok(rows.length > 3);
        for (const row of rows) assert.deepEqual(row, ends!.slice(0, row.length));
      }
    });
  }

  it('prints the same as JSON, in which the buckets sum exactly', async () => {
    const { file } = folderWith(SLOW_FAST);
    const { code, stdout } = await runCommand(['diff', file('slow'), file('fast'), '--json']);
    assert.equal(code, 0);
    const { left, right, difference, caveats, verdict, failed } = JSON.parse(stdout);
    const replay = JSON.parse(readFileSync(file('slow'), 'utf8'));
    assert.deepEqual(left.metrics, replay.metrics);
    assert.deepEqual(
      [left.metrics.ttft_ms, right.metrics.ttft_ms, difference.metrics.ttft_ms],
      [400, 100, -300],
    );
    assert.equal(right.metrics.tokens_per_second, 20);
    assert.equal(difference.shares.ttft_ms, -0.75);
    const sum = (buckets: Record<string, number>) =>
      Object.values(buckets).reduce((total, ms) => total + ms, 0);
    assert.equal(sum(difference.buckets), difference.total_ms);
    assert.equal(sum(left.buckets), left.total_ms);
    assert.equal(difference.total_ms, right.total_ms - left.total_ms);
    assert.deepEqual(difference.tokens_reached[0], { tokens: 1, left_ms: 400, right_ms: 100 });
    assert.equal(difference.output.equal_share, 1);
    assert.deepEqual([left.files, left.model, caveats, failed], [[file('slow')], 'm', [], undefined]);
    assert.deepEqual(verdict[0], {
      kind: 'first_to_answer',
      outcome: 'right',
      unit: 'ms',
      ...{ left: 400, right: 100, difference: -300, share: -0.75 },
    });
  });

  it('compares memory where it is of one kind, and says where it is not', async () => {
    const process = (memoryMb: number) => [
      { memory_mb: memoryMb, scope: 'process', source: 'rss of process tree 7' },
    ];
    const share = [{ ratio: 0.5, scope: 'kv', source: 'vLLM /metrics: KV cache in use' }];
    const { file } = folderWith({
      a: { memory: process(400) },
      b: { memory: process(600) },
      c: { memory: share },
    });
    const { stdout } = await runInProcess(['diff', file('a'), file('b')]);
    assert.match(stdout, /^Memory +A +B +B − A +change\npeak +400 MB +600 MB +\+200 MB +\+50 %$/m);
    assert.match(stdout, /B used more memory: 600 MB against 400 MB/);
    const other = await runInProcess(['diff', file('a'), file('c')]);
    assert.match(other.stdout, /count different things\. A has process: rss; B has kv: vLLM\s+\/metrics\./);
    assert.match(other.stdout, /Who used more memory cannot be said: the figures count different things\./);
  });

  it('names stalls and bursts', { skip }, async () => {
    const named = (part: string) => fixtures('ollama').find(({ name }) => name.includes(part))!.name;
    const path = (part: string) => join('../shared/fixtures/streams/ollama', named(part));
    const { code, stdout } = await runCommand(['diff', path('hermes3'), path('bursty')]);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^ {2}A had a stall: 217 ms at 6\.17 s \(response\)\.\n {2}B had a stall: 54\.3 ms at 437 ms/m,
    );
    assert.match(stdout, /^ {2}B had 56 bursts: up to 18 chunks at once\.$/m);
  });

  it('marks what is drawn from chunks counted for tokens, down to a limit that was passed', async () => {
    const { file } = folderWith({ counted: { gapMs: 50, usage: 11 }, chunks: { gapMs: 100 } });
    const { stdout, stderr } = await runInProcess([
      ...['diff', file('counted'), file('chunks'), '--fail-on', 'tokens_per_second:-1%,itl_p50:+1%'],
    ]);
    assert.match(stdout, /^tokens\/s +[\d.]+ +≈10\.0 +≈−[\d.]+ +−\d+ %$/m);
    assert.match(
      stdout,
      /A generated faster: ≈[\d.]+ tokens\/s against ≈10\.0 tokens\/s \(B − A:\s+≈−[\d.]+,/,
    );
    assert.match(stderr, /^tokens_per_second:-1%: tokens\/s went from ≈[\d.]+ to ≈10\.0 \(≈−/m);
    assert.match(stderr, /^itl_p50:\+1%: between chunks, median went from [\d.]+ ms to 100 ms \(\+/m);
  });

  it('says of a recording that was cut off that it has no end, not that it goes on', async () => {
    const { file, folder } = folderWith({ whole: {}, cut: {} });
    const text = readFileSync(file('cut'), 'utf8');
    writeFileSync(join(folder, 'cut.json'), text.slice(0, text.indexOf('"response_completed"') - 60));
    const { stdout } = await runInProcess(['diff', file('whole'), file('cut')]);
    assert.match(stdout, /^B: .* · no end recorded$/m);
    assert.match(stdout, /^ {2}! Not completed: B has no end\.$/m);
    assert.match(stdout, /Who finished first cannot be said: not both were completed\./);
  });

  it('says who loaded the model, and nothing of who tells no such time', { skip }, async () => {
    const path = (name: string) => `../shared/fixtures/streams/ollama/${name}.generate.ndjson`;
    const { stdout } = await runInProcess(['diff', path('gpt-oss-20b-bursty'), path('hermes3-8b-stall')]);
    assert.match(stdout, /^ {2}! B loaded the model first: not told \(A\), 3380 ms \(B\)\.$/m);
  });

  it('tells how alike the answers are, unless they are too long for it', async () => {
    const { file } = folderWith({
      a: { opening: 'So it was, ' },
      b: { opening: 'So it is, ' },
      long: { opening: 'So '.repeat(340_000) },
    });
    const compared = async (left: string, right: string) =>
      (await runInProcess(['diff', file(left), file(right)])).stdout.split('\n').at(-2);
    assert.equal(await compared('a', 'b'), '  The answers share 92 % of their words, and differ after 2.');
    assert.equal(await compared('long', 'long'), '  The answers are the same.');
    assert.equal(
      await compared('a', 'long'),
      '  The answers differ, and are too long to be compared word by word.',
    );
    const { stdout } = await runInProcess(['diff', file('a'), file('long'), '--json']);
    assert.deepEqual(JSON.parse(stdout).difference.output, { is_too_long: true });
  });

  it('shows nothing of a name that would steer the terminal', async () => {
    const { file } = folderWith({ a: { model: 'm\x1b[31m\nB: fake' }, b: {} });
    const { stdout } = await runInProcess(['diff', file('a'), file('b')]);
    assert.match(stdout, /^A: m␛\[31m B: fake · p/);
  });

  it('reads one of the two from standard input, in any format', async () => {
    const { file } = folderWith(SLOW_FAST);
    const input = readFileSync(file('slow'), 'utf8');
    const { code, stdout } = await runCommand(['diff', '-', file('fast')], { input });
    assert.equal(code, 0);
    assert.match(stdout, /time to first token +400 ms +100 ms/);
  });
});

describe('trace-player diff of sets', () => {
  const runs = (ttfts: readonly number[], name: string): Record<string, SmallRun> =>
    Object.fromEntries(ttfts.map((ttftMs, at) => [`${name}-${at + 1}`, { ttftMs, usage: 11 }]));

  it('takes a quoted pattern, a folder, or a list, and leaves warm-ups and the index out', async () => {
    const warmUp = { 'a-warm-up-1': { ttftMs: 9000, usage: 11, params: { warm_up: true } } };
    const { folder, file } = folderWith({ ...runs([100, 200, 120], 'a'), ...warmUp, ...runs([300], 'b') });
    const other = folderWith(runs([100, 200, 120], 'x'));
    writeFileSync(join(other.folder, 'index.json'), '{}');
    const asked = [join(folder, 'a-*.json'), ['a-1', 'a-2', 'a-3'].map(file).join(','), other.folder];
    for (const operand of asked) {
      const { code, stdout, stderr } = await runInProcess(['diff', operand, file('b-1')]);
      assert.equal(code, 0, stderr);
      assert.equal(stderr, operand.includes('*') ? 'a warm-up is left out of the comparison\n' : '');
      assert.match(stdout, /^A: 3 runs · m · p/);
      assert.match(
        stdout,
        /^time to first token +120 ms +300 ms +\+180 ms +\+150 %\n {2}middle half +110–160 ms$/m,
      );
      assert.match(stdout, /^completion tokens +11 +11 +0 +0\.0 %\n\n/m);
      assert.match(stdout, /^ {2}\(of the run of median total on each side\)$/m);
    }
  });

  it('tells medians and their spread as JSON', async () => {
    const { folder } = folderWith({ ...runs([100, 200, 120], 'a'), ...runs([300, 400], 'b') });
    const operands = ['a-*.json', 'b-?.json'].map((pattern) => join(folder, pattern));
    const { left, right, difference } = JSON.parse(
      (await runInProcess(['diff', ...operands, '--json'])).stdout,
    );
    assert.deepEqual([left.runs, left.metrics.ttft_ms, right.metrics.ttft_ms], [3, 120, 350]);
    assert.deepEqual(left.spread.ttft_ms, { median: 120, q1: 110, q3: 160, min: 100, max: 200, runs: 3 });
    assert.deepEqual([difference.metrics.ttft_ms, right.files.length], [230, 2]);
  });
});

describe('trace-player diff --fail-on', () => {
  const { file } = folderWith({
    base: { ttftMs: 100, usage: 11 },
    later: { ttftMs: 125, usage: 11 },
    quicker: { gapMs: 80, usage: 11 },
    failed: { end: 'failed' },
    invented: { timing: 'estimated', usage: 11 },
  });
  const gate = (limits: string, right = 'later') =>
    runInProcess(['diff', file('base'), file(right), '--fail-on', limits]);

  it('ends with 0 within its limits', async () => {
    for (const limits of [
      'ttft:+25%',
      'ttft_ms:+30%,tokens_per_second:-10%',
      'ttft:+25ms',
      'ttft:-10%',
      'total:+5%',
    ]) {
      const { code, stderr } = await gate(limits);
      assert.deepEqual([code, stderr], [0, ''], limits);
    }
    assert.equal((await gate('tokens_per_second:-10%', 'quicker')).code, 0);
  });

  it('ends with 1 beyond one, and says by how much', async () => {
    const { code, stdout, stderr } = await gate('tpot:+5%,ttft:+20%');
    assert.equal(code, 1);
    assert.match(stdout, /^A: /);
    assert.equal(stderr, 'ttft:+20%: time to first token went from 100 ms to 125 ms (+25.0 ms, +25 %).\n');
    assert.equal((await gate('ttft:+24ms')).code, 1);
    assert.equal((await gate('itl_p50:-10%', 'quicker')).code, 1);
    assert.equal((await gate('tokens_per_second:+10%', 'quicker')).code, 1);
  });

  it('ends with 1 where there is nothing to judge by: a check that cannot be made has not passed', async () => {
    const unknown: [limits: string, right: string, reason: RegExp][] = [
      ['peak_memory:+10%', 'later', /peak memory is not known of both/],
      ['ttft:+10%', 'invented', /rests on times that are made up/],
      ['ttft:+10%', 'failed', /not both have a run that completed/],
    ];
    for (const [limits, right, reason] of unknown) {
      const { code, stderr } = await gate(limits, right);
      assert.equal(code, 1);
      assert.match(stderr, reason);
    }
    assert.equal((await gate('completion_tokens:+10%', 'invented')).code, 0);
  });

  it('tells it as JSON too', async () => {
    const { code, stdout } = await runInProcess([
      ...['diff', file('base'), file('later'), '--json', '--fail-on', 'ttft:+20%'],
    ]);
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stdout).failed, [
      {
        ...{ limit: 'ttft:+20%', figure: 'ttft_ms', reason: 'exceeded' },
        ...{ left: 100, right: 125, difference: 25, share: 0.25 },
      },
    ]);
  });
});

describe('trace-player diff, wrongly asked', () => {
  const { folder, file } = folderWith({ a: {}, b: {} });
  writeFileSync(join(folder, 'page.html'), '<!doctype html>');
  const both = [file('a'), file('b')];
  const wrong: [what: string, args: string[], code: number, message: RegExp][] = [
    ['with one', [file('a')], 2, /Name two runs, or two sets of runs/],
    ['with three', [...both, file('a')], 2, /Unexpected argument/],
    ['with a file that is not there', [file('a'), join(folder, 'c.json')], 2, /There is no file .*c\.json/],
    ['with a pattern of nothing', [file('a'), join(folder, 'x*')], 2, /There is no replay at .*x\*/],
    ['with standard input twice', ['-', '-'], 2, /Only one of the two/],
    [
      'with a limit of no shape',
      [...both, '--fail-on', 'ttft>20%'],
      2,
      /--fail-on ttft>20%: a limit is a figure/,
    ],
    [
      'with an unknown figure',
      [...both, '--fail-on', 'speed:+1%'],
      2,
      /--fail-on speed is not known.*ttft, /,
    ],
    ['with another unit', [...both, '--fail-on', 'tokens_per_second:-1ms'], 2, /the figure is not in ms/],
    [
      'with what is no recording',
      [file('a'), join(folder, 'page.html')],
      1,
      /page\.html: This is a web page/,
    ],
  ];
  for (const [what, args, expected, message] of wrong) {
    it(`is told in one line ${what}, with exit ${expected}`, async () => {
      const { code, stdout, stderr } = await runInProcess(['diff', ...args]);
      assert.deepEqual([code, stdout], [expected, '']);
      assert.match(stderr, /^trace-player: .*\n$/);
      assert.match(stderr, message);
    });
  }
});

describe('the files that an operand names', () => {
  const { folder } = folderWith({});
  for (const name of ['a,b.json', 'run[1]-1.json', 'run[1]-2.json', 'run1-3.json', 'index.json', 'notes.txt'])
    writeFileSync(join(folder, name), '');
  const found = (operand: string) => operandFiles(join(folder, operand)).map((file) => basename(file));

  it('are one where it is there, whatever its name', () => {
    assert.deepEqual(found('a,b.json'), ['a,b.json']);
    assert.deepEqual(found('notes.txt'), ['notes.txt']);
  });

  it('are those that are like a pattern, in which only * and ? stand for others', () => {
    assert.deepEqual(found('run[1]-*.json'), ['run[1]-1.json', 'run[1]-2.json']);
    assert.deepEqual(found('run?-?.json'), ['run1-3.json']);
    assert.deepEqual(found('*'), ['a,b.json', 'notes.txt', 'run1-3.json', 'run[1]-1.json', 'run[1]-2.json']);
  });

  it('are a folder’s replays, but for their index', () => {
    assert.deepEqual(found('.'), ['a,b.json', 'run1-3.json', 'run[1]-1.json', 'run[1]-2.json']);
  });
});
