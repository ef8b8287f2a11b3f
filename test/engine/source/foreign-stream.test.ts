import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSettled, loading } from './http-player.js';
import { untilPassing } from './live-player.js';
import { type Handler } from './test-server.js';

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

  it('of a kind that is known is read on, however slowly it comes', async () => {
    const frame = (content: string) =>
      `data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"${content}"}}]}\n\n`;
    let end = (_frames: string): unknown => undefined;
    const { player, scheduler } = await loading((_request, response) => {
      end = (frames) => response.end(frames);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(frame('Hi'));
    });
    await untilPassing(scheduler, () => player.progress.bytesLoaded > 0);
    scheduler.advance(60_000);
    end(`${frame('!')}data: [DONE]\n\n`);
    await untilPassing(scheduler, () => isSettled(player));
    assert.deepEqual([player.error, player.trace!.status], [undefined, 'completed']);
  });
});
