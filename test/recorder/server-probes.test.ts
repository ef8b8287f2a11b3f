import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { parseBaseUrl } from '../../src/recorder/base-url.js';
import type { Provider } from '../../src/recorder/provider.js';
import { findLocalServers, probeServer } from '../../src/recorder/server-probes.js';
import { serveModel } from './model-server.js';

const never = () => assert.fail('a probe is never a POST');

/** What each kind of server answers to a GET. */
const kinds: Record<string, Record<string, unknown>> = {
  ollama: {
    '/api/version': { version: '0.12.3' },
    '/api/tags': { models: [{ name: 'qwen3:8b' }, { name: 'llama3:latest' }] },
    '/api/ps': { models: [{ name: 'llama3:latest', size: 5e9 }] },
    '/v1/models': { object: 'list', data: [{ id: 'qwen3:8b', owned_by: 'library' }] },
  },
  'lm-studio': {
    '/api/v0/models': {
      data: [
        { id: 'qwen3-8b', type: 'llm', state: 'loaded' },
        { id: 'gemma-3', type: 'vlm', state: 'not-loaded' },
        { id: 'nomic-embed', type: 'embeddings', state: 'loaded' },
      ],
    },
    // It answers what it does not know with status 200.
    '/api/version': { error: 'Unexpected endpoint or method. (GET /api/version)' },
    '/version': { error: 'Unexpected endpoint or method. (GET /version)' },
    '/props': { error: 'Unexpected endpoint or method. (GET /props)' },
    '/v1/models': { data: [{ id: 'qwen3-8b', owned_by: 'organization_owner' }, { id: 'gemma-3' }] },
  },
  'llama.cpp': {
    '/props': { default_generation_settings: { n_ctx: 4096 }, build_info: 'b7010-c27efd2b', total_slots: 1 },
    '/v1/models': { data: [{ id: 'gpt-oss-20b.gguf', owned_by: 'llamacpp' }] },
  },
  vllm: {
    '/version': { version: '0.11.0' },
    '/v1/models': { data: [{ id: 'meta-llama/Llama-3.3-70B-Instruct', owned_by: 'vllm' }] },
  },
  openai: { '/v1/models': { data: [{ id: 'some-model', owned_by: 'someone' }] } },
};

const expected: Record<string, { version?: string; models: string[]; loaded?: string[] }> = {
  ollama: { version: '0.12.3', models: ['qwen3:8b', 'llama3:latest'], loaded: ['llama3:latest'] },
  'lm-studio': { models: ['qwen3-8b', 'gemma-3'], loaded: ['qwen3-8b'] },
  'llama.cpp': { version: 'b7010-c27efd2b', models: ['gpt-oss-20b.gguf'] },
  vllm: { version: '0.11.0', models: ['meta-llama/Llama-3.3-70B-Instruct'] },
  openai: { models: ['some-model'] },
};

describe('asking a server what it is', () => {
  for (const [kind, gets] of Object.entries(kinds)) {
    it(`tells ${kind} by its answers`, async () => {
      const model = await serveModel(never, gets);
      for (const url of [model.url, `${model.url}/v1`, `${model.url}/v1/`]) {
        const found = await probeServer(parseBaseUrl(url));
        assert.equal(found?.provider, kind);
        assert.equal(found.server?.version, expected[kind]!.version);
        assert.equal(found.server === undefined, kind === 'openai');
        assert.deepEqual(found.models, expected[kind]!.models);
        assert.deepEqual(found.loaded, expected[kind]!.loaded);
        assert.equal(found.simulated, false);
      }
    });

    it(`asks only as ${kind} when that is told`, async () => {
      const model = await serveModel(never, gets);
      const found = await probeServer(parseBaseUrl(model.url), { provider: kind as Provider });
      assert.equal(found?.provider, kind);
      const others = Object.keys(kinds).filter((other) => other !== kind && other !== 'openai');
      const own = new Set(Object.keys(gets));
      const foreign = others.flatMap((other) => Object.keys(kinds[other]!)).filter((path) => !own.has(path));
      assert.ok(model.requests.every(({ path }) => !foreign.includes(path)));
    });
  }

  it('takes a server for compatible when only its list of models is locked', async () => {
    const server = createServer((_, response) => void response.writeHead(401).end('{"error":"no key"}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const found = await probeServer(parseBaseUrl(`http://127.0.0.1:${port}`));
    server.close();
    assert.equal(found?.provider, 'openai');
    assert.equal(found.models, undefined);
  });

  it('sends the key, and credentials of the address', async () => {
    const model = await serveModel(never, kinds.openai);
    await probeServer(parseBaseUrl(model.url), { apiKey: 'k' });
    assert.ok(model.requests.every(({ headers }) => headers.authorization === 'Bearer k'));
    const before = model.requests.length;
    await probeServer(parseBaseUrl(model.url.replace('//', '//u:p@')));
    assert.match(model.requests[before]!.headers.authorization!, /^Basic /);
  });

  it('finds nothing where nothing answers like a model server, in time', async () => {
    const page = createServer((_, response) => void response.end('<html>Hello</html>'));
    const silent = createServer(() => {});
    for (const server of [page, silent])
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    for (const server of [page, silent]) {
      const { port } = server.address() as AddressInfo;
      assert.equal(
        await probeServer(parseBaseUrl(`http://127.0.0.1:${port}`), { timeoutMs: 100 }),
        undefined,
      );
      server.closeAllConnections();
      server.close();
    }
    assert.equal(await probeServer(parseBaseUrl('http://127.0.0.1:1')), undefined);
  });

  it('finds local servers on their ports, in the order of the ports', async () => {
    const ollama = await serveModel(never, kinds.ollama);
    const vllm = await serveModel(never, kinds.vllm);
    const found = await findLocalServers([
      ['vllm', vllm.port],
      ['jan', 1],
      ['ollama', ollama.port],
    ]);
    assert.deepEqual(
      found.map(({ baseUrl, found: { provider } }) => `${provider} ${baseUrl}`),
      [`vllm ${vllm.url}`, `ollama ${ollama.url}`],
    );
  });
});
