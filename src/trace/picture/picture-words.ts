import type { Block } from '../block.js';
import type { Timing } from '../events.js';
import type { Trace } from '../trace.js';

const TOOL_CALL = 'Tool call';
const GROUP_MARK = '\u202f';

/** What a picture of a run says, in English. */
export const pictureWords = {
  title: (model: string) => (model ? `Run of ${model}` : 'Model run'),
  time: 'time',
  ttft: 'first token (TTFT)',
  rate: 'tokens/s',
  tokens: 'tokens',
  none: '–',
  tooLong: '> 277 h',
  meanRate: (rate: string) => `${rate} mean`,
  simulated: 'Simulated',
  estimated: 'Estimated times',
  serverTimes: 'Server times',
  pace,
  status,
  blockLabel,
  toolCall: TOOL_CALL,
  leftOut: (characters: number) =>
    `… ${moreCharacters(characters)} ${characters === 1 ? 'is' : 'are'} left out`,
  leftOutParts: (parts: readonly string[]) =>
    `Left out of this picture: ${parts.join(', ')}. Each ░ stands for a chunk of text.`,
  cut: (characters: number) =>
    `… cut here: ${moreCharacters(characters)} ${characters === 1 ? 'does' : 'do'} not fit into a picture`,
};

/** A whole number in groups of three digits. */
export function countText(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, GROUP_MARK);
}

function moreCharacters(count: number): string {
  return `${countText(count)} more ${count === 1 ? 'character' : 'characters'}`;
}

function pace(timing: Timing): string {
  return timing === 'estimated'
    ? 'plays at a made-up pace, rests, and repeats'
    : 'plays at the pace at which it came, rests, and repeats';
}

function status({ status, error, notices, isEnded }: Trace): string {
  if (status === 'failed') return error ? `failed: ${error.message}` : 'failed';
  if (status !== 'running' || isEnded) return status;
  return notices.some(({ code }) => code === 'truncated') ? 'cut off' : 'no end recorded';
}

function blockLabel(block: Block): string {
  switch (block.kind) {
    case 'prompt':
      if (block.role === 'system') return 'System prompt';
      return !block.role || block.role === 'user' ? 'Prompt' : `Prompt, ${block.role}`;
    case 'reasoning':
      return 'Reasoning';
    case 'response':
      return 'Response';
    case 'tool_call':
      return block.name ? `${TOOL_CALL}: ${block.name}` : TOOL_CALL;
    case 'tool_result':
      return block.isError ? 'Tool error' : 'Tool result';
    case 'error':
      return 'Error';
  }
}
