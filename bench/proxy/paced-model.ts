/**
 * A server that streams an answer at a model's pace, in a process of its own, as a real one is. Each chunk tells when it was sent,
 * the first one also when the request was there. Tells its parent its address.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sharedClockMs } from './shared-clock.js';

/** Between two chunks: a model of 250 tokens/s. */
const CHUNK_GAP_MS = 4;
const CHUNKS = 20;

/** How long it thinks before the first. */
const THINKING_MS = 40;

const server = createServer(answer).listen(0, '127.0.0.1', () =>
  process.send!(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
process.on('disconnect', () => process.exit());

function answer(request: IncomingMessage, response: ServerResponse): void {
  // What a recorder asks, to find memory figures.
  if (request.method !== 'POST') return void response.writeHead(404).end();
  let askedMs = 0;
  // When all of the request is there.
  request.on('end', () => (askedMs = sharedClockMs())).resume();
  let sent = 0;
  const send = () => {
    if (sent === 0) response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (sent++ === CHUNKS) return void response.end('data: [DONE]\n\n');
    const choices = [{ index: 0, delta: { content: ` word${sent}` }, finish_reason: null }];
    const times = { ...(sent === 1 && { asked_ms: askedMs }), sent_ms: sharedClockMs() };
    const chunk = { object: 'chat.completion.chunk', model: 'bench', choices, ...times };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    setTimeout(send, CHUNK_GAP_MS);
  };
  setTimeout(send, THINKING_MS);
}
