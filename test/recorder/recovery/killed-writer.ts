/**
 * Records run after run to a folder until it is killed, and tells on standard output, after each turn of the event loop, which
 * event must be on disk by then. It begins by finishing what others have left, and may be killed at that, too.
 */
import { writeSync } from 'node:fs';
import { EventBus } from '../../../src/recorder/event-bus.js';
import { EventBusReplayWriter } from '../../../src/recorder/replay-writer.js';
import { completed, nextTurn, started, token } from '../run-events.js';

const [folder = '', writerName = ''] = process.argv.slice(2);
const bus = new EventBus();
// Nothing waits here for a quiet moment, so that files are finished and listed while others are killed.
const timers = { setTimeout: (callback: () => void) => setImmediate(callback), clearTimeout: () => {} };
const writer = new EventBusReplayWriter({ bus, outputDir: folder, timers });
writer.start();
tell('');
await writer.recovered;

for (let run = 0; ; run++) {
  const workload = `${writerName} ${run}`;
  // The first run's id is that of all writers.
  const runId = run === 0 ? 'the same' : `${writerName}-${run}`;
  bus.emit(runId, started(runId, { workload }));
  const tokens = Math.floor(Math.random() ** 3 * 4000);
  for (let index = 0; index < tokens; index++) {
    bus.emit(runId, token(index, `t${index} `));
    if (index % 5 !== 0) continue;
    await nextTurn();
    tell(`${workload},${index + 2}`);
  }
  bus.emit(runId, completed(tokens));
}

function tell(line: string): void {
  try {
    writeSync(1, `${line}\n`);
  } catch (error) {
    // The reader is behind: it is told less.
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
  }
}
