import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { asciicastLines } from '../../../src/recorder/convert/asciicast.js';
import { csvLines } from '../../../src/recorder/convert/csv.js';
import { jsonLines } from '../../../src/recorder/convert/json-lines.js';
import { createTraceReader, type TraceEvent } from '../../../src/trace/index.js';
import { runEvents } from '../../trace/helpers/event-arbitraries.js';
import { EVENTS, replayText } from '../../trace/helpers/replay-text.js';
import { prompt, token, traceOf } from '../../trace/helpers/trace-builder.js';

/** Reads CSV as RFC 4180 has it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

function records(text: string): Record<string, string>[] {
  const [names, ...rows] = parseCsv(text);
  return rows.map((row) => Object.fromEntries(names!.map((name, column) => [name, row[column]!])));
}

const started: TraceEvent = {
  type: 'run_started',
  time_ms: 0,
  run_id: 'r',
  model: 'm',
  provider: 'p',
  started_at: '2026-01-02T03:04:05.000Z',
  timing: 'estimated',
};

describe('a trace as CSV', () => {
  it('has a row for each event with the figures of its moment, and nothing where nothing is known', () => {
    const trace = traceOf(
      started,
      prompt(10),
      { type: 'memory', time_ms: 15, memory_mb: 812.5, scope: 'process', source: 'rss' },
      token(110, 'a', { count: 2 }),
      token(210, 'b', { count: 3 }),
    );
    const rows = records([...csvLines(trace)].join(''));
    assert.equal(rows.length, 5);
    assert.deepEqual(rows[4], {
      index: '4',
      time_ms: '210',
      type: 'token',
      completion_id: '',
      channel: 'response',
      text: 'b',
      tokens: '3',
      tokens_so_far: '5',
      ttft_ms: '100',
      tokens_per_second: '30',
      latency_ms: '200',
      memory_mb: '812.5',
      memory_ratio: '',
      memory_scope: 'process',
      memory_source: 'rss',
      timing: 'estimated',
    });
    assert.deepEqual([rows[1]!.text, rows[1]!.ttft_ms, rows[1]!.memory_mb], ['Hello?', '', '']);
  });

  it('gives every text back exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
        const trace = traceOf(started, ...texts.map((text, index) => token(index, text)));
        const rows = records([...csvLines(trace)].join(''));
        assert.deepEqual(
          rows.slice(1).map(({ text }) => text),
          texts,
        );
      }),
    );
  });
});

describe('a trace as JSON lines', () => {
  it('has every event as it came, between the start and the end of the run', () => {
    fc.assert(
      fc.property(runEvents, (events) => {
        const trace = traceOf(started, ...events);
        const lines = [...jsonLines(trace, 'name')].map((line) => JSON.parse(line) as TraceEvent);
        assert.deepEqual(lines[0], started);
        assert.deepEqual(lines.slice(1, -1), JSON.parse(JSON.stringify(events)));
        assert.equal(lines.at(-1)!.type, 'run_failed');
      }),
    );
  });

  it('takes from header and footer what no event says', async () => {
    const reader = await createTraceReader('replay-lines');
    const info = { run_id: '', model: 'm9', provider: 'p9', started_at: '', timing: 'recorded' as const };
    reader.push(replayText([token(5, 'x')], info, { status: 'completed', duration_ms: 70 }));
    reader.finish();
    const lines = [...jsonLines(reader.trace, 'name')].map((line) => JSON.parse(line) as unknown);
    assert.deepEqual(lines, [
      { type: 'run_started', time_ms: 0, ...info, run_id: 'name' },
      token(5, 'x'),
      { type: 'run_completed', time_ms: 5, duration_ms: 70 },
    ]);
  });
});

describe('a trace as an asciicast', () => {
  const cast = (...events: TraceEvent[]) => {
    const [header, ...frames] = [...asciicastLines(traceOf(...events))].map(
      (line) => JSON.parse(line) as unknown,
    );
    return { header: header as Record<string, unknown>, frames: frames as [number, 'o', string][] };
  };

  it('tells what it is, and marks times that are made up', () => {
    const { header } = cast(started, token(1, 'a'));
    assert.equal(header.version, 2);
    assert.equal(header.timestamp, 1767323045);
    assert.equal(header.title, 'm · p – estimated times');
    assert.ok(Number(header.width) > 0 && Number(header.height) > 0);
  });

  it('writes each piece at its time, blocks apart, lines with returns', () => {
    const { frames } = cast(
      started,
      prompt(0),
      token(250, 'Hm', { channel: 'reasoning' }),
      token(1000, 'a\n'),
      token(1500, 'b'),
    );
    assert.deepEqual(frames, [
      [0, 'o', '\x1b[1mHello?\x1b[0m'],
      [0.25, 'o', '\r\n\r\n\x1b[2mHm\x1b[0m'],
      [1, 'o', '\r\n\r\na\r\n'],
      [1.5, 'o', 'b'],
    ]);
  });

  it('lets no text steer the terminal', () => {
    const { frames } = cast(started, token(1, '\x1b]0;x\x07\x9b2J'));
    assert.equal(frames[0]![2], '␛]0;x␇\ufffd2J');
  });

  it('has times that never run backwards, whatever the run', () => {
    fc.assert(
      fc.property(runEvents, (events) => {
        const times = cast(started, ...events, ...EVENTS.slice(-1)).frames.map(([time]) => time);
        assert.deepEqual(
          times,
          [...times].sort((a, b) => a - b),
        );
      }),
    );
  });
});
