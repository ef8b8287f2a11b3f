import { serverRoot } from '../completion-request.js';
import type { BaseUrl } from '../base-url.js';
import type { MemoryFigure, MemorySampler } from '../memory-sampler.js';
import { probeText } from '../probe.js';
import type { Provider } from '../provider.js';
import { llamaCppMemory, llamaCppSlots } from './llama-cpp-memory.js';
import type { MemoryQuestion } from './memory-answer.js';
import { metricsMemory } from './metrics-memory.js';
import { ollamaMemory } from './ollama-memory.js';
import { poll, type PollTimers } from './poll.js';

export interface HttpMemoryOptions {
  base: BaseUrl;
  /** Default: a server of unknown kind, which is asked everything once. */
  provider?: Provider;
  /** The model that the figures are of, where a server tells of several. */
  model?: string;
  /** Sent, never recorded. */
  apiKey?: string;
  timers?: PollTimers;
}

const INTERVAL_MS = 250;
const TIMEOUT_MS = 1000;

/** Answers after which a question is not asked again: it is not for this server, or not for us. */
const REFUSALS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 410, 501]);

/**
 * Samples what a model server tells of its memory over HTTP. Questions that it does not answer are dropped; the rest are asked every
 * 250 ms, each turn as a whole before the next. Of several that tell the same scope, the first counts.
 */
export function httpMemorySampler(options: HttpMemoryOptions): MemorySampler {
  return {
    start(onSample) {
      const ended = new AbortController();
      let questions = questionsFor(options);
      const turn = async () => {
        const answers = await Promise.all(questions.map((question) => ask(question, options, ended.signal)));
        if (ended.signal.aborted) return;
        questions = questions.filter((_, index) => answers[index] !== undefined);
        if (questions.length === 0) stop();
        firstOfEachScope(answers.flatMap((figures) => figures ?? [])).forEach(onSample);
      };
      const stop = poll(turn, INTERVAL_MS, options.timers);
      return () => {
        ended.abort();
        stop();
      };
    },
  };
}

function firstOfEachScope(figures: readonly MemoryFigure[]): MemoryFigure[] {
  return figures.filter(({ scope }, index) => figures.findIndex((one) => one.scope === scope) === index);
}

/** In the order in which they are believed. LM Studio and Jan tell nothing, and LM Studio's log calls each such question an error. */
function questionsFor({ provider = 'openai', model }: HttpMemoryOptions): MemoryQuestion[] {
  switch (provider) {
    case 'ollama':
      return [ollamaMemory(model)];
    case 'llama.cpp':
      return [llamaCppMemory, metricsMemory, llamaCppSlots];
    case 'vllm':
      return [metricsMemory];
    case 'openai':
      return [ollamaMemory(model), llamaCppMemory, metricsMemory, llamaCppSlots];
    default:
      return [];
  }
}

/** A question's figures now; undefined when it need not be asked again. */
async function ask(question: MemoryQuestion, { base, apiKey }: HttpMemoryOptions, signal: AbortSignal) {
  const { status, text } = await probeText(serverRoot(base) + question.path, {
    authorization: apiKey ? `Bearer ${apiKey}` : base.authorization,
    accept: 'application/json, text/plain',
    signal,
    timeoutMs: TIMEOUT_MS,
  });
  if (REFUSALS.has(status)) return undefined;
  // A server that is busy, or loads its model, may answer the next time.
  return text === undefined ? [] : question.read(text);
}
