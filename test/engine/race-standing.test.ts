import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { raceLead } from '../../src/engine/index.js';
import { everyMs, promptedTrace, race } from './raced-players.js';
import { runEvents, traceOf } from './traces.js';

/** A token every 100 ms for 1 s; one every 300 ms for 3 s. */
const quick = () => promptedTrace(everyMs(100, 10));
const slow = () => promptedTrace(everyMs(300, 10), 500);

describe('who is ahead', () => {
  function at(timeMs: number, sync: 'time' | 'tokens' = 'time') {
    const { race: raced } = race([slow(), quick()], sync);
    raced.seek(timeMs);
    const lead = raceLead(raced.lanes, raced.sync);
    return (
      lead && {
        ...lead,
        leader: raced.lanes.indexOf(lead.leader),
        follower: raced.lanes.indexOf(lead.follower),
      }
    );
  }

  it('is nobody before the first token', () => {
    assert.equal(at(50), undefined);
  });

  it('is who has more tokens, since it had as many as the other has', () => {
    assert.deepEqual(at(750), { leader: 1, follower: 0, kind: 'running', tokens: 5, ms: 550 });
  });

  it('counts from its own first token while the other has none', () => {
    assert.deepEqual(at(250), { leader: 1, follower: 0, kind: 'running', tokens: 2, ms: 150 });
  });

  it('is who has finished, since then', () => {
    assert.deepEqual(at(1600), { leader: 1, follower: 0, kind: 'finished', tokens: 0, ms: 600 });
  });

  it('is who finished first, once all have', () => {
    assert.deepEqual(at(9999), { leader: 1, follower: 0, kind: 'final', tokens: 0, ms: 2000 });
  });

  it('is by tokens who needed less time for as many', () => {
    assert.deepEqual(at(1500, 'tokens'), { leader: 1, follower: 0, kind: 'running', tokens: 0, ms: 1000 });
  });

  it('is never a run that broke off', () => {
    const broken = traceOf(runEvents(everyMs(10, 5)).slice(0, -2));
    const { race: raced } = race([broken, quick(), slow()]);
    raced.seek(700);
    const lead = raceLead(raced.lanes, raced.sync);
    assert.equal(lead?.leader, raced.lanes[1]);
    assert.equal(lead?.follower, raced.lanes[2]);
  });

  it('is never a run whose times are made up, nor ahead of it', () => {
    const invented = traceOf(
      runEvents(everyMs(10, 5)).map((event) =>
        event.type === 'run_started' ? { ...event, timing: 'estimated' as const } : event,
      ),
    );
    const { race: raced } = race([invented, quick()]);
    raced.seek(30);
    assert.equal(raceLead(raced.lanes, raced.sync), undefined);
    raced.seek(9999);
    assert.equal(raceLead(raced.lanes, raced.sync), undefined);
    raced.sync = 'tokens';
    raced.seek(300);
    assert.equal(raceLead(raced.lanes, raced.sync), undefined);
    const { race: three } = race([invented, quick(), slow()]);
    three.seek(750);
    assert.equal(raceLead(three.lanes, three.sync)?.follower, three.lanes[2]);
  });
});
