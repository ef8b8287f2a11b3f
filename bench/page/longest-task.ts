import type { Browser, Page } from 'playwright-core';
import type { Figure } from '../figure.js';
import { median } from '../statistics.js';

/** What Chromium's tracing tells of one piece of work, in microseconds. */
interface TracedEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  /** Processor time of `dur`. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** What the Long Tasks API calls long. */
const LONGEST_MS = 50;
const TASK = 'ThreadControllerImpl::RunTask';

/** The longest tasks of a page's main thread, in milliseconds. */
export interface LongestTask {
  /** By processor time: what it is where nothing else keeps the machine busy. */
  readonly processorMs: number;
  /** By the clock: the time in which a click would have waited. */
  readonly clockMs: number;
}

/** The longest tasks of the page's main thread while `act` goes on. */
export async function longestTask(
  browser: Browser,
  page: Page,
  act: () => Promise<void>,
): Promise<LongestTask> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TracedEvent[];
  };
  const mainThreads = new Set(traceEvents.filter(isMainThreadName).map(threadKey));
  const tasks = traceEvents.filter((event) => event.name === TASK && mainThreads.has(threadKey(event)));
  if (tasks.length === 0) throw new Error('The tracing told of no task of the page.');
  return { processorMs: longestMs(tasks, 'tdur'), clockMs: longestMs(tasks, 'dur') };
}

/** What several rounds tell of the longest task, with the aim that none is over 50 ms. */
export function longestTaskFigures(what: string, rounds: readonly LongestTask[]): Figure[] {
  const value = (part: keyof LongestTask) => median(rounds.map((round) => round[part]));
  return [
    { what: `longest task ${what}`, value: value('processorMs'), unit: 'ms', aim: { atMost: LONGEST_MS } },
    { what: '  by the clock, on the machine as busy as it is', value: value('clockMs'), unit: 'ms' },
  ];
}

function longestMs(tasks: readonly TracedEvent[], part: 'dur' | 'tdur'): number {
  return tasks.reduce((longest, task) => Math.max(longest, task[part] ?? 0), 0) / 1000;
}

function isMainThreadName({ ph, name, args }: TracedEvent): boolean {
  return ph === 'M' && name === 'thread_name' && args?.name === 'CrRendererMain';
}

function threadKey({ pid, tid }: TracedEvent): string {
  return `${pid}/${tid}`;
}
