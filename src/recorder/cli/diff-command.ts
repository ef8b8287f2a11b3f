import { compareOutputs } from '../../trace/comparison/output-difference.js';
import { type Comparison, compareProfiles, mainResponse } from '../../trace/index.js';
import { type Command, type CommandIo, EXIT, type OptionValues, UsageError } from './command.js';
import { failedGates, GATE_NAMES, parseGates } from './diff-gates.js';
import { diffJson } from './diff-json.js';
import { readRunSet } from './diff-operands.js';
import { type DiffReport, reportLines } from './diff-report.js';
import { diffWords } from './diff-words.js';
import { textOption } from './option-values.js';
import { terminalLine } from './terminal-text.js';

const USUAL_WIDTH = 80;
/** In characters, some 150,000 words: the longest that are compared within seconds, whatever they share. */
const LONGEST_ANSWER = 1_000_000;

/** `trace-player diff`: two runs, or two sets of repeated ones, side by side in figures. */
export const diffCommand: Command = {
  name: 'diff',
  summary: 'compare two runs, or two sets of repeated runs: where the time went, and what may be said of it',
  usage: 'A B [--json] [--fail-on LIMITS]',
  maxOperands: 2,
  options: { json: { type: 'boolean' }, 'fail-on': { type: 'string' } },
  help: [
    {
      form: 'A, B',
      text: 'a file of any format that the player opens (- reads standard input), or a set: a folder, a quoted pattern',
    },
    { form: '', text: '("runs/x-*.json"), or files with commas between; sets compare by median and spread' },
    { form: '--json', text: 'print one JSON object: left, right, difference, caveats, verdict' },
    {
      form: '--fail-on LIMITS',
      text: 'fail when B is beyond a limit: ttft:+20% (more than 20 % above A), tokens_per_second:-10%, ttft:+50ms;',
    },
    { form: '', text: `figures: ${GATE_NAMES.slice(0, 7).join(' ')}` },
    { form: '', text: GATE_NAMES.slice(7).join(' ') },
  ],
  examples: [
    'trace-player diff slow.json fast.json',
    'trace-player diff "runs/before-*.json" "runs/after-*.json" --fail-on ttft:+20%,tokens_per_second:-10%',
    'trace-player diff answer.ndjson results/replays/run.json --json',
  ],
  run: runDiff,
};

/** The exit code tells of limits, not of differences. */
async function runDiff(values: OptionValues, io: CommandIo, operands: readonly string[]): Promise<number> {
  const limits = textOption(values, 'fail-on');
  const gates = limits === undefined ? undefined : parseGates(limits);
  const report = await compare(operands, io);
  const failures = gates && failedGates(gates, report.comparison);
  io.stdout.write(
    values.json
      ? `${JSON.stringify(diffJson(report, failures))}\n`
      : `${reportLines(report, widthOf(io)).join('\n')}\n`,
  );
  for (const failure of failures ?? []) tell(io, diffWords.gateFailed(failure));
  return failures && failures.length > 0 ? EXIT.failed : EXIT.ok;
}

async function compare([left, right]: readonly string[], io: CommandIo): Promise<DiffReport> {
  if (left === undefined || right === undefined) throw new UsageError(diffWords.twoNeeded);
  if (left === '-' && right === '-') throw new UsageError(diffWords.oneInput);
  const sets = { left: await readRunSet(left, io), right: await readRunSet(right, io) };
  const warmUps = sets.left.warmUps.length + sets.right.warmUps.length;
  if (warmUps > 0) tell(io, diffWords.warmUpsLeftOut(warmUps));
  for (const line of [...sets.left.notices, ...sets.right.notices]) tell(io, line);
  const comparison = compareProfiles(sets.left.runs, sets.right.runs);
  const output = await outputDifference(comparison);
  return { comparison, sets, ...(output && { output }) };
}

/** How the answers differ; undefined where a text was not recorded. */
async function outputDifference({ left, right, caveats }: Comparison): Promise<DiffReport['output']> {
  if (caveats.some(({ kind }) => kind === 'text_not_recorded')) return undefined;
  const [before, after] = [mainResponse(left.trace), mainResponse(right.trace)];
  const isTooLong = Math.max(before.length, after.length) > LONGEST_ANSWER;
  return isTooLong && before !== after ? 'too_long' : compareOutputs(before, after);
}

function widthOf({ stdout, env }: CommandIo): number {
  const asked = Number(env.COLUMNS);
  return stdout.columns ?? (Number.isInteger(asked) && asked > 0 ? asked : USUAL_WIDTH);
}

function tell({ stderr }: CommandIo, text: string): void {
  stderr.write(`${terminalLine(text)}\n`);
}
