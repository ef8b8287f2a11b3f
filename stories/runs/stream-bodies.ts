import { ANSWER, PROMPT } from './texts.js';

/** When the saved bodies say that they were made. */
const STARTED_MS = Date.parse('2026-01-01T12:00:00Z');
const CHUNK_MS = 45;

/** A saved body of an OpenAI chat completion: a stream that tells no times. */
export function openAiBody(): string {
  const frames = words(ANSWER).map((content) => ({ choices: [{ index: 0, delta: { content } }] }));
  const end = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
  const lines = [...frames, end].map((frame) => {
    const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'example-8b', ...frame };
    return `data: ${JSON.stringify(chunk)}\n\n`;
  });
  return `${lines.join('')}data: [DONE]\n\n`;
}

/** A saved body of Ollama's, whose every line tells its server's time. */
export function ollamaBody(): string {
  const chunks = words(ANSWER);
  const lines = chunks.map((response, index) => ({
    model: 'example-8b',
    created_at: timeAt(400 + index * CHUNK_MS),
    response,
    done: false,
  }));
  const endMs = 400 + chunks.length * CHUNK_MS;
  const end = {
    model: 'example-8b',
    created_at: timeAt(endMs),
    response: '',
    done: true,
    done_reason: 'stop',
    total_duration: endMs * 1e6,
    load_duration: 90e6,
    prompt_eval_count: PROMPT.split(' ').length,
    prompt_eval_duration: 300e6,
    eval_count: chunks.length,
    eval_duration: (endMs - 400) * 1e6,
  };
  return [...lines, end].map((line) => `${JSON.stringify(line)}\n`).join('');
}

function words(text: string): string[] {
  return text.match(/\s*\S+/gu) ?? [];
}

function timeAt(ms: number): string {
  return new Date(STARTED_MS + ms).toISOString();
}
