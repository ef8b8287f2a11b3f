import { expect } from '@open-wc/testing';
import { smallRun } from '../helpers/trace-builder.js';
import { canvasOf, chartButton, chartOf, chartPart, drawn, stalledRun } from './chart-fixture.js';
import { until } from './diff-fixture.js';

const POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'none'; require-trusted-types-for 'script'; trusted-types lit-html";

/** A page with a strict policy, that has the elements. */
async function strictPage(): Promise<{ page: Document; violations: string[] }> {
  const frame = document.createElement('iframe');
  frame.width = '700';
  const entry = new URL('../../src/components/index.ts', import.meta.url).href;
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}"><script type="module" src="${entry}"></script>`;
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  const violations: string[] = [];
  const page = frame.contentDocument!;
  page.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
  await frame.contentWindow!.customElements.whenDefined('metrics-chart');
  return { page, violations };
}

describe('the chart as a page sees it', () => {
  it('is drawn on a page with a strict policy, which finds nothing to refuse', async () => {
    const { page, violations } = await strictPage();
    const chart = page.createElement('metrics-chart');
    page.body.append(chart);
    chart.traces = [smallRun().trace(), stalledRun().trace()];
    await until(() => chart.shadowRoot!.querySelector('canvas'));
    await drawn(chart);
    chartButton(chart, 'Show table')!.click();
    await drawn(chart);
    expect(chart.shadowRoot!.querySelectorAll('tbody tr').length).to.be.greaterThan(5);
    expect(page.defaultView!.getComputedStyle(canvasOf(chart)).display).to.equal('block');
    expect(violations).to.deep.equal([]);
    page.defaultView!.frameElement!.remove();
  });

  it('takes what was set before it was defined', async () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const page = frame.contentDocument!;
    const chart = page.createElement('metrics-chart');
    Object.assign(chart, { traces: [stalledRun().trace()] });
    page.body.append(chart);
    document.body.append(document.adoptNode(chart));
    // Made in a document without the elements, it is upgraded here.
    await until(() => chart.shadowRoot?.querySelector('canvas'));
    chart.remove();
    frame.remove();
  });

  it('has nothing but text of what a model wrote', async () => {
    const trace = smallRun({ model: '<b>bold</b>' }).trace();
    trace.append({ type: 'token', time_ms: 9e3, text: '<img src=x onerror=alert(1)>' });
    const chart = await chartOf({ traces: [trace] });
    expect(chart.shadowRoot!.querySelector('img, .around b')).to.equal(null);
  });

  for (const scheme of ['light', 'dark'])
    it(`is accessible in ${scheme}, with one run and several, with its table and while it has nothing to draw`, async () => {
      const traces = [stalledRun({ simulated: true, timing: 'estimated' }).trace(), smallRun().trace()];
      for (const settings of [{ traces: [traces[0]!] }, { traces }, {}, { htmlFor: 'nobody' }]) {
        const chart = await chartOf({ ...settings, widthPx: 360 });
        chart.style.colorScheme = scheme;
        chartButton(chart, 'Show table')?.click();
        await drawn(chart);
        await expect(chart).to.be.accessible();
      }
    });

  it('fits from 280 px on, and its buttons can be hit', async () => {
    for (const widthPx of [280, 360, 1280]) {
      const chart = await chartOf({ traces: [stalledRun().trace(), smallRun().trace()], widthPx });
      const frame = chartPart(chart, 'chart');
      expect(frame.getBoundingClientRect().width).to.equal(widthPx);
      expect(frame.scrollWidth).to.be.at.most(widthPx);
      for (const button of chart.shadowRoot!.querySelectorAll('button'))
        expect(button.getBoundingClientRect().height).to.be.at.least(24);
    }
  });

  it('loads its drawing only once a chart is on the page', async () => {
    const { page } = await strictPage();
    const loaded = () => page.defaultView!.performance.getEntriesByType('resource').map(({ name }) => name);
    expect(loaded().some((name) => /uPlot|chart-view/.test(name))).to.equal(false);
    page.body.append(page.createElement('metrics-chart'));
    await until(() => loaded().some((name) => name.includes('uPlot')));
    page.defaultView!.frameElement!.remove();
  });
});
