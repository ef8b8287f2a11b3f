import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { growing } from './growing-player.js';
import { runEvents } from './traces.js';

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
