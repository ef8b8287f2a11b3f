import { aTimeout, expect, fixture, html, nextFrame, waitUntil } from '@open-wc/testing';
import { emulateMedia, resetMouse, sendKeys, sendMouse } from '@web/test-runner-commands';
import type { MetricsChartElement } from '../../src/components/index.js';
import { buildTrace, smallRun } from '../helpers/trace-builder.js';
import {
  canvasOf,
  chartButton,
  chartColour,
  chartOf,
  chartPart,
  choicesRun,
  drawn,
  pixelsOf,
  plotPoint,
  rowsLike,
  sliderValue,
  stalledRun,
} from './chart-fixture.js';
import { until } from './diff-fixture.js';
import { playerOf } from './player-fixture.js';

/** A chart of a player that it follows. */
async function playedChart(): Promise<{ chart: MetricsChartElement; player: HTMLMediaElement }> {
  const player = (await playerOf(stalledRun().trace())) as unknown as HTMLMediaElement;
  player.id = 'played';
  return { player, chart: await chartOf({ htmlFor: 'played' }) };
}

function playheadX(chart: MetricsChartElement, place = 0): number {
  const line = chart.shadowRoot!.querySelectorAll('.playhead')[place]!;
  return new DOMMatrix(getComputedStyle(line).transform).m41;
}

async function focus(chart: MetricsChartElement): Promise<void> {
  chartPart(chart, 'plot').focus();
  await nextFrame();
}

async function clickAt([x, y]: [number, number]): Promise<void> {
  await sendMouse({ type: 'click', position: [x, y] });
}

afterEach(() => resetMouse());

describe('the chart’s drawing', () => {
  it('has the colour of each run, on a ground of its own, in the picture that it gives', async () => {
    const traces = [stalledRun().trace(), stalledRun().trace()];
    const chart = await chartOf({ traces });
    const picture = await chart.toBlob();
    expect(picture.type).to.equal('image/png');
    const pixels = await pixelsOf(picture);
    const { width, height, data } = pixels;
    expect([width, height]).to.deep.equal([canvasOf(chart).width, canvasOf(chart).height]);
    expect(data.every((value, at) => at % 4 < 3 || value === 255)).to.equal(true);
    expect(rowsLike(pixels, chartColour(chart, 'bg')).length).to.be.greaterThan((width * height) / 3);
    for (const run of ['run-1', 'run-2'])
      expect(rowsLike(pixels, chartColour(chart, run)).length, run).to.be.greaterThan(80);
    expect(rowsLike(pixels, chartColour(chart, 'run-3')).length).to.equal(0);
  });

  it('has the colour that a run has elsewhere on the page', async () => {
    const chart = await chartOf({ traces: [stalledRun().trace()], places: '2' });
    const pixels = await pixelsOf(await chart.toBlob());
    expect(rowsLike(pixels, chartColour(chart, 'run-2')).length).to.be.greaterThan(80);
    expect(rowsLike(pixels, chartColour(chart, 'run-1')).length).to.equal(0);
  });

  it('holds the legend in the same canvas', async () => {
    const named = await chartOf({ traces: [stalledRun({ model: 'a-model-with-a-name' }).trace()] });
    const other = await chartOf({ traces: [stalledRun({ model: 'another' }).trace()] });
    const rowsOf = async (chart: MetricsChartElement) => {
      const { width, data } = await pixelsOf(await chart.toBlob());
      return data.subarray(0, width * 4 * 30).join();
    };
    expect(await rowsOf(named)).not.to.equal(await rowsOf(other));
  });

  it('lies under the pointer itself, so that the browser can save it', async () => {
    const { chart } = await playedChart();
    expect(chart.shadowRoot!.elementFromPoint(...plotPoint(chart, 0.5))).to.equal(canvasOf(chart));
  });

  it('shows a spike of one chunk among a hundred thousand, at any width', async () => {
    const run = buildTrace()
      .prompt('Hi')
      .say(
        Array.from({ length: 60_000 }, () => 'a '),
        10,
      )
      .wait(900);
    const trace = run
      .say(
        Array.from({ length: 40_000 }, () => 'a '),
        10,
      )
      .complete()
      .trace();
    for (const widthPx of [300, 1200]) {
      const chart = await chartOf({ traces: [trace], metrics: 'itl', widthPx });
      const rows = rowsLike(await pixelsOf(await chart.toBlob()), chartColour(chart, 'run-1'));
      // Under the legend, where the run's colour is shown, too.
      const plotted = rows.filter((row) => row > 90);
      // The lane is 84 px high, and the gap of 910 ms goes nearly to its top.
      expect(plotted.at(-1)! - plotted[0]!).to.be.greaterThan(60);
    }
  });

  it('draws completions at the same time each by itself, and not as jumps from the one to the other', async () => {
    const chart = await chartOf({ traces: [choicesRun(2)], metrics: 'tokens_per_second' });
    const rows = rowsLike(await pixelsOf(await chart.toBlob()), chartColour(chart, 'run-1'));
    // Two level lines, under the legend; what joined them would be in every row between.
    const plotted = new Set(rows.filter((row) => row > 70));
    expect([...plotted].length).to.be.within(2, 8);
    expect(Math.max(...plotted) - Math.min(...plotted)).to.be.greaterThan(40);
  });

  it('says what was not recorded, and draws nothing in its place', async () => {
    const trace = buildTrace().prompt('Hi').say(['a', 'b', 'c']).complete().trace();
    const chart = await chartOf({ traces: [trace] });
    expect(chartPart(chart, 'moment').textContent).to.contain('no memory was recorded');
    const alone = await chartOf({ traces: [trace], metrics: 'memory' });
    const rows = rowsLike(await pixelsOf(await alone.toBlob()), chartColour(alone, 'run-1'));
    // The legend alone shows its colour.
    expect(rows.filter((row) => row > 40)).to.deep.equal([]);
    expect(chartPart(alone, 'moment').textContent).to.contain('no memory was recorded');
  });

  it('draws the metrics that are asked for, and all where none is', async () => {
    const traces = [stalledRun().trace()];
    const names = (chart: MetricsChartElement) =>
      [...chart.shadowRoot!.querySelectorAll('dt')].map(({ textContent }) => textContent);
    const some = await chartOf({ traces, metrics: 'itl memory nonsense' });
    expect(names(some)).to.deep.equal(['Inter-token latency', 'Memory']);
    const all = await chartOf({ traces });
    expect(names(all)).to.deep.equal(['Tokens/s', 'Memory', 'Inter-token latency', 'Tokens so far']);
    expect(canvasOf(all).height).to.be.greaterThan(canvasOf(some).height);
  });

  it('follows the page’s colour scheme', async () => {
    const chart = await chartOf({ traces: [stalledRun().trace()] });
    for (const scheme of ['light', 'dark', 'light']) {
      chart.style.colorScheme = scheme;
      const isDark = scheme === 'dark';
      await waitUntil(async () => {
        const { data } = await pixelsOf(await chart.toBlob());
        return data[0]! < 128 === isDark;
      }, `the ground did not turn ${scheme}`);
    }
  });

  it('says that there is nothing to draw, and makes no picture of it', async () => {
    const chart = await chartOf({});
    expect(chartPart(chart, 'message').textContent).to.equal('No run to draw yet.');
    let refusal: unknown;
    await chart.toBlob().catch((error: unknown) => (refusal = error));
    expect((refusal as DOMException).name).to.equal('InvalidStateError');
  });

  it('is drawn anew when its width changes', async () => {
    const chart = await chartOf({ traces: [stalledRun().trace()] });
    chart.parentElement!.style.width = '360px';
    await waitUntil(() => canvasOf(chart).getBoundingClientRect().width < 361);
    expect(chartPart(chart, 'chart').scrollWidth).to.be.at.most(360);
  });
});

describe('the chart’s address', () => {
  it('is loaded and drawn without a player', async () => {
    const src = URL.createObjectURL(new Blob([smallRun().replayText()], { type: 'application/json' }));
    const chart = await chartOf({ src });
    await waitUntil(() => chart.shadowRoot!.querySelector('canvas'));
    await waitUntil(() => sliderValue(chart, 'max') === smallRun().trace().durationMs / 1000);
    expect(chart.shadowRoot!.querySelector('.playhead')!.checkVisibility()).to.equal(false);
    URL.revokeObjectURL(src);
  });

  it('is none where a framework has none yet', async () => {
    const chart = await chartOf({});
    const empty = chartPart(chart, 'message').textContent;
    chart.src = undefined;
    await chart.updateComplete;
    await drawn(chart);
    expect([chart.src, chartPart(chart, 'message').textContent]).to.deep.equal(['', empty]);
    chart.src = URL.createObjectURL(new Blob([smallRun().replayText()]));
    await waitUntil(() => chart.shadowRoot!.querySelector('canvas'));
  });

  it('is told where it cannot be loaded', async () => {
    const chart = await chartOf({ src: '/there-is-no-such-run.json' });
    await waitUntil(() =>
      chartPart(chart, 'message').textContent.startsWith('The chart could not be drawn: '),
    );
  });
});

describe('the chart’s players', () => {
  it('are found by their ids, also when they come later', async () => {
    const chart = await chartOf({ htmlFor: 'late' });
    expect(chartPart(chart, 'message').textContent).to.contain('“late”');
    const player = await playerOf(stalledRun().trace());
    player.id = 'late';
    await waitUntil(() => chart.shadowRoot!.querySelector('canvas'));
    expect(chart.shadowRoot!.querySelector('[part=message]')).to.equal(null);
    expect(chartPart(chart, 'plot').getAttribute('aria-label')).to.contain('test-model');
  });

  it('move their playheads, without the chart being drawn again', async () => {
    const { chart, player } = await playedChart();
    const { clearRect } = CanvasRenderingContext2D.prototype;
    let drawings = 0;
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      drawings++;
      clearRect.apply(this, box);
    };
    try {
      const before = playheadX(chart);
      player.playbackRate = 4;
      await player.play();
      await waitUntil(() => playheadX(chart) > before + 40);
      player.pause();
      expect(drawings).to.equal(0);
    } finally {
      CanvasRenderingContext2D.prototype.clearRect = clearRect;
    }
    player.currentTime = 2;
    const [x] = plotPoint(chart, 2 / player.duration);
    expect(canvasOf(chart).getBoundingClientRect().left + playheadX(chart)).to.be.closeTo(x, 1);
  });

  it('move them a few times a second where little motion is wanted', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    try {
      const { chart, player } = await playedChart();
      const places = new Set<number>();
      await player.play();
      for (let frame = 0; frame < 30; frame++) {
        places.add(playheadX(chart));
        await nextFrame();
      }
      player.pause();
      expect(places.size).to.be.lessThan(8);
    } finally {
      await emulateMedia({ reducedMotion: 'no-preference' });
    }
  });

  it('stand on a common clock, from the prompt on', async () => {
    const early = await playerOf(stalledRun().trace());
    const late = await playerOf(
      buildTrace().wait(500).prompt('Hi').say(['a', 'b', 'c', 'd'], 400).complete().trace(),
    );
    [early.id, late.id] = ['early', 'late'];
    const chart = await chartOf({ htmlFor: 'early late' });
    early.currentTime = 1;
    late.currentTime = 1.5;
    expect(playheadX(chart, 0)).to.be.closeTo(playheadX(chart, 1), 0.5);
    // What happened before the prompt stands before 0.
    expect(sliderValue(chart, 'min')).to.equal(-0.5);
    await clickAt(plotPoint(chart, 0.3));
    expect(late.currentTime - early.currentTime).to.be.closeTo(0.5, 0.001);
  });

  it('are told each as of its own playhead, also where one has ended before the other', async () => {
    const short = await playerOf(buildTrace().prompt('Hi').say(['a', 'b'], 100).complete().trace());
    const long = await playerOf(buildTrace().prompt('Hi').say(['c', 'd', 'e'], 400).complete().trace());
    [short.id, long.id] = ['short', 'long'];
    const chart = await chartOf({ htmlFor: 'short long', metrics: 'cumulative_tokens' });
    short.currentTime = 9;
    long.currentTime = 0.9;
    await waitUntil(() => chartPart(chart, 'moments').textContent.includes('0.900 s'));
    const moments = [...chart.shadowRoot!.querySelectorAll('[part~=moment]')];
    const values = moments.map((moment) =>
      [...moment.querySelectorAll('dd')].map((value) => value.textContent.trim().replace(/\s+/g, ' ')),
    );
    expect(values).to.deep.equal([['0.200 s', '≈ 2 tokens'], ['≈ 2 tokens']]);
    const marks = moments.map((moment) =>
      [...moment.querySelectorAll('.mark')].map((mark) => mark.textContent),
    );
    expect(marks).to.deep.equal([['Response complete'], []]);
    expect(chart.shadowRoot!.querySelector('.when .mark')).to.equal(null);
    long.currentTime = 0.1;
    await waitUntil(() => chartPart(chart, 'moments').textContent.includes('0.200 s'));
    expect(moments[1]!.querySelector('dd')!.textContent).to.contain('0.100');
  });

  it('have the colours that they have in a comparison, also when they change sides', async () => {
    const holder = await fixture<HTMLElement>(html`<div></div>`);
    const diff = document.createElement('trace-diff');
    for (const [id, word] of [
      ['one', 'a'],
      ['two', 'b'],
    ] as const)
      diff.append(
        Object.assign(document.createElement('trace-player'), {
          id,
          trace: buildTrace({ model: id }).prompt('Hi').say([word, word]).complete().trace(),
        }),
      );
    holder.append(diff);
    const chart = await chartOf({ htmlFor: 'two' });
    const legend = () =>
      [...chart.shadowRoot!.querySelectorAll('[part~=moment]')].map(({ className }) => className);
    expect(legend()).to.deep.equal(['moment run-2']);
    chart.htmlFor = 'one two';
    await drawn(chart);
    await until(() => diff.shadowRoot!.querySelector('[part~=race-controls]'));
    diff.currentTime = 9;
    await until(() => chartPart(chart, 'around').textContent.includes('a'));
    diff.swap();
    await until(() => chartPart(chart, 'around').textContent.includes('b'));
    expect(legend()).to.deep.equal(['moment run-1', 'moment run-2']);
  });

  it('are followed while their runs grow', async () => {
    const trace = buildTrace().prompt('Hi').say(['a', 'b']).trace();
    const media = document.createElement('div');
    Object.assign(media, { id: 'growing', trace, currentTime: 0, paused: true, ended: false });
    document.body.append(media);
    const chart = await chartOf({ htmlFor: 'growing' });
    expect(sliderValue(chart, 'max')).to.equal(0.2);
    trace.append({ type: 'token', time_ms: 900, text: 'c' });
    Object.assign(media, { currentTime: 0.9 });
    media.dispatchEvent(new Event('progress'));
    await waitUntil(() => sliderValue(chart, 'max') === 0.9);
    expect(chart.shadowRoot!.querySelector('dl')!.textContent).to.contain('3');
    media.remove();
  });
});

describe('the chart’s pointer', () => {
  it('tells the values and the text around a moment', async () => {
    const chart = await chartOf({ traces: [stalledRun().trace()] });
    await sendMouse({ type: 'move', position: plotPoint(chart, 0.25) });
    await waitUntil(() => chartPart(chart, 'moments').textContent.includes('at the cursor'));
    const around = chartPart(chart, 'around');
    expect(around.querySelector('mark')!.textContent).to.match(/^word\d+ $/);
    expect(around.textContent).to.contain('word8 word9 word10');
    expect(chartPart(chart, 'moment').textContent).to.match(/Memory\s*500\s*MB/);
  });

  it('seeks the player by a click', async () => {
    const { chart, player } = await playedChart();
    await clickAt(plotPoint(chart, 0.5));
    expect(player.currentTime).to.be.closeTo(player.duration / 2, 0.02);
  });

  it('lets the page take a click for itself', async () => {
    const { chart, player } = await playedChart();
    let time = 0;
    chart.addEventListener('metrics-seek', (event) => {
      time = event.time;
      event.preventDefault();
    });
    await clickAt(plotPoint(chart, 0.5));
    expect(time).to.be.closeTo(2, 0.1);
    expect(player.currentTime).to.equal(0);
  });

  it('zooms by a drag, and shows all again by a double click', async () => {
    const { chart, player } = await playedChart();
    const whole = (await pixelsOf(await chart.toBlob())).height;
    expect(chartButton(chart, 'Show all')).to.equal(undefined);
    await sendMouse({ type: 'move', position: plotPoint(chart, 0.25) });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: plotPoint(chart, 0.4) });
    expect(chartPart(chart, 'selection').checkVisibility()).to.equal(true);
    await sendMouse({ type: 'move', position: plotPoint(chart, 0.5) });
    await sendMouse({ type: 'up' });
    await drawn(chart);
    expect(chartButton(chart, 'Show all')).not.to.equal(undefined);
    expect(chartPart(chart, 'selection').checkVisibility()).to.equal(false);
    // A drag seeks nothing.
    expect(player.currentTime).to.equal(0);
    await sendMouse({ type: 'move', position: plotPoint(chart, 0) });
    await waitUntil(() => Math.abs(sliderValue(chart, 'now') - player.duration / 4) < 0.03);
    const { left, top } = canvasOf(chart).getBoundingClientRect();
    const options = { bubbles: true, clientX: left + 200, clientY: top + 200 };
    canvasOf(chart).dispatchEvent(new MouseEvent('dblclick', options));
    await drawn(chart);
    expect(chartButton(chart, 'Show all')).to.equal(undefined);
    expect((await pixelsOf(await chart.toBlob())).height).to.equal(whole);
  });

  it('leaves its other buttons to the browser', async () => {
    const { chart, player } = await playedChart();
    const [x, y] = plotPoint(chart, 0.5);
    await sendMouse({ type: 'click', position: [x, y], button: 'right' });
    await aTimeout(0);
    expect(player.currentTime).to.equal(0);
  });
});

describe('the chart’s keys', () => {
  it('move the cursor, which tells its moment', async () => {
    const { chart } = await playedChart();
    await focus(chart);
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'ArrowRight' });
    await sendKeys({ up: 'Shift' });
    await sendKeys({ press: 'ArrowRight' });
    await drawn(chart);
    const share = (sliderValue(chart, 'now') - sliderValue(chart, 'min')) / sliderValue(chart, 'max');
    expect(share).to.be.closeTo(0.11, 0.001);
    expect(chartPart(chart, 'plot').getAttribute('aria-valuetext')).to.match(
      /^0\.\d+ s\. .*Memory 500 MB.*word/,
    );
    await sendKeys({ press: 'End' });
    await drawn(chart);
    expect(sliderValue(chart, 'now')).to.equal(sliderValue(chart, 'max'));
  });

  it('go from chunk to chunk', async () => {
    const chart = await chartOf({ traces: [stalledRun().trace()] });
    await focus(chart);
    await sendKeys({ press: 'Home' });
    const seen: number[] = [];
    for (const key of ['.', '.', '.', ',']) {
      await sendKeys({ press: key });
      await drawn(chart);
      seen.push(sliderValue(chart, 'now'));
    }
    expect(seen).to.deep.equal([0.1, 0.2, 0.3, 0.2]);
  });

  it('seek the player by Enter', async () => {
    const { chart, player } = await playedChart();
    await focus(chart);
    for (const key of ['Home', '.', '.', 'Enter']) await sendKeys({ press: key });
    expect(player.currentTime).to.be.closeTo(0.2, 1e-6);
  });

  it('zoom around the cursor, take the view along with it, and restore', async () => {
    const chart = await chartOf({ traces: [stalledRun().trace()] });
    await focus(chart);
    for (const key of ['Home', '+', '+']) await sendKeys({ press: key });
    await drawn(chart);
    await sendMouse({ type: 'move', position: plotPoint(chart, 1) });
    await waitUntil(() => Math.abs(sliderValue(chart, 'now') - sliderValue(chart, 'max') / 4) < 0.02);
    await sendKeys({ press: 'End' });
    await drawn(chart);
    await sendMouse({ type: 'move', position: plotPoint(chart, 0) });
    await waitUntil(() => Math.abs(sliderValue(chart, 'now') - (sliderValue(chart, 'max') * 3) / 4) < 0.02);
    await sendKeys({ press: '0' });
    await drawn(chart);
    expect(chartButton(chart, 'Show all')).to.equal(undefined);
    for (const key of ['+', 'Escape']) await sendKeys({ press: key });
    await drawn(chart);
    expect(chartButton(chart, 'Show all')).to.equal(undefined);
  });

  it('are described to who cannot see the chart', async () => {
    const chart = await chartOf({ traces: [stalledRun().trace()] });
    const plot = chartPart(chart, 'plot');
    const help = chart.shadowRoot!.getElementById(plot.getAttribute('aria-describedby')!)!.textContent;
    for (const key of ['Left', 'comma', 'Home', 'Enter', 'Plus', 'Escape']) expect(help).to.contain(key);
  });
});
