import type { JsonObject } from '../../trace/index.js';
import type { MemoryFigure } from '../memory-sampler.js';
import { countOf, isObject, jsonOf, megabytes, type MemoryQuestion, objectsIn } from './memory-answer.js';

/**
 * Ollama's `/api/ps`: what it set aside for a loaded model, on the GPU (`size_vram`) and in RAM (the rest of `size`), in bytes. It
 * changes only when a model is loaded or unloaded. Without a model's name: all that are loaded.
 */
export function ollamaMemory(model?: string): MemoryQuestion {
  return {
    path: '/api/ps',
    read(body) {
      const answer = jsonOf(body);
      const models = isObject(answer) ? objectsIn(answer.models) : undefined;
      if (!models) return undefined;
      const loaded = model === undefined ? models : models.filter((one) => isNamed(one, model));
      return figure(loaded, model);
    },
  };
}

/** `llama3` is Ollama's short name of `llama3:latest`. */
function isNamed({ name, model }: JsonObject, wanted: string): boolean {
  return [wanted, `${wanted}:latest`].some((text) => text === name || text === model);
}

function figure(loaded: readonly JsonObject[], model = 'all models'): MemoryFigure[] {
  const sizes = loaded.flatMap((one) => {
    const all = countOf(one.size);
    return all ? [{ all, onGpu: Math.min(all, countOf(one.size_vram) ?? 0) }] : [];
  });
  if (sizes.length === 0) return [];
  const all = sizes.reduce((sum, size) => sum + size.all, 0);
  const inRam = all - sizes.reduce((sum, size) => sum + size.onGpu, 0);
  const source = `Ollama /api/ps: ${model} as loaded, ${place(all, inRam)}`;
  return [{ memory_mb: megabytes(all), scope: 'model', source }];
}

function place(all: number, inRam: number): string {
  if (inRam === 0) return 'all of it on the GPU';
  return inRam === all ? 'all of it in RAM' : `${Math.round(inRam / 1e6)} MB of it in RAM`;
}
