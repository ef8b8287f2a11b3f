import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Computed, State, Watcher } from '../../src/engine/signal.js';

/** Counts how often a watcher is told of changes to what `act` reads. */
function watching(act: () => void): { watcher: Watcher; told: () => number } {
  let told = 0;
  const watcher = new Watcher(() => told++);
  watcher.read(act);
  return { watcher, told: () => told };
}

describe('a signal', () => {
  it('tells a watcher of what it read that it changed', () => {
    const count = new State(1);
    const { told } = watching(() => void count.get());
    count.set(2);
    assert.equal(told(), 1);
  });

  it('tells nothing when it is set to the value that it has, NaN included', () => {
    const length = new State(NaN);
    const { told } = watching(() => void length.get());
    length.set(NaN);
    assert.equal(told(), 0);
  });

  it('tells nobody who did not read it, nor who stopped or last read something else', () => {
    const [read, unread] = [new State(1), new State(1)];
    const { watcher, told } = watching(() => void read.get());
    unread.set(2);
    watcher.read(() => void unread.get());
    read.set(2);
    watcher.stop();
    unread.set(3);
    assert.equal(told(), 0);
  });

  it('is no longer noted once a reading is over, even one that failed', () => {
    const [count, later] = [new State(1), new State(1)];
    const watcher = new Watcher(() => assert.fail('was told'));
    assert.throws(() =>
      watcher.read(() => {
        throw new Error('no');
      }),
    );
    later.get();
    later.set(2);
    count.set(2);
  });

  it('that is computed is computed when it is read, and again only after a change', () => {
    let runs = 0;
    const count = new State(1);
    const double = new Computed(() => {
      runs++;
      return count.get() * 2;
    });
    assert.equal(runs, 0);
    assert.deepEqual([double.get(), double.get(), runs], [2, 2, 1]);
    count.set(5);
    assert.deepEqual([runs, double.get(), runs], [1, 10, 2]);
  });

  it('that is computed tells a watcher only when it comes to another value', () => {
    const timeMs = new State(0);
    const isAtEnd = new Computed(() => timeMs.get() >= 10);
    const { watcher, told } = watching(() => void isAtEnd.get());
    timeMs.set(5);
    timeMs.set(9);
    assert.equal(told(), 0);
    timeMs.set(10);
    assert.equal(told(), 1);
    watcher.read(() => void isAtEnd.get());
    timeMs.set(11);
    assert.equal(told(), 1);
  });

  it('that is computed forgets what it no longer reads', () => {
    const [isLive, edge, length] = [new State(true), new State(1), new State(2)];
    const end = new Computed(() => (isLive.get() ? edge.get() : length.get()));
    end.get();
    isLive.set(false);
    assert.equal(end.get(), 2);
    assert.equal(edge.readers.size, 0);
  });

  it('that is computed of others is always what they come to, whatever is set and read between', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(2), fc.boolean()), { maxLength: 40 }), (moves) => {
        const states = [0, 0, 0, 0].map((value) => new State(value));
        const sum = new Computed(() => states[0]!.get() + states[1]!.get());
        const chosen = new Computed(() => (sum.get() > 1 ? states[2]!.get() : states[3]!.get()));
        const plain = [0, 0, 0, 0];
        let seen = chosen.get();
        let changes = 0;
        const watcher = new Watcher(() => changes++);
        watcher.read(() => void chosen.get());
        for (const [place, value, isRead] of moves) {
          states[place]!.set(value);
          plain[place] = value;
          const expected = plain[0]! + plain[1]! > 1 ? plain[2]! : plain[3]!;
          if (expected !== seen) assert.ok(changes > 0);
          if (!isRead) continue;
          assert.equal(chosen.get(), expected);
          seen = expected;
          changes = 0;
          watcher.read(() => void chosen.get());
        }
      }),
    );
  });
});
