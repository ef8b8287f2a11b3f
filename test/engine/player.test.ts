import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type MediaEventType, Player, traceSource } from '../../src/engine/index.js';
import { ManualScheduler } from '../helpers/manual-scheduler.js';
import { runEvents, steadyTrace, traceOf } from './traces.js';
import { settled, watchedPlayer } from './watched-player.js';

const LOADED = [
  'loadstart',
  'progress',
  'durationchange',
  'loadedmetadata',
  'loadeddata',
  'canplay',
  'canplaythrough',
];

function loaded(trace = steadyTrace()) {
  const watched = watchedPlayer(traceSource(trace));
  watched.told();
  return watched;
}

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
    player.playbackRate = 0;
    assert.equal(player.playbackRate, 0.0625);
    assert.throws(() => (player.playbackRate = NaN), RangeError);
    assert.equal(player.playbackRate, 0.0625);
    told();
    player.playbackRate = 0.0625;
    assert.deepEqual(told(), []);
  });
});

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
