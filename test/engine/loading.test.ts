import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PlayerError, traceSource } from '../../src/engine/index.js';
import type { TraceEvent } from '../../src/trace/index.js';
import { runEvents, steadyTrace, traceOf } from './traces.js';
import { handDrivenSource, settled, watchedPlayer } from './watched-player.js';

/** A player that is loading, with a trace that the test lets grow. */
function growing(eventCount: number, events: TraceEvent[] = runEvents([100, 200, 300, 400, 500])) {
  const { source, parts } = handDrivenSource();
  const watched = watchedPlayer(source);
  const trace = traceOf(events.slice(0, eventCount));
  let added = eventCount;
  const grow = (count: number) => {
    for (const event of events.slice(added, (added += count))) trace.append(event);
    parts.sink.grew();
  };
  return { ...watched, parts, trace, grow };
}

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

  it('after something came leaves what came, with a notice', async () => {
    const { player, parts, trace } = growing(4);
    parts.sink.open(trace);
    await parts.fail(new PlayerError('network', 'The connection broke.'));
    assert.equal(player.error, undefined);
    assert.deepEqual([player.loadState, player.readyState], ['ready', 4]);
    assert.deepEqual(
      player.trace?.notices.map(({ code, detail }) => [code, detail]),
      [['truncated', 'The connection broke.']],
    );
  });

  it('by fulfilling without a run leaves nothing hanging', async () => {
    const { player, parts } = growing(4);
    await parts.finish();
    await settled();
    assert.deepEqual([player.loadState, player.error?.kind], ['failed', 'empty']);
  });
});

describe('a live run', () => {
  function live(eventCount = 4) {
    const parts = growing(eventCount, runEvents([100, 200, 300, 400, 10_000]));
    const open = () => {
      parts.parts.sink.setConnection('open');
      parts.parts.sink.open(parts.trace, { isLive: true });
    };
    return { ...parts, open };
  }

  it('starts by itself at its live edge', () => {
    const { player, open, told } = live();
    open();
    assert.deepEqual(told().slice(1), [
      'progress',
      'durationchange',
      'loadedmetadata',
      'loadeddata',
      'canplay',
      'canplaythrough',
      'play',
      'playing',
    ]);
    assert.deepEqual([player.isLive, player.isAtLiveEdge, player.durationMs], [true, true, Infinity]);
    assert.deepEqual([player.timeMs, player.index, player.liveEdgeMs], [200, 3, 200]);
  });

  it('does not start by itself after a pause', () => {
    const { player, open, scheduler } = live();
    player.pause();
    open();
    assert.deepEqual([player.paused, player.timeMs, scheduler.frameCount], [true, 200, 0]);
  });

  it('that was asked to play before it came rides its live edge', () => {
    const { player, open } = live();
    player.play();
    open();
    assert.equal(player.isAtLiveEdge, true);
  });

  it('shows a new event at once, at whatever pace the frames come', () => {
    const { player, open, grow } = live();
    open();
    grow(1);
    assert.deepEqual([player.index, player.timeMs], [4, 300]);
  });

  it('lets time pass while the model is silent', () => {
    const { player, open, scheduler } = live();
    open();
    scheduler.advance(1600);
    assert.deepEqual([player.timeMs, player.liveEdgeMs, player.index], [1800, 1800, 3]);
    assert.deepEqual(player.seekable, [[0, 1800]]);
    assert.deepEqual(player.buffered, [[0, 200]]);
  });

  it('estimates its clock by the event that took least to come', () => {
    const { player, open, grow, scheduler } = live();
    open();
    scheduler.advance(160);
    grow(1);
    assert.equal(player.liveEdgeMs, 360);
    scheduler.advance(16);
    grow(1);
    assert.equal(player.liveEdgeMs, 400);
    scheduler.advance(16);
    assert.equal(player.liveEdgeMs, 416);
  });

  it('plays behind its edge at the true pace, and rides along the edge again when it catches up', () => {
    const { player, open, scheduler } = live();
    open();
    scheduler.advance(4800);
    player.seek(0);
    assert.equal(player.isAtLiveEdge, false);
    scheduler.advance(1000);
    player.pause();
    assert.deepEqual([player.timeMs, player.liveEdgeMs], [1000, 6000]);
    player.playbackRate = 2;
    player.play();
    scheduler.advance(4000);
    assert.equal(player.isAtLiveEdge, false);
    scheduler.advance(1100);
    assert.equal(player.isAtLiveEdge, true);
    scheduler.advance(1600);
    player.pause();
    assert.equal(player.timeMs, player.liveEdgeMs);
    assert.equal(player.liveEdgeMs, 6000 + 4000 + 1100 + 1600);
  });

  it('goes on behind a pause, and is jumped to', () => {
    const { player, open, grow, scheduler, told } = live();
    open();
    scheduler.advance(1600);
    player.pause();
    assert.deepEqual([scheduler.frameCount, scheduler.timerCount, player.isAtLiveEdge], [0, 0, false]);
    scheduler.advance(2000);
    grow(1);
    assert.deepEqual([player.timeMs, player.index, player.liveEdgeMs], [1800, 3, 3800]);
    told();
    player.seekToLiveEdge();
    assert.deepEqual(told(), ['seeking', 'timeupdate', 'seeked', 'play', 'playing']);
    assert.deepEqual([player.isAtLiveEdge, player.timeMs, player.index], [true, 3800, 4]);
  });

  it('is followed again by who plays on right after a pause', () => {
    const { player, open, scheduler } = live();
    open();
    player.pause();
    scheduler.advance(300);
    player.play();
    assert.equal(player.isAtLiveEdge, true);
  });

  it('is gone to by who names the edge that was last told, however long ago', () => {
    const { player, open, scheduler } = live();
    open();
    player.pause();
    scheduler.advance(5000);
    player.seek(player.liveEdgeMs);
    player.play();
    assert.deepEqual([player.isAtLiveEdge, player.timeMs], [true, 5200]);
  });

  it('falls behind at less than its pace', () => {
    const { player, open, scheduler } = live();
    open();
    player.playbackRate = 0.5;
    assert.equal(player.isAtLiveEdge, false);
    scheduler.advance(1600);
    assert.deepEqual([player.timeMs, player.liveEdgeMs], [1000, 1800]);
  });

  it('stands still at its edge while the connection is lost, and is no error', () => {
    const { player, open, parts, scheduler, told } = live();
    open();
    scheduler.advance(800);
    told();
    parts.sink.setConnection('reconnecting');
    assert.deepEqual(told(), ['timeupdate', 'waiting']);
    assert.deepEqual([player.readyState, player.error, player.connection], [2, undefined, 'reconnecting']);
    scheduler.advance(5000);
    assert.deepEqual([player.timeMs, player.liveEdgeMs, scheduler.frameCount], [1000, 1000, 0]);
    parts.sink.setConnection('open');
    assert.deepEqual(told(), ['canplay', 'playing', 'canplaythrough']);
    scheduler.advance(16);
    assert.equal(player.timeMs, 6016);
  });

  it('plays what lies behind while the connection is lost', () => {
    const { player, open, parts, scheduler, told } = live();
    open();
    scheduler.advance(800);
    parts.sink.setConnection('reconnecting');
    player.seek(0);
    told();
    assert.equal(player.readyState, 3);
    scheduler.advance(96);
    assert.equal(player.timeMs, 96);
    scheduler.advance(904);
    assert.deepEqual([player.timeMs, player.readyState], [1000, 2]);
    assert.deepEqual(told().slice(-2), ['timeupdate', 'waiting']);
  });

  it('has a duration once it has ended, and ends for who was at its edge', async () => {
    const { player, open, grow, parts, scheduler, told } = live();
    open();
    scheduler.advance(300);
    told();
    grow(5);
    await parts.finish();
    assert.deepEqual(told(), ['progress', 'durationchange', 'progress', 'timeupdate', 'pause', 'ended']);
    assert.deepEqual([player.isLive, player.durationMs, player.connection], [false, 10_000, 'ended']);
    assert.deepEqual([player.timeMs, player.index, player.ended], [10_000, 8, true]);
  });

  it('that ends earlier than the time that had passed here ends at its last event', async () => {
    const { player, open, parts, scheduler } = live();
    open();
    scheduler.advance(3000);
    await parts.finish();
    assert.deepEqual([player.timeMs, player.durationMs, player.ended], [200, 200, true]);
  });

  it('plays on to its end for who is behind', async () => {
    const { player, open, grow, parts, scheduler } = live();
    open();
    player.seek(0);
    player.pause();
    player.play();
    player.seek(0);
    scheduler.advance(2000);
    player.seek(50);
    grow(5);
    await parts.finish();
    assert.deepEqual([player.ended, player.paused, player.isLive], [false, false, false]);
    scheduler.advance(10_000);
    assert.equal(player.ended, true);
  });
});
