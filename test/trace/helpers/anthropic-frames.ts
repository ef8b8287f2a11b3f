import { named, readStream } from './streams.js';

export const readAnthropic = (...pieces: string[]) => readStream('anthropic', ...pieces);

export const start = (usage: object = { input_tokens: 10, output_tokens: 1 }) =>
  named('message_start', {
    message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-x', content: [], usage },
  });
export const open = (index: number, block: object) =>
  named('content_block_start', { index, content_block: block });
export const delta = (index: number, fields: object) =>
  named('content_block_delta', { index, delta: fields });
export const close = (index: number) => named('content_block_stop', { index });
export const text = (index: number, words: string) => delta(index, { type: 'text_delta', text: words });
export const thinking = (index: number, words: string) =>
  delta(index, { type: 'thinking_delta', thinking: words });
export const input = (index: number, json: string) =>
  delta(index, { type: 'input_json_delta', partial_json: json });
export const ended = (reason: string | null = 'end_turn', usage: object = { output_tokens: 42 }) =>
  named('message_delta', { delta: { stop_reason: reason, stop_sequence: null }, usage });
export const stop = named('message_stop');
export const ping = named('ping');
