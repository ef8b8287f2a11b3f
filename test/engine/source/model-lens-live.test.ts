import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { completionMetrics, type Trace } from '../../../src/trace/index.js';
import { answering, loading } from './http-player.js';
import { eventsOf, untilPassing } from './live-player.js';
import { followModelLens } from './model-lens-player.js';
import { completion, failure, lifecycle, token } from './model-lens-server.js';
import { until } from './test-server.js';

/** Type, time and text of all but the start. */
const outline = (trace: Trace | undefined) =>
  eventsOf(trace)
    .slice(1)
    .map((event) => [event.type, event.time_ms, ...('text' in event ? [event.text] : [])]);

const noticeCodes = (trace: Trace | undefined) => trace!.notices.map(({ code }) => code);

describe('the live stream of a Model Lens server', () => {
  it('plays as it comes, and ends when its run does', async () => {
    const { server, player, scheduler } = await followModelLens();
    await until(() => server.openCount === 1);
    server.send(lifecycle('started'));
    await until(() => player.isLive);
    assert.deepEqual([player.connection, player.durationMs, player.trace!.length], ['open', Infinity, 1]);
    const { run_id, model, provider, workload, timing } = player.trace!.info;
    assert.deepEqual([run_id, model, provider, workload, timing], ['r', 'm', 'lm-studio', 'w', 'recorded']);
    assert.deepEqual(noticeCodes(player.trace), ['arrival_times']);
    scheduler.advance(150);
    server.send(token(0, 100, 'Hel'));
    await until(() => player.index === 2);
    scheduler.advance(50);
    server.send(token(1, 140, 'lo'), completion(150), lifecycle('completed', { duration_ms: 190 }));
    await until(() => !player.isLive);
    assert.deepEqual(outline(player.trace), [
      ['prompt_sent', 50],
      ['token', 150, 'Hel'],
      ['token', 190, 'lo'],
      ['response_completed', 200],
      ['run_completed', 200],
    ]);
    assert.deepEqual([player.ended, player.connection, player.trace!.status], [true, 'ended', 'completed']);
    assert.equal(completionMetrics(player.trace!, player.trace!.completions[0]!).ttft_ms, 100);
    await until(() => server.openCount === 0);
  });

  it('keeps the times that its frames tell, however unevenly they come', async () => {
    const { server, player, scheduler } = await followModelLens();
    await until(() => server.openCount === 1);
    server.send(lifecycle('started'), token(0, 0, 'a'));
    await until(() => player.trace?.length === 3);
    scheduler.advance(500);
    server.send(token(1, 100, 'b'), token(2, 200, 'c'), token(3, 300, 'd'));
    await until(() => player.trace?.length === 6);
    assert.deepEqual(
      outline(player.trace).map(([, timeMs]) => timeMs),
      [0, 0, 100, 200, 300],
    );
  });

  it('places nothing later than it came, and what tells no time where it came', async () => {
    const { server, player, scheduler } = await followModelLens();
    await until(() => server.openCount === 1);
    server.send(lifecycle('started'), token(0, 0, 'a'), token(1, 9e9, 'b'));
    await until(() => player.trace?.length === 4);
    scheduler.advance(700);
    server.send(failure('lost'), lifecycle('failed', { duration_ms: 1e12, error: 'no more' }));
    await until(() => player.progress.isComplete);
    assert.deepEqual(outline(player.trace), [
      ['prompt_sent', 0],
      ['token', 0, 'a'],
      ['token', 0, 'b'],
      ['error', 700],
      ['run_failed', 700],
    ]);
    assert.deepEqual(player.trace!.error, { message: 'no more' });
  });

  it('shows an answer without its tokens when it comes, not spread over times that no one measured', async () => {
    const { server, player, scheduler } = await followModelLens();
    await until(() => server.openCount === 1);
    server.send(lifecycle('started'));
    await until(() => player.isLive);
    scheduler.advance(900);
    server.send(completion(800));
    await until(() => player.trace?.length === 4);
    assert.deepEqual(outline(player.trace), [
      ['prompt_sent', 100],
      ['token', 900, 'all of it'],
      ['response_completed', 900],
    ]);
    assert.equal(player.trace!.info.timing, 'recorded');
  });

  it('joined in the middle tells what is missing, and no time to a first token that was not seen', async () => {
    const { server, player, scheduler } = await followModelLens();
    await until(() => server.openCount === 1);
    server.send(token(57, 3000, 'so'), token(58, 3010, ' it'));
    await until(() => player.trace?.length === 3);
    assert.deepEqual(outline(player.trace), [
      ['token', 3000, 'so'],
      ['token', 3000, ' it'],
    ]);
    const missed = player.trace!.notices.find(({ code }) => code === 'missed_events');
    assert.equal(missed?.count, 57);
    assert.equal(completionMetrics(player.trace!, player.trace!.completions[0]!).ttft_ms, undefined);
    scheduler.advance(20);
    server.send(token(0, 5, 'new'));
    await until(() => player.trace?.length === 5);
    assert.deepEqual(outline(player.trace).slice(2), [
      ['prompt_sent', 3015],
      ['token', 3020, 'new'],
    ]);
  });

  it('is followed for the run that is sent first, or was asked for', async () => {
    const other = { run_id: 'other' };
    for (const runId of [undefined, 'r']) {
      const { server, player } = await followModelLens({ runId });
      await until(() => server.openCount === 1);
      if (runId) server.send(token(0, 0, 'no', other));
      server.send(lifecycle('started'), token(0, 0, 'a'), token(0, 0, 'no', other));
      server.send(token(1, 0, 'b', { run_id: undefined }), lifecycle('completed'));
      await until(() => player.progress.isComplete);
      assert.deepEqual(
        outline(player.trace).map(([, , text]) => text),
        [undefined, 'a', 'b', undefined],
      );
    }
  });

  it('is told behind a proxy, and with figures that are no JSON', async () => {
    const opening = 'event: _status\ndata: {"connected":true,"port":9090}\n\n';
    const { server, player } = await followModelLens({ opening });
    await until(() => server.openCount === 1);
    const text = JSON.stringify(token(0, 5, 'a NaN in it'));
    server.write(`data: ${text.replace('"timing_ms":5', '"timing_ms":NaN')}\n\n`, 'data: [1]\n\n');
    server.send(lifecycle('completed'));
    await until(() => player.progress.isComplete);
    assert.equal(outline(player.trace)[1]?.[2], 'a NaN in it');
    assert.ok(noticeCodes(player.trace).includes('wrong_shape'));
  });

  it('that is saved, and tells its length, is read as a file', async () => {
    const frames = [lifecycle('started'), token(0, 500, 'a')].map((event) => JSON.stringify(event));
    const body = frames
      .map(
        (data) => `data: ${data}

`,
      )
      .join('');
    const headers = { 'content-type': 'text/event-stream', 'content-length': String(body.length) };
    const { player, server } = await loading(answering(200, body, headers));
    await until(() => player.progress.isComplete);
    assert.deepEqual([player.connection, player.durationMs, server.requests.length], ['none', 500, 1]);
  });

  it('goes on after its connection broke, with what was lost told by the numbers of its tokens', async () => {
    const { server, player, scheduler } = await followModelLens();
    await until(() => server.openCount === 1);
    server.send(lifecycle('started'), token(0, 0, 'a'));
    await until(() => player.trace?.length === 3);
    server.drop();
    await until(() => player.connection === 'reconnecting');
    server.send(token(1, 10, 'lost'));
    await untilPassing(scheduler, () => server.openCount === 1);
    server.send(token(2, 20, 'c'), lifecycle('completed'));
    await until(() => player.progress.isComplete);
    assert.equal(server.requests[1]!.headers['last-event-id'], undefined);
    const missed = player.trace!.notices.find(({ code }) => code === 'missed_events');
    assert.deepEqual([missed?.count, outline(player.trace).at(-2)?.[2]], [1, 'c']);
    assert.equal(player.error, undefined);
  });

  it('repeats nothing that is sent again, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(8), { maxLength: 4 }), async (cutAfter) => {
        const { server, player, scheduler } = await followModelLens();
        server.isReplaying = true;
        await until(() => server.openCount === 1);
        const events = [
          lifecycle('started'),
          ...Array.from({ length: 8 }, (_, index) => token(index % 4, (index % 4) * 10, `t${index} `)),
          lifecycle('completed'),
        ];
        for (const [index, event] of events.entries()) {
          server.send(event);
          if (!cutAfter.includes(index)) continue;
          await untilPassing(scheduler, () => player.trace !== undefined);
          server.drop();
          await untilPassing(scheduler, () => server.openCount === 1);
        }
        await untilPassing(scheduler, () => player.progress.isComplete);
        const texts = outline(player.trace).flatMap(([, , text]) => (text === undefined ? [] : [text]));
        assert.deepEqual(texts, ['t0 ', 't1 ', 't2 ', 't3 ', 't4 ', 't5 ', 't6 ', 't7 ']);
        assert.deepEqual(noticeCodes(player.trace), ['arrival_times']);
        player.dispose();
      }),
      { numRuns: 20 },
    );
  });
});
