import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  decodeSnapshot,
  encodeSnapshot,
  type LeftOutPart,
  pictureSvg,
  type PromptMessage,
  type TraceEvent,
} from '../../../src/trace/index.js';
import { fromBase64url } from '../../../src/trace/snapshot/base64url.js';
import { readContainer } from '../../../src/trace/snapshot/container.js';
import { readPhrases } from '../../../src/trace/snapshot/phrases.js';
import { loadCodec } from '../../../src/trace/snapshot/section-codecs.js';
import { started, token, traceOf } from '../helpers/trace-builder.js';
import { plainEvent } from './same-run.js';

/** Characters that stand nowhere else, for each part of a run. */
const SECRETS: Record<LeftOutPart, string> = { prompt: 'Ж', system: 'Щ', reasoning: 'Ю' };
const PARTS = Object.keys(SECRETS) as LeftOutPart[];
const { prompt: P, system: S, reasoning: R } = SECRETS;

const messages = [
  { role: 'system', content: `Be ${S}.`, name: S },
  { role: 'developer', content: [{ type: 'text', text: S, cache: S }] },
  { role: 'user', content: `Why ${P}?` },
  {
    role: 'user',
    content: [
      { type: 'text', text: P },
      { type: 'image', media_type: 'image/png', bytes: 5 },
      { type: 'x', url: P },
    ],
  },
  {
    role: 'assistant',
    content: `<think>${R}</think>So ${P}.`,
    reasoning_content: R,
    tool_calls: [{ arguments: P }],
  },
  {
    role: 'assistant',
    content: [
      { type: 'thinking', thinking: R },
      { type: 'text', text: `<think>${R}` },
    ],
  },
  { role: 'tool', content: P, thoughts: R },
] as unknown as PromptMessage[];

const run: TraceEvent[] = [
  { type: 'prompt_sent', time_ms: 0, completion_id: 'c1', messages, instructions: S, input: P } as TraceEvent,
  token(10, R, { channel: 'reasoning', completion_id: 'c1', count: 3, logprob: -1 }),
  token(20, '', { channel: 'reasoning', completion_id: 'c1' }),
  { ...token(30, R, { channel: 'reasoning', completion_id: 'c1' }), top_logprobs: [R] } as TraceEvent,
  token(40, 'Because.', { completion_id: 'c1' }),
  {
    type: 'prompt_sent',
    time_ms: 50,
    completion_id: 'c2',
    messages: [...messages, { role: 'user', content: P }],
  },
  { type: 'run_completed', time_ms: 60, duration_ms: 60 },
];

/** All that a link holds, as text: its columns beneath compression, and the run that comes of it. */
async function whatIsIn(payload: string): Promise<string> {
  const codec = await loadCodec(payload.startsWith('d') ? 'deflate' : 'lz');
  const packed = await readContainer(fromBase64url(payload.slice(1)), codec);
  const decoded = await decodeSnapshot(payload);
  const columns = Object.values(packed).map((bytes) => Buffer.from(bytes).toString());
  const events = Array.from({ length: decoded.length }, (_, index) => plainEvent(decoded, index));
  const facts = [events, decoded.info, decoded.notices].map((fact) => JSON.stringify(fact));
  return [...columns, readPhrases(columns[0]!), ...facts].join('\n');
}

describe('what a sender leaves out is in the link with no character', () => {
  for (let choice = 0; choice < 8; choice++) {
    const without = PARTS.filter((_, at) => choice & (1 << at));
    test(without.join(' and ') || 'nothing is left out', async () => {
      const { payload, leftOut } = await encodeSnapshot(traceOf(...run), { without });
      assert.deepEqual(leftOut, without);
      const held = await whatIsIn(payload);
      for (const part of PARTS) assert.equal(held.includes(SECRETS[part]), !without.includes(part), part);
      assert.ok(held.includes('Because.'));
    });
  }
});

test('how much was left out stays: who spoke, how long it was, and when each chunk came', async () => {
  const { payload } = await encodeSnapshot(traceOf(...run), { without: PARTS });
  const trace = await decodeSnapshot(payload);
  assert.deepEqual(plainEvent(trace, 0).messages, [
    { role: 'system', content: [{ type: 'text', media_type: 'text/plain', bytes: 6 }] },
    { role: 'developer', content: [{ type: 'text', media_type: 'text/plain', bytes: 2 }] },
    { role: 'user', content: [{ type: 'text', media_type: 'text/plain', bytes: 7 }] },
    {
      role: 'user',
      content: [
        { type: 'text', media_type: 'text/plain', bytes: 2 },
        { type: 'image', media_type: 'image/png', bytes: 5 },
        { type: 'x', media_type: 'application/json', bytes: 12 },
      ],
    },
    { role: 'assistant', content: [{ type: 'text', media_type: 'text/plain', bytes: 23 }] },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', media_type: 'application/json', bytes: 17 },
        { type: 'text', media_type: 'text/plain', bytes: 9 },
      ],
    },
    { role: 'tool', content: [{ type: 'text', media_type: 'text/plain', bytes: 2 }] },
  ]);
  const tokens = [1, 2, 3].map((index) => plainEvent(trace, index));
  const ofIt = { type: 'token', channel: 'reasoning', completion_id: 'c1' };
  assert.deepEqual(tokens, [
    { ...ofIt, time_ms: 10, text: '░', count: 3, logprob: -1 },
    { ...ofIt, time_ms: 20, text: '' },
    { ...ofIt, time_ms: 30, text: '░' },
  ]);
  assert.deepEqual(trace.notices, [{ code: 'left_out', count: 1, detail: 'prompt, system, reasoning' }]);
});

test('reasoning is left out of the answers that a prompt sends again, and they stay', async () => {
  const { payload } = await encodeSnapshot(traceOf(...run), { without: ['reasoning'] });
  const sent = plainEvent(await decodeSnapshot(payload), 0).messages as unknown as PromptMessage[];
  assert.deepEqual(sent[4], {
    role: 'assistant',
    content: `<think>░</think>So ${P}.`,
    tool_calls: [{ arguments: P }],
  });
});

test('reasoning is left out wherever an earlier answer may hold it', async () => {
  const sent = [
    { role: 'assistant', content: `${R}</think>So.` },
    { role: 'assistant', content: `[THINK]${R}[/THINK]So.` },
    {
      role: 'assistant',
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: R }],
      content: [{ type: 'reasoning_text', text: R }],
    },
    {
      role: 'assistant',
      content: 'So.',
      output: [{ type: 'reasoning', summary: [R] }, { more: { thoughts: R } }],
    },
    {
      role: 'assistant',
      content: [{ type: 'message', content: [{ type: 'thinking', data: R }, `<think>${R}`] }],
    },
  ] as unknown as PromptMessage[];
  const trace = traceOf({ type: 'prompt_sent', time_ms: 0, messages: sent });
  const { payload } = await encodeSnapshot(trace, { without: ['reasoning'] });
  assert.ok(!(await whatIsIn(payload)).includes(R));
  const kept = plainEvent(await decodeSnapshot(payload), 0).messages as unknown as PromptMessage[];
  assert.deepEqual(
    kept.slice(0, 2).map(({ content }) => content),
    ['░</think>So.', '[THINK]░[/THINK]So.'],
  );
});

test('reasoning is left out however its tags stand in an earlier answer', async () => {
  const sent = [
    `${R}</think>a ${R}</think>So.`,
    `<think>x <think>${R}</think> ${R}</think>So.`,
    `<reasoning_content>${R}</reasoning_content>So.`,
    `</think>So.`,
    `So <think>${R}</think>far. [think]${R}[/think]Now.`,
  ];
  const messages = sent.map((content) => ({ role: 'assistant', content }));
  const trace = traceOf({ type: 'prompt_sent', time_ms: 0, messages });
  const { payload } = await encodeSnapshot(trace, { without: ['reasoning'] });
  const kept = plainEvent(await decodeSnapshot(payload), 0).messages as unknown as PromptMessage[];
  assert.deepEqual(
    kept.map(({ content }) => content),
    [
      '░</think>So.',
      '<think>░</think>So.',
      '<reasoning_content>░</reasoning_content>So.',
      '</think>So.',
      'So <think>░</think>far. [think]░[/think]Now.',
    ],
  );
});

test('nothing that is not known here is sent where something is left out, nor what could not be read', async () => {
  const unknown = [
    { ...started(), input: P },
    { type: 'instructions', time_ms: 1, completion_id: 'c1', text: S },
    { type: 'reasoning_completed', time_ms: 2, summary: R },
    { type: 'run_completed', time_ms: 3, duration_ms: 3, prompt: P },
  ] as unknown as TraceEvent[];
  const trace = traceOf(...unknown);
  trace.addNotice('not_json', `${P}${S}${R}`);
  assert.match(await whatIsIn((await encodeSnapshot(trace)).payload), /Ж[^]*Щ[^]*Ю/);
  const { payload } = await encodeSnapshot(trace, { without: ['prompt'] });
  assert.doesNotMatch(await whatIsIn(payload), /[ЖЩЮ]/);
  const decoded = await decodeSnapshot(payload);
  assert.deepEqual(plainEvent(decoded, 1), { type: 'instructions', time_ms: 1, completion_id: 'c1' });
  assert.deepEqual(
    decoded.notices.map(({ code, detail }) => [code, detail]),
    [
      ['not_json', undefined],
      ['left_out', 'prompt'],
    ],
  );
});

test('what is not known as a part is refused, so that no misspelt one is sent', async () => {
  for (const without of [['prompts'], ['prompt', 'Reasoning'], 'prompt'] as unknown as LeftOutPart[][])
    await assert.rejects(encodeSnapshot(traceOf(...run), { without }), RangeError);
  assert.throws(() => pictureSvg(traceOf(...run), { without: ['prompts' as LeftOutPart] }), RangeError);
});

test('whatever messages say, nothing of what is left out remains', async () => {
  const message = fc.record({
    role: fc.constantFrom('system', 'user', 'assistant', 'tool', 'other'),
    content: fc.oneof(
      fc.constant(`x${P}`),
      fc.array(
        fc
          .dictionary(fc.constantFrom('text', 'data', 'thinking'), fc.constantFrom(P, S))
          .map((part) => ({ type: 'text', ...part })),
      ),
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 4 }), async (sent) => {
      const trace = traceOf({ type: 'prompt_sent', time_ms: 0, messages: sent as PromptMessage[] });
      const { payload } = await encodeSnapshot(trace, { without: ['prompt', 'system'] });
      assert.doesNotMatch(await whatIsIn(payload), new RegExp(`${P}|${S}`));
    }),
    { numRuns: 200 },
  );
});
