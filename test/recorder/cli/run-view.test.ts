import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RunView } from '../../../src/recorder/cli/run-view.js';
import { terminalLine, terminalText } from '../../../src/recorder/cli/terminal-text.js';
import type { TraceEvent } from '../../../src/trace/index.js';
import { completed, prompt, started, token } from '../run-events.js';

class Screen extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 60;

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

function show(events: TraceEvent[], { isTTY = false, isQuiet = false } = {}) {
  const stdout = new Screen(isTTY);
  const stderr = new Screen(isTTY);
  const signal = new AbortController().signal;
  const view = new RunView({ stdin: process.stdin, stdout, stderr, env: {}, signal }, isQuiet);
  events.forEach((event, seq) => view.show({ runId: 'a', seq, event }));
  return { stdout: stdout.text, stderr: stderr.text, view };
}

const run = (...texts: string[]) => [
  started('a'),
  prompt(),
  ...texts.map((text, index) => token(100 * (index + 1), text)),
  completed(1000),
];

describe('showing a run', () => {
  it('gives a pipe the text as it came, and nothing else', () => {
    const { stdout, stderr } = show(run('a\x1b[31m', 'b\n'));
    assert.equal(stdout, 'a\x1b[31mb\n');
    assert.equal(stderr, '');
  });

  it('ends the text with a line break, and shows neither reasoning nor further choices', () => {
    const { stdout } = show([
      started('a'),
      { type: 'token', time_ms: 1, text: 'hm', channel: 'reasoning' },
      token(2, 'yes'),
      { type: 'token', time_ms: 2, text: 'no', completion_id: '#1' },
      completed(3),
    ]);
    assert.equal(stdout, 'yes\n');
  });

  it('says where no line of progress can be that nothing has come yet, until something does', (test) => {
    test.mock.timers.enable({ apis: ['setInterval'] });
    const stderr = new Screen(false);
    const signal = new AbortController().signal;
    const io = { stdin: process.stdin, stdout: new Screen(false), stderr, env: {}, signal };
    const view = new RunView(io, false);
    view.show({ runId: 'a', seq: 0, event: started('a') });
    test.mock.timers.tick(9_999);
    assert.equal(stderr.text, '');
    test.mock.timers.tick(1);
    assert.match(stderr.text, /^no token yet after .*Ctrl-C/);
    view.show({ runId: 'a', seq: 1, event: token(1, 'a') });
    const told = stderr.text;
    test.mock.timers.tick(60_000);
    assert.equal(stderr.text, told);
  });

  it('turns nothing around beside text that would', () => {
    assert.equal(terminalText('a\u202eb\u2066c'), 'a\ufffdb\ufffdc');
    assert.equal(terminalText('\u{1f469}\u200d\u{1f680}'), '\u{1f469}\u200d\u{1f680}');
  });

  it('lets nothing in the text steer a terminal', () => {
    const { stdout } = show(run('\x1b]0;title\x07', '\x1b[2J\u009b1mx\r\ny\tz'), { isTTY: true });
    assert.equal(stdout, '\u241b]0;title\u2407\u241b[2J\ufffd1mx\ny\tz\n');
  });

  it('keeps a line of progress on a terminal, and takes it away at the end', () => {
    const { stderr } = show(run('one', ' two', ' three'), { isTTY: true });

    const drawn = stderr.split(/\x1b[^A-Z]*[A-Z78]/i).filter((text) => text.length > 1);
    assert.match(drawn[0]!, /^waiting for the first token$/);
    assert.match(drawn.at(-1)!, /tokens/);
    assert.ok(stderr.endsWith('\x1b[J'));
  });

  it('shows no text when asked for JSON', () => {
    assert.equal(show(run('x'), { isQuiet: true }).stdout, '');
  });
});

describe('text for a terminal', () => {
  it('holds no control character but line breaks and tabs, and is the same otherwise', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = terminalText(text);
        assert.doesNotMatch(shown, /[^\P{Cc}\n\t]/u);
        assert.equal(shown.replaceAll(/[\u2400-\u2421\ufffd]/g, '').length <= text.length, true);
        if (!/\p{Cc}/u.test(text)) assert.equal(shown, text);
        assert.doesNotMatch(terminalLine(text), /\p{Cc}/u);
      }),
    );
  });
});
