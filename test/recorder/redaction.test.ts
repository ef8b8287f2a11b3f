import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { secretsOf } from '../../src/recorder/capture/observed-request.js';
import { Redaction } from '../../src/recorder/redaction.js';
import type { UntimedEvent } from '../../src/trace/index.js';
import { capturing } from './capture/captured.js';

const url = 'https://models.example/v1/chat/completions';

function said(message: string, query: string, headers: Record<string, string>): string {
  return new Redaction(secretsOf(new URL(`${url}${query}`), Object.entries(headers))).text(message);
}

describe('what counts as a key', () => {
  for (const name of [
    'Authorization',
    'cookie',
    'ocp-apim-subscription-key',
    'X-Auth-Token',
    'x-amz-security-token',
    'x-client-secret',
    'X-Credential',
    'x-signature',
    'api-key',
  ]) {
    it(`is the value of the header ${name}`, () => {
      assert.equal(said('Bad abc12345!', '', { [name]: 'abc12345' }), 'Bad [redacted]!');
    });
  }

  for (const name of [
    'key',
    'subscription-key',
    'access_token',
    'X-Amz-Signature',
    'client_secret',
    'sig',
    'code',
  ]) {
    it(`is the value of the query field ${name}`, () => {
      assert.equal(said('Bad abc+12345!', `?${name}=abc%2B12345`, {}), 'Bad [redacted]!');
      assert.equal(said('Bad abc%2B12345!', `?${name}=abc%2B12345`, {}), 'Bad [redacted]!');
    });
  }

  it('is each value of several, with and without its name', () => {
    const cookies = { cookie: 'session=abc12345; theme="def67890"' };
    assert.equal(said('abc12345, def67890', '', cookies), '[redacted], [redacted]');
    const authorization = 'AWS4-HMAC-SHA256 Credential=AKIA1234/20260102, Signature=feedbeef00';
    assert.equal(
      said('Signature of AWS4-HMAC-SHA256: feedbeef00', '', { authorization }),
      'Signature of AWS4-HMAC-SHA256: [redacted]',
    );
    assert.equal(said('Basic dXNlcjpwdw', '', { authorization: 'Basic dXNlcjpwdw==' }), 'Basic [redacted]');
    assert.equal(said('one12345 two12345', '', { 'x-keys': 'one12345, two12345' }), '[redacted] [redacted]');
  });

  it('is no short word, and nothing of other headers', () => {
    const headers = { authorization: 'Bearer ollama', 'x-api-key': 'none', 'x-request-id': 'abc12345' };
    const message = 'Bearer ollama has none: abc12345';
    assert.equal(said(message, '?alt=sse12345', headers), message);
  });
});

describe('what is redacted', () => {
  const redaction = new Redaction(['sk-12345678']);
  const of = (event: object) => redaction.event(event as UntimedEvent) as unknown;

  it('is all that a server says: of itself, of the run, of what went wrong', () => {
    const text = 'for sk-12345678';
    const clean = 'for [redacted]';
    assert.deepEqual(of({ type: 'log', level: 'info', message: text }), {
      type: 'log',
      level: 'info',
      message: clean,
    });
    assert.deepEqual(of({ type: 'run_failed', duration_ms: 1, error: { message: text, code: text } }), {
      type: 'run_failed',
      duration_ms: 1,
      error: { message: clean, code: clean },
    });
    const started = {
      type: 'run_started',
      run_id: 'sk-12345678',
      server: { name: text },
      params: { a: [text] },
    };
    assert.deepEqual(of(started), {
      type: 'run_started',
      run_id: 'sk-12345678',
      server: { name: clean },
      params: { a: [clean] },
    });
  });

  it('is nothing of what a person or a model wrote', () => {
    const token = { type: 'token', text: 'sk-12345678' };
    assert.equal(of(token), token);
  });

  it('is cut from the file of a refused request', async () => {
    const refused = async () =>
      new Response('{"error":{"message":"Access denied: abc-def-123, ?subscription-key=q-1234567"}}', {
        status: 401,
      });
    const { fetch, runs } = capturing({ fetch: refused });
    const headers = { 'ocp-apim-subscription-key': 'abc-def-123' };
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hi' }] });
    await (await fetch(`${url}?subscription-key=q-1234567`, { method: 'POST', headers, body })).text();
    const [run] = await runs(1);
    assert.doesNotMatch(run!.text, /abc-def-123|q-1234567/);
    assert.match(run!.text, /Access denied: \[redacted\], \?subscription-key=\[redacted\]/);
  });
});
