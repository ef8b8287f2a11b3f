import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { replaySummary, runMetrics, type Trace } from '../../src/trace/index.js';
import { readText } from './helpers/read-text.js';
import { add, fixtures, readCut, skip } from './helpers/recorded-streams.js';
import { numpyPercentile } from './helpers/plain-metrics.js';
import { replayText } from './helpers/replay-text.js';
import { textByChannel } from './helpers/trace-builder.js';

/** Streams that do not end with their end mark. */
const ENDS: Record<string, [status: string, code: string, message: RegExp]> = {
  'gpustack-qwen3-dies-on-error-line.sse': ['failed', 'server_error', /^failed to decode, try again/],
  'groq-error-mid-stream.sse': ['failed', 'server_error', /^Tool call validation failed/],
};

interface Delta {
  content?: unknown;
  reasoning?: unknown;
  reasoning_content?: unknown;
  tool_calls?: { index: number; id?: string; function: { name?: string; arguments?: string } }[];
}
interface Chunk {
  choices?: { index: number; delta?: Delta | null; finish_reason?: string | null }[];
  model?: string;
  usage?: { prompt_tokens?: number; completion_tokens?: number; total_tokens?: number } | null;
}

const chatChunks = (text: string): Chunk[] =>
  [...text.matchAll(/^data: (\{.*)$/gm)].map((match) => JSON.parse(match[1]!) as Chunk);

function chatTexts(chunks: readonly Chunk[]): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const { index, delta } of chunks.flatMap((chunk) => chunk.choices ?? [])) {
    const id = index === 0 ? 'c1' : `c1#${index}`;
    add(texts, `${id}/reasoning`, delta?.reasoning_content || delta?.reasoning);
    add(texts, `${id}/response`, delta?.content);
    for (const call of delta?.tool_calls ?? []) add(texts, `${id}/tool_call`, call.function.arguments);
  }
  return texts;
}

/** Each call of the main answer as `id name(arguments)`. */
function chatCalls(chunks: readonly Chunk[]): string[] {
  const calls: { id: string; name: string; args: string }[] = [];
  for (const { delta } of chunks.flatMap((chunk) => chunk.choices ?? [])) {
    for (const { index, id = '', function: called } of delta?.tool_calls ?? []) {
      const call = (calls[index] ??= { id, name: called.name ?? '', args: '' });
      call.args += called.arguments ?? '';
    }
  }
  return calls.map(({ id, name, args }) => `${id} ${name}(${args})`);
}

function callsOf(trace: Trace): string[] {
  const events = Array.from({ length: trace.length }, (_, index) => trace.eventAt(index));
  return events.flatMap((event) =>
    event.type === 'tool_call' ? [`${event.tool_call_id} ${event.name}(${event.arguments})`] : [],
  );
}

interface Line {
  model: string;
  done_reason?: string;
  created_at: string;
  response?: string;
  thinking?: string;
  message?: { content: string; thinking?: string };
  done: boolean;
  total_duration?: number;
  eval_count?: number;
  prompt_eval_count?: number;
}

const lineText = (line: Line) =>
  (line.thinking ?? line.message?.thinking ?? '') + (line.response ?? line.message?.content ?? '');

function ollamaTexts(lines: readonly Line[]): Record<string, string> {
  const thinking = lines.map((line) => line.thinking ?? line.message?.thinking ?? '').join('');
  const content = lines.map((line) => line.response ?? line.message?.content ?? '').join('');
  const [, tagged = '', rest = ''] = /^(\s*<think>[^]*?<\/think>)?([^]*)$/.exec(content)!;
  const texts: Record<string, string> = {};
  add(texts, 'c1/reasoning', thinking + tagged);
  add(texts, 'c1/response', rest);
  return texts;
}

/** Nanoseconds of a UTC time, in whole numbers. */
function nanoseconds(time: string): bigint {
  const [, seconds, fraction] = /^(.*?)(?:\.(\d+))?Z$/.exec(time)!;
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt((fraction ?? '').padEnd(9, '0'));
}

function assertNear(actual: number | undefined, expected: number, name: string): void {
  assert.ok(Math.abs(actual! - expected) < 0.002, `${name}: ${actual}, not ${expected}`);
}

describe('recorded streams of chat completions', { skip }, () => {
  for (const fixture of fixtures('openai-chat')) {
    const { name, text } = fixture;
    const chunks = chatChunks(text);

    test(`${name} reads with exactly its text, its counts and its end`, async () => {
      const { trace } = await readText(text);
      assert.deepEqual(textByChannel(trace), chatTexts(chunks));
      assert.deepEqual(callsOf(trace), chatCalls(chunks));
      assert.equal(trace.info.model, chunks.find(({ model }) => model)?.model);
      const [status, code, message] = ENDS[name] ?? ['completed'];
      assert.equal(trace.status, status);
      assert.equal(trace.error?.code, code);
      if (message) assert.match(trace.error!.message, message);
      assert.equal(trace.info.timing, 'estimated');
      const finish = chunks
        .flatMap((one) => one.choices ?? [])
        .find((choice) => choice.index === 0 && choice.finish_reason);
      assert.equal(
        trace.completions[0]!.finishReason,
        status === 'completed' ? finish?.finish_reason : undefined,
      );
      const usage = chunks.findLast((chunk) => chunk.usage?.completion_tokens !== undefined)?.usage;
      const { prompt_tokens, completion_tokens, token_count_source } = runMetrics(trace);
      if (!usage) assert.equal(token_count_source, 'chunks');
      else assert.equal(prompt_tokens, usage.prompt_tokens);
      // What failed told no end, and so no usage.
      const told = status === 'completed' ? usage : undefined;
      assert.equal(trace.completions[0]!.usage?.completion_tokens, told?.completion_tokens);
      assert.equal(trace.completions[0]!.usage?.total_tokens, told?.total_tokens);
      if (token_count_source === 'usage') assert.equal(completion_tokens, usage!.completion_tokens);
    });

    test(`${name} reads the same, its bytes cut at odd places`, async () => {
      for (const step of [7, 1021])
        assert.deepEqual(textByChannel(await readCut(fixture, step)), chatTexts(chunks));
    });

    test(`${name} cut in the middle plays up to there, and says so`, async () => {
      const half = text.slice(0, text.length / 2);
      const { trace } = await readText(half);
      const { trace: whole } = await readText(text);
      assert.equal(trace.error?.code, 'stream_cut');
      for (const [key, part] of Object.entries(textByChannel(trace)))
        assert.ok(textByChannel(whole)[key]!.startsWith(part), key);
    });
  }
});

describe('recorded streams of Ollama', { skip }, () => {
  for (const fixture of fixtures('ollama')) {
    const { name, text } = fixture;
    const lines = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as Line);
    const last = lines.at(-1)!;
    const startNs = nanoseconds(last.created_at) - BigInt(last.total_duration!);
    const sinceStartMs = (line: Line) => Number(nanoseconds(line.created_at) - startNs) / 1e6;
    const timesMs = lines.filter((line) => lineText(line) !== '').map(sinceStartMs);

    test(`${name} reads with exactly its text, its counts and its end`, async () => {
      const { trace } = await readText(text);
      assert.deepEqual(textByChannel(trace), ollamaTexts(lines));
      assert.equal(trace.status, 'completed');
      assert.equal(trace.info.timing, 'server');
      assert.equal(trace.info.model, last.model);
      assert.equal(trace.completions[0]!.finishReason, last.done_reason);
      assert.deepEqual(callsOf(trace), []);
      assert.deepEqual(trace.notices, []);
      const chunks = trace.blocks.reduce((sum, block) => sum + (block.isGenerated ? block.chunkCount : 0), 0);
      assert.equal(chunks, timesMs.length);
      assert.equal(trace.completions[0]!.usage?.completion_tokens, last.eval_count);
      assert.equal(trace.completions[0]!.usage?.prompt_tokens, last.prompt_eval_count);
    });

    test(`${name} has the times of its server, and their metrics`, async () => {
      const { trace } = await readText(text);
      const metrics = runMetrics(trace);
      const gaps = timesMs.slice(1).map((timeMs, index) => timeMs - timesMs[index]!);
      const spanMs = timesMs.at(-1)! - timesMs[0]!;
      assertNear(metrics.ttft_ms, timesMs[0]!, 'ttft_ms');
      assertNear(metrics.itl_p50_ms, numpyPercentile(gaps, 0.5), 'itl_p50_ms');
      assertNear(metrics.itl_p99_ms, numpyPercentile(gaps, 0.99), 'itl_p99_ms');
      assertNear(metrics.itl_max_ms, Math.max(...gaps), 'itl_max_ms');
      const tokens = Math.max(last.eval_count!, timesMs.length);
      const isBelieved = last.eval_count! >= timesMs.length;
      assert.equal(metrics.token_count_source, isBelieved ? 'usage' : 'chunks');
      assert.equal(metrics.completion_tokens, tokens);
      assertNear(metrics.tpot_ms, spanMs / (tokens - 1), 'tpot_ms');
      assertNear(
        metrics.tokens_per_second,
        ((tokens - tokens / timesMs.length) / spanMs) * 1000,
        'tokens_per_second',
      );
      assertNear(trace.durationMs, last.total_duration! / 1e6, 'duration');
    });

    test(`${name} reads the same, its bytes cut at odd places`, async () => {
      for (const step of [7, 1021])
        assert.deepEqual(textByChannel(await readCut(fixture, step)), ollamaTexts(lines));
    });
  }
});

const DIALECTS = ['ollama', 'openai-chat', 'anthropic', 'openai-responses', 'gemini'];

describe('recorded streams', { skip }, () => {
  test('read the same once they are written as replay files', async () => {
    for (const fixture of DIALECTS.flatMap(fixtures)) {
      const { trace } = await readText(fixture.text);
      const events = Array.from({ length: trace.length }, (_, index) => trace.eventAt(index));
      const again = (await readText(replayText(events, trace.info))).trace;
      assert.deepEqual(textByChannel(again), textByChannel(trace), fixture.name);
      assert.deepEqual(replaySummary(again), replaySummary(trace), fixture.name);
    }
  });

  test('wrapped in JSON of another shape are refused', async () => {
    for (const { name, text } of fixtures('wire-frames'))
      await assert.rejects(readText(text), { name: 'TraceFormatError' }, name);
  });
});
