import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Player, traceSource } from '../../src/engine/index.js';
import { ManualScheduler } from '../helpers/manual-scheduler.js';
import { runEvents, steadyTrace, traceOf } from './traces.js';
import { loaded, watchedPlayer } from './watched-player.js';

const LOADED = [
  'loadstart',
  'progress',
  'durationchange',
  'loadedmetadata',
  'loadeddata',
  'canplay',
  'canplaythrough',
];

describe('a trace in memory', () => {
  it('loads in the platform’s order of events, and is ready before the first of them', () => {
    const { player, told } = watchedPlayer(traceSource(steadyTrace()));
    assert.deepEqual(told(), LOADED);
    assert.equal(player.readyState, 4);
    assert.equal(player.networkState, 1);
    assert.equal(player.durationMs, 1000);
    assert.equal(player.loadState, 'ready');
    assert.equal(player.progress.isComplete, true);
    assert.equal(player.paused, true);
    assert.deepEqual([player.timeMs, player.index], [0, 1]);
    assert.deepEqual(player.seekable, [[0, 1000]]);
  });

  it('is let go before another one is loaded', () => {
    const { player, told } = loaded();
    player.seek(500);
    player.playbackRate = 2;
    told();
    player.load(traceSource(traceOf(runEvents([5]))));
    assert.deepEqual(told(), ['abort', 'emptied', 'timeupdate', 'ratechange', ...LOADED]);
    assert.deepEqual([player.timeMs, player.durationMs, player.playbackRate], [0, 5, 1]);
  });

  it('leaves nothing when it is unloaded', () => {
    const { player, told } = loaded();
    player.load(undefined);
    assert.deepEqual(told(), ['abort', 'emptied']);
    assert.equal(player.trace, undefined);
    assert.equal(player.loadState, 'empty');
    assert.equal(player.networkState, 0);
    assert.ok(Number.isNaN(player.durationMs));
  });

  it('may hold no event at all', () => {
    const { player, told } = loaded(traceOf([]));
    assert.equal(player.index, -1);
    player.play();
    assert.deepEqual([player.paused, player.ended, player.durationMs], [true, true, 0]);
    assert.equal(told().at(-1), 'ended');
  });
});

describe('listeners', () => {
  it('that command the player are told of it after what was on its way', () => {
    const { player, told } = loaded();
    const unsubscribe = player.subscribe((type) => {
      if (type === 'play') player.pause();
    });
    player.play();
    assert.deepEqual(told(), ['play', 'playing', 'timeupdate', 'pause']);
    unsubscribe();
    player.play();
    assert.equal(player.paused, false);
  });

  it('that throw harm no other, and are reported', () => {
    const script = fileURLToPath(new URL('throwing-listener.ts', import.meta.url));
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script], { encoding: 'utf8' });
    assert.equal(stdout.trim(), 'seeking timeupdate seeked');
    assert.match(stderr, /a listener’s fault/);
  });

  it('hear nothing after the player is disposed of, and nothing is left running', () => {
    const { player, scheduler, told } = loaded();
    player.play();
    told();
    player.dispose();
    scheduler.advance(5000);
    assert.deepEqual(told({ withTraceEvents: true }), []);
    assert.deepEqual([scheduler.frameCount, scheduler.timerCount], [0, 0]);
  });
});

describe('two players on equal clocks', () => {
  it('that are told the same are the same', () => {
    const run = () => {
      const scheduler = new ManualScheduler();
      const player = new Player({ scheduler });
      const seen: unknown[] = [];
      player.subscribe((type) => seen.push([type, player.timeMs, player.index, player.paused]));
      player.load(traceSource(steadyTrace()));
      player.play();
      scheduler.advance(333);
      player.playbackRate = 2;
      scheduler.advance(50);
      player.step(-2);
      player.play();
      scheduler.advance(900);
      return seen;
    };
    assert.deepEqual(run(), run());
  });
});
