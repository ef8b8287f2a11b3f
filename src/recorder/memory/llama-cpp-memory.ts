import type { JsonObject, JsonValue } from '../../trace/index.js';
import type { MemoryFigure } from '../memory-sampler.js';
import {
  countOf,
  isObject,
  jsonOf,
  megabytes,
  type MemoryQuestion,
  objectsIn,
  shareOf,
} from './memory-answer.js';

/** What llama.cpp sets aside on each device, by purpose; `total` and `free` are the device's own. */
export const LLAMA_CPP_PARTS = ['model', 'context', 'compute'] as const;

/**
 * llama.cpp's `/slots`: how full the context of a slot at work is; the fullest, where several work. Absent while none does, and for
 * builds that tell only what was generated, without the prompt.
 */
export const llamaCppSlots: MemoryQuestion = {
  path: '/slots',
  read(body) {
    const slots = objectsIn(jsonOf(body));
    if (!slots?.some(({ n_ctx: size }) => countOf(size) !== undefined)) return undefined;
    const fills = slots.flatMap((slot) => (slot.is_processing === true ? (fillOf(slot) ?? []) : []));
    if (fills.length === 0) return [];
    const which = fills.length > 1 ? ` (the fullest of ${fills.length} slots at work)` : '';
    return [{ ratio: Math.max(...fills), scope: 'kv', source: `llama.cpp /slots: context in use${which}` }];
  },
};

function fillOf(slot: JsonObject): number | undefined {
  const size = countOf(slot.n_ctx);
  const used = tokensIn(slot);
  // A context that shifts holds no more than its size.
  return size && used !== undefined ? shareOf(Math.min(1, used / size)) : undefined;
}

/** Tokens in a slot's context. Builds differ: in whether `n_prompt_tokens` grows with the answer, and in what they tell at all. */
function tokensIn(slot: JsonObject): number | undefined {
  const past = countOf(slot.n_past);
  if (past !== undefined) return past;
  const prompt = countOf(slot.n_prompt_tokens);
  const processed = countOf(slot.n_prompt_tokens_processed);
  if (prompt === undefined && processed === undefined) return undefined;
  const generated = generatedIn(slot.next_token);
  const entered = (countOf(slot.n_prompt_tokens_cache) ?? 0) + (processed ?? 0) + generated;
  // Before the first token, the prompt is still on its way in.
  return generated > 0 || processed === undefined ? Math.max(prompt ?? 0, entered) : entered;
}

/** One object in older builds, a list of one in newer. */
function generatedIn(nextToken: JsonValue | undefined): number {
  const next = Array.isArray(nextToken) ? nextToken[0] : nextToken;
  return (isObject(next) && countOf(next.n_decoded)) || 0;
}

/** llama.cpp's `/memory`, as far as a build has it: bytes for weights, context and compute buffers on each device. */
export const llamaCppMemory: MemoryQuestion = {
  path: '/memory',
  read(body) {
    const answer = jsonOf(body);
    const lists = isObject(answer) ? Object.values(answer) : [answer];
    const rows = lists.flatMap((list) => objectsIn(list) ?? []).flatMap((row) => rowOf(row) ?? []);
    return rows.length > 0 ? llamaCppFigure(rows, '/memory') : undefined;
  },
};

/** Bytes that were set aside on one device. */
export interface DeviceBytes {
  readonly device: string;
  readonly bytes: number;
}

function rowOf(row: JsonObject): DeviceBytes | undefined {
  const parts = LLAMA_CPP_PARTS.map((part) => countOf(row[part] ?? row[`${part}_bytes`]));
  const device = row.device ?? row.name;
  if (typeof device !== 'string' || parts.every((part) => part === undefined)) return undefined;
  return { device, bytes: parts.reduce<number>((sum, part) => sum + (part ?? 0), 0) };
}

/** One figure of what all devices hold. */
export function llamaCppFigure(rows: readonly DeviceBytes[], path: string): MemoryFigure[] {
  const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
  const devices = [...new Set(rows.filter((row) => row.bytes > 0).map(({ device }) => device))];
  if (bytes === 0) return [];
  const source = `llama.cpp ${path}: weights, context and compute buffers on ${devices.join(' and ')}`;
  return [{ memory_mb: megabytes(bytes), scope: 'model', source }];
}
