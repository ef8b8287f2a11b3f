import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { proxyWords } from '../../../src/recorder/cli/proxy-words.js';

describe('the line of a run that a proxy recorded', () => {
  const metrics = { completion_tokens: 2, token_count_source: 'usage' };

  it('tells why it failed, and where it is', () => {
    const errors = ['rate limited', 'HTTP 404 Not Found: model m not found'];
    const summary = { status: 'failed' as const, duration_ms: 20, metrics, artifacts: { errors } };
    const told = 'm: failed · 20 ms · 2 tokens · HTTP 404 Not Found: model m not found · out/m.json';
    assert.equal(proxyWords.ended('m', summary, 'out/m.json'), told);
  });

  it('gives no reason for one that completed in spite of an error', () => {
    const artifacts = { errors: ['rate limited'] };
    const summary = { status: 'completed' as const, duration_ms: 20, metrics, artifacts };
    assert.equal(
      proxyWords.ended('', summary, 'out/m.json'),
      'a model: completed · 20 ms · 2 tokens · out/m.json',
    );
  });
});
