import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runEvents, traceOf } from './traces.js';
import { loaded } from './watched-player.js';

describe('playing', () => {
  it('moves the playhead with the clock', () => {
    const { player, scheduler, told } = loaded();
    player.play();
    assert.deepEqual(told(), ['play', 'playing']);
    assert.equal(player.paused, false);
    scheduler.advance(160);
    assert.equal(player.timeMs, 160);
    assert.equal(player.index, 2);
    scheduler.advance(160);
    assert.equal(player.timeMs, 320);
    assert.equal(player.index, 4);
  });

  it('tells of the time every 250 ms of wall time, whatever the rate', () => {
    const { player, scheduler, told } = loaded(traceOf(runEvents([60_000])));
    player.playbackRate = 4;
    player.play();
    told();
    scheduler.advance(1000);
    assert.deepEqual(told(), Array(4).fill('timeupdate'));
  });

  it('ends with the last event: timeupdate, pause, ended', () => {
    const { player, scheduler, told } = loaded();
    player.play();
    scheduler.advance(990);
    told();
    assert.equal(player.ended, false);
    scheduler.advance(10);
    assert.deepEqual(told(), ['timeupdate', 'pause', 'ended']);
    assert.deepEqual([player.timeMs, player.index, player.paused, player.ended], [1000, 13, true, true]);
    assert.deepEqual([scheduler.frameCount, scheduler.timerCount], [0, 0]);
  });

  it('reaches the end on time on a page that paints no frames', () => {
    const { player, scheduler } = loaded();
    scheduler.frameMs = Infinity;
    player.play();
    scheduler.advance(999);
    assert.equal(player.ended, false);
    scheduler.advance(1);
    assert.equal(player.ended, true);
  });

  it('begins again after the end', () => {
    const { player, scheduler, told } = loaded();
    player.play();
    scheduler.advance(2000);
    told();
    player.play();
    assert.deepEqual(told(), ['seeking', 'timeupdate', 'seeked', 'play', 'playing']);
    assert.deepEqual([player.timeMs, player.index, player.ended, player.paused], [0, 1, false, false]);
  });

  it('goes round and round while it loops', () => {
    const { player, scheduler, told } = loaded();
    player.loop = true;
    player.play();
    scheduler.advance(999);
    told();
    scheduler.advance(2);
    assert.deepEqual(told(), ['seeking', 'timeupdate', 'seeked']);
    assert.deepEqual([player.ended, player.paused, player.timeMs], [false, false, 0]);
    scheduler.advance(2000);
    assert.equal(player.paused, false);
    player.loop = false;
    scheduler.advance(1000);
    assert.equal(player.ended, true);
  });

  it('needs neither frames nor timers while paused', () => {
    const { player, scheduler, told } = loaded();
    player.play();
    scheduler.advance(150);
    assert.ok(scheduler.frameCount > 0);
    told();
    player.pause();
    assert.deepEqual(told(), ['timeupdate', 'pause']);
    assert.deepEqual([scheduler.frameCount, scheduler.timerCount], [0, 0]);
    scheduler.advance(5000);
    assert.equal(player.timeMs, 150);
    player.pause();
    assert.deepEqual(told(), []);
  });

  it('goes on from where it was paused', () => {
    const { player, scheduler } = loaded();
    player.play();
    scheduler.advance(150);
    player.pause();
    scheduler.advance(777);
    player.play();
    scheduler.advance(150);
    player.pause();
    assert.equal(player.timeMs, 300);
  });

  it('tells once a frame which events it passed, each once', () => {
    const { player, scheduler } = loaded();
    const passed: number[] = [];
    let tellings = 0;
    player.subscribe((type) => {
      if (type !== 'trace-event') return;
      tellings++;
      for (let index = player.passed!.first; index <= player.passed!.last; index++) passed.push(index);
    });
    scheduler.frameMs = 250;
    player.play();
    scheduler.advance(1000);
    assert.deepEqual(passed, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    assert.equal(tellings, 4);
  });

  it('asks for the run’s place in the clock alone, so that nothing adds up to a drift', () => {
    const { player, scheduler } = loaded(traceOf(runEvents([100_000])));
    scheduler.frameMs = 16.7;
    player.playbackRate = 0.7;
    player.play();
    scheduler.advance(100_000);
    player.pause();
    assert.ok(Math.abs(player.timeMs - 70_000) < 1e-6);
  });

  it('remembers the stretches that were played', () => {
    const { player, scheduler } = loaded();
    player.play();
    scheduler.advance(100);
    player.seek(500);
    scheduler.advance(100);
    player.pause();
    assert.deepEqual(player.played, [
      [0, 100],
      [500, 600],
    ]);
    player.seek(50);
    player.play();
    scheduler.advance(100);
    player.pause();
    assert.deepEqual(player.played, [
      [0, 150],
      [500, 600],
    ]);
  });
});

describe('the rate', () => {
  for (const rate of [0.5, 1, 2, 4, 1.37]) {
    it(`of ${rate} plays that much faster`, () => {
      const { player, scheduler } = loaded(traceOf(runEvents([10_000])));
      player.playbackRate = rate;
      player.play();
      scheduler.advance(1000);
      player.pause();
      assert.equal(player.timeMs, 1000 * rate);
    });
  }

  it('changes without a jump while playing', () => {
    const { player, scheduler, told } = loaded(traceOf(runEvents([10_000])));
    player.play();
    scheduler.advance(100);
    told();
    player.playbackRate = 4;
    assert.deepEqual(told(), ['ratechange']);
    assert.equal(player.timeMs, 100);
    scheduler.advance(100);
    player.pause();
    assert.equal(player.timeMs, 500);
  });

  it('is kept within what browsers allow, and refuses what is no number', () => {
    const { player, told } = loaded();
    player.playbackRate = 1000;
    assert.equal(player.playbackRate, 16);
    player.playbackRate = 0.001;
    assert.equal(player.playbackRate, 0.0625);
    for (const rate of [NaN, 0, -1]) assert.throws(() => (player.playbackRate = rate), RangeError);
    assert.equal(player.playbackRate, 0.0625);
    told();
    player.playbackRate = 0.0625;
    assert.deepEqual(told(), []);
  });
});
