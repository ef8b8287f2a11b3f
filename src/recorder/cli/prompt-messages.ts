import { readFileSync } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import type { ContentPart } from '../../trace/index.js';
import type { ChatMessage } from '../completion-request.js';
import { type CommandIo, type OptionValues, UsageError } from './command.js';
import { fileProblem } from './file-problem.js';
import { textOption } from './option-values.js';
import { words } from './words.js';

const MAX_PROMPT_BYTES = 64 << 20;

/** The messages that `--prompt`, `--system` and `--messages` ask to send. Throws `UsageError`. */
export async function promptMessages(values: OptionValues, io: CommandIo): Promise<ChatMessage[]> {
  const prompt = textOption(values, 'prompt');
  const file = textOption(values, 'messages');
  const system = textOption(values, 'system');
  if (file !== undefined) {
    if (prompt !== undefined) throw new UsageError(words.promptAndMessages);
    if (system !== undefined) throw new UsageError(words.systemAndMessages);
    return parseMessages(readText('--messages', file), file);
  }
  if (prompt === undefined) throw new UsageError(words.promptOrMessages);
  const text = await promptText(prompt, io);
  if (text.trim() === '') throw new UsageError(words.emptyPrompt);
  const asked = { role: 'user', content: text };
  return system === undefined ? [asked] : [{ role: 'system', content: system }, asked];
}

async function promptText(prompt: string, io: CommandIo): Promise<string> {
  if (prompt.startsWith('@')) return readText('--prompt', prompt.slice(1));
  return prompt === '-' ? readAll(io) : prompt;
}

async function readAll({ stdin, signal }: CommandIo): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of addAbortSignal(signal, stdin) as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > MAX_PROMPT_BYTES)
      throw new UsageError(words.unreadableFile('--prompt', 'standard input', 'it is too long'));
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function readText(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new UsageError(words.unreadableFile(option, file, fileProblem(error as Error)));
  }
}

/** Reads a JSON array of messages as chat completions take them. Throws `UsageError` that says what is wrong, and where. */
export function parseMessages(text: string, file: string): ChatMessage[] {
  const refuse = (problem: string) => new UsageError(words.badMessages(file, problem));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(`it is not JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(value))
    throw refuse('it is not an array of messages, such as [{"role":"user","content":"Hello"}]');
  if (value.length === 0) throw refuse('the array is empty');
  return value.map((message: unknown, index) => {
    const problem = messageProblem(message);
    if (problem) throw refuse(`message ${index + 1}: ${problem}`);
    // A message that only calls tools has no content.
    return { ...(message as ChatMessage), content: (message as ChatMessage).content ?? '' };
  });
}

function messageProblem(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return 'it is not an object';
  const { role, content, tool_calls: toolCalls } = message as Record<string, unknown>;
  if (typeof role !== 'string' || role === '') return 'role is not a text';
  if (typeof content === 'string') return undefined;
  if (content == null && Array.isArray(toolCalls)) return undefined;
  const isParts = Array.isArray(content) && content.every(isPart);
  return isParts ? undefined : 'content is neither a text nor an array of parts with a type';
}

function isPart(part: unknown): part is ContentPart {
  return typeof part === 'object' && part !== null && typeof (part as ContentPart).type === 'string';
}
