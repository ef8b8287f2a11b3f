import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AccessRules } from '../../src/recorder/access-rules.js';
import { isLoopbackHost, parseBaseUrl } from '../../src/recorder/base-url.js';
import { completionRequest, openaiRoot, serverRoot } from '../../src/recorder/completion-request.js';
import type { Provider } from '../../src/recorder/provider.js';
import type { ContentPart } from '../../src/trace/index.js';

describe('a base URL', () => {
  const roots: [given: string, openai: string, server: string][] = [
    ['http://localhost:1234', 'http://localhost:1234/v1', 'http://localhost:1234'],
    ['localhost:1234/v1/', 'http://localhost:1234/v1', 'http://localhost:1234'],
    ['http://h/v1/chat/completions', 'http://h/v1', 'http://h'],
    ['http://h:11434/api/chat', 'http://h:11434/api/chat/v1', 'http://h:11434'],
    ['https://openrouter.example/api/v1', 'https://openrouter.example/api/v1', 'https://openrouter.example'],
    ['https://h/openai/v1', 'https://h/openai/v1', 'https://h/openai'],
    ['https://h/v1beta/openai', 'https://h/v1beta/openai', 'https://h/v1beta/openai'],
    ['https://h/proxy', 'https://h/proxy/v1', 'https://h/proxy'],
    ['http://[::1]:8080', 'http://[::1]:8080/v1', 'http://[::1]:8080'],
  ];
  for (const [given, openai, server] of roots) {
    it(`${given} leads to ${openai}`, () => {
      assert.equal(openaiRoot(parseBaseUrl(given)), openai);
      assert.equal(serverRoot(parseBaseUrl(given)), server);
    });
  }

  it('never shows its credentials or its query', () => {
    const base = parseBaseUrl('https://user:pass%20word@h:444/v1?key=abc#x');
    assert.equal(base.href, 'https://h:444/v1');
    assert.equal(base.authorization, `Basic ${Buffer.from('user:pass word').toString('base64')}`);
    assert.ok(base.secrets.includes('pass word'));
  });

  it('that is none is refused without repeating it', () => {
    for (const text of ['', 'http://', 'ftp://u:secret@h', 'http://u:secret@ /', '::']) {
      assert.throws(
        () => parseBaseUrl(text),
        (error: Error) => error.name === 'BaseUrlError' && !error.message.includes('secret'),
      );
    }
  });

  it('on this machine is told from one elsewhere', () => {
    for (const host of ['localhost', 'LOCALHOST.', 'a.localhost', '127.0.0.1', '127.8.9.1', '[::1]']) {
      assert.ok(isLoopbackHost(host), host);
    }
    for (const host of [
      'localhost.example',
      '128.0.0.1',
      '127.0.0.1.example',
      '0.0.0.0',
      '[::2]',
      'notlocalhost',
    ]) {
      assert.ok(!isLoopbackHost(host), host);
    }
  });
});

describe('the request', () => {
  const base = parseBaseUrl('http://127.0.0.1:1');
  const bodyFor = (provider: Provider) =>
    completionRequest(base, provider, 'm', [{ role: 'user', content: 'x' }], {}).body;

  it('asks each server for the richest stream that it knows, and for nothing that it does not', () => {
    assert.deepEqual(bodyFor('vllm').stream_options, { include_usage: true, continuous_usage_stats: true });
    for (const provider of ['openai', 'lm-studio', 'jan'] as const) {
      assert.deepEqual(Object.keys(bodyFor(provider)).sort(), [
        'messages',
        'model',
        'stream',
        'stream_options',
      ]);
      assert.deepEqual(bodyFor(provider).stream_options, { include_usage: true });
    }
    const { timings_per_token: timings, return_progress: progress } = bodyFor('llama.cpp');
    assert.deepEqual([timings, progress], [true, true]);
    assert.deepEqual(Object.keys(bodyFor('ollama')).sort(), ['messages', 'model', 'stream']);
  });

  it('puts pictures where Ollama looks for them', () => {
    const content: ContentPart[] = [
      { type: 'text', text: 'Look: ' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } },
    ];
    const { messages } = completionRequest(base, 'ollama', 'm', [{ role: 'user', content }], {}).body;
    assert.deepEqual(messages, [{ role: 'user', content: 'Look: ', images: ['QUJD'] }]);
  });
});

describe('the rules of who may read', () => {
  const rules = new AccessRules('127.0.0.1', ['https://demo.example/']);

  it('let no origin through that is neither on loopback nor named', () => {
    fc.assert(
      fc.property(fc.domain(), fc.integer({ min: 1, max: 65535 }), (domain, port) => {
        for (const origin of [`https://${domain}`, `http://${domain}:${port}`]) {
          assert.notEqual(rules.refusal({ host: '127.0.0.1:1', origin }), undefined);
        }
        assert.notEqual(rules.refusal({ host: `${domain}:${port}` }), undefined);
      }),
    );
    assert.equal(rules.refusal({ host: 'localhost', origin: 'https://demo.example' }), undefined);
    assert.notEqual(rules.refusal({ host: 'localhost', origin: 'http://demo.example' }), undefined);
    assert.notEqual(rules.refusal({}), undefined);
  });

  it('on an address for others take any plain address, and still no foreign name', () => {
    assert.throws(() => new AccessRules('0.0.0.0'), /needs a token/);
    const open = new AccessRules('0.0.0.0', [], true);
    assert.equal(open.refusal({ host: '192.168.1.5:9090' }), undefined);
    assert.equal(open.refusal({ host: '[fe80::1]:9090' }), undefined);
    assert.notEqual(open.refusal({ host: 'rebound.example:9090' }), undefined);
  });
});
