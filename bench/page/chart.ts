import type { Page } from 'playwright-core';

/** Puts a chart of the page's player on it. Resolves to how long it took until all of the run was drawn, in milliseconds. */
export async function drawChart(page: Page): Promise<number> {
  return page.evaluate(async () => {
    document.querySelector('trace-player')!.id = 'played';
    const start = performance.now();
    const chart = document.createElement('metrics-chart');
    chart.setAttribute('for', 'played');
    document.body.append(chart);
    // Nothing is drawn before all of it is read.
    while (!chart.shadowRoot?.querySelector('canvas')) await new Promise(requestAnimationFrame);
    return performance.now() - start;
  });
}

/** Zooms into the chart and out again, by keys, so many times. Resolves to the milliseconds that each step took to be painted. */
export async function zoomChart(page: Page, rounds: number): Promise<number[]> {
  return page.evaluate(async (rounds) => {
    const chart = document.querySelector('metrics-chart')!;
    const plot = chart.shadowRoot!.querySelector<HTMLElement>('[part=plot]')!;
    const steps: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await press('Home');
      for (let move = 0; move < 5 + round; move++) await press('ArrowRight', true);
      for (const key of ['+', '+', '+', '+', '+', '+', '-', '-', '0']) steps.push(await press(key));
    }
    return steps;

    async function press(key: string, shiftKey = false): Promise<number> {
      const start = performance.now();
      plot.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, composed: true }));
      await new Promise(requestAnimationFrame);
      await new Promise((resolve) => setTimeout(resolve));
      return performance.now() - start;
    }
  }, rounds);
}
