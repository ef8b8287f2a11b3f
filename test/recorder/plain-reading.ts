/** A body's texts and end, computed with nothing but JSON.parse and string joins: what a recording of it must hold. */
export interface PlainReading {
  /** Main answer. Reasoning includes a leading `<think>` part of the content, tags and all. */
  response: string;
  reasoning: string;
  /** Response text of further choices, by index. */
  others: Map<number, string>;
  /** Chunks of the main answer that brought text. */
  chunks: number;
  end: 'completed' | 'server_error' | 'stream_cut';
  usage?: { prompt_tokens?: number; completion_tokens?: number };
}

interface Frame {
  response?: string;
  thinking?: string;
  message?: { content?: string; thinking?: string };
  done?: boolean;
  error?: unknown;
  prompt_eval_count?: number;
  eval_count?: number;
  choices?: Choice[];
  usage?: { prompt_tokens?: number; completion_tokens?: number } | null;
}

interface Choice {
  index: number;
  delta?: { content?: string | null; reasoning_content?: string | null; reasoning?: string | null };
  finish_reason?: string | null;
}

export function readOllamaPlainly(body: string): PlainReading {
  const lines: Frame[] = body
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
  const last = lines.at(-1)!;
  const contents = lines.map((line) => line.response ?? line.message?.content ?? '');
  const thinking = lines.map((line) => line.thinking ?? line.message?.thinking ?? '');
  return {
    ...parted(thinking.join(''), contents.join('')),
    others: new Map(),
    chunks: lines.filter((_, index) => contents[index] !== '' || thinking[index] !== '').length,
    end: last.error ? 'server_error' : last.done ? 'completed' : 'stream_cut',
    usage: { prompt_tokens: last.prompt_eval_count, completion_tokens: last.eval_count },
  };
}

export function readOpenAIPlainly(body: string): PlainReading {
  const data = body
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trim());
  const frames: Frame[] = data.filter((line) => line !== '[DONE]').map((line) => JSON.parse(line));
  const choices = frames.flatMap((frame) => frame.choices ?? []);
  const contentOf = (index: number) =>
    choices.filter((choice) => choice.index === index).map((choice) => choice.delta?.content ?? '');
  const reasoningOf = (choice: Choice) => choice.delta?.reasoning_content || choice.delta?.reasoning || '';
  const main = choices.filter((choice) => choice.index === 0);
  const hasError = frames.some((frame) => frame.error) || /^error:/m.test(body);
  const isEnded = data.includes('[DONE]') || choices.some((choice) => choice.finish_reason);
  const indexes = [...new Set(choices.map((choice) => choice.index))].filter((index) => index > 0);
  return {
    ...parted(main.map(reasoningOf).join(''), contentOf(0).join('')),
    others: new Map(indexes.map((index) => [index, contentOf(index).join('')])),
    chunks: main.filter((choice) => reasoningOf(choice) !== '' || (choice.delta?.content ?? '') !== '')
      .length,
    end: hasError ? 'server_error' : isEnded ? 'completed' : 'stream_cut',
    usage: frames.findLast((frame) => frame.usage?.completion_tokens !== undefined)?.usage ?? undefined,
  };
}

/** A leading `<think>…</think>` of the content is reasoning. */
function parted(reasoning: string, content: string): { reasoning: string; response: string } {
  const thought = /^\s*<think>[^]*?<\/think>/.exec(content)?.[0] ?? '';
  return { reasoning: reasoning + thought, response: content.slice(thought.length) };
}
