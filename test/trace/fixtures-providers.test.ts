import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  createDialectStream,
  runMetrics,
  type DialectEvent,
  type DialectName,
  type Trace,
  type Usage,
} from '../../src/trace/index.js';
import { readText } from './helpers/read-text.js';
import { add, type Fixture, fixtures, readCut, skip } from './helpers/recorded-streams.js';
import { textByChannel } from './helpers/trace-builder.js';

/** What a recorded stream says, worked out plainly from its lines. */
interface Said {
  texts: Record<string, string>;
  /** Each complete call as `name(arguments)`. */
  calls: string[];
  /** How many results of tools it brought. */
  results: number;
  model: unknown;
  usage: Partial<Usage>;
  finishReason: unknown;
}

const nothing = (): Said => ({
  texts: {},
  calls: [],
  results: 0,
  model: undefined,
  usage: {},
  finishReason: '',
});

/** The fields that any provider's messages may have, as far as this looks at them. */
interface Message {
  type?: string;
  index?: number;
  delta?: Record<string, string> | string;
  content_block?: { type: string; name?: string };
  message?: { model: string; usage: Record<string, number> };
  usage?: Record<string, number>;
  item?: { type: string; action?: object };
  response?: { model: string; status: string; usage: Record<string, number> };
  modelVersion?: string;
  candidates?: { finishReason?: string; content: { parts: { text: string; thought?: boolean }[] } }[];
  usageMetadata?: Record<string, number>;
}

const messagesOf = (text: string): Message[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)) as Message);

function anthropicSays(messages: readonly Message[]): Said {
  const said = nothing();
  const inputs = new Map<number, string>();
  for (const { type, index = 0, delta, content_block: block, message, usage } of messages) {
    const fields = typeof delta === 'object' ? delta : {};
    if (message) said.model = message.model;
    add(said.texts, 'c1/reasoning', fields.thinking);
    add(said.texts, 'c1/response', fields.text);
    add(said.texts, 'c1/tool_call', fields.partial_json);
    if (block?.type.endsWith('tool_use')) inputs.set(index, `${block.name}(`);
    if (block?.type.endsWith('tool_result')) said.results++;
    if (fields.partial_json !== undefined) inputs.set(index, inputs.get(index)! + fields.partial_json);
    if (type === 'content_block_stop' && inputs.has(index)) said.calls.push(`${inputs.get(index)})`);
    if (fields.stop_reason) said.finishReason = fields.stop_reason;
    const told = message?.usage ?? usage;
    if (told?.input_tokens !== undefined) said.usage.prompt_tokens = told.input_tokens;
    if (told?.output_tokens !== undefined) said.usage.completion_tokens = told.output_tokens;
  }
  return said;
}

function responsesSays(messages: readonly Message[]): Said {
  const said = nothing();
  for (const { type, delta, item, response } of messages) {
    if (type === 'response.output_text.delta') add(said.texts, 'c1/response', delta);
    if (type === 'response.output_item.done' && item?.type === 'web_search_call') {
      said.calls.push(`web_search(${JSON.stringify(item.action)})`);
      add(said.texts, 'c1/tool_call', JSON.stringify(item.action));
    }
    if (type !== 'response.completed') continue;
    said.model = response?.model;
    said.finishReason = response?.status;
    said.usage = {
      prompt_tokens: response?.usage.input_tokens,
      completion_tokens: response?.usage.output_tokens,
    };
  }
  return said;
}

function geminiSays(messages: readonly Message[]): Said {
  const said = nothing();
  for (const { candidates, modelVersion, usageMetadata: usage = {} } of messages) {
    const [candidate] = candidates!;
    for (const { text, thought } of candidate!.content.parts)
      add(said.texts, thought ? 'c1/reasoning' : 'c1/response', text);
    said.finishReason = candidate!.finishReason;
    said.model = modelVersion;
    // What is left of the total, the prompt taken off, is what the model wrote.
    const written = usage.totalTokenCount! - usage.promptTokenCount!;
    said.usage = { prompt_tokens: usage.promptTokenCount, completion_tokens: written };
  }
  return said;
}

function calls(trace: Trace): string[] {
  const events = Array.from({ length: trace.length }, (_, index) => trace.eventAt(index));
  return events.flatMap((event) => (event.type === 'tool_call' ? [`${event.name}(${event.arguments})`] : []));
}

const results = (trace: Trace) => trace.blocks.filter((block) => block.kind === 'tool_result').length;

const DIALECTS: Record<string, [provider: string, says: (messages: readonly Message[]) => Said]> = {
  anthropic: ['anthropic', anthropicSays],
  'openai-responses': ['', responsesSays],
  gemini: ['google', geminiSays],
};

for (const [dialect, [provider, says]] of Object.entries(DIALECTS)) {
  describe(`recorded streams of ${dialect}`, { skip }, () => {
    for (const fixture of fixtures(dialect)) {
      const { name, text } = fixture;
      const said = says(messagesOf(text));

      test(`${name} reads with exactly its text, its calls, its counts and its end`, async () => {
        const { trace } = await readText(text);
        assert.ok(said.texts['c1/response']);
        assert.deepEqual(textByChannel(trace), said.texts);
        assert.deepEqual(calls(trace), said.calls);
        assert.equal(results(trace), said.results);
        assert.equal(trace.status, 'completed');
        assert.equal(trace.info.model, said.model);
        assert.equal(trace.info.provider, provider);
        assert.equal(trace.info.timing, 'estimated');
        assert.deepEqual(
          trace.notices.map(({ code }) => code),
          ['estimated_times'],
        );
        const [completion] = trace.completions;
        assert.equal(completion!.finishReason, said.finishReason);
        const { prompt_tokens, completion_tokens } = completion!.usage!;
        assert.deepEqual({ prompt_tokens, completion_tokens }, said.usage);
        assert.equal(runMetrics(trace).completion_tokens, said.usage.completion_tokens);
      });

      test(`${name} reads the same, its bytes cut at odd places`, async () => {
        for (const step of [7, 1021])
          assert.deepEqual(textByChannel(await readCut(fixture, step)), said.texts);
      });

      test(`${name} cut in the middle plays up to there, and says so`, async () => {
        const { trace } = await readText(text.slice(0, text.length / 2));
        assert.equal(trace.error?.code, 'stream_cut');
        for (const [key, part] of Object.entries(textByChannel(trace)))
          assert.ok(said.texts[key]!.startsWith(part), key);
      });
    }
  });
}

/** The network frames of a recording, as they came. */
function framesOf({ text }: Fixture): Buffer[] {
  const { chunks } = JSON.parse(text) as { chunks: { b64: string }[] };
  return chunks.map(({ b64 }) => Buffer.from(b64, 'base64'));
}

/** Reads frames as a live capture does, one a millisecond. */
function readFrames(name: DialectName, frames: readonly Buffer[]) {
  const stream = createDialectStream(name, { completionId: 'c1' });
  const decoder = new TextDecoder();
  const events: DialectEvent[] = [];
  frames.forEach((frame, at) => events.push(...stream.push(decoder.decode(frame, { stream: true }), at)));
  events.push(...stream.finish());
  return { stream, events };
}

interface ChatMessage {
  choices: { delta: { content?: string; reasoning_content?: string } }[];
}

const FRAMES: Record<
  string,
  [DialectName, tokens: number, says: (messages: readonly Message[]) => Said['texts']]
> = {
  'claude-opus-4.1-many-events-per-frame.json': [
    'anthropic',
    173,
    (messages) => anthropicSays(messages).texts,
  ],
  'glm-4.6-frames-cut-mid-event.json': [
    'openai-chat',
    1969,
    (messages) => {
      const texts = {};
      for (const { delta } of (messages as unknown as ChatMessage[]).flatMap(({ choices }) => choices)) {
        add(texts, 'c1/reasoning', delta.reasoning_content);
        add(texts, 'c1/response', delta.content);
      }
      return texts;
    },
  ],
};

describe('recorded network frames', { skip }, () => {
  for (const fixture of fixtures('wire-frames')) {
    const { name } = fixture;
    const [dialect, tokens, says] = FRAMES[name] ?? [];

    test(`${name} read frame by frame say all of the stream, with each frame’s time`, () => {
      assert.ok(dialect && says, 'a recording that this test does not know');
      const frames = framesOf(fixture);
      const { stream, events } = readFrames(dialect, frames);
      const texts = {};
      for (const { event } of events)
        if (event.type === 'token') add(texts, `c1/${event.channel ?? 'response'}`, event.text);
      assert.deepEqual(texts, says(messagesOf(Buffer.concat(frames).toString('utf8'))));
      assert.equal(stream.ending, 'completed');
      const end = events.find(({ event }) => event.type === 'response_completed');
      assert.equal(end?.event.type === 'response_completed' && end.event.usage?.completion_tokens, tokens);
      const times = events.map(({ arrivalMs }) => arrivalMs);
      assert.deepEqual(
        times,
        times.toSorted((left, right) => left - right),
      );
      // Nothing waits for the end of the body.
      assert.ok(new Set(times).size > frames.length / 2);
    });

    test(`${name} say the same whole`, () => {
      const frames = framesOf(fixture);
      const eventsOf = (pieces: readonly Buffer[]) =>
        readFrames(dialect!, pieces).events.map(({ event }) => event);
      assert.deepEqual(eventsOf([Buffer.concat(frames)]), eventsOf(frames));
    });
  }
});
