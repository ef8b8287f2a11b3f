import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordFetch, type RecordFetchOptions } from '../../../src/recorder/capture/record-fetch.js';
import { EventBus } from '../../../src/recorder/event-bus.js';
import { EventBusReplayWriter } from '../../../src/recorder/replay-writer.js';
import { createTraceReader, isTerminalType, type Trace, type TraceEvent } from '../../../src/trace/index.js';
import { until } from '../run-events.js';
import { temporaryFolder } from '../temporary-folder.js';

type Fields = TraceEvent & Record<string, unknown>;

/** A run as it was recorded: its events, as its file has them. */
export interface CapturedRun {
  events: Fields[];
  text: string;
  trace: Trace;
  /** The types of its events but the memory samples, with runs of tokens as one. */
  types: string;
}

/** A `fetch` that records to files in a folder of its own, and the runs that it recorded. */
export function capturing(options: Partial<RecordFetchOptions> = {}) {
  const errors: string[] = [];
  const onError = (error: Error) => void errors.push(error.message);
  const bus = new EventBus({ onError });
  const outputDir = temporaryFolder();
  const writer = new EventBusReplayWriter({ bus, outputDir, onError });
  writer.start();
  let ended = 0;
  bus.subscribe(({ event }) => void (isTerminalType(event.type) && ended++));
  const fetch = recordFetch({ bus, memory: false, onError, ...options });
  /** Waits for so many ended runs, and reads their files in the order of their beginning. */
  const runs = async (count: number): Promise<CapturedRun[]> => {
    await until(() => ended >= count || errors.length > 0);
    await writer.stop();
    assert.deepEqual(errors, []);
    const files = readdirSync(outputDir).filter((name) => name !== 'index.json');
    const read = await Promise.all(files.map((name) => readRun(join(outputDir, name))));
    assert.equal(read.length, count);
    return read.sort((left, right) => startOf(left).localeCompare(startOf(right)));
  };
  return { bus, fetch, runs, errors, outputDir };
}

function startOf({ events }: CapturedRun): string {
  return String(events[0]!.started_at);
}

/** Reads a run's file, as JSON and as a player does. */
export async function readRun(path: string): Promise<CapturedRun> {
  const text = readFileSync(path, 'utf8');
  const events = JSON.parse(text).events as Fields[];
  const reader = await createTraceReader('replay-lines');
  reader.push(text);
  reader.finish();
  const types = events
    .filter(({ type }) => type !== 'memory')
    .map(({ type }) => type)
    .filter((type, index, all) => type !== 'token' || all[index - 1] !== 'token')
    .join(' ');
  return { events, text, trace: reader.trace, types };
}

/** The text of a channel, of one completion or of all. */
export function textOf({ events }: CapturedRun, channel = 'response', completionId?: string): string {
  return events
    .filter(({ type }) => type === 'token')
    .filter((event) => (event.channel ?? 'response') === channel)
    .filter((event) => completionId === undefined || event.completion_id === completionId)
    .map(({ text }) => text)
    .join('');
}
