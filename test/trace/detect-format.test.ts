import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { detectFormat, TraceFormatError, type TraceFormat } from '../../src/trace/index.js';
import { replayText, sortedKeys } from './helpers/replay-text.js';

const chunk = '{"id":"x","choices":[{"delta":{"content":"a"}}]}';
const ollama =
  '{"model":"m","created_at":"2025-01-01T00:00:00Z","message":{"role":"assistant","content":"a"},"done":false}\n';
const live = 'data: {"type":"token","time_ms":1,"text":"a","run_id":"r","seq":0}\n\n';
const pretty = JSON.stringify(JSON.parse(replayText()), null, 2);

const FORMATS: [name: string, text: string, format: TraceFormat][] = [
  ['the line form', replayText(), 'replay-lines'],
  ['the line form with CRLF', replayText().replaceAll('\n', '\r\n'), 'replay-lines'],
  ['the line form with a byte order mark', `\uFEFF${replayText()}`, 'replay-lines'],
  ['a header alone', replayText().split('\n')[0]!, 'replay-lines'],
  ['a minified document', JSON.stringify(JSON.parse(replayText())), 'replay-document'],
  [
    'a minified document with a line break',
    `${JSON.stringify(JSON.parse(replayText()))}\n`,
    'replay-document',
  ],
  ['a pretty-printed document', pretty, 'replay-document'],
  ['a document with sorted keys', sortedKeys(replayText()), 'replay-document'],
  ['an empty document', '{"run_id":"r","events":[]}', 'replay-document'],
  ['Ollama’s chat', ollama.repeat(2), 'ollama'],
  ['Ollama’s generate', '{"model":"m","response":"a","done":false}\n', 'ollama'],
  ['Ollama’s generate with CRLF', '{"model":"m","response":"a","done":false}\r\n', 'ollama'],
  ['Ollama’s whole answer', '{"model":"m","response":"a","done":true}', 'ollama'],
  ['Ollama’s error', '{"error":"model not found"}', 'ollama'],
  ['OpenAI’s stream', `data: ${chunk}\n\ndata: [DONE]\n\n`, 'openai-chat'],
  ['OpenAI’s stream without spaces', `data:${chunk}\n\n`, 'openai-chat'],
  ['OpenAI’s stream with CR', `data: ${chunk}\r\rdata: [DONE]\r\r`, 'openai-chat'],
  [
    'OpenAI’s stream after comments',
    `: PROCESSING\n\n:\n\ndata: : PROCESSING\n\ndata: ${chunk}\n\n`,
    'openai-chat',
  ],
  [
    'OpenAI’s stream with named events',
    `event: message\nid: 5\nretry: 100\ndata: ${chunk}\n\n`,
    'openai-chat',
  ],
  ['OpenAI’s stream after a byte order mark', `\uFEFFdata: ${chunk}\n\n`, 'openai-chat'],
  ['OpenAI’s stream without a last line break', `data: ${chunk}`, 'openai-chat'],
  ['llama.cpp’s error line', 'error: {"code":500,"message":"boom"}\n\n', 'openai-chat'],
  ['OpenAI’s whole answer', '{"choices":[{"message":{"content":"a"}}]}', 'openai-chat'],
  [
    'OpenAI’s whole answer over many lines',
    JSON.stringify({ choices: [{ message: {} }] }, null, 2),
    'openai-chat',
  ],
  [
    'OpenAI’s legacy completion',
    'data: {"object":"text_completion","choices":[{"text":"a"}]}\n\n',
    'openai-chat',
  ],
  [
    'OpenAI’s response',
    'event: response.created\ndata: {"type":"response.created","response":{}}\n\n',
    'openai-responses',
  ],
  ['OpenAI’s whole response', '{"id":"resp_1","object":"response","output":[]}', 'openai-responses'],
  [
    'Anthropic’s stream',
    'event: message_start\ndata: {"type":"message_start","message":{}}\n\n',
    'anthropic',
  ],
  [
    'Anthropic’s stream without names',
    'data: {"type": "ping"}\n\ndata: {"type":"message_start"}\n\n',
    'anthropic',
  ],
  [
    'Anthropic’s whole message',
    '{"id":"msg_1","type":"message","role":"assistant","content":[]}',
    'anthropic',
  ],
  [
    'Anthropic’s whole message over many lines',
    JSON.stringify({ id: 'msg_1', content: [{ type: 'text' }], type: 'message', role: 'assistant' }, null, 4),
    'anthropic',
  ],
  ['Anthropic’s messages on lines', '{"type":"ping"}\n{"type":"message_start"}\n', 'anthropic'],
  ['Gemini’s stream', 'data: {"candidates": [{"content": {}}]}\r\n\r\n', 'gemini'],
  ['Gemini’s array', '[{"candidates":[]}\n,\n{"candidates":[]}]', 'gemini'],
  ['Gemini’s array over many lines', JSON.stringify([{ candidates: [{ content: {} }] }], null, 2), 'gemini'],
  ['Gemini’s refusal of a prompt', '{"promptFeedback":{},"usageMetadata":{}}', 'gemini'],
  ['LM Studio’s stream', 'event: chat.start\ndata: {"model_instance_id":"m"}\n\n', 'lm-studio'],
  ['LM Studio’s whole answer', '{"model_instance_id":"m","output":[],"stats":{}}', 'lm-studio'],
  ['llama.cpp’s stream', 'data: {"index":0,"content":"a","tokens":[1],"stop":false}\n\n', 'llama-cpp'],
  ['a stream of text', 'data: hello\n\ndata: [DONE]\n\n', 'plain-text'],
  ['a stream of other JSON', ': hi\n\nevent: tick\ndata: {"a":1}\n\ndata: {"message":"x"}\n\n', 'plain-text'],
  ['lines of other JSON', '{"a":1}\n{"level":"info","message":"x"}\n', 'plain-text'],
  ['lines of other JSON, the last one cut', '{"a":1}\n\n{"b":2}\n{"c"', 'plain-text'],
  [
    'Model Lens’s trace',
    '{"version":"1.0.0","trace_id":"t","run_id":"r","model":"m","steps":[]}',
    'model-lens-trace',
  ],
  [
    'Model Lens’s trace over many lines',
    JSON.stringify({ trace_id: 't', run_id: 'r', events: [] }, null, 2),
    'model-lens-trace',
  ],
  ['Model Lens’s snapshot', '{"snapshot_id":"snap-1","prompt":"{\\"log\\":"}', 'model-lens-trace'],
  ['Model Lens’s own document', '{"run":{"id":"r","trace":{}}}', 'model-lens-trace'],
  [
    'runs of Model Lens’s dashboard',
    '[{"id":"i","prompt":"[{\\"totalTimeMs\\"","totalTimeMs":5,"steps":[]}]',
    'model-lens-trace',
  ],
  ['a link of Model Lens', `https://example.test/runs?snap=${'eyJ'.padEnd(80, 'a')}`, 'model-lens-link'],
  ['what a link of Model Lens holds', 'eyJ'.padEnd(80, 'a'), 'model-lens-link'],
  [
    'LangSmith’s run',
    '{"id":"i","inputs":{"a":{"run_type":"x"}},"events":[{"name":"start"}],"run_type":"llm","start_time":"x"}',
    'langsmith',
  ],
  ['LangSmith’s runs', '[{"start_time":"x","trace_id":"t","run_type":"llm"}]', 'langsmith'],
  ['LangSmith’s answer', '{"runs":[{"start_time":"x","run_type":"llm"}]}', 'langsmith'],
  ['live frames', live, 'live-frames'],
  ['live frames after the server’s preamble', `retry: 1000\n\n: hello\n\nid: 5-1\n${live}`, 'live-frames'],
];

const OTHERS: [name: string, text: string, fault: string][] = [
  ['nothing', '', 'empty'],
  ['blank lines', ' \n\r\n\t', 'empty'],
  ['a byte order mark alone', '\uFEFF', 'empty'],
  ['a page', '<!doctype html><title>404</title>', 'html'],
  ['a page after blank lines', '\n\n  <html>', 'html'],
  ['text', 'Not found', 'not_json'],
  ['a word', 'no', 'not_json'],
  ['an address', 'https://example.test/runs', 'not_json'],
  ['a token that is no JSON', `eyJ${'a'.repeat(20)}.${'b'.repeat(60)}`, 'not_json'],
  ['a word that begins as a stream does', 'dat', 'not_json'],
  ['an array', '[{"type":"token"}]', 'wrong_shape'],
  ['an empty array', '[]', 'wrong_shape'],
  ['comments without any event', ': ping\n\n: ping\n\n', 'unknown_format'],
  ['a stream of an end alone', 'data: [DONE]\n\n', 'unknown_format'],
];

describe('the format of a file', () => {
  for (const [name, text, format] of FORMATS) {
    test(`is told of ${name}`, () => assert.equal(detectFormat(text, true), format));

    test(`is never told wrong by less of ${name}`, () => {
      for (let length = 0; length < text.length; length++) {
        const told = detectFormat(text.slice(0, length), false);
        assert.ok(
          told === undefined || told === format,
          `${told} by ${JSON.stringify(text.slice(0, length))}`,
        );
      }
    });
  }

  for (const [name, text, fault] of OTHERS) {
    test(`is refused of ${name}`, () => {
      assert.throws(
        () => detectFormat(text, true),
        (error) => error instanceof TraceFormatError && error.fault === fault && error.message !== '',
      );
    });
  }

  test('is asked of more text while it cannot be told', () => {
    for (const head of ['', ' ', '{', '{"model":"m","resp', 'd', 'data: {"a"', ': ping\n\n', 'event: x\n'])
      assert.equal(detectFormat(head, false), undefined);
  });

  test('is told early enough to show a minified document while it comes', () => {
    const text = JSON.stringify(JSON.parse(replayText()));
    assert.equal(detectFormat(text.slice(0, 200), false), 'replay-document');
  });

  test('is told of a stream whose first frame is beyond any look ahead, by the frame’s name', () => {
    const frame = `event: response.created\ndata: {"type":"response.created","x":"${'x'.repeat(300_000)}`;
    assert.equal(detectFormat(frame, false), 'openai-responses');
  });

  test('is not waited for beyond a bound', () => {
    assert.equal(detectFormat(`{"run_id":"${'x'.repeat(300_000)}`, false), 'replay-document');
    assert.throws(() => detectFormat(': ping\n'.repeat(60_000), false), TraceFormatError);
    assert.equal(detectFormat('data: hello\n'.repeat(60_000), false), 'plain-text');
    assert.equal(detectFormat('{"a":1}\n'.repeat(60_000), false), 'plain-text');
    assert.equal(detectFormat(`{\n  "a": [\n${'    1,\n'.repeat(60_000)}`, false), 'replay-document');
  });

  test('once told stays as it is, whatever follows', () => {
    const pieces = [
      ...FORMATS.map(([, text]) => text),
      ...OTHERS.map(([, text]) => text),
      '\n',
      '{',
      '"events":[',
      '{"a":1}',
      '{\n  "a": 1,\n',
      '  "choices": [',
      'data: ',
      'event: e\n',
      'event: message_start\n',
      '\r',
    ];
    const answer = (head: string) => {
      try {
        return detectFormat(head, false);
      } catch (error) {
        assert.ok(error instanceof TraceFormatError);
        return 'refused';
      }
    };
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 4 }), fc.nat(), (parts, cut) => {
        const text = parts.join('');
        const head = text.slice(0, cut % (text.length + 1));
        const told = answer(head);
        if (told !== undefined) assert.equal(answer(text), told);
      }),
      { numRuns: 2000 },
    );
  });
});
