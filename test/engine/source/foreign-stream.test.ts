import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { completionMetrics, type Trace } from '../../../src/trace/index.js';
import { isSettled, loading } from './http-player.js';
import { eventsOf, untilPassing } from './live-player.js';
import { type Handler, until } from './test-server.js';

/** An event stream that sends a few frames and then stays open. */
function staying(frames: string): Handler {
  return (_request, response) =>
    void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(frames);
}

describe('an event stream that stays open', () => {
  it('of an unknown kind is given up, and leaves the text that came to be read', async () => {
    const { player, scheduler } = await loading(staying('data: {"foo":1}\n\ndata: {"foo":2}\n\n'));
    await untilPassing(scheduler, () => player.error !== undefined);
    assert.equal(player.error!.kind, 'unknown_format');
    assert.match(player.error!.message, /no kind that is known/);
    assert.ok(player.trace!.notices.some(({ code }) => code === 'unknown_dialect'));
  });

  it('without anything that a run could be told by is an error', async () => {
    const { player, scheduler } = await loading(staying('data: [DONE]\n\n'));
    await untilPassing(scheduler, () => isSettled(player));
    assert.equal(player.error?.kind, 'unknown_format');
  });

  it('and has broken off at once leaves what came', async () => {
    let answer: ServerResponse | undefined;
    const { player } = await loading((_request, response) => {
      answer = response;
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(chunk('Hi'));
    });
    await until(() => player.progress.bytesLoaded > 0);
    answer!.destroy();
    await until(() => isSettled(player));
    assert.deepEqual([player.error?.kind, player.trace!.error?.code], ['network', 'stream_cut']);
    assert.equal(player.trace!.info.timing, 'estimated');
  });
});

const chunk = (content: string, more: object = {}) =>
  `data: ${JSON.stringify({ object: 'chat.completion.chunk', model: 'm', choices: [{ index: 0, delta: { content } }], ...more })}\n\n`;

/** An answer that is being sent: a first chunk, and the rest when the test says so. */
async function answerUnderWay() {
  let answer: ServerResponse | undefined;
  const watched = await loading((_request, response) => {
    answer = response;
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(chunk('Hi'));
  });
  const { player, scheduler } = watched;
  await until(() => player.progress.bytesLoaded > 0);
  // It is waited for whether the stream stays open.
  await until(() => scheduler.timerCount === 1);
  const beginMs = scheduler.now();
  await untilPassing(scheduler, () => player.trace !== undefined);
  return { ...watched, answer: answer!, beginMs };
}

/** Type and time of all but the start. */
const outline = (trace: Trace | undefined) =>
  eventsOf(trace)
    .slice(1)
    .map((event) => [event.type, event.time_ms, ...('text' in event ? [event.text] : [])]);

describe('an answer that a model server is still sending', () => {
  it('plays as it arrives, at the times at which it does, and says so', async () => {
    const { player, scheduler, answer, beginMs } = await answerUnderWay();
    assert.deepEqual([player.isLive, player.connection, player.durationMs], [true, 'open', Infinity]);
    assert.deepEqual(outline(player.trace), [['token', 0, 'Hi']]);
    assert.deepEqual([player.trace!.info.timing, player.trace!.info.model], ['recorded', 'm']);
    assert.deepEqual(
      player.trace!.notices.map(({ code }) => code),
      ['arrival_times'],
    );
    scheduler.advance(60_000);
    const arrivedMs = scheduler.now() - beginMs;
    answer.write(chunk('!'));
    await until(() => player.trace!.length === 3);
    scheduler.advance(40);
    answer.end('data: [DONE]\n\n');
    await until(() => player.progress.isComplete);
    assert.deepEqual([player.isLive, player.connection, player.error], [false, 'ended', undefined]);
    assert.deepEqual(outline(player.trace), [
      ['token', 0, 'Hi'],
      ['token', arrivedMs, '!'],
      ['response_completed', arrivedMs + 40],
      ['run_completed', arrivedMs + 40],
    ]);
    assert.equal(completionMetrics(player.trace!, player.trace!.completions[0]!).ttft_ms, undefined);
  });

  it('is cut off where its connection breaks, keeps what came and is not asked for again', async () => {
    const { player, scheduler, server, answer } = await answerUnderWay();
    answer.destroy();
    await until(() => player.error !== undefined);
    assert.deepEqual([player.error!.kind, player.trace!.error?.code], ['network', 'stream_cut']);
    assert.deepEqual(outline(player.trace)[0], ['token', 0, 'Hi']);
    scheduler.advance(60_000);
    assert.equal(server.requests.length, 1);
  });

  it('is told apart from a saved one, which is over at once and keeps its own pace', async () => {
    const { player, scheduler } = await loading((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(chunk('Hi'));
      response.end(`${chunk('!')}data: [DONE]\n\n`);
    });
    await untilPassing(scheduler, () => isSettled(player));
    assert.deepEqual([player.connection, player.trace!.info.timing], ['none', 'estimated']);
    assert.ok(player.durationMs > 0);
  });

  it('is let go with its player', async () => {
    const { player, answer } = await answerUnderWay();
    player.dispose();
    await once(answer, 'close');
  });
});
