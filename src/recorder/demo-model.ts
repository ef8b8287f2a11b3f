import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type DemoPiece, demoPieces, roughTokens } from './demo-pace.js';
import { listen } from './listen.js';
import { SIMULATED_HEADER } from './simulated-header.js';

/** The name under which the demo model is asked for. */
export const DEMO_MODEL = 'demo';

const MAX_REQUEST_BYTES = 32 << 20;

export interface DemoModelOptions {
  /** 0: any that is free. */
  port?: number;
  /** 4: four times as fast. */
  speed?: number;
  /** Another seed, another jitter. */
  seed?: number;
}

/** The demo model while it runs. */
export interface DemoModel {
  /** Its base URL, `/v1` included. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts the demo model: an OpenAI-compatible server on loopback that streams an answer written for it, with believable prefill,
 * reasoning, jitter and one stall. Every answer says in a header that no real model runs. Rejects when the port is taken.
 */
export async function startDemoModel({
  port = 0,
  speed = 1,
  seed = 7,
}: DemoModelOptions = {}): Promise<DemoModel> {
  const server = createServer((request, response) => {
    response.setHeader(SIMULATED_HEADER, 'trace-player demo');
    answer(request, response, { speed, seed }).catch(() => response.destroy());
  });
  const bound = await listen(server, '127.0.0.1', port);
  return { url: `http://127.0.0.1:${bound}/v1`, stop: () => stopServer(server) };
}

type Pace = Required<Pick<DemoModelOptions, 'speed' | 'seed'>>;

async function answer(request: IncomingMessage, response: ServerResponse, pace: Pace): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  switch (`${request.method} ${path}`) {
    case 'GET /health':
      return sendJson(response, 200, { status: 'ok' });
    case 'GET /v1/models':
      return sendJson(response, 200, {
        object: 'list',
        data: [{ id: DEMO_MODEL, object: 'model', owned_by: 'trace-player' }],
      });
    case 'POST /v1/chat/completions':
      return complete(request, response, pace);
    default:
      return sendJson(response, 404, errorBody(`There is no ${request.method} ${path} here.`));
  }
}

async function complete(request: IncomingMessage, response: ServerResponse, pace: Pace): Promise<void> {
  const asked = parseRequest(await readBody(request));
  if (typeof asked === 'string') return sendJson(response, 400, errorBody(asked));
  if (asked.model !== DEMO_MODEL) {
    return sendJson(response, 404, errorBody(`There is no model ${asked.model} here, only ${DEMO_MODEL}.`));
  }
  const promptTokens = roughTokens(JSON.stringify(asked.messages));
  const pieces = demoPieces(promptTokens, pace.seed).slice(0, asked.maxTokens);
  const isCut = asked.maxTokens !== undefined && pieces.length === asked.maxTokens;
  const ended = { finishReason: isCut ? 'length' : 'stop', usage: usageOf(promptTokens, pieces) };
  if (asked.isStream) return stream(response, pieces, ended, pace.speed);
  await delay(totalWaitMs(pieces) / pace.speed);
  return sendJson(response, 200, wholeAnswer(pieces, ended));
}

interface Ended {
  finishReason: string;
  usage: object;
}

async function stream(
  response: ServerResponse,
  pieces: readonly DemoPiece[],
  ended: Ended,
  speed: number,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.flushHeaders();
  const send = (choices: object[], extra: object = {}) =>
    response.write(
      `data: ${JSON.stringify({ ...chunkHead('chat.completion.chunk'), choices, ...extra })}\n\n`,
    );
  // Against one clock, so that late timers do not add up to a slower answer.
  let dueMs = performance.now();
  for (const piece of pieces) {
    dueMs += piece.waitMs / speed;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await delay(waitMs, undefined, { signal: gone.signal });
    send([{ index: 0, delta: { [fieldOf(piece)]: piece.text }, finish_reason: null }]);
  }
  send([{ index: 0, delta: {}, finish_reason: ended.finishReason }]);
  send([], { usage: ended.usage });
  response.end('data: [DONE]\n\n');
}

function wholeAnswer(pieces: readonly DemoPiece[], { finishReason, usage }: Ended): object {
  const textOf = (channel: DemoPiece['channel']) =>
    pieces.map((piece) => (piece.channel === channel ? piece.text : '')).join('');
  const message = { role: 'assistant', content: textOf('response'), reasoning_content: textOf('reasoning') };
  return {
    ...chunkHead('chat.completion'),
    choices: [{ index: 0, message, finish_reason: finishReason }],
    usage,
  };
}

function chunkHead(object: string): object {
  return { id: 'chatcmpl-demo', object, created: Math.floor(Date.now() / 1000), model: DEMO_MODEL };
}

function fieldOf({ channel }: DemoPiece): string {
  return channel === 'reasoning' ? 'reasoning_content' : 'content';
}

function usageOf(promptTokens: number, pieces: readonly DemoPiece[]): object {
  const reasoning = pieces.filter(({ channel }) => channel === 'reasoning').length;
  return {
    prompt_tokens: promptTokens,
    completion_tokens: pieces.length,
    total_tokens: promptTokens + pieces.length,
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}

function totalWaitMs(pieces: readonly DemoPiece[]): number {
  return pieces.reduce((sum, { waitMs }) => sum + waitMs, 0);
}

interface Asked {
  model: string;
  messages: unknown[];
  isStream: boolean;
  maxTokens?: number;
}

/** The request, or what is wrong with it. */
function parseRequest(body: string): Asked | string {
  try {
    const {
      model,
      messages,
      stream: isStream,
      max_tokens: maxTokens,
    } = JSON.parse(body) as Record<string, unknown>;
    if (typeof model !== 'string') return 'model is missing.';
    if (!Array.isArray(messages)) return 'messages is not an array.';
    const limit = typeof maxTokens === 'number' && maxTokens > 0 ? Math.floor(maxTokens) : undefined;
    return { model, messages, isStream: isStream === true, maxTokens: limit };
  } catch {
    return 'The body is not JSON.';
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > MAX_REQUEST_BYTES) throw new Error('The request is too long.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function errorBody(message: string): object {
  return { error: { message, type: 'invalid_request_error' } };
}

function stopServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
