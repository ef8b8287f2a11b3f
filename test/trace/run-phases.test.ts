import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runPhases, type TraceEvent } from '../../src/trace/index.js';
import { prompt, token, traceOf } from './helpers/trace-builder.js';

const phasesOf = (...events: TraceEvent[]) =>
  runPhases(traceOf(...events)).map(({ kind, startMs, endMs, completion }) => [
    kind,
    startMs,
    endMs,
    completion,
  ]);
const completed = (timeMs: number, id?: string): TraceEvent => ({
  type: 'response_completed',
  time_ms: timeMs,
  completion_id: id,
});

describe('the phases of a run', () => {
  test('go from waiting through what each block was, to the response’s end', () => {
    const events: TraceEvent[] = [
      prompt(10),
      token(50, 'hm', { channel: 'reasoning' }),
      token(90, 'a'),
      token(95, 'b'),
      token(120, '{', { channel: 'tool', tool_call_id: 't' }),
      { type: 'tool_call', time_ms: 130, tool_call_id: 't', name: 'n', arguments: '{' },
      { type: 'tool_result', time_ms: 300, tool_call_id: 't', output: 'o' },
      token(350, 'c'),
      completed(400),
      { type: 'run_completed', time_ms: 500, duration_ms: 500 },
    ];
    assert.deepEqual(phasesOf(...events), [
      ['waiting', 10, 50, 0],
      ['reasoning', 50, 90, 0],
      ['response', 90, 120, 0],
      ['tools', 120, 350, 0],
      ['response', 350, 400, 0],
    ]);
  });

  test('wait on while nothing has come, up to a given time', () => {
    const trace = traceOf(prompt(10));
    assert.deepEqual(runPhases(trace), []);
    assert.deepEqual(runPhases(trace, 60), [{ kind: 'waiting', startMs: 10, endMs: 60, completion: 0 }]);
  });

  test('end, where no end was told, when the next request is sent', () => {
    const a = { completion_id: 'a' };
    const b = { completion_id: 'b' };
    assert.deepEqual(
      phasesOf(prompt(0, a), token(5, 'x', a), prompt(20, b), token(30, 'y', b), token(40, 'z', b)),
      [
        ['waiting', 0, 5, 0],
        ['response', 5, 20, 0],
        ['waiting', 20, 30, 1],
        ['response', 30, 40, 1],
      ],
    );
  });

  test('of requests that run at the same time overlap', () => {
    const a = { completion_id: 'a' };
    const b = { completion_id: 'b' };
    const events = [
      prompt(0, a),
      prompt(1, b),
      token(5, 'x', a),
      token(6, 'y', b),
      token(9, 'z', a),
      token(10, 'w', b),
    ];
    assert.deepEqual(phasesOf(...events), [
      ['waiting', 0, 5, 0],
      ['waiting', 1, 6, 1],
      ['response', 5, 10, 0],
      ['response', 6, 10, 1],
    ]);
  });

  test('of further choices of a request do not end its first', () => {
    const events = [
      prompt(0, { completion_id: 'c1' }),
      token(5, 'x', { completion_id: 'c1' }),
      token(7, 'y', { completion_id: 'c1#1' }),
      prompt(20, { completion_id: 'c2' }),
    ];
    assert.deepEqual(phasesOf(...events), [
      ['waiting', 0, 5, 0],
      ['waiting', 0, 7, 1],
      ['response', 5, 20, 0],
      ['response', 7, 20, 1],
    ]);
  });

  test('begin with the first token where no prompt was told', () => {
    assert.deepEqual(phasesOf(token(5, 'a'), completed(9)), [['response', 5, 9, 0]]);
  });

  test('look at each completion a few times, also where no end and no prompt was told', () => {
    const trace = traceOf();
    let looks = 0;
    for (let index = 0; index < 1000; index++) {
      trace.append(token(index, 'a', { completion_id: `c${index}` }));
      const completion = trace.completions[index]!;
      Object.defineProperty(completion, 'promptSentMs', { get: () => void looks++ });
    }
    assert.equal(runPhases(trace).length, 999);
    assert.ok(looks <= 10 * 1000, `${looks} looks at 1000 completions`);
  });
});
