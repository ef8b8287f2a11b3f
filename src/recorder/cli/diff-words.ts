import type { MemoryDifference, MetricName, RunProfile, TimeBucketName, Timing } from '../../trace/index.js';
import type { SideNames } from './diff-caveat-words.js';
import type { GateFailure } from './diff-gates.js';
import { figureText, shareText, signedText, unitOf } from './diff-figures.js';

/** What `diff` says to people, in English; caveats and the verdict have files of their own. */
export const diffWords = {
  twoNeeded: 'Name two runs, or two sets of runs: trace-player diff A B.',
  oneInput: 'Only one of the two can come from standard input.',
  noFile: (operand: string) => `There is no file ${operand}.`,
  nothingThere: (operand: string) => `There is no replay at ${operand}.`,
  unreadable: (file: string, problem: string) => `${file}: ${problem}`,
  notice: (file: string, notice: string) => `${file}: ${notice}`,
  warmUpsLeftOut: (count: number) =>
    `${count === 1 ? 'a warm-up is' : `${count} warm-ups are`} left out of the comparison`,
  badGate: (text: string) =>
    `--fail-on ${text}: a limit is a figure, a colon, + or -, and a share or an amount: ttft:+20%, ttft:+50ms.`,
  unknownGate: (name: string, known: readonly string[]) =>
    `--fail-on ${name} is not known: it is one of ${known.join(', ')}.`,
  wrongUnit: (text: string, unit: string) => `--fail-on ${text}: the figure is not in ${unit}.`,
  gateFailed,

  tokensReached: 'Tokens reached',
  timeSpent: 'Where the time went',
  ofMedianRuns: 'of the run of median total on each side',
  figures: 'Figures',
  fairness: 'Not quite a fair comparison',
  memory: 'Memory',
  verdict: 'Verdict',
  columns: (left: string, right: string, difference: string) => [left, right, difference, 'change'],
  difference: (left: string, right: string) => `${right} − ${left}`,
  column,
  total: 'total',
  middleHalf: '  middle half',
  peak: 'peak',
  end: 'at the end',
  runTitle,
  stalls,
  bursts,
  memoryObstacle,
};

/** Labels of figures. */
export const metricLabels: Readonly<Record<MetricName, string>> = {
  ttft_ms: 'time to first token',
  time_to_first_answer_ms: 'time to first answer',
  tokens_per_second: 'tokens/s',
  itl_p50_ms: 'between chunks, median',
  itl_p95_ms: 'between chunks, p95',
  itl_p99_ms: 'between chunks, p99',
  itl_max_ms: 'between chunks, longest',
  tokens_per_chunk: 'tokens in a chunk',
  tpot_ms: 'time per output token',
  prompt_tokens: 'prompt tokens',
  completion_tokens: 'completion tokens',
  reasoning_tokens: 'reasoning tokens',
  total_tokens: 'total tokens',
  peak_memory_mb: 'peak memory',
};

/** Labels of what a run's time goes into. */
export const bucketLabels: Readonly<Record<TimeBucketName, string>> = {
  load: 'loading the model',
  prefill: 'reading the prompt',
  waiting: 'waiting, unexplained',
  reasoning: 'reasoning',
  response: 'response',
  tools: 'tools',
  between: 'between completions',
};

const TIMINGS: Readonly<Record<Timing, string>> = {
  recorded: 'recorded',
  server: 'times from the server',
  estimated: 'estimated times',
};

/** What stands over a side's figures: marked where no clock or no model made them. */
function column(side: string, { estimated, simulated }: RunProfile): string {
  return [side, ...(simulated ? ['simulated'] : []), ...(estimated ? ['estimated'] : [])].join(' ');
}

/** What a side is, in one line. `runs` are all of it, `run` the one that stands for them. */
function runTitle(run: RunProfile, runs: readonly RunProfile[]): string {
  const { provider, timing } = run.trace.info;
  const models = [...new Set(runs.map(({ trace }) => trace.info.model || 'unknown model'))];
  const parts = [
    ...(runs.length > 1 ? [`${runs.length} runs`] : []),
    models.join(', '),
    ...(provider ? [provider] : []),
    TIMINGS[timing],
    ...(run.simulated ? ['simulated'] : []),
    ...(run.status === 'completed' ? [] : [run.status === 'running' ? 'no end recorded' : run.status]),
  ];
  return parts.join(' · ');
}

const STALLS_NAMED = 3;

function stalls(side: string, { stream }: RunProfile): string {
  const longest = [...stream.stalls].sort((a, b) => b.ms - a.ms);
  if (longest.length === 0) return `${side} had no stalls.`;
  const named = longest
    .slice(0, STALLS_NAMED)
    .map(({ ms, startMs, bucket }) => `${time(ms)} at ${time(startMs)} (${bucketLabels[bucket]})`);
  const more = longest.length - named.length;
  const count = longest.length === 1 ? 'a stall' : `${longest.length} stalls`;
  return `${side} had ${count}: ${named.join(', ')}${more > 0 ? `, and ${more} shorter` : ''}.`;
}

function bursts(side: string, { stream }: RunProfile): string | undefined {
  const count = stream.bursts.length;
  if (count === 0) return undefined;
  const most = stream.bursts.reduce((largest, { chunks }) => Math.max(largest, chunks), 0);
  return count === 1
    ? `${side} had a burst: ${most} chunks at once.`
    : `${side} had ${count} bursts: up to ${most} chunks at once.`;
}

function memoryObstacle(
  { obstacle, left, right }: Extract<MemoryDifference, { isComparable: false }>,
  names: SideNames,
): string {
  const told = (kinds: readonly string[]) => (kinds.length === 0 ? 'none' : kinds.join(', '));
  const both = `${names.left} has ${told(left)}; ${names.right} has ${told(right)}.`;
  return obstacle === 'missing' ? both : `The figures count different things. ${both}`;
}

function gateFailed({ gate, reason, figures, isApproximate }: GateFailure): string {
  const name = gate.figure === 'total_ms' ? diffWords.total : metricLabels[gate.figure];
  const unit = gate.figure === 'total_ms' ? 'ms' : unitOf(gate.figure);
  switch (reason) {
    case 'missing':
      return `${gate.text}: ${name} is not known of both.`;
    case 'estimated':
      return `${gate.text}: ${name} rests on times that are made up.`;
    case 'not_completed':
      return `${gate.text}: not both have a run that completed.`;
    case 'exceeded': {
      const { left, right, difference, share } = figures;
      const change = [signedText(difference, unit), shareText(share)].filter(Boolean).join(', ');
      const about = isApproximate ? '≈' : '';
      const [from, to] = [left, right].map((side) => about + figureText(side?.median, unit));
      return `${gate.text}: ${name} went from ${from} to ${to} (${about}${change}).`;
    }
  }
}

function time(ms: number): string {
  return figureText(ms, 'ms');
}
