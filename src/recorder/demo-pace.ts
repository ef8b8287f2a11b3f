import { DEMO_ANSWER, DEMO_REASONING, DEMO_STALL_BEFORE, demoTokens } from './demo-answer.js';
import { seededRandom } from './seeded-random.js';

/** One piece of the demo model's answer, and how long it lets its reader wait for it, in milliseconds. */
export interface DemoPiece {
  readonly waitMs: number;
  readonly channel: 'reasoning' | 'response';
  readonly text: string;
}

const PREFILL_BASE_MS = 300;
const PREFILL_PER_TOKEN_MS = 2;
const PREFILL_MAX_MS = 1500;
const REASONING_GAP_MS = 22;
const ANSWER_GAP_MS = 28;
const STALL_MS = 1000;

/** The demo model's answer to a prompt of so many tokens, with its pace: prefill, jitter, and one stall. The same for a seed. */
export function demoPieces(promptTokens: number, seed: number): DemoPiece[] {
  const random = seededRandom(seed);
  const stallAt = demoTokens(DEMO_ANSWER.slice(0, DEMO_ANSWER.indexOf(DEMO_STALL_BEFORE))).length;
  const pieces = [
    ...demoTokens(DEMO_REASONING).map((text) => piece('reasoning', text, REASONING_GAP_MS * jitter(random))),
    ...demoTokens(DEMO_ANSWER).map((text, index) =>
      piece('response', text, ANSWER_GAP_MS * jitter(random) + (index === stallAt ? STALL_MS : 0)),
    ),
  ];
  const prefillMs = Math.min(PREFILL_MAX_MS, PREFILL_BASE_MS + promptTokens * PREFILL_PER_TOKEN_MS);
  pieces[0] = { ...pieces[0]!, waitMs: prefillMs + 60 * random() };
  return pieces;
}

/** About how many tokens a text is, for a model that has no tokenizer: four characters to one. */
export function roughTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

function piece(channel: DemoPiece['channel'], text: string, waitMs: number): DemoPiece {
  return { channel, text, waitMs };
}

/** Around 1: mostly a little, now and then three times as long. */
function jitter(random: () => number): number {
  const slow = random() < 0.04 ? 2 : 0;
  return 0.6 + 0.8 * random() + slow * random();
}
