import type {
  Caveat,
  MemoryObstacle,
  VerdictKind,
  VerdictObstacle,
} from '../../trace/comparison/comparison.js';
import type { TimeBucketName } from '../../trace/comparison/time-bucket.js';
import { wordTable } from '../strings.js';

/** The letters of the two runs that are compared. */
export interface PairLetters {
  readonly left: string;
  readonly right: string;
}

/** What a clause says of who won; without a winner, of both; and what it could not say. */
interface ClauseWords {
  readonly won: string;
  readonly even: string;
  readonly unknown: string;
}

/** The words of what the figures say. */
export const findingsWords = wordTable({
  compare: 'Compare',
  compareWith: 'with',
  findingsMissing: (letters: readonly string[]) =>
    `There is nothing to compare: ${letters.length > 1 ? 'no run is' : `run ${letters[0]} is not`} here.`,
  findingsPending: 'The figures follow once both runs are all here.',
  caveats: 'Not quite a fair comparison',
  caveat: caveatText,
  verdict: 'What the figures say',
  clause: (kind: VerdictKind): ClauseWords => CLAUSES[kind],
  obstacle: (obstacle: VerdictObstacle): string => OBSTACLES[obstacle],
  sooner: (time: string) => `${time} sooner`,
  more: (figure: string) => `${figure} more`,
  tokensPerSecondUnit: 'tokens/s',
  timeSpent: 'Where the time went',
  bucketDifference: 'Difference',
  bucketName: (name: TimeBucketName): string => BUCKETS[name],
  total: 'Total',
  stalls: (count: number, longest: string) =>
    count === 1 ? `a stall of ${longest}` : `${count} stalls, the longest ${longest}`,
  noTime: '–',
});

const CLAUSES: Record<VerdictKind, ClauseWords> = {
  first_to_answer: {
    won: 'was first to answer',
    even: 'They answered at about the same time',
    unknown: 'Who was first to answer cannot be said',
  },
  finished_first: {
    won: 'finished first',
    even: 'They finished at about the same time',
    unknown: 'Who finished first cannot be said',
  },
  generated_faster: {
    won: 'generated faster',
    even: 'They generated about equally fast',
    unknown: 'Who generated faster cannot be said',
  },
  used_more_memory: {
    won: 'used more memory',
    even: 'They used about as much memory',
    unknown: 'Who used more memory cannot be said',
  },
};

const OBSTACLES: Record<VerdictObstacle | MemoryObstacle, string> = {
  missing: 'the figure is not there for both',
  estimated: 'times are made up',
  came_at_once: 'an answer came at once',
  not_completed: 'not both came to their end',
  different_kinds: 'the figures count different things',
};

const BUCKETS: Record<TimeBucketName, string> = {
  load: 'Loading the model',
  prefill: 'Reading the prompt',
  waiting: 'Waiting, unexplained',
  reasoning: 'Reasoning',
  response: 'Answering',
  tools: 'Tools',
  between: 'Between completions',
};

function caveatText({ kind, name, sides, left, right }: Caveat, letters: PairLetters): string {
  const who = sides.map((side) => letters[side]).join(' and ');
  const against = `${listed(left)} (${letters.left}) against ${listed(right)} (${letters.right})`;
  switch (kind) {
    case 'prompt':
      return 'They answer different prompts.';
    case 'prompt_unknown':
      return sides.length > 1
        ? `The prompts of ${who} are not known: they may differ.`
        : `The prompt of ${who} is not known: it may be another one.`;
    case 'system_prompt':
      return 'Their system prompts differ.';
    case 'parameters':
      return `Parameter ${name}: ${against}.`;
    case 'mixed_models':
      return `Runs of several models: ${against}.`;
    case 'quantisation':
      return `Quantisation: ${against}.`;
    case 'hardware':
      return `Hardware, ${name}: ${against}.`;
    case 'hardware_unknown':
      return `The hardware of ${who} is not known: it may be another one.`;
    case 'cold_start':
      return `${who} had to load the model first.`;
    case 'cached_prompt':
      return `The server of ${who} had read the prompt, or its beginning, before.`;
    case 'clock':
      return `Times of different clocks: ${against}.`;
    case 'estimated':
      return `The times of ${who} are estimated, not measured: nothing follows from them.`;
    case 'simulated':
      return `No real model ran in ${who}: simulated.`;
    case 'not_completed':
      return `Not completed: ${statuses(letters.left, left).concat(statuses(letters.right, right)).join(', ')}.`;
    case 'token_counts':
      return `Tokens are counted differently: ${against}.`;
    case 'came_at_once':
      return `Nearly all of ${who} came at once: something held the stream back, and its pace tells nothing.`;
    case 'text_not_recorded':
      return `The text of ${who} was not recorded.`;
  }
}

function listed(values: readonly string[]): string {
  return values.length === 0 ? 'not told' : values.join(', ');
}

function statuses(letter: string, values: readonly string[]): string[] {
  // Of a run whose end was not recorded nobody knows whether it goes on.
  return values.map((status) => (status === 'running' ? `${letter} has no end` : `${letter} is ${status}`));
}
