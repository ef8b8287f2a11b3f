import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareTraces, type Comparison, type MetricName, timeToReach } from '../../../src/trace/index.js';
import { numpyPercentile } from '../helpers/plain-metrics.js';
import { readText } from '../helpers/read-text.js';
import { fixtures, skip } from '../helpers/recorded-streams.js';

interface Line {
  created_at: string;
  response?: string;
  thinking?: string;
  message?: { content?: string; thinking?: string };
  total_duration?: number;
  load_duration?: number;
  prompt_eval_duration?: number;
  eval_count?: number;
}

/** Figures of a saved stream, computed from its lines alone. Times in milliseconds since its request. */
interface Plain {
  totalMs: number;
  timesMs: number[];
  thoughtsMs: number[];
  loadMs: number;
  prefillMs: number;
  tokens: number;
}

const textOf = (line: Line) => line.response || line.message?.content || '';
const thoughtOf = (line: Line) => line.thinking || line.message?.thinking || '';

/** Times to the nanosecond: seconds as Date tells them, and the digits after. */
function clockMs(createdAt: string, zero: string): number {
  const parts = (one: string) => /^([^.]+?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(one)!;
  const [[, date, digits = '', zone], [, zeroDate, zeroDigits = '', zeroZone]] = [
    parts(createdAt),
    parts(zero),
  ];
  const seconds = (Date.parse(`${date}${zone}`) - Date.parse(`${zeroDate}${zeroZone}`)) / 1000;
  const nanoseconds = Number(digits.padEnd(9, '0')) - Number(zeroDigits.padEnd(9, '0'));
  return seconds * 1000 + nanoseconds / 1e6;
}

function plainFigures(text: string): Plain {
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Line);
  const last = lines.at(-1)!;
  const totalMs = last.total_duration! / 1e6;
  const sinceStart = (line: Line) => totalMs + clockMs(line.created_at, last.created_at);
  const spoken = lines.filter((line) => textOf(line) !== '' || thoughtOf(line) !== '');
  // Reasoning is a field of its own, or stands between tags at the head of the text.
  let isThinking = textOf(spoken[0]!).trimStart().startsWith('<think>');
  const thoughts = spoken.filter((line) => {
    const isThought = isThinking || thoughtOf(line) !== '';
    if (textOf(line).includes('</think>')) isThinking = false;
    return isThought;
  });
  return {
    totalMs,
    timesMs: spoken.map(sinceStart),
    thoughtsMs: thoughts.map(sinceStart),
    loadMs: (last.load_duration ?? 0) / 1e6,
    prefillMs: (last.prompt_eval_duration ?? 0) / 1e6,
    tokens: last.eval_count!,
  };
}

function plainMetrics({ timesMs, thoughtsMs, tokens }: Plain): Partial<Record<MetricName, number>> {
  const gaps = timesMs.slice(1).map((timeMs, index) => timeMs - timesMs[index]!);
  const spanMs = timesMs.at(-1)! - timesMs[0]!;
  return {
    ttft_ms: timesMs[0]!,
    time_to_first_answer_ms: timesMs[thoughtsMs.length]!,
    tokens_per_second: ((tokens - tokens / timesMs.length) / spanMs) * 1000,
    itl_p50_ms: numpyPercentile(gaps, 0.5),
    itl_p95_ms: numpyPercentile(gaps, 0.95),
    itl_p99_ms: numpyPercentile(gaps, 0.99),
    itl_max_ms: Math.max(...gaps),
    tpot_ms: spanMs / (tokens - 1),
  };
}

function plainBuckets({ timesMs, thoughtsMs, loadMs, prefillMs, totalMs }: Plain): Record<string, number> {
  const answerMs = timesMs[thoughtsMs.length]!;
  return {
    load: loadMs,
    prefill: prefillMs,
    waiting: timesMs[0]! - loadMs - prefillMs,
    reasoning: answerMs - timesMs[0]!,
    response: totalMs - answerMs,
    tools: 0,
    between: 0,
  };
}

const near = (actual: number | undefined, expected: number, what: string, within = 0.002) =>
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= within,
    `${what}: ${actual} not ${expected}`,
  );

const files = new Map(fixtures('ollama').map((one) => [one.name, one.text]));
const fileOf = (part: string) => files.get([...files.keys()].find((name) => name.includes(part))!)!;
const compare = async (left: string, right: string): Promise<Comparison> =>
  compareTraces((await readText(fileOf(left))).trace, (await readText(fileOf(right))).trace);

const PAIRS = [
  ['deepseek-r1-14b-slow', 'gpt-oss-20b-bursty'],
  ['gpt-oss-20b-bursty', 'qwen3-8b-thinking'],
  ['smollm2-360m-fast', 'hermes3-8b-stall'],
  ['granite3-basic', 'gpt-oss-thinking'],
  ['llama3', 'deepseek-r1-14b-slow'],
] as const;

describe('recorded streams of Ollama, compared', { skip }, () => {
  for (const [left, right] of PAIRS) {
    test(`${left} with ${right}: every figure is what plain arithmetic over the files says`, async () => {
      const comparison = await compare(left, right);
      const [plainLeft, plainRight] = [plainFigures(fileOf(left)), plainFigures(fileOf(right))];
      const [ours, theirs] = [plainMetrics(plainLeft), plainMetrics(plainRight)];
      for (const name of Object.keys(ours) as MetricName[]) {
        const figures = comparison.metrics[name]!;
        near(figures.left?.median, ours[name]!, `${name} of ${left}`);
        near(figures.right?.median, theirs[name]!, `${name} of ${right}`);
        near(figures.difference, theirs[name]! - ours[name]!, `difference of ${name}`, 0.004);
      }
      const [before, after] = [plainBuckets(plainLeft), plainBuckets(plainRight)];
      for (const { name, left: one, right: other, differenceMs } of comparison.latency.buckets) {
        near(one.ms, before[name]!, `${name} of ${left}`);
        near(other.ms, after[name]!, `${name} of ${right}`);
        near(differenceMs, after[name]! - before[name]!, `difference of ${name}`, 0.004);
      }
      near(comparison.latency.differenceMs, plainRight.totalMs - plainLeft.totalMs, 'difference of totals');
    });
  }

  test('tell the wait that is explained, and what stays unexplained', async () => {
    const { left, right } = await compare('granite3-basic', 'gpt-oss-thinking');
    const waiting = (run: typeof left) => run.buckets.find(({ name }) => name === 'waiting')!.ms;
    assert.ok(waiting(left) < 2 && waiting(right) > 900, `${waiting(left)}, ${waiting(right)}`);
  });

  test('name the one stall of 217 ms, and none where a model is slow but steady', async () => {
    const { left, right } = await compare('deepseek-r1-14b-slow', 'hermes3-8b-stall');
    assert.deepEqual(left.stream.stalls, []);
    assert.deepEqual(
      right.stream.stalls.map(({ ms, bucket }) => [Math.round(ms), bucket]),
      [[217, 'response']],
    );
  });

  test('tell bursts where there are some: not every gap of them is a stall', async () => {
    const { left, right } = await compare('gpt-oss-20b-bursty', 'qwen3-8b-thinking');
    const { timesMs } = plainFigures(fileOf('gpt-oss-20b-bursty'));
    const atOnce = timesMs.slice(1).filter((timeMs, index) => timeMs - timesMs[index]! <= 1).length;
    assert.equal(
      left.stream.bursts.reduce((sum, { chunks }) => sum + chunks - 1, 0),
      atOnce,
    );
    assert.ok(atOnce > 100);
    assert.equal(left.stream.stalls.length, 1);
    assert.deepEqual([right.stream.bursts, right.stream.stalls], [[], []]);
  });

  test('reach each count of tokens when the chunk came that brought it', async () => {
    const { left, right, milestones } = await compare('gpt-oss-20b-bursty', 'smollm2-360m-fast');
    for (const [run, name] of [
      [left, 'gpt-oss-20b-bursty'],
      [right, 'smollm2-360m-fast'],
    ] as const) {
      const { timesMs, tokens } = plainFigures(fileOf(name));
      const perChunk = tokens / timesMs.length;
      for (let count = 1; count <= tokens; count++)
        near(
          timeToReach(run.trace, count),
          timesMs[Math.ceil(count / perChunk - 1e-9) - 1]!,
          `${count} of ${name}`,
        );
      assert.equal(timeToReach(run.trace, tokens + 1), undefined);
    }
    assert.deepEqual(
      milestones.map(({ tokens }) => tokens),
      [1, 2, 5, 10, 20, 50, 100, 200, 287],
    );
  });

  test('are judged by those figures, and warned of as one was cold and no prompt is known', async () => {
    const { verdict, caveats } = await compare('smollm2-360m-fast', 'deepseek-r1-14b-slow');
    assert.deepEqual(
      verdict.map(({ kind, outcome }) => [kind, outcome]),
      [
        ['first_to_answer', 'left'],
        ['finished_first', 'left'],
        ['generated_faster', 'left'],
      ],
    );
    assert.deepEqual(
      caveats.map(({ kind, sides, left, right }) => [kind, sides, left, right]),
      [
        ['prompt_unknown', ['left', 'right'], [], []],
        ['cold_start', ['left'], ['862'], ['26']],
      ],
    );
  });
});
