import type { TimeBucketName } from '../../trace/comparison/time-bucket.js';
import { counted, wordTable } from '../strings.js';

/** The letters of the runs, by their places. */
export const RUN_LETTERS = ['A', 'B', 'C', 'D'] as const;

const BUCKET_WORDS: Record<TimeBucketName, string> = {
  load: 'loading',
  prefill: 'reading the prompt',
  waiting: 'waiting',
  reasoning: 'reasoning',
  response: 'answering',
  tools: 'in tools',
  between: 'between answers',
};

/** The words of a race. */
export const diffWords = wordTable({
  diff: 'Runs side by side',
  diffLeftOut: (all: string, count: number) =>
    `Up to four runs stand side by side: ${all} more ${count === 1 ? 'is' : 'are'} left out.`,
  startRace: 'Play all runs',
  run: (letter: string, model: string) => (model ? `Run ${letter}, ${model}` : `Run ${letter}`),
  runTokens: (count: number) => (Math.round(count) === 1 ? 'token' : 'tokens'),
  noTokens: '–',
  aheadBy: (tokens: string, count: number, time: string) =>
    `ahead by ${counted(tokens, count, 'token')} · ${time}`,
  aheadByTime: (time: string) => `ahead by ${time}`,
  finishedAgo: (time: string) => `finished ${time} ago`,
  finishedFirstBy: (time: string) => `first by ${time}`,
  finishedIn: (time: string, isEstimated: boolean) =>
    isEstimated ? `estimated: ${time}` : `finished in ${time}`,
  sync: 'Side by side by',
  syncTime: 'Time',
  syncTimeHint: 'Each at its own pace since its prompt was sent',
  syncTokens: 'Tokens',
  syncTokensHint: 'Each where it had as many tokens',
  swap: 'Swap sides',
  findings: 'Differences',
  raceTimeline: 'Timeline of the runs',
  tokensOf: (tokens: string, all: string, count: number) => `${tokens} of ${counted(all, count, 'token')}`,
  largestDifference: (letter: string, time: string, bucket: TimeBucketName) =>
    `${letter}: ${time} more ${BUCKET_WORDS[bucket]}`,
  racePlaying: 'playing',
  raceEnded: 'all runs ended',
});
