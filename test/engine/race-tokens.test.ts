import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { traceSource } from '../../src/engine/index.js';
import { tokensBy } from '../../src/trace/index.js';
import { everyMs, promptedTrace, race } from './raced-players.js';
import { settled } from './watched-player.js';

/** 20 tokens every 100 ms, and 10 every 300 ms after a prompt that was sent at 500 ms. */
const long = () => promptedTrace(everyMs(100, 20));
const short = () => promptedTrace(everyMs(300, 10), 500);

describe('a race by tokens', () => {
  it('goes at the pace of the run with the most tokens, with the other where it had as many', () => {
    const { race: raced, players, scheduler, times } = race([short(), long()], 'tokens');
    assert.equal(raced.longest?.player, players[1]);
    raced.play();
    scheduler.advance(320);
    assert.deepEqual([raced.timeMs, times()], [320, [500 + 900, 320]]);
    assert.deepEqual(
      raced.lanes.map(({ shown }) => shown.tokens),
      [3, 3],
    );
    scheduler.advance(1000);
    assert.deepEqual([players[0]!.ended, players[1]!.paused], [true, false]);
    scheduler.advance(1000);
    assert.deepEqual([raced.ended, raced.timeMs, times()], [true, 2000, [3500, 2000]]);
  });

  it('goes round and round while it loops', () => {
    const { race: raced, scheduler, times } = race([short(), long()], 'tokens');
    raced.loop = true;
    raced.play();
    scheduler.advance(2000 + 320);
    assert.ok(raced.timeMs > 250 && raced.timeMs <= 320);
    assert.deepEqual(times(), [500 + 300 * Math.floor(raced.timeMs / 100), raced.timeMs]);
  });

  it('stays at its tokens where the run with the most of them is loaded anew', async () => {
    const { race: raced, players, scheduler, times } = race([short(), long()], 'tokens');
    raced.play();
    scheduler.advance(400);
    assert.deepEqual(times(), [500 + 1200, 400]);
    players[1]!.load(traceSource(promptedTrace(everyMs(50, 90))));
    await settled();
    assert.deepEqual(times(), [500 + 1200, 200]);
  });

  it('seeks to a number of tokens', () => {
    const { race: raced, times } = race([short(), long()], 'tokens');
    raced.seekToTokens(7);
    assert.deepEqual([raced.timeMs, times()], [700, [500 + 2100, 700]]);
    raced.seekToTokens(0);
    assert.deepEqual(times(), [500, 0]);
    raced.seekToTokens(1e9);
    assert.equal(raced.ended, true);
  });

  it('follows a seek of the run that does not set the pace', () => {
    const { race: raced, players, times } = race([short(), long()], 'tokens');
    players[0]!.seek(500 + 1250);
    assert.deepEqual([raced.timeMs, times()[1]], [400, 400]);
  });

  it('changes between time and tokens where the run with the most tokens is', () => {
    const { race: raced, times } = race([short(), long()]);
    raced.seek(900);
    assert.deepEqual(times(), [1400, 900]);
    raced.sync = 'tokens';
    assert.deepEqual(times(), [500 + 2700, 900]);
    raced.sync = 'time';
    assert.deepEqual(times(), [1400, 900]);
  });

  it('never has a run at another number of tokens than the one that sets the pace, but at its own end', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, gaps, fc.integer({ min: 0, max: 900 }), (left, right, promptMs) => {
        const traces = [promptedTrace(sums(left)), promptedTrace(sums(right), promptMs)];
        const { race: raced, players, scheduler } = race(traces, 'tokens');
        raced.playbackRate = 4;
        raced.play();
        for (let tick = 0; tick < 2000 && !raced.ended; tick++) {
          scheduler.advance(scheduler.frameMs);
          const paced = raced.longest!;
          const tokens = tokensBy(paced.trace!, paced.timeMs);
          for (const lane of raced.lanes) {
            const own = tokensBy(lane.trace!, lane.timeMs);
            // A frame of the pacemaker may have brought several: the other one is asked a moment earlier or later.
            const before = tokensBy(paced.trace!, paced.timeMs - scheduler.frameMs * 4);
            assert.ok(lane.player.ended ? own <= tokens : own >= before && own <= tokens);
          }
        }
        assert.deepEqual(
          players.map(({ ended }) => ended),
          [true, true],
        );
        assert.equal(raced.ended, true);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps all playheads together by time, whatever the runs are and whatever is done', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 30 });
    const act = fc.oneof(
      fc.record({ kind: fc.constant('seek' as const), value: fc.integer({ min: 0, max: 4000 }) }),
      fc.record({ kind: fc.constant('rate' as const), value: fc.constantFrom(0.5, 1, 2, 4) }),
      fc.record({ kind: fc.constant('toggle' as const), value: fc.integer({ min: 0, max: 2 }) }),
      fc.record({ kind: fc.constant('loop' as const), value: fc.integer({ min: 0, max: 1 }) }),
      fc.record({ kind: fc.constant('wait' as const), value: fc.integer({ min: 1, max: 500 }) }),
    );
    fc.assert(
      fc.property(gaps, gaps, fc.array(act, { maxLength: 12 }), (left, right, acts) => {
        const {
          race: raced,
          players,
          scheduler,
        } = race([promptedTrace(sums(left)), promptedTrace(sums(right), 321.5)]);
        for (const { kind, value } of acts) {
          if (kind === 'seek') raced.seek(value);
          if (kind === 'loop') raced.loop = value === 1;
          if (kind === 'rate') players[value > 1 ? 1 : 0]!.playbackRate = value;
          if (kind === 'toggle') {
            const one = [raced, ...players][value]!;
            if (one.paused) one.play();
            else one.pause();
          }
          if (kind === 'wait') scheduler.advance(value);
          const frameMs = scheduler.frameMs * raced.playbackRate;
          for (const lane of raced.lanes) {
            const expectedMs = Math.min(raced.timeMs, lane.reachMs);
            assert.ok(Math.abs(lane.timeMs - expectedMs) <= frameMs, `${lane.timeMs} for ${expectedMs}`);
            assert.equal(lane.player.playbackRate, raced.playbackRate);
            if (raced.paused) assert.equal(lane.player.paused, true);
            else assert.equal(lane.player.paused, lane.player.ended);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

function sums(gapsMs: readonly number[]): number[] {
  let timeMs = 0;
  return gapsMs.map((gapMs) => (timeMs += gapMs));
}
