import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Player, snapshotSource } from '../../../src/engine/index.js';
import { encodeSnapshot } from '../../../src/trace/snapshot/encode-snapshot.js';
import { runEvents, steadyTrace, traceOf } from '../traces.js';
import { type WatchedPlayer, watchedPlayer } from '../watched-player.js';
import { isSettled } from './http-player.js';
import { until } from './test-server.js';

const { payload } = await encodeSnapshot(steadyTrace());

async function opened(link: string, prepare: (player: Player) => void = () => {}): Promise<WatchedPlayer> {
  const watched = watchedPlayer();
  prepare(watched.player);
  watched.told();
  watched.player.load(snapshotSource(link));
  await until(() => isSettled(watched.player));
  return watched;
}

describe('a link that holds a run', () => {
  it('plays as the run itself does, from the same events', async () => {
    const { player, told } = await opened(`https://runs.example/embed.html#trace=${payload}`);
    const own = watchedPlayer();
    own.player.load(async (sink) => sink.open(steadyTrace(), { isComplete: true }));
    await until(() => isSettled(own.player));
    assert.deepEqual(told(), own.told());
    assert.deepEqual([...player.trace!.wholeEvents()], [...steadyTrace().wholeEvents()]);
    assert.deepEqual(
      [player.readyState, player.error, player.playbackRate, player.timeMs],
      [4, undefined, 1, 0],
    );
  });

  it('starts where it says, at the speed that it says', async () => {
    const { player, told } = await opened(`#trace=${payload}&t=0.35&speed=2`);
    assert.deepEqual([player.timeMs, player.index, player.playbackRate], [350, 4, 2]);
    const types = told();
    assert.ok(types.indexOf('loadedmetadata') < types.indexOf('ratechange'));
    assert.equal(player.paused, true);
  });

  it('starts at its end where its place is later', async () => {
    const { player } = await opened(`#trace=${payload}&t=99`);
    assert.equal(player.timeMs, 1000);
  });

  it('starts where its page says, at the speed that its page says', async () => {
    const { player } = await opened(`#trace=${payload}&t=0.35&speed=2`, (player) => {
      player.seek(800);
      player.defaultPlaybackRate = 0.5;
    });
    assert.deepEqual([player.timeMs, player.playbackRate], [800, 0.5]);
  });

  it('is the first one of those of a comparison', async () => {
    const other = await encodeSnapshot(traceOf(runEvents([100, 200])));
    const { player } = await opened(`#trace=${payload}&trace=${other.payload}`);
    assert.equal(player.durationMs, 1000);
  });

  it('tells nothing once another one is played', async () => {
    const { player, told } = watchedPlayer();
    const other = await encodeSnapshot(traceOf(runEvents([100, 200])));
    player.load(snapshotSource(`#trace=${payload}&speed=2`));
    player.load(snapshotSource(`#trace=${other.payload}`));
    await until(() => isSettled(player));
    // Begun after both, it ends after both.
    await opened(`#trace=${payload}`);
    assert.equal(told().filter((type) => type === 'loadedmetadata').length, 1);
    assert.deepEqual([player.durationMs, player.playbackRate], [200, 1]);
  });
});

describe('a link whose run cannot be read', () => {
  const changed = payload.slice(0, 40) + (payload[40] === 'A' ? 'B' : 'A') + payload.slice(41);
  const refused: [name: string, link: string, kind: string, message: RegExp][] = [
    ['an empty one', '#trace=', 'empty', /holds no run/],
    ['no link at all', '', 'empty', /holds no run/],
    ['a codec that is not known', '#trace=zAAAA', 'bad_link', /later version/],
    ['a codec alone', '#trace=d', 'bad_link', /cut short or changed/],
    ['characters of no codec', '#trace=d%00**', 'bad_link', /cut short or changed/],
    ['one cut short', `#trace=${payload.slice(0, -3)}`, 'bad_link', /cut short or changed/],
    ['one with another character', `#trace=${changed}`, 'bad_link', /cut short or changed/],
    ['a version to come', '#trace=dfwAAAA', 'bad_link', /later version/],
    ['one that is too long', `#trace=d${'A'.repeat(13 << 20)}`, 'too_large', /more than a link may/],
  ];
  for (const [name, link, kind, message] of refused) {
    it(`fails with one clear message: ${name}`, async () => {
      const { player, told } = await opened(link);
      assert.deepEqual(told(), ['loadstart', 'error']);
      assert.equal(player.error?.kind, kind);
      assert.match(player.error.message, message);
      assert.deepEqual([player.loadState, player.networkState, player.readyState], ['failed', 3, 0]);
    });
  }

  it('ends in a run or in an error, whatever it says', async () => {
    const damaged = fc
      .tuple(fc.nat(payload.length - 1), fc.string({ maxLength: 3 }))
      .map(([at, text]) => payload.slice(0, at) + text + payload.slice(at + 1));
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), damaged);
    await fc.assert(
      fc.asyncProperty(value, async (text) => {
        const { player, told } = await opened(`#trace=${text}`);
        const types = told();
        assert.notEqual(types.includes('loadedmetadata'), types.includes('error'));
        if (player.error) assert.match(player.error.message, /^[A-Z].*[.?]$/);
      }),
      { numRuns: 300 },
    );
  });
});
