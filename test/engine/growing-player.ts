import type { TraceEvent } from '../../src/trace/index.js';
import { runEvents, traceOf } from './traces.js';
import { handDrivenSource, watchedPlayer } from './watched-player.js';

/** A player that is loading, with a trace that the test lets grow. */
export function growing(eventCount: number, events: TraceEvent[] = runEvents([100, 200, 300, 400, 500])) {
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
