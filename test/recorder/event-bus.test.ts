import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EventBus } from '../../src/recorder/event-bus.js';
import type { LiveEvent, TraceEvent } from '../../src/trace/index.js';
import { completed, emitRun, nextTurn, prompt, started, token } from './run-events.js';

function watchedBus() {
  const errors: string[] = [];
  const records: LiveEvent[] = [];
  const bus = new EventBus({ onError: (error) => errors.push(error.message) });
  bus.subscribe((record) => void records.push(record));
  return { bus, errors, records };
}

describe('the event bus', () => {
  it('numbers the events of each run on its own', () => {
    const { bus, records, errors } = watchedBus();
    bus.emit('a', started('a'));
    bus.emit('b', started('b'));
    bus.emit('a', token(1, 'x'));
    bus.emit('b', token(1, 'y'));
    bus.emit('a', completed(2));
    assert.deepEqual(
      records.map(({ runId, seq }) => `${runId}${seq}`),
      ['a0', 'b0', 'a1', 'b1', 'a2'],
    );
    assert.deepEqual(errors, []);
  });

  it('raises a time that goes backwards, and one below zero', () => {
    const { bus, records } = watchedBus();
    bus.emit('a', started('a', { time_ms: -5 }));
    bus.emit('a', token(10, 'x'));
    bus.emit('a', token(4, 'y'));
    bus.emit('a', token(12, 'z'));
    assert.deepEqual(
      records.map(({ event }) => event.time_ms),
      [0, 10, 10, 12],
    );
  });

  it('refuses what follows the end of a run, and says so', () => {
    const { bus, records, errors } = watchedBus();
    emitRun(bus, 'a', 1);
    const before = records.length;
    assert.equal(bus.emit('a', token(99, 'late')), undefined);
    assert.equal(bus.emit('a', started('a')), undefined);
    assert.equal(records.length, before);
    assert.match(errors[0]!, /token after the end of the run/);
    assert.equal(errors.length, 2);
  });

  it('refuses a run that does not begin with its run_started', () => {
    const { bus, records, errors } = watchedBus();
    bus.emit('a', prompt());
    bus.emit('a', started('b'));
    assert.equal(records.length, 0);
    assert.match(errors[0]!, /before run_started/);
    assert.match(errors[1]!, /names another run/);
  });

  it('refuses events that are not of the schema', () => {
    const { bus, records, errors } = watchedBus();
    bus.emit('a', started('a'));
    bus.emit('a', { type: 'token', time_ms: 1 } as TraceEvent);
    bus.emit('a', { type: 'token', time_ms: Number.NaN, text: 'x' });
    assert.equal(records.length, 1);
    assert.match(errors[0]!, /token\.text is missing/);
    assert.match(errors[1]!, /time_ms is not a number/);
  });

  it('hands on event types that it does not know', () => {
    const { bus, records } = watchedBus();
    bus.emit('a', started('a'));
    bus.emit('a', { type: 'x_custom', time_ms: 1, payload: { deep: [1] } });
    assert.deepEqual(records[1]!.event, { type: 'x_custom', time_ms: 1, payload: { deep: [1] } });
  });

  it('reports a handler that throws, and calls the others', async () => {
    const { bus, errors } = watchedBus();
    const seen: string[] = [];
    bus.subscribe(() => {
      throw new Error('broken at once');
    });
    bus.subscribe(async () => {
      await nextTurn();
      throw new Error('broken later');
    });
    bus.subscribe(({ event }) => void seen.push(event.type));
    bus.emit('a', started('a'));
    bus.emit('a', token(1, 'x'));
    await nextTurn();
    await nextTurn();
    assert.deepEqual(seen, ['run_started', 'token']);
    assert.deepEqual(errors.sort(), ['broken at once', 'broken at once', 'broken later', 'broken later']);
  });

  it('goes on when the error handler itself throws', (test) => {
    const lines = test.mock.method(console, 'error', () => {});
    const bus = new EventBus({
      onError: () => {
        throw new Error('no');
      },
    });
    assert.equal(bus.emit('a', prompt()), undefined);
    assert.equal(bus.emit('a', started('a'))?.seq, 0);
    assert.equal(lines.mock.callCount(), 1);
  });

  it('writes one line to standard error where no error handler is given', (test) => {
    const lines = test.mock.method(console, 'error', () => {});
    new EventBus().emit('a\nb', prompt());
    assert.deepEqual(lines.mock.calls[0]!.arguments, [
      'trace-player: Run a b: prompt_sent before run_started; the event is left out',
    ]);
  });

  it('gives every handler the same order when a handler emits', () => {
    const { bus, records } = watchedBus();
    bus.subscribe(({ runId, event }) => {
      if (event.type === 'run_started' && runId === 'a') bus.emit('b', started('b'));
    });
    const last: string[] = [];
    bus.subscribe(({ runId }) => void last.push(runId));
    bus.emit('a', started('a'));
    assert.deepEqual(last, ['a', 'b']);
    assert.deepEqual(
      records.map(({ runId }) => runId),
      ['a', 'b'],
    );
  });

  it('keeps an event as it was emitted, whatever its maker or a handler does to it', () => {
    const { bus, records, errors } = watchedBus();
    bus.subscribe(({ event }) => {
      (event as { text?: string }).text = 'changed';
    });
    bus.emit('a', started('a'));
    const mine = { type: 'token' as const, time_ms: 1, text: 'mine' };
    bus.emit('a', mine);
    mine.text = 'changed';
    assert.equal((records[1]!.event as { text?: string }).text, 'mine');
    assert.equal(errors.length, 2);
  });

  it('forgets a run when it ends, and unsubscribes only the one asked', () => {
    const bus = new EventBus({ onError: () => {} });
    let calls = 0;
    const count = () => void calls++;
    const first = bus.subscribe(count);
    bus.subscribe(count);
    bus.emit('a', started('a'));
    assert.deepEqual(bus.runIds, ['a']);
    first();
    bus.emit('a', completed(1));
    assert.deepEqual(bus.runIds, []);
    assert.equal(calls, 3);
  });
});
