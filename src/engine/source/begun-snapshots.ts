import { openSnapshot, type SnapshotReading } from '../../trace/snapshot/snapshot-reading.js';

/** A run of so many events is read whole before it is shown; of a longer one, what a first frame needs. */
const SHORT_RUN = 700;

/** Links whose runs are being read already, by their payloads, until a player asks for them. */
const begun = new Map<string, Promise<SnapshotReading>>();

/** Begins to read a link's run before a player is there to ask for it: as much of it as a first frame shows. */
export function beginSnapshot(payload: string): void {
  const reading = openFirstEvents(payload);
  // Whoever asks for it is told what was wrong with it.
  reading.catch(() => undefined);
  begun.set(payload, reading);
}

/** The reading of a link's payload: the one that was begun, once, or a new one. Rejects with a `SnapshotError`. */
export function takeSnapshot(payload: string): Promise<SnapshotReading> {
  const reading = begun.get(payload) ?? openFirstEvents(payload);
  begun.delete(payload);
  return reading;
}

async function openFirstEvents(payload: string): Promise<SnapshotReading> {
  const reading = await openSnapshot(payload);
  do reading.readStep();
  while (!reading.isRead && (reading.mostEvents <= SHORT_RUN || reading.trace.length === 0));
  return reading;
}
