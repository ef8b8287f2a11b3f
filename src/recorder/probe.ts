import { type JsonObject, parseJsonObject } from '../trace/index.js';
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

/** What a server answered to a GET, as text; status 0: nothing. */
export interface TextAnswer {
  readonly status: number;
  readonly headers?: Headers;
  /** The body of a success; undefined when there is none, or too much. */
  readonly text?: string;
}

export interface ProbeRequest {
  authorization?: string;
  /** The media types that are asked for. */
  accept?: string;
  signal?: AbortSignal;
  timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 1500;

/** Lists of models run to hundreds of kilobytes; more than this is none. */
const MAX_BODY_BYTES = 8 << 20;

/** Asks one question with a GET, and never throws: a server that does not answer, in time or at all, is an answer, too. */
export async function probe(url: string, request: ProbeRequest = {}): Promise<ProbeAnswer> {
  const { status, text, headers } = await probeText(url, { accept: 'application/json', ...request });
  const simulatedBy = headers?.get(SIMULATED_HEADER) ?? null;
  return {
    status,
    json: text === undefined ? undefined : parseJsonObject(text),
    isSimulated: simulatedBy !== null,
    serverName: simulatedBy?.slice(0, 100),
  };
}

/** The same, with the body as it is. */
export async function probeText(
  url: string,
  { authorization, accept = '*/*', signal, timeoutMs = DEFAULT_TIMEOUT_MS }: ProbeRequest,
): Promise<TextAnswer> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      // A redirect may lead where the key must not go.
      redirect: 'manual',
      headers: { accept, ...(authorization && { authorization }) },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const text = response.ok ? await readText(response) : await discard(response);
    return { status: response.status, headers: response.headers, text };
  } catch {
    return { status: 0 };
  }
}

async function readText(response: Response): Promise<string | undefined> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

async function discard(response: Response): Promise<undefined> {
  await response.body?.cancel();
}
