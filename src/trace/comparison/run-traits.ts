import type { JsonObject, JsonValue, PromptMessage } from '../events.js';
import { cameAtOnce } from '../metrics/came-at-once.js';
import { messageText } from '../transcript.js';
import { QUANTISATION_PARAMS, quantisationOf } from './quantisation.js';
import type { RunProfile } from './run-profile.js';
import { serverPhases } from './server-phases.js';

/** What a run was, as far as it bears on whether it can be compared. Absent: not known. */
export interface RunTraits {
  /** The first prompt's messages but the system's, as one text. */
  readonly prompt?: string;
  readonly systemPrompt?: string;
  readonly params: JsonObject;
  readonly quantisation?: string;
  readonly hardware?: JsonObject;
  /** Time that went into loading the model. */
  readonly loadMs?: number;
  /** How many tokens of the prompt the server had read before; `some` where it tells no number. */
  readonly cachedTokens?: number | 'some';
  readonly isTextMissing: boolean;
  readonly isAtOnce: boolean;
}

const SYSTEM_ROLES = ['system', 'developer'];
/** Labels of repeated runs, and what says how an answer is sent, not how it is made. */
const NOT_PARAMS = ['repeat_run', 'repeat_of', 'warm_up', 'warm_up_run', 'stream'];
const NOT_HARDWARE = ['os_release'];

/** Reads a run's traits. O(blocks). */
export function runTraits(profile: RunProfile): RunTraits {
  const { info, notices } = profile.trace;
  const isTextMissing = notices.some(({ code }) => code === 'no_text');
  const messages = isTextMissing ? [] : firstMessages(profile);
  const isSystem = ({ role }: PromptMessage) => SYSTEM_ROLES.includes(role);
  return {
    ...(messages.length > 0 && {
      prompt: joined(messages.filter((message) => !isSystem(message))),
      systemPrompt: joined(messages.filter(isSystem)),
    }),
    params: without(info.params ?? {}, [...NOT_PARAMS, ...QUANTISATION_PARAMS]),
    quantisation: quantisationOf(info),
    hardware: info.hardware && without(info.hardware, NOT_HARDWARE),
    loadMs: loadMs(profile),
    cachedTokens: cachedTokens(profile),
    isTextMissing,
    isAtOnce: cameAtOnce(profile.trace),
  };
}

/** The messages of the completion whose prompt was sent first. */
function firstMessages({ trace, promptSentMs }: RunProfile): readonly PromptMessage[] {
  return trace.completions.find((one) => one.promptSentMs === promptSentMs)?.messages ?? [];
}

function joined(messages: readonly PromptMessage[]): string {
  return messages.map((message) => `${message.role}\n${messageText(message)}`).join('\n\n');
}

function loadMs({ trace, buckets }: RunProfile): number | undefined {
  const { ms } = buckets.find(({ name }) => name === 'load')!;
  if (ms > 0) return ms;
  return trace.completions.some((one) => serverPhases(one.serverTimings).loadMs !== undefined)
    ? 0
    : undefined;
}

/** Of the first completion: llama.cpp's `cache_n`; Ollama leaves a prompt's count out where it had read all of it before. */
function cachedTokens({ trace }: RunProfile): RunTraits['cachedTokens'] {
  const timings = trace.completions[0]?.serverTimings;
  if (typeof timings?.cache_n === 'number') return timings.cache_n;
  if (timings?.total_duration === undefined || timings.eval_count === undefined) return undefined;
  return timings.prompt_eval_count === undefined ? 'some' : 0;
}

function without(fields: JsonObject, names: readonly string[]): JsonObject {
  const kept = Object.entries(fields).filter(([name]) => !names.includes(name));
  return Object.fromEntries(kept) as Record<string, JsonValue>;
}
