import type { EventBus } from '../event-bus.js';
import { EventBusSSEServer, type SSEServerOptions } from '../sse-server.js';
import { type CommandIo, type OptionValues, UsageError } from './command.js';
import { numberOption, PORT_RANGE, textOption } from './option-values.js';
import { runWords } from './run-words.js';

/** The environment variable that holds the live stream's token, so that it does not stand among the processes' arguments. */
const TOKEN_VARIABLE = 'TRACE_PLAYER_TOKEN';

/** Options that say nothing without a live stream. */
const LIVE_OPTIONS = ['host', 'token', 'allow-origin'];

/** The live stream of a command. */
export interface LiveStream {
  readonly server: EventBusSSEServer;
  readonly url: string;
}

/** Starts the live stream that the options ask for; undefined when they ask for none. Throws `UsageError`. */
export async function startLive(
  values: OptionValues,
  env: CommandIo['env'],
  bus: EventBus,
  history: string,
): Promise<LiveStream | undefined> {
  const port = numberOption(values, 'sse-port', PORT_RANGE);
  const host = textOption(values, 'host');
  if (port === undefined) {
    const stray = LIVE_OPTIONS.find((name) => values[name] !== undefined);
    if (stray !== undefined) throw new UsageError(runWords.withoutPort(stray));
    return undefined;
  }
  const server = guardedLiveServer(values, env, { bus, port, host, history });
  const { url } = await server.start();
  return { server, url };
}

/** A live server with the token and the origins that the options and the environment tell. Throws `UsageError`. */
export function guardedLiveServer(
  values: OptionValues,
  env: CommandIo['env'],
  options: SSEServerOptions,
): EventBusSSEServer {
  const token = textOption(values, 'token') ?? (env[TOKEN_VARIABLE] || undefined);
  const allowOrigins = textOption(values, 'allow-origin')?.split(',');
  try {
    return new EventBusSSEServer({ ...options, token, allowOrigins });
  } catch (error) {
    throw new UsageError(runWords.liveRefused((error as Error).message, TOKEN_VARIABLE));
  }
}
