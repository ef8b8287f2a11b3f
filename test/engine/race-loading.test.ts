import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PlayerError, traceSource } from '../../src/engine/index.js';
import { runEvents, traceOf } from './traces.js';
import { everyMs, promptedTrace, race } from './raced-players.js';
import { handDrivenSource, settled } from './watched-player.js';

const recorded = () => promptedTrace(everyMs(100, 80), 500);

describe('a race of runs that are still to come', () => {
  it('waits until all are there, then begins', () => {
    const { source, parts } = handDrivenSource();
    const { race: raced, scheduler, times } = race([recorded(), source]);
    raced.play();
    scheduler.advance(496);
    assert.deepEqual([raced.timeMs, raced.paused], [0, false]);
    parts.sink.open(promptedTrace(everyMs(200, 10)), { isComplete: true });
    scheduler.advance(320);
    assert.deepEqual(times(), [820, 320]);
  });

  it('goes no further than what is loaded of each, and on when more has come', () => {
    const { source, parts } = handDrivenSource();
    const events = runEvents(everyMs(100, 30));
    const trace = traceOf(events.slice(0, 5));
    const { race: raced, scheduler, times } = race([recorded(), source]);
    parts.sink.open(trace);
    raced.play();
    scheduler.advance(992);
    assert.deepEqual([raced.timeMs, times(), raced.paused], [300, [800, 300], false]);
    for (const event of events.slice(5, 15)) trace.append(event);
    parts.sink.grew();
    scheduler.advance(320);
    assert.deepEqual([raced.timeMs, times()], [620, [1120, 620]]);
  });

  it('goes to a place that was sought before it was there', () => {
    const { source, parts } = handDrivenSource();
    const { race: raced, told, times } = race([recorded(), source]);
    told();
    raced.seek(700);
    assert.deepEqual([raced.seeking, told()], [true, ['seeking']]);
    parts.sink.open(promptedTrace(everyMs(200, 10)), { isComplete: true });
    assert.deepEqual([raced.seeking, times()], [false, [1200, 700]]);
    assert.ok(told().includes('seeked'));
  });

  it('goes to a place that was sought before anything was asked for', async () => {
    const { race: raced, players, times } = race([recorded(), recorded()]);
    for (const player of players) player.load(undefined);
    await settled();
    raced.seek(700);
    for (const player of players)
      player.load(async (sink) => sink.open(promptedTrace(everyMs(100, 20)), { isComplete: true }));
    await settled();
    assert.deepEqual([raced.timeMs, times(), raced.seeking], [700, [700, 700], false]);
  });

  it('leaves out a run that cannot be loaded', async () => {
    const { source, parts } = handDrivenSource();
    const { race: raced, players, scheduler } = race([recorded(), source]);
    raced.play();
    await parts.fail(new PlayerError('http', 'HTTP 404'));
    scheduler.advance(320);
    assert.deepEqual([raced.timeMs, players[0]!.timeMs, players[1]!.loadState], [320, 820, 'failed']);
    scheduler.advance(9000);
    assert.equal(raced.ended, true);
  });

  it('puts a run that is loaded anew where the race is', async () => {
    const { race: raced, players, scheduler, times } = race([recorded(), recorded()]);
    raced.play();
    scheduler.advance(320);
    players[1]!.load(async (sink) => sink.open(promptedTrace(everyMs(300, 9)), { isComplete: true }));
    await settled();
    assert.deepEqual(times(), [820, 320]);
    scheduler.advance(160);
    assert.deepEqual([raced.timeMs, times()], [480, [980, 480]]);
  });

  it('is at the end where a shorter run takes the place of the one that it was in', async () => {
    const {
      race: raced,
      players,
      scheduler,
      times,
      told,
    } = race([promptedTrace(everyMs(100, 90)), recorded()]);
    raced.seek(8500);
    raced.play();
    scheduler.advance(160);
    told();
    players[0]!.load(traceSource(promptedTrace(everyMs(100, 5))));
    await settled();
    assert.deepEqual([raced.timeMs, raced.ended, raced.paused], [raced.durationMs, true, true]);
    assert.deepEqual(times(), [500, players[1]!.durationMs]);
    assert.ok(told().includes('seeked'));
    players[0]!.load(undefined);
    await settled();
    assert.equal(raced.timeMs, raced.durationMs);
  });

  it('has not ended while another run takes the place of the last that played', async () => {
    const {
      race: raced,
      players,
      scheduler,
      told,
      times,
    } = race([promptedTrace(everyMs(100, 2)), recorded()]);
    raced.play();
    scheduler.advance(480);
    told();
    players[1]!.load(async (sink) => sink.open(promptedTrace(everyMs(100, 40)), { isComplete: true }));
    await settled();
    assert.deepEqual([raced.paused, raced.timeMs, told().includes('ended')], [false, 480, false]);
    scheduler.advance(160);
    assert.deepEqual(times()[1], 640);
    players[1]!.load(undefined);
    await settled();
    assert.deepEqual([raced.ended, told().includes('ended')], [true, true]);
  });

  for (const [how, act] of [
    ['a seek of a player', ({ players }: Raced) => players[0]!.seek(600)],
    ['a seek of the one that loads', ({ players }: Raced) => players[1]!.seek(100)],
    ['a step', ({ race: raced }: Raced) => raced.step(-1)],
  ] as const)
    it(`forgets a place that it was to go to once that is loaded at ${how}`, () => {
      const { source, parts } = handDrivenSource();
      const events = runEvents(everyMs(100, 30));
      const trace = traceOf(events.slice(0, 6));
      const raced = race([recorded(), source]);
      parts.sink.open(trace);
      raced.race.seek(2000);
      assert.equal(raced.race.seeking, true);
      act(raced);
      const before = raced.times();
      for (const event of events.slice(6)) trace.append(event);
      parts.sink.grew();
      assert.deepEqual([raced.race.seeking, raced.times()], [false, before]);
    });

  it('brings a run that takes another’s place to where the race stands as it loads', async () => {
    const { race: raced, players, times } = race([recorded(), recorded()]);
    raced.seek(620);
    const { source, parts } = handDrivenSource();
    const events = runEvents(everyMs(100, 30));
    const trace = traceOf(events.slice(0, 5));
    players[1]!.load(source);
    parts.sink.open(trace);
    assert.deepEqual([raced.timeMs, times()], [620, [1120, 300]]);
    for (const event of events.slice(5)) trace.append(event);
    await parts.finish();
    assert.deepEqual([raced.timeMs, times()], [620, [1120, 620]]);
    players[1]!.step(1);
    assert.deepEqual(times(), [1200, 700]);
  });
});

type Raced = ReturnType<typeof race>;

describe('a live run against a recorded one', () => {
  function live() {
    const { source, parts } = handDrivenSource();
    const trace = traceOf([]);
    const events = runEvents([200, 400, 600, 5000]);
    let added = 0;
    const grow = (count: number) => {
      for (const event of events.slice(added, (added += count))) trace.append(event);
    };
    const raced = race([recorded(), source]);
    const open = (count: number) => {
      grow(count);
      parts.sink.setConnection('open');
      parts.sink.open(trace, { isLive: true });
    };
    const arrive = (count: number) => {
      grow(count);
      parts.sink.grew();
    };
    return { ...raced, parts, open, arrive };
  }

  it('plays by itself from where the live run is, the recorded one as long after its prompt', () => {
    const { race: raced, open, scheduler, times } = live();
    open(4);
    assert.deepEqual([raced.paused, raced.isLive, raced.timeMs, times()], [false, true, 400, [900, 400]]);
    assert.equal(raced.durationMs, Infinity);
    scheduler.advance(1600);
    assertTogether(times(), 2000);
  });

  it('never lets the recorded one run ahead of it', () => {
    const { race: raced, open, scheduler, times } = live();
    open(4);
    raced.playbackRate = 4;
    scheduler.advance(1600);
    assertTogether(times(), 2000);
    raced.seek(99_999);
    assertTogether(times(), 2000);
  });

  it('has both at the edge in the next frame, where an event shows that to be further on than was thought', () => {
    const { open, arrive, scheduler, times } = live();
    open(4);
    scheduler.advance(96);
    assertTogether(times(), 496);
    arrive(1);
    scheduler.advance(16);
    assertTogether(times(), 616);
  });

  it('can be watched again from the beginning while it goes on, and be caught up with', () => {
    const { race: raced, open, scheduler, times } = live();
    open(4);
    scheduler.advance(1600);
    raced.seek(0);
    assert.deepEqual([times(), raced.isAtLiveEdge], [[500, 0], false]);
    scheduler.advance(160);
    assert.deepEqual(times(), [660, 160]);
    raced.seekToLiveEdge();
    assert.deepEqual([times(), raced.isAtLiveEdge], [[2660, 2160], true]);
  });

  it('ends when both have', async () => {
    const { race: raced, open, arrive, parts, scheduler, told } = live();
    open(4);
    scheduler.advance(4700);
    arrive(9);
    await parts.finish();
    assert.deepEqual([raced.isLive, raced.ended, raced.durationMs], [false, false, 8000]);
    scheduler.advance(3100);
    assert.deepEqual([raced.ended, raced.paused], [true, true]);
    assert.equal(told().filter((type) => type === 'ended').length, 1);
    assert.deepEqual([scheduler.frameCount], [0]);
  });

  it('stands with it while its prompt has not been sent', () => {
    const { race: raced, open, arrive, scheduler, times } = live();
    open(1);
    scheduler.advance(320);
    assert.deepEqual([raced.timeMs, times()[0]], [0, 500]);
    arrive(2);
    scheduler.advance(160);
    assert.ok(raced.timeMs > 0);
    assert.equal(times()[0], 500 + raced.timeMs);
  });
});

/** The live run is where it is now, and the recorded one with it. */
function assertTogether(timesMs: readonly number[], edgeMs: number): void {
  assert.deepEqual(timesMs, [500 + edgeMs, edgeMs]);
}
