import type { JsonObject } from '../trace/index.js';
import { SIMULATED_HEADER } from './simulated-header.js';

/** What a server answered to a GET; status 0: nothing. */
export interface ProbeAnswer {
  readonly status: number;
  /** The body, where it is a JSON object. */
  readonly json?: JsonObject;
  /** The name that a server of ours gives itself. */
  readonly serverName?: string;
  readonly isSimulated: boolean;
}

export interface ProbeRequest {
  authorization?: string;
  signal?: AbortSignal;
  timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 1500;

/** Lists of models run to hundreds of kilobytes; more than this is none. */
const MAX_BODY_BYTES = 8 << 20;

/** Asks one question with a GET, and never throws: a server that does not answer, in time or at all, is an answer, too. */
export async function probe(url: string, request: ProbeRequest = {}): Promise<ProbeAnswer> {
  const { authorization, signal, timeoutMs = DEFAULT_TIMEOUT_MS } = request;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      // A redirect may lead where the key must not go.
      redirect: 'manual',
      headers: { accept: 'application/json', ...(authorization && { authorization }) },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const simulatedBy = response.headers.get(SIMULATED_HEADER);
    return {
      status: response.status,
      json: response.ok ? await readJson(response) : await discard(response),
      isSimulated: simulatedBy !== null,
      serverName: simulatedBy?.slice(0, 100),
    };
  } catch {
    return { status: 0, isSimulated: false };
  }
}

async function readJson(response: Response): Promise<JsonObject | undefined> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    pieces.push(piece);
  }
  return parseObject(Buffer.concat(pieces).toString('utf8'));
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}

async function discard(response: Response): Promise<undefined> {
  await response.body?.cancel();
}
