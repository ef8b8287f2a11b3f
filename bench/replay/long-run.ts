import type { MemoryEvent, TokenEvent, TraceEvent } from '../../src/trace/index.js';
import { type Random, seededRandom } from './random.js';
import { tokenTexts } from './token-texts.js';

/** Seconds between two memory samples, as the recorder takes them. */
const SAMPLE_MS = 250;
const MEAN_GAP_MS = 12;
const REASONING_SHARE = 0.1;

/**
 * The events of a run of `tokenCount` token events at the pace of a fast model: jittered gaps with a stall now and then,
 * reasoning first, and a memory sample every 250 ms. The same in every run; another seed makes another answer at another time.
 */
export function* longRun(tokenCount: number, seed = 2024): Generator<TraceEvent> {
  const random = seededRandom(seed);
  const nextText = tokenTexts(random);
  const reasoningCount = Math.floor(tokenCount * REASONING_SHARE);
  let timeMs = 0;
  yield { time_ms: timeMs, type: 'run_started', ...runStart };
  yield { time_ms: (timeMs = 0.412), type: 'prompt_sent', messages: [{ role: 'user', content: PROMPT }] };
  timeMs = 480;
  for (let count = 0, nextSampleMs = SAMPLE_MS; count < tokenCount; count++) {
    timeMs = milliseconds(timeMs + gapMs(random));
    for (; nextSampleMs <= timeMs; nextSampleMs += SAMPLE_MS) yield memorySample(nextSampleMs, count);
    if (count === reasoningCount) yield { time_ms: timeMs, type: 'reasoning_completed' };
    yield tokenEvent(timeMs, nextText(), count < reasoningCount);
  }
  yield { time_ms: timeMs, type: 'response_completed', finish_reason: 'stop' };
  yield { time_ms: timeMs, type: 'run_completed', duration_ms: timeMs };
}

const PROMPT = 'Write a very long story.';
const runStart = {
  run_id: 'bench-long-run',
  model: 'bench',
  provider: 'bench',
  started_at: '2024-01-01T00:00:00.000Z',
  timing: 'recorded',
  simulated: true,
} as const;

function tokenEvent(timeMs: number, text: string, isReasoning: boolean): TokenEvent {
  const event: TokenEvent = { time_ms: timeMs, type: 'token', text };
  return isReasoning ? { ...event, channel: 'reasoning' } : event;
}

function memorySample(timeMs: number, tokens: number): MemoryEvent {
  const memoryMb = Math.round(5200 + tokens / 1000);
  return { time_ms: timeMs, type: 'memory', memory_mb: memoryMb, scope: 'process', source: 'simulated' };
}

function gapMs(random: Random): number {
  const isStall = random() < 0.0002;
  return isStall ? 400 + 800 * random() : MEAN_GAP_MS * (0.6 + 0.8 * random());
}

/** As the recorder writes times: in steps of 0.001. */
function milliseconds(timeMs: number): number {
  return Math.round(timeMs * 1000) / 1000;
}
