import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EventBus } from '../../src/recorder/event-bus.js';
import type { Provider } from '../../src/recorder/provider.js';
import { recordCompletion } from '../../src/recorder/record-completion.js';
import { EventBusReplayWriter } from '../../src/recorder/replay-writer.js';
import { seededRandom } from '../../src/recorder/seeded-random.js';
import { createTraceReader, type Trace } from '../../src/trace/index.js';
import { serveModel, streamOf } from './model-server.js';
import { type PlainReading, readOllamaPlainly, readOpenAIPlainly } from './plain-reading.js';
import { nextTurn } from './run-events.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = fileURLToPath(new URL('../../../shared/fixtures/streams', import.meta.url));
const skip = existsSync(folder) ? false : 'the recorded streams are not beside the project';

/** How many times as fast as it was a stream with true times is sent. */
const SPEED = 100;

/** A body in pieces of random lengths, cut anywhere: in events, lines and characters. */
function cutAnywhere(bytes: Buffer, seed: number): Buffer[] {
  const random = seededRandom(seed);
  const pieces: Buffer[] = [];
  const longest = Math.max(40, bytes.length / 300);
  for (let at = 0; at < bytes.length;) {
    const length = 1 + Math.floor(random() * longest);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

/** Sends lines at the times that they carry, many times as fast. */
function atTrueTimes(body: string): Parameters<typeof serveModel>[0] {
  const lines = body.split('\n').filter((line) => line !== '');
  const epochs = lines.map((line) => Date.parse((JSON.parse(line) as { created_at: string }).created_at));
  return async (response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const zero = performance.now();
    for (const [index, line] of lines.entries()) {
      const dueMs = (epochs[index]! - epochs[0]!) / SPEED;
      while (performance.now() - zero < dueMs) await nextTurn();
      response.write(`${line}\n`);
      await nextTurn();
    }
    response.end();
  };
}

/** Records a body through real HTTP, and reads the file again as a player does. */
async function recordAndRead(answer: Parameters<typeof serveModel>[0], provider: Provider) {
  const model = await serveModel(answer);
  const bus = new EventBus({ onError: (error) => assert.fail(error) });
  let path = '';
  const writer = new EventBusReplayWriter({
    bus,
    outputDir: temporaryFolder(),
    onWritten: (one) => (path = one.path),
  });
  writer.start();
  const messages = [{ role: 'user', content: 'Hi' }];
  const asked = {
    bus,
    baseUrl: model.url,
    provider,
    model: 'm',
    messages,
    server: false,
    memory: false,
  } as const;
  const result = await recordCompletion(asked);
  await Promise.all([writer.stop(), model.stop()]);
  assert.equal(model.posts().length, 1);
  const reader = await createTraceReader('replay-lines');
  reader.push(readFileSync(path, 'utf8'));
  reader.finish();
  JSON.parse(readFileSync(path, 'utf8'));
  return { result, trace: reader.trace };
}

function textOf(trace: Trace, kind: string, choice = 0): string {
  const suffix = choice === 0 ? '' : `#${choice}`;
  return trace.blocks
    .filter((block) => block.kind === kind && trace.completions[block.completion]!.id === suffix)
    .map((block) => block.text.toString())
    .join('');
}

function assertSame(trace: Trace, plain: PlainReading): void {
  assert.equal(textOf(trace, 'response'), plain.response);
  assert.equal(textOf(trace, 'reasoning'), plain.reasoning);
  for (const [index, text] of plain.others) assert.equal(textOf(trace, 'response', index), text);
  // Sent so fast, nearly all may come at once: that is said, and nothing else.
  assert.deepEqual(
    trace.notices.filter(({ code }) => code !== 'no_real_timing'),
    [],
  );
  assert.equal(trace.status, plain.end === 'completed' ? 'completed' : 'failed');
  assert.equal(trace.error?.code, plain.end === 'completed' ? undefined : plain.end);
  const main = trace.completions[0]!;
  const chunks = main.blocks.filter((block) => block.kind === 'response' || block.kind === 'reasoning');
  const isParted = plain.reasoning.includes('</think>') && !plain.response.startsWith('\n');
  // The chunk with the closing tag may bring the first of the answer, too.
  const counted = chunks.reduce((sum, block) => sum + block.chunkCount, 0);
  assert.ok(
    counted === plain.chunks || (isParted && counted === plain.chunks + 1),
    `${counted} for ${plain.chunks}`,
  );
  if (plain.end === 'completed' && plain.usage?.completion_tokens !== undefined) {
    assert.equal(main.usage?.completion_tokens, plain.usage.completion_tokens);
    assert.equal(main.usage?.prompt_tokens, plain.usage.prompt_tokens);
  }
}

describe('recording real streams of Ollama', { skip }, () => {
  for (const file of skip ? [] : readdirSync(join(folder, 'ollama'))) {
    const body = readFileSync(join(folder, 'ollama', file));
    it(`${file}, line by line at its pace`, async () => {
      const { trace } = await recordAndRead(atTrueTimes(body.toString()), 'ollama');
      assertSame(trace, readOllamaPlainly(body.toString()));
    });
    it(`${file}, cut anywhere`, async () => {
      const pieces = cutAnywhere(body, body.length);
      const { trace } = await recordAndRead(streamOf(pieces, 'application/x-ndjson'), 'ollama');
      assertSame(trace, readOllamaPlainly(body.toString()));
    });
  }
});

describe('recording real streams of chat completions', { skip }, () => {
  for (const file of skip ? [] : readdirSync(join(folder, 'openai-chat'))) {
    const body = readFileSync(join(folder, 'openai-chat', file));
    for (const seed of [1, 2]) {
      it(`${file}, cut anywhere (${seed})`, async () => {
        const { trace } = await recordAndRead(streamOf(cutAnywhere(body, seed)), 'openai');
        assertSame(trace, readOpenAIPlainly(body.toString()));
      });
    }
    it(`${file}, cut off in the middle`, async () => {
      const half = body.subarray(0, Math.floor(body.length / 2));
      const { trace } = await recordAndRead(streamOf(cutAnywhere(half, 3)), 'openai');
      assert.equal(trace.status, 'failed');
      assert.equal(trace.error?.code, 'stream_cut');
      const plain = readOpenAIPlainly(half.subarray(0, half.lastIndexOf('\n')).toString());
      assert.equal(textOf(trace, 'reasoning'), plain.reasoning);
      assert.equal(textOf(trace, 'response'), plain.response);
    });
  }
});
