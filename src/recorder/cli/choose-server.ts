import { parseBaseUrl } from '../base-url.js';
import type { Provider } from '../provider.js';
import { findLocalServers, type FoundServer, probeServer, providerName } from '../server-probes.js';
import { UsageError } from './command.js';
import { words } from './words.js';

/** What `run` was told of its server. */
export interface ServerWish {
  baseUrl?: string;
  provider?: Provider;
  model?: string;
  apiKey?: string;
  signal: AbortSignal;
}

/** The server and the model of a run. */
export interface ChosenServer {
  baseUrl: string;
  provider: Provider;
  model: string;
  /** What its answers told; undefined when it did not answer. */
  found?: FoundServer;
}

/**
 * Settles which server and which model are asked: by what was told, else by what the servers answer. Says through `tell` what it
 * chose. Throws `UsageError` when that cannot be settled.
 */
export async function chooseServer(wish: ServerWish, tell: (line: string) => void): Promise<ChosenServer> {
  const { baseUrl, found } =
    wish.baseUrl === undefined ? await localServer(wish, tell) : await namedServer(wish);
  const provider = wish.provider ?? found?.provider ?? 'openai';
  const model = wish.model ?? chooseModel(found, parseBaseUrl(baseUrl).href, tell);
  return { baseUrl, provider, model, found };
}

type Located = Pick<ChosenServer, 'baseUrl' | 'found'>;

async function namedServer({ baseUrl = '', provider, apiKey, signal }: ServerWish): Promise<Located> {
  return { baseUrl, found: await probeServer(parseBaseUrl(baseUrl), { provider, apiKey, signal }) };
}

async function localServer({ provider, signal }: ServerWish, tell: (line: string) => void): Promise<Located> {
  const servers = (await findLocalServers(undefined, { signal })).filter(
    ({ found }) => !provider || found.provider === provider || provider === 'openai',
  );
  const [first, ...others] = servers;
  if (!first) throw new UsageError(words.nothingFound());
  tell(words.found(first.baseUrl, first.found));
  if (others.length > 0) {
    tell(
      words.alsoFound(
        others
          .map(({ baseUrl, found }) => `${found.server?.name ?? providerName(found.provider)} ${baseUrl}`)
          .join(', '),
      ),
    );
  }
  return first;
}

function chooseModel(found: FoundServer | undefined, baseUrl: string, tell: (line: string) => void): string {
  if (!found) throw new UsageError(words.noAnswer(baseUrl));
  const { models = [], loaded = [] } = found;
  if (models.length === 0 && loaded.length === 0) throw new UsageError(words.noModels(baseUrl));
  if (models.length === 1) {
    tell(words.modelTaken(models[0]!));
    return models[0]!;
  }
  if (loaded.length !== 1) throw new UsageError(words.chooseModel(models));
  tell(words.loadedModelTaken(loaded[0]!));
  return loaded[0]!;
}
