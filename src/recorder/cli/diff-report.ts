import type { OutputDifference } from '../../trace/comparison/output-difference.js';
import {
  type Comparison,
  COMPARED_METRICS,
  type FigureDifference,
  type RunProfile,
  type Side,
  type Spread,
} from '../../trace/index.js';
import { alignedRows, columnWidths, type TableRow, wrapped } from './aligned-table.js';
import { caveatText, type SideNames } from './diff-caveat-words.js';
import {
  figureText,
  isAboutRight,
  type FigureUnit,
  largestOf,
  NOT_KNOWN,
  shareText,
  signedText,
  unitOf,
} from './diff-figures.js';
import { clauseText, outputText } from './diff-verdict-words.js';
import { bucketLabels, diffWords, metricLabels } from './diff-words.js';
import type { RunSet } from './diff-operands.js';
import { terminalLine } from './terminal-text.js';

const NAMES: SideNames = { left: 'A', right: 'B' };
const INDENT = '  ';

/** What is compared, as it was asked for. */
export interface DiffReport {
  readonly comparison: Comparison;
  readonly sets: Readonly<Record<Side, RunSet>>;
  /** Absent where a text was not recorded. */
  readonly output?: OutputDifference | 'too_long';
}

/** A section: what stands over it, its rows, and sentences below them. */
interface Section {
  readonly title: string;
  readonly rows?: readonly TableRow[];
  readonly sentences?: readonly string[];
}

/** The comparison for a terminal of a width: fairness first, then aligned columns, the verdict last. Nothing rests on colour. */
export function reportLines(report: DiffReport, width: number): string[] {
  const sections = sectionsOf(report);
  const widths = columnWidths(sections.flatMap(({ rows = [] }) => rows));
  return [
    ...titleLines(report, 'left', width),
    ...titleLines(report, 'right', width),
    ...sections.flatMap(({ title, rows = [], sentences = [] }) => [
      '',
      ...(rows.length > 0 ? [] : [title]),
      ...alignedRows(rows, widths),
      ...sentences.flatMap((text) => wrapped(terminalLine(text), width, INDENT, INDENT + INDENT)),
    ]),
  ];
}

function titleLines({ comparison, sets }: DiffReport, side: Side, width: number): string[] {
  const runs = side === 'left' ? comparison.leftRuns : comparison.rightRuns;
  const title = `${NAMES[side]}: ${diffWords.runTitle(comparison[side], runs)}`;
  return [...wrapped(terminalLine(title), width, '', '   '), `   ${terminalLine(sets[side].operand)}`];
}

function sectionsOf({ comparison, output }: DiffReport): Section[] {
  const { caveats, verdict, left, right } = comparison;
  const isApproximate = [left, right].some((run) => isAboutRight(run, 'completion_tokens'));
  const isOfSets = comparison.leftRuns.length + comparison.rightRuns.length > 2;
  const fairness: Section = {
    title: `${diffWords.fairness}:`,
    sentences: caveats.map((one) => `! ${caveatText(one, NAMES)}`),
  };
  return [
    ...(caveats.length > 0 ? [fairness] : []),
    { title: '', rows: [heading(diffWords.figures, comparison), ...figureRows(comparison)] },
    {
      title: '',
      rows: [heading(diffWords.timeSpent, comparison), ...timeRows(comparison)],
      sentences: [...(isOfSets ? [`(${diffWords.ofMedianRuns})`] : []), ...streamSentences(left, right)],
    },
    {
      title: '',
      rows: [
        heading(`${diffWords.tokensReached}${isApproximate ? ' ≈' : ''}`, comparison),
        ...milestoneRows(comparison),
      ],
    },
    ...memorySection(comparison),
    {
      title: `${diffWords.verdict}:`,
      sentences: [
        ...verdict.map((clause) => clauseText(clause, NAMES)),
        ...(output ? [outputText(output)] : []),
      ],
    },
  ];
}

function heading(title: string, { left, right }: Comparison): TableRow {
  const difference = diffWords.difference(NAMES.left, NAMES.right);
  const names = [diffWords.column(NAMES.left, left), diffWords.column(NAMES.right, right)] as const;
  return [title, ...diffWords.columns(...names, difference)];
}

function figureRows({ total, metrics, left, right }: Comparison): TableRow[] {
  return [
    ...figureRow(diffWords.total, total, 'ms'),
    ...COMPARED_METRICS.flatMap((name) => {
      const figures = metrics[name];
      const mark = (run: RunProfile) => (isAboutRight(run, name) ? '≈' : '');
      return figures ? figureRow(metricLabels[name], figures, unitOf(name), [mark(left), mark(right)]) : [];
    }),
  ];
}

/** One row; where several runs vary, a second with the middle half of each side. */
function figureRow(
  label: string,
  figures: FigureDifference,
  unit: FigureUnit,
  [leftMark, rightMark] = ['', ''],
): TableRow[] {
  const { left, right, difference, share } = figures;
  const largest = largestOf(figures);
  const row: TableRow = [
    label,
    left ? leftMark + figureText(left.median, unit, largest) : NOT_KNOWN,
    right ? rightMark + figureText(right.median, unit, largest) : NOT_KNOWN,
    difference === undefined ? '' : aboutMark(leftMark, rightMark) + signedText(difference, unit, largest),
    shareText(share),
  ];
  const halves = [left, right].map((spread) => middleHalf(spread, unit, largest));
  return halves.some(Boolean) ? [row, [diffWords.middleHalf, ...halves, '', '']] : [row];
}

/** What is drawn from a count that is about right is that, too. */
function aboutMark(...marks: readonly string[]): string {
  return marks.find((mark) => mark !== '') ?? '';
}

/** From the first quartile to the third; '' where that is no spread at all. */
function middleHalf(spread: Spread | undefined, unit: FigureUnit, largest: number): string {
  if (!spread) return '';
  const [low, high] = [figureText(spread.q1, unit, largest), figureText(spread.q3, unit, largest)];
  return low === high ? '' : `${low.replace(/ \S+$/, '')}–${high}`;
}

function timeRows({ latency }: Comparison): TableRow[] {
  const largest = Math.max(latency.leftMs, latency.rightMs);
  const row = (label: string, leftMs: number, rightMs: number): TableRow => [
    label,
    figureText(leftMs, 'ms', largest),
    figureText(rightMs, 'ms', largest),
    signedText(rightMs - leftMs, 'ms', largest),
    leftMs > 0 ? shareText((rightMs - leftMs) / leftMs) : '',
  ];
  const isSeen = (ms: number) => /[1-9]/.test(figureText(ms, 'ms', largest));
  const spent = latency.buckets.filter(({ left, right }) => isSeen(left.ms) || isSeen(right.ms));
  return [
    ...spent.map(({ name, left, right }) => row(bucketLabels[name], left.ms, right.ms)),
    row(diffWords.total, latency.leftMs, latency.rightMs),
  ];
}

function streamSentences(left: RunProfile, right: RunProfile): string[] {
  // An invented pace has neither.
  const timed = (
    [
      ['left', left],
      ['right', right],
    ] as const
  ).filter(([, { estimated }]) => !estimated);
  return [
    ...timed.map(([side, run]) => diffWords.stalls(NAMES[side], run)),
    ...timed.flatMap(([side, run]) => diffWords.bursts(NAMES[side], run) ?? []),
  ];
}

function milestoneRows({ milestones }: Comparison): TableRow[] {
  const largest = Math.max(0, ...milestones.map(({ leftMs = 0, rightMs = 0 }) => Math.max(leftMs, rightMs)));
  return milestones.map(({ tokens, leftMs, rightMs }): TableRow => {
    const isBoth = leftMs !== undefined && rightMs !== undefined;
    return [
      `${INDENT}${tokens}`,
      figureText(leftMs, 'ms', largest),
      figureText(rightMs, 'ms', largest),
      isBoth ? signedText(rightMs - leftMs, 'ms', largest) : '',
      isBoth && leftMs > 0 ? shareText((rightMs - leftMs) / leftMs) : '',
    ];
  });
}

function memorySection(comparison: Comparison): Section[] {
  const { memory } = comparison;
  if (!memory) return [];
  if (!memory.isComparable) {
    return [{ title: `${diffWords.memory}:`, sentences: [diffWords.memoryObstacle(memory, NAMES)] }];
  }
  return [
    {
      title: '',
      rows: [
        heading(diffWords.memory, comparison),
        ...figureRow(diffWords.peak, memory.peak, memory.unit),
        ...figureRow(diffWords.end, memory.end, memory.unit),
      ],
      sentences: [`(${memory.scope}: ${memory.sourceKind})`],
    },
  ];
}
