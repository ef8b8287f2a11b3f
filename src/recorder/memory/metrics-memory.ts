import type { MemoryFigure } from '../memory-sampler.js';
import { type DeviceBytes, LLAMA_CPP_PARTS, llamaCppFigure } from './llama-cpp-memory.js';
import { type MemoryQuestion, shareOf } from './memory-answer.js';
import { parsePrometheusText, type PrometheusSample } from './prometheus-text.js';

/** The share of a KV cache that is in use, by the names that servers gave it over time, the newest first. */
const KV_SHARES = [
  ['vllm:kv_cache_usage_perc', 'vLLM'],
  // Its name before vLLM's second engine.
  ['vllm:gpu_cache_usage_perc', 'vLLM'],
  ['llamacpp:kv_cache_usage_ratio', 'llama.cpp'],
] as const;

const LLAMA_CPP_BYTES = new Set(LLAMA_CPP_PARTS.map((part) => `llamacpp:memory_${part}_bytes`));

/**
 * The `/metrics` of vLLM (how much of its KV cache is in use: its GPU memory itself is set aside once, and tells nothing) and of
 * llama.cpp (its KV cache in old builds, bytes on each device in new ones).
 */
export const metricsMemory: MemoryQuestion = {
  path: '/metrics',
  read(body) {
    const samples = parsePrometheusText(body);
    if (!samples.some(({ name }) => /^(vllm|llamacpp):/.test(name))) return undefined;
    return [...kvShare(samples), ...llamaCppBytes(samples)];
  },
};

function kvShare(samples: readonly PrometheusSample[]): MemoryFigure[] {
  for (const [name, server] of KV_SHARES) {
    const shares = samples.flatMap((sample) => (sample.name === name ? (shareOf(sample.value) ?? []) : []));
    if (shares.length === 0) continue;
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const which = shares.length > 1 ? ` (mean of ${shares.length} engines)` : '';
    return [{ ratio: shareOf(mean), scope: 'kv', source: `${server} /metrics: KV cache in use${which}` }];
  }
  return [];
}

function llamaCppBytes(samples: readonly PrometheusSample[]): MemoryFigure[] {
  const rows = samples.flatMap(({ name, labels, value }): DeviceBytes[] =>
    LLAMA_CPP_BYTES.has(name) && value >= 0 ? [{ device: labels.device ?? 'the server', bytes: value }] : [],
  );
  return rows.length > 0 ? llamaCppFigure(rows, '/metrics') : [];
}
