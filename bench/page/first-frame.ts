import type { Browser, CDPSession, Page } from 'playwright-core';

/** When a page's first frame was there: by the clock, and by what its main thread had worked until then. */
export interface FirstFrame {
  readonly clockMs: number;
  readonly processorMs: number;
}

/** Tells on the console, where asking for it would take of the page's time, when the first frame was painted that shows a run; on a page without a hash, the first one at all. */
const NOTE_FIRST_FRAME = `
  const look = () => {
    const root = document.querySelector('trace-player')?.shadowRoot;
    const isShown = !location.hash || root?.querySelector('[part~=text]')?.textContent;
    if (!isShown) return requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => console.log('first frame', performance.now());
    // Told in the task after the frame that is being made.
    port2.postMessage(undefined);
  };
  requestAnimationFrame(look);
`;

/** From asking for an address, with nothing in any cache, to the first frame that shows what it is to show. */
export async function firstFrame(browser: Browser, address: string): Promise<FirstFrame> {
  const context = await browser.newContext({ viewport: { width: 800, height: 480 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.addInitScript(NOTE_FIRST_FRAME);
  const noted = page.waitForEvent('console', (message) => message.text().startsWith('first frame '));
  await page.goto(address, { waitUntil: 'commit' });
  const clockMs = Number((await noted).text().slice('first frame '.length));
  const processorMs = await workedMs(session);
  await context.close();
  return { clockMs, processorMs };
}

async function workedMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
}
