import type { JsonObject } from '../../trace/index.js';
import { isLoopbackHost } from '../base-url.js';
import { defaultBus, type EventBus } from '../event-bus.js';
import { describeHardware } from '../hardware.js';
import type { MemorySampler } from '../memory-sampler.js';
import { asError, type ErrorHandler, harmless, reportToConsole } from '../report-error.js';
import type { Now } from '../run-clock.js';
import type { BegunCompletion, RunSurroundings } from './captured-run.js';
import { CompletionObserver } from './completion-observer.js';
import { FoundMemory } from './found-memory.js';
import {
  type FetchCall,
  fetchCall,
  type FetchInit,
  type FetchInput,
  secretsOf,
  shownUrl,
} from './observed-request.js';
import { observedResponse } from './observed-response.js';
import { runHere } from './record-run.js';
import { type SentBody, sentBody } from './sent-body.js';
import { parseSentRequest, unseenRequest } from './sent-request.js';

export interface RecordFetchOptions {
  /** Default: the bus that all share. */
  bus?: EventBus;
  /** What really fetches. Default: the global `fetch`. */
  fetch?: typeof globalThis.fetch;
  /** Where memory figures come from; false: nowhere. Default: all that a server on this machine tells, and its processes. */
  memory?: MemorySampler | false;
  /** false: neither the prompts' nor the answers' text is recorded, only times, counts and channels. */
  text?: boolean;
  /** Told what could not be recorded; the program never is. Default: a line on standard error. */
  onError?: ErrorHandler;
  /** Monotonic milliseconds. Default: the machine's, on which a sleep of the machine passes, too. */
  now?: Now;
}

/**
 * Makes a `fetch` that passes everything through untouched, and records every completion that it sees, as it is read: chat
 * completions and Responses of OpenAI and all who speak like it, Anthropic, Gemini, Ollama, LM Studio, llama.cpp. Give it to an
 * official client as its `fetch`. Each completion is a run of its own, unless `recordRun` joins several.
 *
 * @example
 * const client = new OpenAI({ baseURL: 'http://127.0.0.1:11434/v1', apiKey: 'none', fetch: recordFetch({ bus }) });
 */
export function recordFetch(options: RecordFetchOptions = {}): typeof globalThis.fetch {
  const { fetch = (...call) => globalThis.fetch(...call) } = options;
  const onError = harmless(options.onError ?? reportToConsole);
  // Read once, and not while a request waits: it takes some milliseconds.
  const machine = { hardware: describeHardware(), memory: new FoundMemory() };
  const begin = (call: FetchCall) =>
    new CompletionObserver(
      runHere(surroundingsOf(call.url, options, machine)),
      {
        route: call.route,
        shownUrl: shownUrl(call.url),
        secrets: secretsOf(call.url, call.headers),
      },
      onError,
    );
  const observe = (input: FetchInput, init: FetchInit | undefined): Observed | undefined => {
    try {
      return observedCall(input, init, begin);
    } catch (thrown) {
      // An address that is none is for `fetch` to tell.
      if (!(thrown instanceof TypeError)) onError(asError(thrown));
      return undefined;
    }
  };
  return (input, init) => {
    const observed = observe(input, init);
    return observed ? answered(fetch(input, observed.init), observed, onError) : fetch(input, init);
  };
}

interface Observed {
  readonly init?: FetchInit;
  readonly observer: CompletionObserver;
  readonly signal?: AbortSignal | null;
  /** The answer is there, or will not be. */
  readonly answered?: () => void;
}

function observedCall(
  input: FetchInput,
  init: FetchInit | undefined,
  begin: (call: FetchCall) => CompletionObserver,
): Observed | undefined {
  const call = fetchCall(input, init);
  if (!call) return undefined;
  const body = sentBody(input, init);
  if (body.text === undefined && !body.isUnseen) return undefined;
  const request = typeof body.text === 'string' ? parseSentRequest(body.text, call.route) : undefined;
  if (typeof body.text === 'string' && !request) return undefined;
  const observer = begin(call);
  if (body.isUnseen) observer.sent(unseenRequest(call.route));
  else if (request) observer.sent(request);
  else tellWhenSent(body, call, observer);
  const answered = body.isPerhapsUnread ? () => observer.sent(unseenRequest(call.route)) : undefined;
  return { init: body.init, observer, signal: call.signal, answered };
}

function tellWhenSent(body: SentBody, { route }: FetchCall, observer: CompletionObserver): void {
  void Promise.resolve(body.text).then((text) =>
    observer.sent(text === undefined ? undefined : parseSentRequest(text, route)),
  );
}

async function answered(
  fetched: Promise<Response>,
  { observer, signal, answered: tellAnswered }: Observed,
  onError: ErrorHandler,
): Promise<Response> {
  const isAborted = () => signal?.aborted === true;
  let response: Response;
  try {
    response = await fetched;
    tellAnswered?.();
  } catch (error) {
    tellAnswered?.();
    if (isAborted()) observer.cancel();
    else observer.unanswered(error);
    throw error;
  }
  try {
    return observedResponse(response, observer, isAborted);
  } catch (thrown) {
    observer.unreadable('The answer could not be recorded.');
    onError(asError(thrown));
    return response;
  }
}

/** What is known of the machine that this runs on. */
interface Machine {
  readonly hardware: JsonObject;
  readonly memory: FoundMemory;
}

function surroundingsOf(
  url: URL,
  { bus = defaultBus, memory, text, now }: RecordFetchOptions,
  machine: Machine,
): RunSurroundings {
  const isLoopback = isLoopbackHost(url.hostname);
  const found = (begun: BegunCompletion) =>
    isLoopback ? machine.memory.sampler(url.origin, begun) : undefined;
  return {
    bus,
    now,
    text,
    memory: memory === false ? undefined : (begun) => memory ?? found(begun),
    hardware: isLoopback ? machine.hardware : undefined,
  };
}
