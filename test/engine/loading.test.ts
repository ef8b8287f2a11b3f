import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PlayerError, traceSource } from '../../src/engine/index.js';
import { growing } from './growing-player.js';
import { steadyTrace } from './traces.js';
import { settled } from './watched-player.js';

describe('a file that is loading', () => {
  it('is announced at once and shown from its first events on', () => {
    const { player, parts, trace, told } = growing(4);
    assert.deepEqual(told(), ['loadstart']);
    assert.deepEqual([player.loadState, player.networkState, player.readyState], ['loading', 2, 0]);
    parts.sink.open(trace);
    assert.deepEqual(told(), ['progress', 'durationchange', 'loadedmetadata', 'loadeddata', 'canplay']);
    assert.deepEqual([player.loadState, player.networkState, player.readyState], ['ready', 2, 3]);
    assert.deepEqual(player.progress, { bytesLoaded: 0, events: 4, isComplete: false });
    assert.equal(player.durationMs, 200);
  });

  it('plays as soon as there is something, where play was asked for before', () => {
    const { player, scheduler, parts, trace, told } = growing(4);
    player.play();
    assert.deepEqual(told(), ['loadstart', 'play', 'waiting']);
    assert.equal(scheduler.frameCount, 0);
    parts.sink.open(trace);
    assert.deepEqual(told().slice(-2), ['canplay', 'playing']);
    scheduler.advance(160);
    assert.equal(player.timeMs, 160);
  });

  it('waits where the playhead comes to what is not loaded, and goes on when it is', () => {
    const { player, scheduler, parts, trace, grow, told } = growing(4);
    parts.sink.open(trace);
    player.play();
    told();
    scheduler.advance(1000);
    assert.deepEqual(told(), ['timeupdate', 'waiting']);
    assert.deepEqual([player.timeMs, player.readyState, player.paused, player.ended], [200, 2, false, false]);
    assert.deepEqual([scheduler.frameCount, scheduler.timerCount], [0, 0]);
    grow(2);
    assert.deepEqual(told(), ['durationchange', 'progress', 'canplay', 'playing']);
    scheduler.advance(100);
    player.pause();
    assert.equal(player.timeMs, 300);
  });

  it('is ready to the end once it is all there, and then can end', async () => {
    const { player, scheduler, parts, trace, grow, told } = growing(4);
    parts.sink.open(trace);
    player.play();
    grow(5);
    told();
    await parts.finish();
    assert.deepEqual(told(), ['durationchange', 'progress', 'canplaythrough']);
    assert.deepEqual([player.readyState, player.networkState, player.durationMs], [4, 1, 500]);
    scheduler.advance(500);
    assert.equal(player.ended, true);
  });

  it('ends where the playhead waited, when nothing more comes', async () => {
    const { player, scheduler, parts, trace, told } = growing(4);
    parts.sink.open(trace);
    player.play();
    scheduler.advance(300);
    told();
    await parts.finish();
    assert.deepEqual(told(), [
      'progress',
      'canplay',
      'playing',
      'canplaythrough',
      'timeupdate',
      'pause',
      'ended',
    ]);
    assert.equal(player.ended, true);
  });

  it('tells of its growth a few times a second, however often it grows', () => {
    const { parts, trace, grow, scheduler, told, player } = growing(4);
    parts.sink.open(trace);
    told();
    const revision = player.revision;
    grow(1);
    grow(1);
    scheduler.advance(250);
    grow(1);
    assert.deepEqual(told(), ['durationchange', 'progress']);
    assert.equal(player.revision, revision + 3);
    assert.equal(player.progress.events, 7);
  });

  it('goes to a place that is not loaded yet as soon as it is', () => {
    const { player, parts, trace, grow, told } = growing(4);
    parts.sink.open(trace);
    told();
    player.seek(420);
    assert.deepEqual(told(), ['seeking']);
    assert.deepEqual([player.seeking, player.timeMs, player.readyState], [true, 200, 2]);
    grow(2);
    assert.deepEqual([player.seeking, player.timeMs], [true, 200]);
    grow(1);
    assert.deepEqual([player.seeking, player.timeMs, player.index, player.readyState], [false, 420, 5, 3]);
    assert.deepEqual(told(), ['timeupdate', 'seeked', 'canplay']);
  });

  it('goes to its end when a place beyond it was waited for', async () => {
    const { player, parts, trace, told } = growing(4);
    parts.sink.open(trace, { startMs: 10_000 });
    player.play();
    told();
    await parts.finish();
    assert.deepEqual([player.seeking, player.timeMs, player.ended], [false, 200, true]);
  });

  it('starts where its address says, unless a place was sought', () => {
    const addressed = growing(9);
    addressed.parts.sink.open(addressed.trace, { startMs: 300 });
    assert.equal(addressed.player.timeMs, 300);
    const sought = growing(9);
    sought.player.seek(100);
    sought.parts.sink.open(sought.trace, { startMs: 300 });
    assert.equal(sought.player.timeMs, 100);
  });

  it('that is let go is told so, and what it still brings is left out', async () => {
    const { player, parts, trace, grow, told } = growing(4);
    parts.sink.open(trace);
    const { sink, context } = parts;
    player.load(traceSource(steadyTrace()));
    assert.equal(context.signal.aborted, true);
    told();
    grow(2);
    sink.loaded(5, 10);
    sink.open(trace);
    sink.setConnection('open');
    await parts.fail(new Error('too late'));
    assert.deepEqual(told(), []);
    assert.deepEqual([player.durationMs, player.progress.bytesLoaded, player.connection], [1000, 0, 'none']);
  });

  it('counts its bytes', () => {
    const { player, parts, scheduler, told } = growing(4);
    told();
    parts.sink.loaded(10, 40);
    assert.deepEqual(told(), []);
    scheduler.advance(250);
    parts.sink.loaded(20, 40);
    assert.deepEqual(told(), ['progress']);
    assert.deepEqual(player.progress, { bytesLoaded: 20, bytesTotal: 40, events: 0, isComplete: false });
  });
});

describe('a source that fails', () => {
  it('before anything came is an error, which goes when something else is loaded', async () => {
    const { player, parts, told } = growing(4);
    told();
    await parts.fail(new PlayerError('http', 'HTTP 404', { status: 404 }));
    assert.deepEqual(told(), ['error']);
    assert.deepEqual([player.loadState, player.networkState, player.error?.kind], ['failed', 3, 'http']);
    player.load(traceSource(steadyTrace()));
    assert.equal(told()[0], 'emptied');
    assert.equal(player.error, undefined);
  });

  it('with a fault of its own says so', async () => {
    const { player, parts } = growing(4);
    await parts.fail(new TypeError('x is not a function'));
    assert.deepEqual([player.error?.kind, player.error?.message], ['internal', 'x is not a function']);
  });

  it('after something came leaves what came to be played, and is an error all the same', async () => {
    const { player, parts, trace, told, scheduler } = growing(4);
    parts.sink.open(trace);
    told();
    await parts.fail(new PlayerError('network', 'The connection broke.'));
    assert.deepEqual(told(), ['progress', 'error']);
    assert.deepEqual([player.error?.message, player.trace], ['The connection broke.', trace]);
    assert.deepEqual([player.loadState, player.readyState, player.networkState], ['ready', 3, 1]);
    player.play();
    scheduler.advance(500);
    assert.deepEqual([player.timeMs, player.ended, player.paused], [200, true, true]);
  });

  it('by fulfilling without a run leaves nothing hanging', async () => {
    const { player, parts } = growing(4);
    await parts.finish();
    await settled();
    assert.deepEqual([player.loadState, player.error?.kind], ['failed', 'empty']);
  });
});
