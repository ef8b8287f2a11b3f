import type { JsonObject, Usage } from '../events.js';
import { asObject } from '../json-object.js';

/** The value as a string, if it is one. */
export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The value as a count, if it is a finite number ≥ 0. */
export function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** The value as an array of objects; what else it holds is left out. */
export function asObjects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map(asObject).filter((item) => item !== undefined) : [];
}

/** The first of the values that is a string with text in it. */
export function firstText(...values: unknown[]): string {
  return (values.find((value) => typeof value === 'string' && value !== '') as string | undefined) ?? '';
}

/** Whether a chunk's `error` field says anything: some servers send it empty along. */
export function isServerError(error: unknown): boolean {
  if (typeof error === 'string') return error !== '';
  return typeof error === 'object' && error !== null && Object.keys(error).length > 0;
}

/** An error as servers tell it: a string, or an object with a message and perhaps a code or a type. */
export function parseServerError(value: unknown): { message: string; code?: string } {
  if (typeof value === 'string') return { message: value };
  const error = asObject(value);
  const inner = asObject(error?.error);
  const message =
    firstText(error?.message, error?.detail, inner?.message, error?.error) || 'the server told no reason';
  const code = error?.code ?? error?.type;
  return { message, code: typeof code === 'string' || typeof code === 'number' ? String(code) : undefined };
}

/** A usage object of OpenAI's shape (or with `input_tokens` and `output_tokens`); undefined when it counts no answer. */
export function parseUsage(value: unknown): Usage | undefined {
  const usage = asObject(value);
  const completion = asCount(usage?.completion_tokens) ?? asCount(usage?.output_tokens);
  if (!usage || completion === undefined) return undefined;
  const prompt = asCount(usage.prompt_tokens) ?? asCount(usage.input_tokens);
  const details = asObject(usage.completion_tokens_details) ?? asObject(usage.output_tokens_details);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    reasoning_tokens: asCount(details?.reasoning_tokens),
    total_tokens: asCount(usage.total_tokens) ?? (prompt === undefined ? undefined : prompt + completion),
  };
}
