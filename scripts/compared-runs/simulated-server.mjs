/**
 * A server in Ollama's dialect behind which no model runs: it answers what was written for it, at the pace that was, and holds as much
 * memory as it says. Its durations are those that passed. Prints its address as one line of JSON.
 */
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { demoTokens } from '../../src/recorder/demo-answer.js';
import { seededRandom } from '../../src/recorder/seeded-random.js';
import { SIMULATED_HEADER } from '../../src/recorder/simulated-header.js';
import { models } from './models.mjs';

const loadSteps = 12;
const megabyte = 2 ** 20;

const model = modelNamed(process.argv[2]);
const random = seededRandom(7);
/** @type {Buffer[]} */
const held = [];
if (model.loadMs === 0) hold(model.weightsMb);

const server = createServer((request, response) => {
  response.setHeader(SIMULATED_HEADER, 'trace-player demo');
  request.resume();
  const path = `${request.method} ${request.url}`;
  if (path === 'POST /api/chat') answer(response).catch(() => response.destroy());
  else if (path === 'GET /api/version') send(response, { version: '0.0.0-simulated' });
  else if (path === 'GET /api/tags') send(response, { models: [{ name: model.name, model: model.name }] });
  else response.writeHead(404).end();
});
server.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}` }));
});

/** @param {string | undefined} asked */
function modelNamed(asked) {
  const found = models.find(({ name }) => name === asked);
  if (!found) throw new Error(`There is no model ${asked}.`);
  return found;
}

/** @param {import('node:http').ServerResponse} response */
async function answer(response) {
  const { name, prefillMs } = model;
  const startedAt = performance.now();
  response.writeHead(200, { 'content-type': 'application/x-ndjson' }).flushHeaders();
  const write = (/** @type {object} */ line) =>
    response.write(`${JSON.stringify({ model: name, created_at: new Date().toISOString(), ...line })}\n`);
  await load();
  const loadedAt = performance.now();
  await delay(prefillMs);
  const readAt = performance.now();
  const pieces = timedPieces();
  let dueAt = readAt;
  for (const { waitMs, field, text } of pieces) {
    dueAt += waitMs;
    if (dueAt > performance.now()) await delay(dueAt - performance.now());
    hold(model.cacheMbPerToken);
    write({ message: { role: 'assistant', content: '', [field]: text }, done: false });
  }
  const endedAt = performance.now();
  write({
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: 'stop',
    total_duration: nanoseconds(endedAt - startedAt),
    load_duration: nanoseconds(loadedAt - startedAt),
    prompt_eval_count: 34,
    prompt_eval_duration: nanoseconds(readAt - loadedAt),
    eval_count: pieces.length,
    eval_duration: nanoseconds(endedAt - readAt),
  });
  response.end();
}

/** Takes its memory bit by bit, as a server that reads weights from a disk does. */
async function load() {
  if (model.loadMs === 0) return;
  for (let step = 0; step < loadSteps; step++) {
    hold(model.weightsMb / loadSteps);
    await delay(model.loadMs / loadSteps);
  }
}

/** @returns {{ waitMs: number, field: 'thinking' | 'content', text: string }[]} */
function timedPieces() {
  const { reasoning, answer, stalls, gapMs, burst = 1 } = model;
  const stallAt = new Map(
    stalls.map(({ before, ms }) => [demoTokens(answer.slice(0, answer.indexOf(before))).length, ms]),
  );
  return [
    ...demoTokens(reasoning).map((text) => ({
      waitMs: gapMs * jitter(),
      field: /** @type {const} */ ('thinking'),
      text,
    })),
    ...demoTokens(answer).map((text, at) => ({
      waitMs: (at % burst === 0 ? gapMs * burst * jitter() : 0) + (stallAt.get(at) ?? 0),
      field: /** @type {const} */ ('content'),
      text,
    })),
  ];
}

/** Around 1: mostly a little, now and then twice as long. */
function jitter() {
  return 0.65 + 0.7 * random() + (random() < 0.04 ? random() : 0);
}

/** @param {number} mb */
function hold(mb) {
  // Filled, as pages that nobody wrote are not resident.
  held.push(Buffer.alloc(Math.round(mb * megabyte), 1));
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {object} body
 */
function send(response, body) {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** @param {number} ms */
function nanoseconds(ms) {
  return Math.round(ms * 1e6);
}
