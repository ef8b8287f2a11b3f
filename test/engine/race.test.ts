import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Race } from '../../src/engine/index.js';
import { everyMs, promptedTrace, race } from './raced-players.js';

/** One token every 100 ms for 1 s, and one every 300 ms for 3 s after a prompt that was sent at 500 ms. */
const quick = () => promptedTrace(everyMs(100, 10));
const slow = () => promptedTrace(everyMs(300, 10), 500);

describe('a race', () => {
  it('begins each run where its prompt was sent', () => {
    const { race: raced, times } = race([quick(), slow()]);
    assert.deepEqual(times(), [0, 500]);
    assert.deepEqual([raced.timeMs, raced.durationMs, raced.paused, raced.ended], [0, 3000, true, false]);
  });

  it('plays all on one clock, and lets the first one wait at its end', () => {
    const { race: raced, players, scheduler, told, times } = race([quick(), slow()]);
    raced.play();
    scheduler.advance(640);
    assert.deepEqual(times(), [640, 1140]);
    assert.equal(raced.timeMs, 640);
    scheduler.advance(1000);
    assert.deepEqual([players[0]!.ended, players[1]!.ended, raced.ended], [true, false, false]);
    assert.deepEqual([players[0]!.timeMs, players[1]!.paused], [1000, false]);
    scheduler.advance(2000);
    assert.deepEqual([players[1]!.ended, raced.ended, raced.paused, raced.timeMs], [true, true, true, 3000]);
    assert.deepEqual(
      told().filter((type) => type !== 'timeupdate'),
      ['play', 'pause', 'ended'],
    );
    assert.deepEqual([scheduler.frameCount, scheduler.timerCount], [0, 0]);
  });

  it('plays again from the beginning at the end', () => {
    const { race: raced, scheduler, times } = race([quick(), slow()]);
    raced.seek(Infinity);
    assert.equal(raced.ended, true);
    assert.deepEqual(times(), [1000, 3500]);
    raced.play();
    scheduler.advance(160);
    assert.deepEqual(times(), [160, 660]);
  });

  it('goes round and round while it loops, each time until the last has ended', () => {
    const { race: raced, players, scheduler, told, times } = race([quick(), slow()]);
    raced.loop = true;
    raced.play();
    scheduler.advance(2000);
    assert.deepEqual([players[0]!.ended, times()[1]], [true, 2500]);
    told();
    scheduler.advance(1600);
    assert.deepEqual(
      [raced.paused, raced.ended, players.map(({ paused }) => paused)],
      [false, false, [false, false]],
    );
    assert.ok(raced.timeMs > 400 && raced.timeMs <= 600);
    assert.deepEqual(times(), [raced.timeMs, raced.timeMs + 500]);
    assert.deepEqual(
      told().filter((type) => type !== 'timeupdate'),
      ['seeking', 'seeked'],
    );
    raced.loop = false;
    scheduler.advance(3000);
    assert.deepEqual([raced.ended, raced.paused, raced.timeMs, told().at(-1)], [true, true, 3000, 'ended']);
  });

  it('stands at its end where it was sought there, and goes round from there once it is played', () => {
    const { race: raced, scheduler, times, told } = race([quick(), slow()]);
    raced.loop = true;
    raced.seek(Infinity);
    scheduler.advance(500);
    assert.deepEqual([raced.ended, raced.timeMs, told().includes('ended')], [false, 3000, false]);
    raced.play();
    scheduler.advance(160);
    assert.deepEqual(times(), [160, 660]);
    raced.seek(Infinity);
    assert.deepEqual([times(), raced.paused], [[0, 500], false]);
    raced.pause();
    raced.seek(Infinity);
    told();
    raced.loop = false;
    raced.pause();
    assert.deepEqual([raced.ended, told()], [true, []]);
  });

  it('does not turn in a circle where there is nothing to play', () => {
    const { race: raced, scheduler } = race([promptedTrace([])]);
    raced.loop = true;
    raced.play();
    scheduler.advance(500);
    assert.deepEqual([raced.timeMs, scheduler.frameCount, scheduler.timerCount], [0, 0, 0]);
  });

  it('lets a player that loops by itself wait at its end for the others', () => {
    const { race: raced, players, scheduler, times } = race([quick(), slow()]);
    players[0]!.loop = true;
    raced.play();
    scheduler.advance(2000);
    assert.deepEqual([times(), players[0]!.ended], [[1000, 2500], true]);
    scheduler.advance(2000);
    assert.deepEqual([raced.ended, times()], [true, [1000, 3500]]);
  });

  it('takes what is done to one player for what all are to do', () => {
    const { race: raced, players, scheduler, times } = race([quick(), slow()]);
    players[1]!.play();
    scheduler.advance(160);
    assert.deepEqual(times(), [160, 660]);
    players[0]!.playbackRate = 4;
    assert.deepEqual([raced.playbackRate, players[1]!.playbackRate], [4, 4]);
    players[0]!.pause();
    assert.deepEqual([raced.paused, players[1]!.paused], [true, true]);
    players[0]!.seek(700);
    assert.deepEqual([raced.timeMs, times()[1]], [700, 1200]);
    players[1]!.step(1);
    assert.deepEqual([raced.timeMs, times()], [900, [900, 1400]]);
  });

  it('seeks both, also back from where one had ended while playing', () => {
    const { race: raced, players, scheduler, told, times } = race([quick(), slow()]);
    raced.play();
    scheduler.advance(1600);
    told();
    raced.seek(400);
    assert.deepEqual(told(), ['seeking', 'timeupdate', 'seeked']);
    assert.deepEqual([times(), players[0]!.paused], [[400, 900], false]);
    scheduler.advance(160);
    assert.deepEqual(times(), [560, 1060]);
    assert.throws(() => raced.seek(NaN), RangeError);
  });

  it('keeps every playhead within a frame of the others for a whole run at 4×', () => {
    const {
      race: raced,
      players,
      scheduler,
    } = race([promptedTrace(everyMs(7, 900)), promptedTrace(everyMs(31, 400), 1234.5)]);
    raced.playbackRate = 4;
    raced.play();
    let ticks = 0;
    while (!raced.ended) {
      scheduler.advance(scheduler.frameMs);
      const [left, right] = [players[0]!.timeMs, players[1]!.timeMs - 1234.5];
      if (!players[0]!.ended) assert.ok(Math.abs(left - right) <= scheduler.frameMs * 4);
      assert.ok(Math.abs(right - raced.timeMs) <= scheduler.frameMs * 4);
      ticks++;
    }
    assert.ok(ticks > 100);
    assert.deepEqual(
      players.map(({ ended }) => ended),
      [true, true],
    );
  });

  it('changes its speed without a jump', () => {
    const { race: raced, scheduler, told, times } = race([quick(), slow()]);
    raced.play();
    scheduler.advance(96);
    told();
    raced.playbackRate = 2;
    scheduler.advance(96);
    assert.deepEqual([raced.timeMs, times()], [288, [288, 788]]);
    assert.deepEqual(told()[0], 'ratechange');
    assert.throws(() => (raced.playbackRate = 0), RangeError);
  });

  it('steps through the events of all runs in the order of the common clock', () => {
    const { race: raced, players, times } = race([quick(), slow()]);
    const places = [];
    for (let count = 0; count < 4; count++) {
      raced.step(1);
      places.push([raced.timeMs, ...players.map(({ index }) => index)]);
    }
    assert.deepEqual(places, [
      [100, 2, 1],
      [200, 3, 1],
      [300, 4, 1],
      [300, 4, 2],
    ]);
    raced.step(-1);
    raced.step(-1);
    assert.deepEqual([raced.timeMs, players.map(({ index }) => index)], [200, [3, 1]]);
    raced.step(-99);
    assert.deepEqual(times(), [0, 500]);
    raced.step(999);
    assert.deepEqual([raced.ended, times()], [true, [1000, 3500]]);
  });

  it('gives the players their own time back', () => {
    const { race: raced, players, scheduler, times } = race([quick(), slow()]);
    raced.play();
    scheduler.advance(160);
    raced.dispose();
    assert.deepEqual(
      [players.map(({ paused, isLed }) => [paused, isLed])],
      [
        [
          [true, false],
          [true, false],
        ],
      ],
    );
    players[0]!.play();
    scheduler.advance(160);
    assert.deepEqual(times(), [320, 660]);
    players[0]!.dispose();
    assert.deepEqual([scheduler.frameCount, scheduler.timerCount], [0, 0]);
  });

  it('is formed around players that play already, and goes on from the furthest of them', () => {
    const alone = race([quick(), slow()]);
    alone.race.dispose();
    const { players, scheduler, times } = alone;
    players[0]!.play();
    scheduler.advance(320);
    const raced = new Race({ scheduler, players });
    scheduler.advance(160);
    assert.deepEqual([raced.paused, raced.timeMs, times()], [false, 480, [480, 980]]);
  });
});
