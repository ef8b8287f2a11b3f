import { serverMemorySampler } from '../memory/server-memory.js';
import type { MemorySampler } from '../memory-sampler.js';
import { isProvider } from '../provider.js';
import type { BegunCompletion } from './captured-run.js';
import { SharedSampler } from './shared-sampler.js';

/** How many servers' and models' samplers are kept. */
const MAX_SAMPLERS = 20;

/** The memory samplers of the servers on this machine that completions are asked of, each shared by all runs of a model. */
export class FoundMemory {
  readonly #samplers = new Map<string, SharedSampler>();

  /** The sampler for a server at an address, as what the completion was asked of it tells. */
  sampler(baseUrl: string, { provider, request }: BegunCompletion): MemorySampler {
    const key = JSON.stringify([baseUrl, provider, request.model]);
    let sampler = this.#samplers.get(key);
    if (!sampler) {
      // `openai` is how many speak: which of them it is, the server is asked.
      const known = isProvider(provider) && provider !== 'openai' ? provider : undefined;
      const model = request.model || undefined;
      sampler = new SharedSampler(serverMemorySampler({ baseUrl, provider: known, model }));
      this.#samplers.set(key, sampler);
      if (this.#samplers.size > MAX_SAMPLERS) this.#samplers.delete(this.#samplers.keys().next().value!);
    }
    return sampler;
  }

  /** Stops all sampling at once. */
  end(): void {
    for (const sampler of this.#samplers.values()) sampler.end();
    this.#samplers.clear();
  }
}
