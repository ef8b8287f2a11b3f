import type { JsonObject, JsonValue, ServerInfo } from '../trace/index.js';
import { type BaseUrl, parseBaseUrl } from './base-url.js';
import { openaiRoot, serverRoot } from './completion-request.js';
import { probe, type ProbeAnswer } from './probe.js';
import type { Provider } from './provider.js';

/** A model server as its own answers tell it. */
export interface FoundServer {
  readonly provider: Provider;
  /** Its name and version, as far as it tells. */
  readonly server?: ServerInfo;
  /** All that it lists; undefined when it does not say. */
  readonly models?: readonly string[];
  /** Those that are in memory, where it tells. */
  readonly loaded?: readonly string[];
  /** No real model runs. */
  readonly simulated: boolean;
}

export interface ProbeOptions {
  /** Ask only as this kind of server; default: ask as every kind. */
  provider?: Provider;
  apiKey?: string;
  signal?: AbortSignal;
  /** For each question, in milliseconds. */
  timeoutMs?: number;
}

/** The ports on which each kind of server listens when nobody says otherwise, in the order in which they are tried. */
export const USUAL_PORTS: readonly (readonly [Provider, number])[] = [
  ['lm-studio', 1234],
  ['ollama', 11434],
  ['llama.cpp', 8080],
  ['vllm', 8000],
  ['jan', 1337],
];

const NAMES: Record<Provider, string> = {
  ollama: 'Ollama',
  openai: 'OpenAI-compatible server',
  'lm-studio': 'LM Studio',
  'llama.cpp': 'llama.cpp',
  vllm: 'vLLM',
  jan: 'Jan',
};

/** The name that people know a kind of server by. */
export function providerName(provider: Provider): string {
  return NAMES[provider];
}

/**
 * Asks a server, with GETs alone, what it is, its version, and its models. Undefined when nothing answers like a model server (an
 * address that is not reached included). Every question is asked at once, so that it takes no longer than the slowest.
 */
export async function probeServer(
  base: BaseUrl,
  options: ProbeOptions = {},
): Promise<FoundServer | undefined> {
  const ask = (path: string) =>
    probe(path, { authorization: authorization(base, options.apiKey), ...options });
  const root = serverRoot(base);
  const isWanted = (kind: Provider) => !options.provider || options.provider === kind;
  const askAs = (kind: Provider, path: string) => (isWanted(kind) ? ask(root + path) : undefined);
  const [ollama, tags, running, lmStudio, props, vllm, models] = await Promise.all([
    askAs('ollama', '/api/version'),
    askAs('ollama', '/api/tags'),
    askAs('ollama', '/api/ps'),
    askAs('lm-studio', '/api/v0/models'),
    askAs('llama.cpp', '/props'),
    askAs('vllm', '/version'),
    ask(`${openaiRoot(base)}/models`),
  ]);
  const found =
    asOllama(ollama, tags, running) ??
    asLmStudio(lmStudio) ??
    asLlamaCpp(props, models) ??
    asVllm(vllm, models);
  return found ?? asOpenAI(models, base.port, options.provider);
}

/** Looks for local servers on their usual ports, all at once. */
export async function findLocalServers(
  ports: readonly (readonly [Provider, number])[] = USUAL_PORTS,
  options: ProbeOptions = {},
): Promise<{ baseUrl: string; found: FoundServer }[]> {
  const looked = await Promise.all(
    ports.map(async ([, port]) => {
      const baseUrl = `http://127.0.0.1:${port}`;
      return { baseUrl, found: await probeServer(parseBaseUrl(baseUrl), options) };
    }),
  );
  return looked.flatMap(({ baseUrl, found }) => (found ? [{ baseUrl, found }] : []));
}

function asOllama(version?: ProbeAnswer, tags?: ProbeAnswer, running?: ProbeAnswer): FoundServer | undefined {
  // LM Studio answers paths that it does not know with status 200 and an error.
  const number = version?.json?.version;
  const isOllama = typeof number === 'string' && Array.isArray(tags?.json?.models);
  if (!isOllama) return undefined;
  return told('ollama', number, {
    models: names(tags, 'models', 'name'),
    loaded: names(running, 'models', 'name'),
  });
}

function asLmStudio(answer?: ProbeAnswer): FoundServer | undefined {
  const models = objects(answer?.json?.data).filter((model) => typeof model.state === 'string');
  const isLmStudio = answer?.json?.data !== undefined && models.length === objects(answer.json.data).length;
  if (!isLmStudio) return undefined;
  const answering = models.filter(({ type }) => type !== 'embeddings');
  const idsOf = (list: JsonObject[]) => list.map(({ id }) => String(id));
  const loaded = idsOf(answering.filter(({ state }) => state === 'loaded'));
  return told('lm-studio', undefined, { models: idsOf(answering), loaded });
}

function asLlamaCpp(props?: ProbeAnswer, models?: ProbeAnswer): FoundServer | undefined {
  const build = props?.json?.build_info;
  const isLlamaCpp = props?.json?.default_generation_settings !== undefined || ownedBy(models, 'llamacpp');
  if (!isLlamaCpp) return undefined;
  return told('llama.cpp', typeof build === 'string' ? build : undefined, {
    models: names(models, 'data', 'id'),
  });
}

function asVllm(version?: ProbeAnswer, models?: ProbeAnswer): FoundServer | undefined {
  if (!ownedBy(models, 'vllm')) return undefined;
  const number = version?.json?.version;
  return told('vllm', typeof number === 'string' ? number : undefined, {
    models: names(models, 'data', 'id'),
  });
}

function asOpenAI(models: ProbeAnswer, port: number, asked?: Provider): FoundServer | undefined {
  const isLocked = models.status === 401 || models.status === 403;
  if (!Array.isArray(models.json?.data) && !isLocked) return undefined;
  const guess: Provider = port === 1337 ? 'jan' : 'openai';
  const provider = asked ?? guess;
  const name = models.serverName ?? NAMES[provider];
  const found = told(provider, undefined, { models: isLocked ? undefined : names(models, 'data', 'id') });
  // A server that does not say what it is has no name to record.
  const server = provider === 'openai' && models.serverName === undefined ? undefined : { name };
  return { ...found, server, simulated: models.isSimulated };
}

function told(
  provider: Provider,
  version: string | undefined,
  lists: Pick<FoundServer, 'models' | 'loaded'>,
): FoundServer {
  const server = { name: NAMES[provider], ...(version !== undefined && { version }) };
  return { provider, server, simulated: false, ...lists };
}

function ownedBy(models: ProbeAnswer | undefined, owner: string): boolean {
  return objects(models?.json?.data).some(({ owned_by: ownedBy }) => ownedBy === owner);
}

function names(answer: ProbeAnswer | undefined, list: string, field: string): string[] | undefined {
  const items = answer?.json?.[list];
  if (!Array.isArray(items)) return undefined;
  return objects(items).flatMap(({ [field]: name }) => (typeof name === 'string' ? [name] : []));
}

function objects(value: JsonValue | undefined): JsonObject[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (item): item is JsonObject => typeof item === 'object' && item !== null && !Array.isArray(item),
  );
}

function authorization(base: BaseUrl, apiKey: string | undefined): string | undefined {
  return apiKey ? `Bearer ${apiKey}` : base.authorization;
}
