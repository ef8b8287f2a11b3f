import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/run.mjs';
import type { Piece, StreamedBody } from './model-server.js';

const FOLDER = join(root, '..', 'shared', 'fixtures', 'streams');
/** Bodies with times are sent this many times as fast. */
const SPEED = 8;

/** What one choice of a streamed answer says, channel by channel. */
export interface ChoiceText {
  reasoning: string;
  response: string;
  tool: string;
}

/** A saved stream body, and what it holds, as told by a reading of it that shares nothing with the project's own. */
export interface StreamFixture {
  readonly name: string;
  readonly provider: 'ollama' | 'openai';
  readonly body: StreamedBody;
  readonly choices: readonly ChoiceText[];
  readonly isFailed: boolean;
}

/** Whether the recorded streams of real servers are beside the project. */
export function hasFixtures(): boolean {
  return existsSync(FOLDER);
}

/** All recorded streams of the two dialects. */
export function streamFixtures(): StreamFixture[] {
  return [
    ...filesIn('ollama').map((name) => ollamaFixture(name)),
    ...filesIn('openai-chat').map((name) => openAiFixture(name)),
  ];
}

function filesIn(dialect: string): string[] {
  return readdirSync(join(FOLDER, dialect)).map((file) => join(dialect, file));
}

interface OllamaLine {
  created_at: string;
  response?: string;
  thinking?: string;
  message?: { content?: string; thinking?: string };
}

function ollamaFixture(name: string): StreamFixture {
  const bytes = readFileSync(join(FOLDER, name));
  const lines = bytes.toString('utf8').split('\n').filter(Boolean);
  const chunks = lines.map((line) => JSON.parse(line) as OllamaLine);
  const thinking = chunks.map((chunk) => chunk.thinking ?? chunk.message?.thinking ?? '').join('');
  const content = chunks.map((chunk) => chunk.response ?? chunk.message?.content ?? '').join('');
  const times = chunks.map((chunk) => Date.parse(chunk.created_at));
  const pieces = lines.map((line, index) => ({
    bytes: Buffer.from(`${line}\n`),
    waitMs: index === 0 ? 0 : (times[index]! - times[index - 1]!) / SPEED,
  }));
  return {
    name,
    provider: 'ollama',
    body: { contentType: 'application/x-ndjson', pieces },
    choices: [{ ...withThinkTags(content), ...(thinking && { reasoning: thinking, response: content }) }],
    isFailed: false,
  };
}

interface OpenAiDelta {
  content?: string | null;
  reasoning?: string | null;
  reasoning_content?: string | null;
  tool_calls?: { function?: { arguments?: string } }[];
}

function openAiFixture(name: string): StreamFixture {
  const bytes = readFileSync(join(FOLDER, name));
  const choices: ChoiceText[] = [];
  for (const line of bytes.toString('utf8').split('\n')) {
    if (!line.startsWith('data: {')) continue;
    const chunk = JSON.parse(line.slice(6)) as { choices?: { index: number; delta: OpenAiDelta | null }[] };
    for (const { index, delta } of chunk.choices ?? []) {
      const text = (choices[index] ??= { reasoning: '', response: '', tool: '' });
      text.reasoning += delta?.reasoning_content || delta?.reasoning || '';
      text.response += delta?.content ?? '';
      text.tool += delta?.tool_calls?.map((call) => call.function?.arguments ?? '').join('') ?? '';
    }
  }
  return {
    name,
    provider: 'openai',
    body: { contentType: 'text/event-stream', pieces: randomPieces(bytes) },
    choices: choices.filter((choice) => Object.values(choice).some((text) => text !== '')),
    isFailed: /^(error:|event: error)/m.test(bytes.toString('utf8')),
  };
}

/** A leading `<think>…</think>` is reasoning, tags included. */
function withThinkTags(content: string): ChoiceText {
  const reasoning = /^\s*<think>[\s\S]*?<\/think>/.exec(content)?.[0] ?? '';
  return { reasoning, response: content.slice(reasoning.length), tool: '' };
}

/** Cut anywhere, in the middle of characters too, the same at every run. */
function randomPieces(bytes: Buffer): Piece[] {
  const pieces: Piece[] = [];
  let seed = bytes.length;
  for (let start = 0; start < bytes.length;) {
    seed = (seed * 1664525 + 1013904223) >>> 0;
    const length = 1 + ((seed >>> 8) % 700);
    pieces.push({ bytes: bytes.subarray(start, start + length), waitMs: pieces.length % 4 === 0 ? 1 : 0 });
    start += length;
  }
  return pieces;
}
