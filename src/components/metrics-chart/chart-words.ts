import { counted, wordTable } from '../strings.js';

/** The words of the chart. */
export const chartWords = wordTable({
  chart: (models: string) => (models ? `Metrics over time: ${models}` : 'Metrics over time'),
  chartHelp:
    'Left and Right move the cursor, with Shift ten times as far; comma and full stop go to the chunk before and after; ' +
    'Home and End go to the ends. Enter seeks the player. Plus and minus zoom, 0 or Escape shows all again. ' +
    'Drag to zoom, double click to show all.',
  chartEmpty: 'No run to draw yet.',
  chartFailed: (reason: string) => `The chart could not be drawn: ${reason}`,
  chartRunMissing: (id: string) => `There is no player with the id “${id}” on this page.`,
  chartLeftOut: (all: string, count: number) =>
    `Up to four runs are drawn: ${all} more ${count === 1 ? 'is' : 'are'} left out.`,
  metricNames: {
    tokens_per_second: 'Tokens/s',
    memory: 'Memory, MB',
    memory_ratio: 'Memory, %',
    itl: 'Inter-token latency, ms',
    cumulative_tokens: 'Tokens so far',
  },
  metricMissing: {
    tokens_per_second: 'too few chunks came for a rate',
    memory: 'no memory was recorded',
    memory_ratio: 'no memory was recorded',
    itl: 'fewer than two chunks came',
    cumulative_tokens: 'no tokens came',
  },
  metricMissingIn: (letter: string, missing: string) => `${letter}: ${missing}`,
  concurrentLines: (lines: number) => `up to ${lines} completions at the same time, a line each`,
  crowdedLine: (most: number) => `over ${most} completions at the same time, all on one line`,
  lineName: (metric: string, line: number) => `${metric}, line ${line}`,
  scopeIn: (letter: string, scope: string) => `${letter}: ${scope}`,
  chunksCounted: '≈ tokens: chunks counted',
  beyond: (value: string) => `cut off at the top: up to ${value}`,
  axisTime: 'Time, s',
  axisSincePrompt: 'Time since the prompt, s',
  phaseNames: { waiting: 'Waiting', reasoning: 'Reasoning', response: 'Response', tools: 'Tools' },
  atTime: (seconds: string) => `${seconds} s`,
  ownTime: 'Time',
  atPlayhead: 'at the playhead',
  atCursor: 'at the cursor',
  atEnd: 'at the end',
  showAll: 'Show all',
  showTable: 'Show table',
  copyTable: 'Copy table',
  savePicture: 'Save picture',
  copied: (shown: string, rows: number) => `Copied ${counted(shown, rows, 'row')}.`,
  copyFailed: 'The browser did not allow copying.',
  tableCaption: (rows: string, chunks: string) =>
    `${rows} moments, evenly spread over what is shown, of ${chunks} chunks. Rates and counts are as of each moment; ` +
    'latency and memory are the highest since the row before, so that no spike is left out.',
  tableCaptionAll: (shown: string, chunks: number) =>
    chunks === 1 ? 'The one chunk of what is shown.' : `All ${shown} chunks of what is shown.`,
  columnSeconds: 'Time, s',
  columnText: 'Text',
});
