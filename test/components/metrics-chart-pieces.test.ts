import { expect } from '@open-wc/testing';
import { laneRange, withinRange } from '../../src/components/metrics-chart/lane-range.js';
import { ChartRun } from '../../src/components/metrics-chart/chart-run.js';
import { flowParts, fittedText } from '../../src/components/metrics-chart/flow-text.js';
import { type CurveShape, lanesOf } from '../../src/components/metrics-chart/lanes.js';
import { laneTitle } from '../../src/components/metrics-chart/legend.js';
import { momentOf } from '../../src/components/metrics-chart/moment.js';
import { plotColumn, plotTimes } from '../../src/components/metrics-chart/plot-columns.js';
import { tickTexts } from '../../src/components/metrics-chart/time-axis.js';
import { boundedView, viewShowing, zoomed } from '../../src/components/metrics-chart/view-range.js';
import type { Trace } from '../../src/trace/index.js';
import { buildTrace, smallRun } from '../helpers/trace-builder.js';
import { choicesRun, stalledRun } from './chart-fixture.js';

/** A curve on a run of a second. */
function curveOf(samples: readonly (readonly [number, number])[], shape: CurveShape) {
  const run = new ChartRun({ trace: buildTrace().prompt('Hi').wait(1000).complete().trace() });
  const times = Float64Array.from(samples, ([time]) => time);
  return { run, shape, samples: { times, values: Float64Array.from(samples, ([, value]) => value) } };
}

const second = { startMs: 0, endMs: 1000 };

describe('a curve’s places in a plot', () => {
  it('are both ends of the view and two in each bucket', () => {
    expect(plotTimes(second, 2)).to.deep.equal([0, 125, 375, 625, 875, 1000]);
  });

  it('join values over what lies between, and break where the curve does', () => {
    const joined = plotColumn(
      curveOf(
        [
          [0, 1],
          [900, 3],
        ],
        'line',
      ),
      second,
      5,
    );
    expect(joined.filter((value) => value === null)).to.deep.equal([]);
    const broken = plotColumn(
      curveOf(
        [
          [0, 1],
          [500, NaN],
          [900, 3],
        ],
        'line',
      ),
      second,
      5,
    );
    expect(broken.slice(2, 9)).to.deep.equal(Array.from({ length: 7 }, () => null));
    expect([broken[1], broken[9]]).to.deep.equal([1, 3]);
  });

  it('let the line go on beyond the view', () => {
    const samples = [
      [0, 0],
      [1000, 10],
    ] as const;
    const middle = { startMs: 400, endMs: 600 };
    const [line, held, gap] = (['line', 'held', 'gap'] as const).map((shape) => {
      const column = plotColumn(curveOf(samples, shape), middle, 4);
      return [column[0], column.at(-1)];
    });
    expect(line).to.deep.equal([4, 6]);
    expect(held).to.deep.equal([0, 0]);
    expect(gap).to.deep.equal([10, 10]);
  });

  it('hold what was told last until the run’s end, and no further', () => {
    const column = plotColumn(curveOf([[0, 7]], 'held'), { startMs: 0, endMs: 2000 }, 4);
    expect(column.lastIndexOf(7)).to.be.within(4, 6);
    expect(column.at(-1)).to.equal(undefined);
  });
});

describe('the range of a lane', () => {
  it('begins at 0, but for memory', () => {
    expect(laneRange('itl', [[20, 30]]).low).to.equal(0);
    const { low, high } = laneRange('memory', [[5000, 5240, null, undefined]]);
    expect(low).to.be.within(4900, 5000);
    expect(high).to.be.within(5240, 5300);
  });

  it('leaves out a rate far above all others, draws it at the top and tells it', () => {
    const column = [180_000, ...Array.from({ length: 99 }, () => 300)];
    const range = laneRange('tokens_per_second', [column]);
    expect(range.beyond).to.equal(180_000);
    expect(range.high).to.be.lessThan(600);
    expect(withinRange(column, range)[0]).to.equal(range.high);
    expect(laneRange('tokens_per_second', [[300, 320, 900]]).beyond).to.equal(undefined);
    // A latency far above the others is what the chart is looked at for.
    expect(laneRange('itl', [column]).high).to.be.greaterThan(180_000);
  });
});

describe('a view', () => {
  it('stays within all there is, and is none when it shows all', () => {
    expect(boundedView({ startMs: -100, endMs: 300 }, second)).to.deep.equal({ startMs: 0, endMs: 400 });
    expect(boundedView({ startMs: 900, endMs: 1300 }, second)).to.deep.equal({ startMs: 600, endMs: 1000 });
    expect(boundedView({ startMs: -1, endMs: 1001 }, second)).to.equal(undefined);
    expect(boundedView({ startMs: 5, endMs: 5 }, second)).to.deep.equal({ startMs: 5, endMs: 7 });
  });

  it('zooms around a time that stays where it is, and moves to show one', () => {
    expect(zoomed(second, 0.5, 200)).to.deep.equal({ startMs: 100, endMs: 600 });
    expect(viewShowing({ startMs: 100, endMs: 600 }, 700)).to.deep.equal({ startMs: 200, endMs: 700 });
    expect(viewShowing({ startMs: 100, endMs: 600 }, 50)).to.deep.equal({ startMs: 50, endMs: 550 });
  });
});

describe('the chart’s texts', () => {
  const measure = (text: string) => text.length;

  it('stand in as many lines as they need, and are cut only where a part is too long', () => {
    expect(flowParts(['one', 'two', 'three'], 9, measure)).to.deep.equal(['one · two', 'three']);
    expect(flowParts(['a long name'], 6, measure)).to.deep.equal(['a lon…']);
    expect(fittedText('😀😀😀😀', 5, measure)).to.equal('😀😀…');
  });

  it('have the decimals at the ticks that their step needs', () => {
    expect(tickTexts([0, 500, 1000])).to.deep.equal(['0.0', '0.5', '1.0']);
    expect(tickTexts([-1000, 0, 1000])).to.deep.equal(['-1', '0', '1']);
    expect(tickTexts([0, 120_000, 240_000])).to.deep.equal(['0:00', '2:00', '4:00']);
    expect(tickTexts([240_000, 240_500])).to.deep.equal(['4:00.0', '4:00.5']);
  });
});

describe('the title of a lane', () => {
  const titlesOf = (traces: readonly Trace[]) => {
    const runs = traces.map((trace, at) => Object.assign(new ChartRun({ trace }), { place: at + 1 }));
    for (const run of runs) while (run.chunks.read(100));
    return lanesOf(runs, ['tokens_per_second', 'itl', 'cumulative_tokens']).map(
      (lane) => laneTitle(lane, runs).notes,
    );
  };

  it('says nothing of completions that follow each other', () => {
    expect(titlesOf([smallRun().trace()])).to.deep.equal([[], [], []]);
  });

  it('tells how many completions there are at the same time, and that each has its line', () => {
    const note = 'up to 3 completions at the same time, a line each';
    expect(titlesOf([choicesRun(3)])).to.deep.equal([[note], [note], []]);
    expect(titlesOf([smallRun().trace(), choicesRun(3)])[0]).to.deep.equal([`B: ${note}`]);
  });

  it('tells where these are too many for a line each', () => {
    const note = 'over 8 completions at the same time, all on one line';
    expect(titlesOf([choicesRun(9)])).to.deep.equal([[note], [note], []]);
  });
});

describe('a moment', () => {
  it('has the text before, at and after it', () => {
    const run = new ChartRun({ trace: stalledRun().trace() });
    while (run.chunks.read(10));
    const { text, values } = momentOf(run, 250, 0);
    expect(text).to.deep.include({ kind: 'response', before: 'word0 ', chunk: 'word1 ' });
    expect(text!.after).to.match(/^word2 word3/);
    expect(values).to.deep.include({ itl: 100, memory: 500, cumulative_tokens: 2 });
  });

  it('tells the marks within reach, and nothing before the run began', () => {
    const run = new ChartRun({ trace: smallRun().trace() });
    while (run.chunks.read(10));
    expect(momentOf(run, 201, 5).marks).to.deep.equal(['first_token']);
    const { values, text } = momentOf(run, -50, 5);
    expect([Object.values(values).filter((value) => value !== undefined), text]).to.deep.equal([
      [],
      undefined,
    ]);
  });
});
