import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEMO_ANSWER, demoTokens } from '../../src/recorder/demo-answer.js';
import { startDemoModel } from '../../src/recorder/demo-model.js';
import { demoPieces } from '../../src/recorder/demo-pace.js';
import { EventBus } from '../../src/recorder/event-bus.js';
import { recordCompletion } from '../../src/recorder/record-completion.js';
import { RunningCommand, runCommand } from './command-line.js';

interface Answer {
  choices: { finish_reason: string }[];
  usage: { completion_tokens: number };
}

const messages = [{ role: 'user', content: 'Why?' }];

describe('the demo model', () => {
  it('answers in a few hundred tokens, which joined are its text', () => {
    const tokens = demoTokens(DEMO_ANSWER);
    assert.equal(tokens.join(''), DEMO_ANSWER);
    assert.ok(tokens.length >= 250 && tokens.length <= 400, String(tokens.length));
    assert.match(DEMO_ANSWER, /^1\. [^]*```sh\n[^]*\p{Script=Han}/mu);
    assert.match(DEMO_ANSWER, /\p{Extended_Pictographic}/u);
  });

  it('waits for the prompt, longer for a longer one, and stalls once', () => {
    const pieces = demoPieces(10, 7);
    assert.ok(pieces[0]!.waitMs >= 300 && pieces[0]!.waitMs <= 500);
    assert.ok(demoPieces(500, 7)[0]!.waitMs > pieces[0]!.waitMs);
    const gaps = pieces.slice(1).map(({ waitMs }) => waitMs);
    assert.equal(gaps.filter((gap) => gap > 900).length, 1);
    assert.ok(new Set(gaps).size > 100);
    assert.deepEqual(demoPieces(10, 7), pieces);
    assert.notDeepEqual(demoPieces(10, 8), pieces);
  });

  it('records as a simulated run with reasoning, usage, and the text', async () => {
    const demo = await startDemoModel({ speed: 100 });
    const bus = new EventBus();
    const { trace, text, metrics, status } = await recordCompletion({
      bus,
      baseUrl: demo.url,
      model: 'demo',
      messages,
    });
    await demo.stop();
    assert.equal(status, 'completed');
    assert.equal(text, DEMO_ANSWER);
    assert.equal(trace.info.simulated, true);
    assert.deepEqual(trace.info.server, { name: 'trace-player demo' });
    assert.ok(trace.blocks.some(({ kind }) => kind === 'reasoning'));
    assert.equal(metrics.token_count_source, 'usage');
  });

  it('answers without a stream, shortens when asked, and refuses what is not for it', async () => {
    const demo = await startDemoModel({ speed: 1000 });
    const post = async (body: unknown) => {
      const response = await fetch(`${demo.url}/chat/completions`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      assert.equal(response.headers.get('x-trace-simulated'), 'trace-player demo');
      return { status: response.status, body: (await response.json()) as Answer };
    };
    const whole = await post({ model: 'demo', messages, max_tokens: 80 });
    assert.equal(whole.status, 200);
    assert.deepEqual(whole.body.choices[0]!.finish_reason, 'length');
    assert.equal(whole.body.usage.completion_tokens, 80);
    assert.equal((await post({ model: 'gpt', messages })).status, 404);
    assert.equal((await post({ model: 'demo' })).status, 400);
    assert.equal((await fetch(`${demo.url}/other`)).status, 404);
    await demo.stop();
  });

  it('tells its address as JSON when it listens, until it is ended', async () => {
    const command = new RunningCommand(['demo', '--port', '0', '--json']);
    const [line] = await command.shows(/^.*\n/);
    const { url, model } = JSON.parse(line);
    assert.equal(model, 'demo');
    assert.equal((await fetch(url.replace('/v1', '/health'))).status, 200);
    const port = new URL(url).port;
    const second = await runCommand(['demo', '--port', port]);
    assert.equal(second.code, 2);
    assert.match(second.stderr, new RegExp(`^trace-player: Port ${port} is in use\\..*\\n$`));
    command.child.kill('SIGINT');
    assert.equal((await command.ended).code, 130);
  });
});
