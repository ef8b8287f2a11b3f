import { Player, Race, type RaceSync, type Source, traceSource } from '../../src/engine/index.js';
import type { MediaEventType } from '../../src/engine/index.js';
import type { Trace } from '../../src/trace/index.js';
import { ManualScheduler } from '../helpers/manual-scheduler.js';
import { runEvents, traceOf } from './traces.js';

/** A run whose prompt is sent at `promptMs`, with tokens at the given times after it. */
export function promptedTrace(tokenTimesMs: readonly number[], promptMs = 0): Trace {
  const events = runEvents(tokenTimesMs).map((event) =>
    event.type === 'run_started' ? event : { ...event, time_ms: event.time_ms + promptMs },
  );
  return traceOf(events);
}

/** Times of `count` tokens, `gapMs` apart, the first after `firstMs`. */
export function everyMs(gapMs: number, count: number, firstMs = gapMs): number[] {
  return Array.from({ length: count }, (_, index) => firstMs + index * gapMs);
}

/** A race on a manual clock, with what it told. */
export function race(sources: readonly (Source | Trace)[], sync: RaceSync = 'time') {
  const scheduler = new ManualScheduler();
  const players = sources.map((source) => {
    const player = new Player({ scheduler });
    player.load(typeof source === 'function' ? source : traceSource(source));
    return player;
  });
  const raced = new Race({ scheduler, players, sync });
  const events: MediaEventType[] = [];
  raced.subscribe((type) => events.push(type));
  const told = () => events.splice(0);
  const times = () => players.map((player) => player.timeMs);
  return { race: raced, players, scheduler, told, times };
}
