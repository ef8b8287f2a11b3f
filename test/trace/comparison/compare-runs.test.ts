import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compareProfiles, compareTraces, type Comparison, profileRun } from '../../../src/trace/index.js';
import { figureDifference } from '../../../src/trace/comparison/figure-difference.js';
import { runEvents } from '../helpers/event-arbitraries.js';
import { numpyPercentile } from '../helpers/plain-metrics.js';
import { traceOf } from '../helpers/trace-builder.js';
import { type SmallRun, smallProfile } from './small-run.js';

const compare = (left: SmallRun | SmallRun[], right: SmallRun | SmallRun[]): Comparison =>
  compareProfiles([left].flat().map(smallProfile), [right].flat().map(smallProfile));
const outcomes = ({ verdict }: Comparison) =>
  Object.fromEntries(
    verdict.map(({ kind, outcome, obstacle }) => [kind, obstacle ? `${outcome}: ${obstacle}` : outcome]),
  );
const process = (memoryMb: number, tree = 1, timeMs = 0) => ({
  memory_mb: memoryMb,
  scope: 'process',
  source: `resident memory of process tree ${tree} (server)`,
  time_ms: timeMs,
});

describe('a figure of both sides', () => {
  test('differs by right − left, and by a share of left', () => {
    const { difference, share, isEven } = figureDifference([200], [250]);
    assert.deepEqual([difference, share, isEven], [50, 0.25, false]);
    assert.deepEqual(figureDifference([0], [5]).share, undefined);
  });

  test('is compared by the median over several runs', () => {
    const { left, right, difference } = figureDifference([1, 9, 2], [4, 6]);
    assert.deepEqual([left?.median, left?.runs, right?.median, difference], [2, 3, 5, 3]);
  });

  test('is even within 2 % of the larger', () => {
    assert.deepEqual(
      [figureDifference([100], [102]).isEven, figureDifference([100], [103]).isEven],
      [true, false],
    );
    assert.deepEqual([figureDifference([0], [0]).isEven, figureDifference([0], [0.1]).isEven], [true, false]);
  });

  test('is even where the middle halves of both sides overlap', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 9 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 9 }),
        (left, right) => {
          const half = (values: number[]) =>
            [numpyPercentile(values, 0.25), numpyPercentile(values, 0.75)] as const;
          const [[a, b], [c, d]] = [half(left), half(right)];
          const [one, other] = [numpyPercentile(left, 0.5), numpyPercentile(right, 0.5)];
          const isNear = Math.abs(one - other) <= 0.02 * Math.max(one, other);
          assert.equal(figureDifference(left, right).isEven, isNear || Math.max(a, c) <= Math.min(b, d));
        },
      ),
    );
  });

  test('follows from nothing where one side does not have it', () => {
    const { left, right, difference, share, isEven } = figureDifference([5], []);
    assert.deepEqual(
      [left?.median, right, difference, share, isEven],
      [5, undefined, undefined, undefined, undefined],
    );
  });
});

describe('the verdict', () => {
  test('names who was first, who finished first and who generated faster', () => {
    const verdict = outcomes(compare({ ttftMs: 50, gapMs: 100 }, { ttftMs: 300, gapMs: 20 }));
    assert.deepEqual(verdict, {
      first_to_answer: 'left',
      finished_first: 'right',
      generated_faster: 'right',
    });
  });

  test('turns around with the sides, whatever the runs', () => {
    const turned = { left: 'right', right: 'left', even: 'even', unknown: 'unknown' };
    fc.assert(
      fc.property(runEvents, runEvents, (left, right) => {
        const [one, other] = [traceOf(...left), traceOf(...right)];
        const [there, back] = [compareTraces(one, other), compareTraces(other, one)];
        assert.deepEqual(
          there.verdict.map(({ outcome }) => turned[outcome]),
          back.verdict.map(({ outcome }) => outcome),
        );
        assert.equal(there.latency.differenceMs + back.latency.differenceMs, 0);
      }),
    );
  });

  test('says nothing of a run with itself but that it is even', () => {
    fc.assert(
      fc.property(runEvents, (events) => {
        const { verdict, latency } = compareTraces(traceOf(...events), traceOf(...events));
        for (const { outcome } of verdict) assert.ok(outcome === 'even' || outcome === 'unknown', outcome);
        assert.equal(latency.largest, undefined);
      }),
    );
  });

  test('has no winner within 2 %, nor within the spread of repeated runs', () => {
    assert.deepEqual(outcomes(compare({ gapMs: 100 }, { gapMs: 101 })), {
      first_to_answer: 'even',
      finished_first: 'even',
      generated_faster: 'even',
    });
    const noisy = [80, 100, 120].map((ttftMs) => ({ ttftMs }));
    assert.equal(outcomes(compare(noisy, { ttftMs: 109 })).first_to_answer, 'even');
    assert.equal(outcomes(compare(noisy, { ttftMs: 111 })).first_to_answer, 'left');
  });

  test('draws nothing from times that are made up, from bursts, nor from runs that did not complete', () => {
    assert.deepEqual(outcomes(compare({ timing: 'estimated' }, { gapMs: 500 })), {
      first_to_answer: 'unknown: estimated',
      finished_first: 'unknown: estimated',
      generated_faster: 'unknown: estimated',
    });
    assert.equal(
      outcomes(compare({}, { chunks: 50, gapMs: 0.01 })).generated_faster,
      'unknown: came_at_once',
    );
    for (const end of ['failed', 'cancelled', 'running'] as const) {
      const { finished_first: finished, first_to_answer: first } = outcomes(
        compare({}, { ttftMs: 300, end }),
      );
      assert.deepEqual([finished, first], ['unknown: not_completed', 'left']);
    }
  });

  test('says that a figure is missing', () => {
    assert.equal(outcomes(compare({}, { chunks: 1 })).generated_faster, 'unknown: missing');
  });

  test('marks what rests on counted chunks', () => {
    const marks = (right: SmallRun) =>
      compare({ usage: 12 }, right).verdict.map(({ isApproximate }) => isApproximate);
    assert.deepEqual(
      [marks({}), marks({ usage: 15 })],
      [
        [false, false, true],
        [false, false, false],
      ],
    );
  });
});

describe('memory of both sides', () => {
  test('is compared at its peak, at the end, and at every sample of either', () => {
    const { memory, verdict } = compare(
      { memory: [process(500, 1), process(900, 1, 400), process(700, 1, 800)] },
      { memory: [process(1000, 2, 200), process(1500, 2, 800)] },
    );
    assert.ok(memory?.isComparable);
    assert.deepEqual([memory.scope, memory.unit, memory.sourceKind], ['process', 'mb', 'resident memory']);
    assert.deepEqual([memory.peak.difference, memory.end.difference], [600, 800]);
    assert.deepEqual(memory.overTime, [
      { ms: 0, left: 500, right: undefined },
      { ms: 200, left: 500, right: 1000 },
      { ms: 400, left: 900, right: 1000 },
      { ms: 800, left: 700, right: 1500 },
    ]);
    assert.deepEqual([verdict[3]?.kind, verdict[3]?.outcome], ['used_more_memory', 'right']);
  });

  test('is that of a scope that both have, where one has more', () => {
    const gpu = {
      memory_mb: 9000,
      scope: 'gpu',
      source: 'GPU memory of process tree 3 (s), told by nvidia-smi',
    };
    const { memory } = compare({ memory: [gpu, process(500)] }, { memory: [process(700)] });
    assert.ok(memory?.isComparable);
    assert.deepEqual([memory.scope, memory.peak.difference], ['process', 200]);
  });

  const loaded = (source: string, scope = 'model') => ({ memory: [{ memory_mb: 10, scope, source }] });

  test('is not compared across scopes, units or kinds of source', () => {
    const share = {
      memory: [{ ratio: 0.5, scope: 'process', source: 'resident memory of process tree 1 (s)' }],
    };
    const others: SmallRun[] = [
      share,
      loaded('Ollama /api/ps: m as loaded, all in RAM'),
      loaded('rss', 'process'),
    ];
    for (const other of others) {
      const { memory, verdict } = compare({ memory: [process(500)] }, other);
      assert.equal(memory?.isComparable, false);
      assert.equal(verdict[3]?.obstacle, 'different_kinds');
    }
  });

  test('is of one kind though it names another model', () => {
    const { memory } = compare(
      loaded('Ollama /api/ps: a as loaded, in RAM'),
      loaded('Ollama /api/ps: b:7b as loaded, in RAM'),
    );
    assert.equal(memory?.isComparable, true);
  });

  test('is missing where only one side has any, and absent where none has', () => {
    const { memory } = compare({ memory: [process(500)] }, {});
    assert.deepEqual(memory, {
      isComparable: false,
      obstacle: 'missing',
      left: ['process: resident memory'],
      right: [],
    });
    assert.equal(compare({}, {}).memory, undefined);
  });
});

describe('sets of repeated runs', () => {
  const set = [300, 100, 200, 900, 150].map((ttftMs) => ({ ttftMs }));

  test('compare by median, with their spread', () => {
    const { metrics, total } = compare(set, [{ ttftMs: 400 }, { ttftMs: 500 }]);
    const { left, right, difference } = metrics.ttft_ms!;
    assert.deepEqual(
      [left?.median, left?.q1, left?.q3, left?.min, left?.max, left?.runs],
      [200, 150, 300, 100, 900, 5],
    );
    assert.deepEqual([right?.median, difference, total.difference], [450, 250, 250]);
  });

  test('stand for their time with the run of median total, so that its buckets sum', () => {
    const { left, latency, leftRuns } = compare(set, { ttftMs: 1000 });
    assert.deepEqual([left.metrics.ttft_ms, leftRuns.length, latency.differenceMs], [200, 5, 800]);
    assert.deepEqual([latency.largest?.name, latency.largest?.differenceMs], ['waiting', 800]);
  });

  test('leave out runs that did not complete, unless there are no others', () => {
    const { metrics } = compare([{ ttftMs: 100 }, { ttftMs: 5000, end: 'failed' }], {});
    assert.equal(metrics.ttft_ms?.left?.median, 100);
    const failed = compare({ ttftMs: 5000, end: 'failed' }, {});
    assert.equal(failed.metrics.ttft_ms?.left?.median, 5000);
  });

  test('are refused where they are empty', () => {
    assert.throws(() => compareProfiles([], [smallProfile()]), RangeError);
  });

  test('may share profiles: one run is profiled once for any number of comparisons', () => {
    const one = profileRun(traceOf());
    assert.equal(compareProfiles([one], [one]).left, one);
  });
});
