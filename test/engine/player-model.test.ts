import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Player, traceSource } from '../../src/engine/index.js';
import type { Trace } from '../../src/trace/index.js';
import type { ManualScheduler } from '../helpers/manual-scheduler.js';
import { runEvents, traceOf } from './traces.js';
import { watchedPlayer } from './watched-player.js';

/** What a player ought to be, told without a clock, frames or signals. */
interface Model {
  readonly trace: Trace;
  timeMs: number;
  index: number;
  isPlaying: boolean;
  rate: number;
}

interface Command {
  readonly name: string;
  onModel(model: Model): void;
  onPlayer(player: Player, scheduler: ManualScheduler): void;
}

const FRAME_MS = 16;

/** Rates and times are exact in binary, so that model and player can be compared exactly. */
const commands: fc.Arbitrary<Command> = fc.oneof(
  fc.constant(playing()),
  fc.constant(pausing()),
  fc.integer({ min: -100, max: 3000 }).map(seeking),
  fc.integer({ min: -4, max: 4 }).map(stepping),
  fc.constantFrom(0.0625, 0.5, 1, 2, 4, 16).map(rating),
  fc.integer({ min: 0, max: 1200 }).map(waiting),
);

function playing(): Command {
  return {
    name: 'play',
    onModel(model) {
      if (isAtEnd(model)) place(model, 0);
      model.isPlaying = true;
      place(model, model.timeMs);
      endIfThere(model);
    },
    onPlayer: (player) => player.play(),
  };
}

function pausing(): Command {
  return {
    name: 'pause',
    onModel: (model) => (model.isPlaying = false),
    onPlayer: (player) => player.pause(),
  };
}

function seeking(timeMs: number): Command {
  return {
    name: `seek ${timeMs}`,
    onModel(model) {
      place(model, Math.min(Math.max(0, timeMs), model.trace.durationMs));
      endIfThere(model);
    },
    onPlayer: (player) => player.seek(timeMs),
  };
}

function stepping(count: number): Command {
  return {
    name: `step ${count}`,
    onModel(model) {
      model.isPlaying = false;
      const index = Math.min(Math.max(-1, model.index + count), model.trace.length - 1);
      if (index === model.index) return;
      model.index = index;
      model.timeMs = index < 0 ? 0 : model.trace.timeAt(index);
    },
    onPlayer: (player) => player.step(count),
  };
}

function rating(rate: number): Command {
  return {
    name: `rate ${rate}`,
    onModel: (model) => (model.rate = rate),
    onPlayer: (player) => (player.playbackRate = rate),
  };
}

function waiting(ms: number): Command {
  return {
    name: `wait ${ms}`,
    onModel(model) {
      if (!model.isPlaying || ms === 0) return;
      place(model, Math.min(model.timeMs + ms * model.rate, model.trace.durationMs));
      endIfThere(model);
    },
    onPlayer: (_player, scheduler) => scheduler.advance(ms),
  };
}

function place(model: Model, timeMs: number): void {
  model.timeMs = timeMs;
  model.index = model.trace.indexAt(timeMs);
}

function isAtEnd({ trace, timeMs, index }: Model): boolean {
  return timeMs >= trace.durationMs && index === trace.length - 1;
}

function endIfThere(model: Model): void {
  if (isAtEnd(model)) model.isPlaying = false;
}

const tokenTimes = fc
  .array(fc.integer({ min: 0, max: 400 }), { minLength: 0, maxLength: 12 })
  .map((gaps) => gaps.map((_, index) => gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap, 0)));

function check(player: Player, scheduler: ManualScheduler, model: Model): void {
  const behindMs = model.timeMs - player.timeMs;
  assert.equal(player.paused, !model.isPlaying, 'paused');
  assert.equal(player.ended, isAtEnd(model), 'ended');
  if (model.isPlaying) {
    assert.ok(behindMs >= 0 && behindMs <= FRAME_MS * model.rate, `shown time is ${behindMs} ms behind`);
  } else {
    assert.deepEqual([player.timeMs, player.index], [model.timeMs, model.index]);
  }
  const running = model.isPlaying ? 1 : 0;
  assert.deepEqual([scheduler.frameCount, scheduler.timerCount], [running, running], 'frames and timers');
}

describe('a player', () => {
  it('is what a model without a clock says, whatever it is told', () => {
    fc.assert(
      fc.property(tokenTimes, fc.array(commands, { maxLength: 40 }), (times, list) => {
        const trace = traceOf(runEvents(times));
        const { player, scheduler } = watchedPlayer(traceSource(trace));
        const model: Model = { trace, timeMs: 0, index: trace.indexAt(0), isPlaying: false, rate: 1 };
        for (const command of list) {
          command.onPlayer(player, scheduler);
          command.onModel(model);
          check(player, scheduler, model);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('tells of plays, pauses and seeks in pairs, and passes each event once while it plays', () => {
    fc.assert(
      fc.property(
        tokenTimes,
        fc.array(commands, { maxLength: 40 }),
        fc.boolean(),
        (times, list, isLooping) => {
          const { player, scheduler, told } = watchedPlayer(traceSource(traceOf(runEvents(times))));
          let lastPassed = player.index;
          player.subscribe((type) => {
            if (type === 'seeking') lastPassed = NaN;
            if (type !== 'trace-event') return;
            const { first, last } = player.passed!;
            assert.ok(
              last >= first && !(first !== lastPassed + 1 && lastPassed >= 0),
              `${first} after ${lastPassed}`,
            );
            lastPassed = last;
          });
          player.loop = isLooping;
          for (const command of list) command.onPlayer(player, scheduler);
          const events = told();
          assertAlternates(
            events.filter((type) => type === 'play' || type === 'pause'),
            'play',
            'pause',
          );
          assertAlternates(
            events.filter((type) => type === 'seeking' || type === 'seeked'),
            'seeking',
            'seeked',
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('shows a time that never runs back while it plays', () => {
    fc.assert(
      fc.property(
        tokenTimes,
        fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 30 }),
        (times, waits) => {
          const { player, scheduler } = watchedPlayer(traceSource(traceOf(runEvents(times))));
          player.play();
          let before = { timeMs: 0, index: -1 };
          for (const ms of waits) {
            scheduler.advance(ms);
            assert.ok(player.timeMs >= before.timeMs && player.index >= before.index);
            assert.ok(player.timeMs <= player.durationMs);
            assert.equal(player.index, player.trace!.indexAt(player.timeMs));
            before = { timeMs: player.timeMs, index: player.index };
          }
        },
      ),
    );
  });

  it('is back where it was after a step on and a step back', () => {
    fc.assert(
      fc.property(tokenTimes, fc.nat(20), fc.nat(5), (times, start, count) => {
        const { player } = watchedPlayer(traceSource(traceOf(runEvents(times))));
        player.step(-10);
        player.step(Math.min(start, player.trace!.length - count));
        const before = [player.index, player.timeMs];
        player.step(count);
        player.step(-count);
        assert.deepEqual([player.index, player.timeMs], before);
      }),
    );
  });

  it('looks once per frame for the event at its time, however long the run', () => {
    const trace = traceOf(runEvents(Array.from({ length: 50_000 }, (_, index) => index)));
    const { player, scheduler } = watchedPlayer(traceSource(trace));
    player.playbackRate = 16;
    player.play();
    let lookups = 0;
    const indexAt = trace.indexAt.bind(trace);
    trace.indexAt = (timeMs) => (lookups++, indexAt(timeMs));
    let reads = 0;
    const eventAt = trace.eventAt.bind(trace);
    trace.eventAt = (index) => (reads++, eventAt(index));
    scheduler.advance(10 * FRAME_MS);
    assert.deepEqual([lookups, reads, player.index], [10, 0, 10 * FRAME_MS * 16 + 2]);
    lookups = 0;
    player.seek(40_000);
    assert.equal(lookups, 2, 'where it was by now, and where it goes');
  });
});

function assertAlternates(events: readonly string[], first: string, second: string): void {
  events.forEach((type, index) => assert.equal(type, index % 2 === 0 ? first : second));
}
