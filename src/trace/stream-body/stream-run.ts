import type { DialectName, DialectStream } from '../dialects/dialect.js';
import type { TraceEvent } from '../events.js';

/** Whose dialects are theirs alone; the others are spoken by many. */
export const PROVIDERS: Partial<Record<DialectName, string>> = {
  anthropic: 'anthropic',
  gemini: 'google',
  'llama-cpp': 'llama.cpp',
  'lm-studio': 'lm-studio',
  ollama: 'ollama',
};

/** The event that ends the run of a stream whose body has ended: as the stream said, or cut off where it said nothing. */
export function streamEnd({ ending, error }: DialectStream, timeMs: number): TraceEvent {
  const at = { time_ms: timeMs, duration_ms: timeMs };
  if (ending === 'completed') return { type: 'run_completed', ...at };
  if (ending === 'failed') return { type: 'run_failed', ...at, error: { ...error!, code: 'server_error' } };
  const message = 'the stream ended before its end mark';
  return { type: 'run_failed', ...at, error: { message, code: 'stream_cut' } };
}
