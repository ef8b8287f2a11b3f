import type { MemoryFigure, MemorySampler } from '../memory-sampler.js';

/** How long sampling goes on when no run wants it, in milliseconds: to begin it costs more than to go on. */
const LINGER_MS = 10_000;

type SampleHandler = (sample: MemoryFigure) => void;

/** One sampler for all runs of a server, those that follow each other, too: its sources are looked for once. */
export class SharedSampler implements MemorySampler {
  readonly #sampler: MemorySampler;
  readonly #handlers = new Set<SampleHandler>();
  #stop?: () => void;
  #lingering?: NodeJS.Timeout;

  constructor(sampler: MemorySampler) {
    this.#sampler = sampler;
  }

  start(onSample: SampleHandler): () => void {
    const own: SampleHandler = (sample) => onSample(sample);
    this.#handlers.add(own);
    clearTimeout(this.#lingering);
    this.#stop ??= this.#sampler.start((sample) => {
      for (const handler of this.#handlers) handler(sample);
    });
    return () => this.#leave(own);
  }

  /** Stops at once. */
  end(): void {
    clearTimeout(this.#lingering);
    this.#stop?.();
    this.#stop = undefined;
  }

  #leave(handler: SampleHandler): void {
    this.#handlers.delete(handler);
    if (this.#handlers.size > 0) return;
    clearTimeout(this.#lingering);
    this.#lingering = setTimeout(() => this.end(), LINGER_MS).unref();
  }
}
