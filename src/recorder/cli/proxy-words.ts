import type { RunMetrics, RunStatus, RunSummary } from '../../trace/index.js';
import { words } from './words.js';

/** What `trace-player proxy` says to people. */
export const proxyWords = {
  badTarget: (problem: string) => `--target: ${problem.replace('base URL', 'target')}`,
  isItself: (port: number) => `--target is the proxy's own port ${port}: choose another with --port.`,
  at: (url: string, target: string) => `proxy at ${url} for ${target}; Ctrl-C ends it`,
  tryIt: (url: string) =>
    `point a program at it: OPENAI_BASE_URL=${url}/v1, OLLAMA_HOST=${url} or ANTHROPIC_BASE_URL=${url}`,
  ended,
};

/** A line for a run that is on disk, with the reason where it failed. */
function ended(
  model: string,
  { status, metrics = {}, duration_ms: durationMs = 0, artifacts }: RunSummary,
  path: string,
) {
  const totals = words.totals(status as RunStatus, metrics as RunMetrics, durationMs);
  const reason = status === 'failed' ? artifacts?.errors?.at(-1) : undefined;
  return [`${model || 'a model'}: ${totals}`, reason, path].filter(Boolean).join(' · ');
}
