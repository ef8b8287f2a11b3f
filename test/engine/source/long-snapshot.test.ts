import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { snapshotSource } from '../../../src/engine/index.js';
import { beginSnapshot } from '../../../src/engine/source/begun-snapshots.js';
import { encodeSnapshot } from '../../../src/trace/snapshot/encode-snapshot.js';
import { RunPacker } from '../../../src/trace/snapshot/run-packer.js';
import { linkOfPacked } from '../../trace/snapshot/craft-link.js';
import { runEvents, steadyTrace, traceOf } from '../traces.js';
import { watchedPlayer } from '../watched-player.js';
import { isSettled } from './http-player.js';
import { until } from './test-server.js';

const TOKENS = 3000;
const events = runEvents(Array.from({ length: TOKENS }, (_, index) => index * 10));
const { payload: long } = await encodeSnapshot(traceOf(events));
const { payload: short } = await encodeSnapshot(steadyTrace());

/** A player that a long link was given to, once it has opened that. The clock goes on by `lookMs` whenever it is looked at. */
async function opened(link: string, { frameMs = 16, lookMs = 0 } = {}) {
  const watched = watchedPlayer();
  const { scheduler } = watched;
  scheduler.frameMs = frameMs;
  const now = scheduler.now.bind(scheduler);
  let lookedMs = 0;
  scheduler.now = () => now() + (lookedMs += lookMs);
  watched.player.load(snapshotSource(link));
  await until(() => watched.player.loadState !== 'loading');
  return watched;
}

describe('a link with a long run', () => {
  it('is shown after its first events, and read on once they are painted', async () => {
    const { player, scheduler, told } = await opened(`#trace=${long}`);
    assert.ok(player.trace!.length > 0 && player.trace!.length < TOKENS / 10, `${player.trace!.length}`);
    assert.deepEqual([player.progress.isComplete, player.readyState < 4], [false, true]);
    scheduler.advance(16);
    await until(() => isSettled(player));
    assert.deepEqual([...player.trace!.wholeEvents()], [...traceOf(events).wholeEvents()]);
    assert.deepEqual([player.readyState, player.durationMs], [4, (TOKENS - 1) * 10]);
    assert.equal(told().filter((type) => type === 'loadedmetadata').length, 1);
  });

  it('is read on where nothing is painted, too', async () => {
    const { player, scheduler } = await opened(`#trace=${long}`, { frameMs: Infinity });
    scheduler.advance(100);
    await until(() => isSettled(player));
    assert.equal(player.trace!.length, events.length);
    assert.equal(scheduler.frameCount + scheduler.timerCount, 0);
  });

  it('is first shown at its moment, where that is not long to read', async () => {
    const { player, scheduler, told } = await opened(`#trace=${long}&t=20`);
    assert.deepEqual([player.timeMs, player.readyState], [20_000, 3]);
    assert.ok(player.trace!.length < TOKENS, `${player.trace!.length}`);
    assert.deepEqual(told().slice(-4), ['timeupdate', 'seeked', 'loadeddata', 'canplay']);
    scheduler.advance(16);
    await until(() => isSettled(player));
    assert.deepEqual([player.timeMs, player.readyState], [20_000, 4]);
  });

  it('goes to a moment that is long to read as soon as that is there', async () => {
    const { player, scheduler } = await opened(`#trace=${long}&t=20`, { lookMs: 3 });
    assert.notEqual(player.timeMs, 20_000);
    assert.ok(player.trace!.length < TOKENS / 3, `${player.trace!.length}`);
    scheduler.advance(16);
    await until(() => isSettled(player));
    assert.equal(player.timeMs, 20_000);
  });

  it('is let go of in the middle when another one is played', async () => {
    const { player, scheduler } = await opened(`#trace=${long}`);
    const first = player.trace!;
    const { length } = first;
    player.load(snapshotSource(`#trace=${short}`));
    await until(() => player.trace !== first && isSettled(player));
    scheduler.advance(16);
    await new Promise((resolve) => setTimeout(resolve));
    assert.deepEqual([first.length, player.durationMs], [length, 1000]);
  });

  it('is played as far as it goes, with a message, where someone made its rest wrong', async () => {
    const packer = new RunPacker(1);
    for (const event of events) packer.add(event);
    const packed = packer.finish({});
    const cut = linkOfPacked({ ...packed, times: packed.times.slice(0, -50) });
    const { player, scheduler, told } = await opened(`#trace=${cut}`);
    scheduler.advance(16);
    await until(() => player.error !== undefined);
    assert.match(player.error!.message, /cut short or changed/);
    assert.deepEqual([player.loadState, player.readyState], ['ready', 3]);
    assert.ok(player.trace!.length > TOKENS / 2);
    assert.equal(told().at(-1), 'error');
  });
});

describe('a link that was begun to be read before there was a player', () => {
  it('is played as if it had not been', async () => {
    beginSnapshot(short);
    const { player } = await opened(`#trace=${short}`);
    assert.deepEqual([...player.trace!.wholeEvents()], [...steadyTrace().wholeEvents()]);
    assert.equal(player.readyState, 4);
  });

  it('gives each player a run of its own', async () => {
    beginSnapshot(short);
    const [first, second] = [await opened(`#trace=${short}`), await opened(`#trace=${short}`)];
    assert.notEqual(first.player.trace, second.player.trace);
    assert.equal(second.player.trace!.length, first.player.trace!.length);
  });

  it('says what is wrong with it to who plays it, and to nobody else', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    beginSnapshot(short.slice(0, -3));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { player } = await opened(`#trace=${short.slice(0, -3)}`);
    process.off('unhandledRejection', note);
    assert.equal(player.error?.kind, 'bad_link');
    assert.deepEqual(unhandled, []);
  });
});
