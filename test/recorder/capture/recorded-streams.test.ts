import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { RecordingProxy } from '../../../src/recorder/proxy/recording-proxy.js';
import { seededRandom } from '../../../src/recorder/seeded-random.js';
import { createTraceReader, detectFormat, type Trace } from '../../../src/trace/index.js';
import { serveModel, streamOf } from '../model-server.js';
import { capturing } from './captured.js';

const folder = fileURLToPath(new URL('../../../../shared/fixtures/streams', import.meta.url));
const skip = existsSync(folder) ? false : 'the recorded streams are not beside the project';

/** Where each kind of stream is answered, and as what. */
const PATHS: Record<string, [path: string, contentType: string]> = {
  anthropic: ['/v1/messages', 'text/event-stream; charset=utf-8'],
  gemini: ['/v1beta/models/g:streamGenerateContent', 'text/event-stream'],
  ollama: ['/api/chat', 'application/x-ndjson'],
  'openai-chat': ['/v1/chat/completions', 'text/event-stream'],
  'openai-responses': ['/v1/responses', 'text/event-stream'],
};

const stops: (() => Promise<void>)[] = [];

after(() => Promise.all(stops.map((stop) => stop())));

function cutAnywhere(bytes: Buffer): Buffer[] {
  const random = seededRandom(bytes.length);
  const longest = Math.max(40, bytes.length / 100);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieces.at(-1)!.length) {
    pieces.push(bytes.subarray(at, at + 1 + Math.floor(random() * longest)));
  }
  return pieces;
}

/** What a trace tells of an answer, as a file keeps it: the texts of its blocks, its tools, its counts and its end. */
function toldBy(trace: Trace): unknown {
  const blocks = trace.blocks
    .filter((block) => block.kind !== 'prompt')
    .map((block) => [block.kind, block.text.toString()]);
  const usages = trace.completions.map(({ usage, finishReason }) => [usage, finishReason]);
  const told = { blocks, usages, status: trace.status, code: trace.error?.code };
  return JSON.parse(JSON.stringify(told));
}

async function readSaved(body: string): Promise<Trace> {
  const reader = await createTraceReader(detectFormat(body, true)!);
  reader.push(body);
  while (!reader.finish());
  return reader.trace;
}

for (const kind of skip ? [] : Object.keys(PATHS)) {
  describe(`recording real streams from the side: ${kind}`, () => {
    for (const file of readdirSync(join(folder, kind))) {
      const bytes = readFileSync(join(folder, kind, file));
      const [path, contentType] = PATHS[kind]!;
      const request = { method: 'POST', body: JSON.stringify({ model: 'm', messages: [] }) };

      it(`${file}, by recordFetch and by the proxy`, async () => {
        const saved = toldBy(await readSaved(bytes.toString()));
        const model = await serveModel(streamOf(cutAnywhere(bytes), contentType));
        const byFetch = capturing();
        const byProxy = capturing();
        const proxy = new RecordingProxy({ target: model.url, bus: byProxy.bus, port: 0, memory: false });
        stops.push(() => proxy.stop());
        const { url } = await proxy.start();
        const answers = await Promise.all([
          byFetch.fetch(model.url + path, request),
          fetch(url + path, request),
        ]);
        for (const answer of answers) assert.deepEqual(Buffer.from(await answer.arrayBuffer()), bytes);
        for (const { runs } of [byFetch, byProxy]) {
          const [run] = await runs(1);
          assert.deepEqual(toldBy(run!.trace), saved);
        }
      });
    }
  });
}

describe('recording real streams from the side', { skip }, () => {
  it('knows where each kind is answered', () => {
    for (const kind of Object.keys(PATHS)) assert.ok(readdirSync(join(folder, kind)).length > 0);
  });
});
