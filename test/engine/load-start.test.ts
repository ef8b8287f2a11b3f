import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Player, PlayerError, traceSource } from '../../src/engine/index.js';
import { growing } from './growing-player.js';
import { runEvents, steadyTrace } from './traces.js';
import { watchedPlayer } from './watched-player.js';

describe('a source that does not answer', () => {
  it('is told of after ten seconds, and every second from then on, until something comes', () => {
    const { player, scheduler, parts } = growing(4);
    scheduler.advance(9_999);
    assert.equal(player.silentMs, 0);
    scheduler.advance(1);
    assert.equal(player.silentMs, 10_000);
    scheduler.advance(3_500);
    assert.equal(player.silentMs, 13_000);
    parts.sink.loaded(1);
    scheduler.advance(60_000);
    assert.equal(player.silentMs, 0);
  });

  it('is told of no more when it fails or is let go', async () => {
    const failing = growing(4);
    failing.scheduler.advance(12_000);
    await failing.parts.fail(new PlayerError('network', 'Nothing.'));
    const left = growing(4);
    left.scheduler.advance(12_000);
    left.player.load(undefined);
    for (const { player, scheduler } of [failing, left]) {
      scheduler.advance(60_000);
      assert.deepEqual([player.silentMs, scheduler.timerCount], [0, 0]);
    }
  });
});

describe('playing by itself', () => {
  it('happens once a load', () => {
    const { player, parts, trace } = growing(4);
    parts.sink.open(trace);
    player.autoplay();
    assert.equal(player.paused, false);
    player.pause();
    player.autoplay();
    assert.equal(player.paused, true);
  });

  for (const [name, command] of Object.entries<(player: Player) => void>({
    'a pause before anything came': (player) => player.pause(),
    'a play that was taken back': (player) => (player.play(), player.pause()),
    'a step': (player) => player.step(1),
  })) {
    it(`is taken away by ${name}`, () => {
      const { player, parts, trace } = growing(4);
      command(player);
      parts.sink.open(trace);
      player.autoplay();
      assert.equal(player.paused, true);
    });
  }

  it('comes back with the next load', () => {
    const { player } = growing(4);
    player.pause();
    player.load(traceSource(steadyTrace()));
    player.autoplay();
    assert.equal(player.paused, false);
  });
});

describe('a place that is sought before there is a run', () => {
  it('is told, and is where the next run starts, once', () => {
    const { player, told } = watchedPlayer();
    player.seek(300);
    assert.deepEqual([player.timeMs, told()], [300, []]);
    player.load(traceSource(steadyTrace()), 700);
    assert.deepEqual([player.timeMs, told().includes('seeked')], [300, true]);
    player.load(traceSource(steadyTrace()), 700);
    assert.equal(player.timeMs, 700);
    player.load(traceSource(steadyTrace()));
    assert.equal(player.timeMs, 0);
  });
});

describe('a step', () => {
  it('is told of until the playhead goes elsewhere', () => {
    const { player } = watchedPlayer(traceSource(steadyTrace()));
    assert.equal(player.isStepped, false);
    player.step(-1);
    assert.deepEqual([player.isStepped, player.timeMs], [true, 0]);
    player.seek(0);
    assert.equal(player.isStepped, false);
  });
});

describe('a run without duration', () => {
  it('does not end by being loaded, and ends by being played', async () => {
    const { player, parts, trace, told } = growing(2, runEvents([0]));
    parts.sink.open(trace);
    await parts.finish();
    assert.equal(told().includes('ended'), false);
    player.play();
    assert.equal(told().at(-1), 'ended');
  });
});
