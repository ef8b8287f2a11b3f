import type { Browser, Page } from 'playwright-core';

/** What Chromium's tracing tells of one piece of work, in microseconds. */
interface TracedEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly args?: { readonly name?: string };
}

const TASK = 'ThreadControllerImpl::RunTask';

/** The longest task of the page's main thread while `act` goes on, in milliseconds: what would hold up a click. */
export async function longestTaskMs(browser: Browser, page: Page, act: () => Promise<void>): Promise<number> {
  await browser.startTracing(page, {
    categories: ['toplevel', '__metadata'],
  });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TracedEvent[];
  };
  const mainThreads = new Set(traceEvents.filter(isMainThreadName).map(threadKey));
  const tasks = traceEvents.filter((event) => event.name === TASK && mainThreads.has(threadKey(event)));
  if (tasks.length === 0) throw new Error('The tracing told of no task of the page.');
  return tasks.reduce((longest, { dur = 0 }) => Math.max(longest, dur), 0) / 1000;
}

function isMainThreadName({ ph, name, args }: TracedEvent): boolean {
  return ph === 'M' && name === 'thread_name' && args?.name === 'CrRendererMain';
}

function threadKey({ pid, tid }: TracedEvent): string {
  return `${pid}/${tid}`;
}
