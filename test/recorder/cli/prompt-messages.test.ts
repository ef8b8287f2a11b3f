import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import type { OptionValues } from '../../../src/recorder/cli/command.js';
import { promptMessages } from '../../../src/recorder/cli/prompt-messages.js';

function reading(values: OptionValues) {
  const stdin = new PassThrough();
  const controller = new AbortController();
  const { stdout, stderr } = process;
  const io = { stdin, stdout, stderr, env: {}, signal: controller.signal };
  return { stdin, controller, messages: promptMessages(values, io) };
}

describe('the prompt', () => {
  it('of standard input is all of it, whatever its pieces', async () => {
    const { stdin, messages } = reading({ prompt: '-' });
    const bytes = Buffer.from('naïve 日本\n');
    for (const byte of bytes) stdin.write(Uint8Array.of(byte));
    stdin.end();
    assert.deepEqual(await messages, [{ role: 'user', content: 'naïve 日本\n' }]);
  });

  it('is not waited for any more after Ctrl-C', async () => {
    const { controller, messages } = reading({ prompt: '-' });
    controller.abort();
    await assert.rejects(messages, { name: 'AbortError' });
  });
});
