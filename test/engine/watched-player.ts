import { type MediaEventType, Player, type Source, traceSource } from '../../src/engine/index.js';
import { ManualScheduler } from '../helpers/manual-scheduler.js';
import { steadyTrace } from './traces.js';

/** A player on a manual clock, with a record of what it told. */
export interface WatchedPlayer {
  readonly player: Player;
  readonly scheduler: ManualScheduler;
  /** What was told since the last time, less `trace-event` unless asked for. */
  told(options?: { withTraceEvents?: boolean }): MediaEventType[];
}

export function watchedPlayer(source?: Source): WatchedPlayer {
  const scheduler = new ManualScheduler();
  const player = new Player({ scheduler });
  let events: MediaEventType[] = [];
  player.subscribe((type) => events.push(type));
  if (source) player.load(source);
  const told = ({ withTraceEvents = false } = {}) => {
    const since = events.filter((type) => withTraceEvents || type !== 'trace-event');
    events = [];
    return since;
  };
  return { player, scheduler, told };
}

/** A player that has loaded a trace, and has told of that. */
export function loaded(trace = steadyTrace()): WatchedPlayer {
  const watched = watchedPlayer(traceSource(trace));
  watched.told();
  return watched;
}

/** A source that the test drives by hand. */
export function handDrivenSource() {
  type Parts = { sink: Parameters<Source>[0]; context: Parameters<Source>[1] };
  const parts = {} as Parts & { finish(): Promise<void>; fail(error: unknown): Promise<void> };
  const source: Source = (sink, context) =>
    new Promise((resolve, reject) => {
      Object.assign(parts, {
        sink,
        context,
        finish: () => (resolve(), settled()),
        fail: (error: unknown) => (reject(error as Error), settled()),
      });
    });
  return { source, parts };
}

/** Lets promises that are on their way arrive. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}
