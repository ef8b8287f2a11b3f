import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MediaEventType } from '../../src/engine/index.js';
import { steadyTrace } from './traces.js';
import { loaded, settled, watchedPlayer } from './watched-player.js';

describe('seeking', () => {
  it('selects the last event at or before the time, and stays paused', () => {
    const { player, told } = loaded();
    player.seek(350);
    assert.deepEqual(told(), ['seeking', 'timeupdate', 'seeked']);
    assert.deepEqual([player.timeMs, player.index, player.paused, player.seeking], [350, 4, true, false]);
    player.seek(400);
    assert.equal(player.index, 5);
  });

  it('is under way when it is first told of, and over when it is last told of', () => {
    const { player } = loaded();
    const states: [MediaEventType, boolean, number][] = [];
    player.subscribe((type) => states.push([type, player.seeking, player.timeMs]));
    player.seek(350);
    assert.deepEqual(states, [
      ['seeking', true, 350],
      ['timeupdate', false, 350],
      ['seeked', false, 350],
    ]);
  });

  it('goes on playing from there, as if it had played straight on', () => {
    const straight = loaded();
    straight.player.play();
    straight.scheduler.advance(640);
    const sought = loaded();
    sought.player.seek(320);
    sought.player.play();
    sought.scheduler.advance(320);
    assert.equal(sought.player.timeMs, straight.player.timeMs);
    assert.equal(sought.player.index, straight.player.index);
  });

  it('keeps within the run', () => {
    const { player } = loaded();
    player.seek(-5);
    assert.equal(player.timeMs, 0);
    player.seek(1e9);
    assert.deepEqual([player.timeMs, player.index, player.ended], [1000, 13, true]);
    assert.throws(() => player.seek(NaN), RangeError);
  });

  it('to the end while playing ends', () => {
    const { player, told } = loaded();
    player.play();
    told();
    player.seek(1000);
    assert.deepEqual(told(), ['seeking', 'timeupdate', 'seeked', 'timeupdate', 'pause', 'ended']);
  });

  it('passes no events', () => {
    const { player, scheduler, told } = loaded();
    player.play();
    player.seek(650);
    scheduler.advance(16);
    assert.ok(!told({ withTraceEvents: true }).includes('trace-event'));
  });

  it('before anything is loaded is where playing starts', () => {
    const { player, told } = watchedPlayer();
    player.load(async (sink) => {
      await Promise.resolve();
      sink.open(steadyTrace(), { isComplete: true });
    });
    player.seek(420);
    return settled().then(() => {
      assert.deepEqual([player.timeMs, player.index, player.readyState], [420, 5, 4]);
      assert.deepEqual(told().slice(3), [
        'loadedmetadata',
        'seeking',
        'timeupdate',
        'seeked',
        'loadeddata',
        'canplay',
        'canplaythrough',
      ]);
    });
  });
});

describe('stepping', () => {
  it('pauses and moves by events, even where the time stays the same', () => {
    const { player, told } = loaded();
    player.play();
    told();
    player.step(1);
    assert.deepEqual(told(), ['timeupdate', 'pause', 'seeking', 'timeupdate', 'seeked']);
    assert.deepEqual([player.index, player.timeMs], [2, 100]);
    player.step(-1);
    assert.deepEqual([player.index, player.timeMs], [1, 0]);
    player.step(-1);
    assert.deepEqual([player.index, player.timeMs], [0, 0]);
    player.step(-1);
    assert.deepEqual([player.index, player.timeMs], [-1, 0]);
    player.step(-1);
    assert.deepEqual([player.index, player.timeMs], [-1, 0]);
  });

  it('is at the end only on the last event', () => {
    const { player, told } = loaded();
    player.step(11);
    assert.deepEqual([player.index, player.timeMs, player.ended], [12, 1000, false]);
    told();
    player.step(1);
    assert.deepEqual([player.index, player.ended], [13, true]);
    assert.deepEqual(told(), ['seeking', 'timeupdate', 'seeked', 'ended']);
    player.step(1);
    assert.deepEqual(told(), []);
  });

  it('on tells which events were passed', () => {
    const { player } = loaded();
    player.step(3);
    assert.deepEqual(player.passed, { first: 2, last: 4 });
  });

  it('with what is no number moves nothing', () => {
    const { player } = loaded();
    player.step(NaN);
    assert.equal(player.index, 1);
  });
});
