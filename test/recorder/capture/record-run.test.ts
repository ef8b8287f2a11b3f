import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordRun } from '../../../src/recorder/capture/record-run.js';
import { delta, serveModel, sse, streamOf } from '../model-server.js';
import { capturing, textOf } from './captured.js';

const said = (text: string) => sse(delta({ content: text }), delta({}, 'stop'), '[DONE]');

/** A server that says what it was asked, and a recording `fetch` that asks it. */
async function echo() {
  const model = await serveModel((response, request) => {
    const [message] = request.body!.messages as { content: string }[];
    return streamOf(said(message!.content))(response, request);
  });
  const captured = capturing();
  const ask = (content: string) =>
    captured.fetch(`${model.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] }),
    });
  return { ...captured, ask };
}

describe('recordRun', () => {
  it('joins concurrent completions on one clock, and leaves those outside alone', async () => {
    const { ask, runs } = await echo();
    const gave = await recordRun('pair', async () => {
      const answers = await Promise.all([ask('one'), ask('two')]);
      await Promise.all(answers.map((answer) => answer.text()));
      return 7;
    });
    assert.equal(gave, 7);
    await (await ask('three')).text();
    const [pair, alone] = await runs(2);
    assert.equal(textOf(pair!, 'response', 'c1'), 'one');
    assert.equal(textOf(pair!, 'response', 'c2'), 'two');
    assert.equal(pair!.events.filter(({ type }) => type === 'run_started').length, 1);
    assert.equal(pair!.events.at(-1)!.type, 'run_completed');
    assert.equal(pair!.events[0]!.workload, 'pair');
    assert.equal(textOf(alone!), 'three');
    assert.ok(!('completion_id' in alone!.events[1]!));
  });

  it('ends with the last answer that is being read, even after the function', async () => {
    const { ask, runs, bus } = await echo();
    const answer = await recordRun('handed out', () => ask('late'));
    assert.equal(bus.runIds.length, 1);
    await answer.text();
    const [run] = await runs(1);
    assert.equal(run!.trace.status, 'completed');
    assert.equal(textOf(run!), 'late');
  });

  it('fails when the function throws, and passes on what it threw', async () => {
    const { ask, runs } = await echo();
    const error = new Error('the tool broke');
    await assert.rejects(
      recordRun('broken', async () => {
        await (await ask('one')).text();
        throw error;
      }),
      error,
    );
    const [run] = await runs(1);
    assert.equal(run!.trace.status, 'failed');
    assert.equal(run!.trace.error!.message, 'the tool broke');
    assert.equal(textOf(run!), 'one');
  });

  it('completes when the program got over a completion that failed', async () => {
    const { fetch, ask, runs } = await echo();
    await recordRun('tries again', async () => {
      const body = JSON.stringify({ model: 'm', messages: [] });
      await fetch('http://127.0.0.1:1/v1/chat/completions', { method: 'POST', body }).catch(() => {});
      await (await ask('two')).text();
    });
    const [run] = await runs(1);
    assert.equal(run!.trace.status, 'completed');
    const error = run!.events.find(({ type }) => type === 'error')!;
    assert.deepEqual([error.completion_id, error.code], ['c1', 'http_error']);
    assert.equal(textOf(run!, 'response', 'c2'), 'two');
  });

  it('records nothing where nothing was asked', async () => {
    const { runs } = await echo();
    assert.equal(await recordRun('idle', () => 1), 1);
    await runs(0);
  });

  it('keeps runs within runs apart', async () => {
    const { ask, runs } = await echo();
    await recordRun('outer', async () => {
      await (await ask('one')).text();
      await recordRun('inner', async () => (await ask('two')).text());
      await (await ask('three')).text();
    });
    const found = await runs(2);
    const named = (name: string) => found.find(({ events }) => events[0]!.workload === name)!;
    assert.equal(textOf(named('outer')), 'onethree');
    assert.equal(textOf(named('inner')), 'two');
  });
});
