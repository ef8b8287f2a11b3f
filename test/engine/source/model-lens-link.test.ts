import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { urlSource } from '../../../src/engine/index.js';
import { textByChannel } from '../../trace/helpers/trace-builder.js';
import { watchedPlayer } from '../watched-player.js';
import { answering, isSettled, loading, text } from './http-player.js';
import { until } from './test-server.js';

const snapshot = {
  snapshot_id: 'snap-1a2b',
  version: '1.0.0',
  trace_id: 't',
  model: 'qwen3:8b',
  prompt: 'Say hello',
  response: 'Hello there – ✓',
  totalTimeMs: 100,
  steps: [
    { id: 's0', type: 'token', label: 'Token', timing_ms: 50, detail: 'Hello there' },
    { id: 's1', type: 'token', label: 'Token', timing_ms: 50, detail: ' – ✓' },
  ],
};
const payload = encodeURIComponent(Buffer.from(JSON.stringify(snapshot)).toString('base64'));

async function opened(link: string) {
  const asked: string[] = [];
  const watched = watchedPlayer();
  const fetch = async (url: string) => {
    asked.push(url);
    throw new Error('nobody is to be asked');
  };
  watched.player.load(urlSource(link, { fetch }));
  await until(() => isSettled(watched.player));
  return { ...watched, asked };
}

describe('a link of Model Lens that holds a snapshot', () => {
  it('plays what it holds, without asking anybody', async () => {
    const { player, asked } = await opened(`https://lens.example/view?theme=dark&snap=${payload}#top`);
    assert.equal(player.error, undefined);
    assert.equal(player.trace!.info.model, 'qwen3:8b');
    assert.deepEqual(textByChannel(player.trace!), { 'c1/response': 'Hello there – ✓' });
    assert.deepEqual(asked, []);
  });

  it('is told in words where it was cut short', async () => {
    const cut = await opened(`https://lens.example/?snap=${payload.slice(0, 60)}`);
    assert.match(cut.player.error!.message, /^[A-Z].*[.?]$/);
    assert.deepEqual(cut.asked, []);
  });

  it('is no link where the field holds no JSON: the address is asked as any other', async () => {
    const { player } = await loading(answering(200, text), { suffix: '/run.json?snap=20260102a' });
    await until(() => isSettled(player));
    assert.equal(player.error, undefined);
    assert.equal(player.durationMs, 500);
  });
});
