import { parseBaseUrl } from '../base-url.js';
import { type MemorySampler, treeMemorySampler } from '../memory-sampler.js';
import type { Provider } from '../provider.js';
import { gpuMemorySampler } from './gpu-memory.js';
import { httpMemorySampler } from './http-memory.js';
import type { PollTimers } from './poll.js';
import { ProcessTree } from './process-tree.js';

export interface ServerMemoryOptions {
  /** The model server's address, as `recordCompletion` takes it. */
  baseUrl: string;
  /** Default: a server of unknown kind, which is asked everything once. */
  provider?: Provider;
  /** The model that runs, where the server tells of several. */
  model?: string;
  /** Sent to the server as a bearer token, never recorded. */
  apiKey?: string;
  /** The server's process on this machine, where it is not the one that listens on the port. */
  pid?: number;
  timers?: PollTimers;
}

/**
 * Samples a model server's memory from all that can be found: what it tells over HTTP (Ollama, llama.cpp, vLLM), and, where it runs
 * on this machine, the resident memory of its process tree every 250 ms, and that tree's GPU memory. Each figure says its scope and
 * source; where nothing is found there is none. Throws `BaseUrlError`.
 */
export function serverMemorySampler(options: ServerMemoryOptions): MemorySampler {
  const { pid, timers } = options;
  const base = parseBaseUrl(options.baseUrl);
  const samplers = [httpMemorySampler({ ...options, base })];
  if (base.isLoopback || pid !== undefined) {
    const tree = new ProcessTree(pid === undefined ? { port: base.port } : { pid });
    samplers.push(treeMemorySampler(tree, { timers }), gpuMemorySampler(tree));
  }
  return {
    start(onSample) {
      const stops = samplers.map((sampler) => sampler.start(onSample));
      return () => stops.forEach((stop) => stop());
    },
  };
}
