import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  createTraceReader,
  detectFormat,
  TraceFormatError,
  type TraceEvent,
} from '../../../src/trace/index.js';
import { runEvents } from '../helpers/event-arbitraries.js';
import { cutAt, readAs, readText } from '../helpers/read-text.js';
import { EVENTS, replayText, RUN, sortedKeys } from '../helpers/replay-text.js';
import { noticeCodes, token } from '../helpers/trace-builder.js';

/** The forms that a replay document may have, made of its line form. */
const FORMS: Record<string, (text: string) => string> = {
  'with a line per event': (text) => text,
  minified: (text) => JSON.stringify(JSON.parse(text)),
  'pretty-printed': (text) => JSON.stringify(JSON.parse(text), null, 2),
  'with tabs': (text) => JSON.stringify(JSON.parse(text), null, '\t'),
  'minified with sorted keys': sortedKeys,
  'pretty-printed with sorted keys': (text) => JSON.stringify(JSON.parse(sortedKeys(text)), null, 2),
  'with CRLF': (text) => text.replaceAll('\n', '\r\n'),
  'with a byte order mark': (text) => `\uFEFF${text}`,
  'minified with a byte order mark': (text) => `\uFEFF${JSON.stringify(JSON.parse(text))}`,
  'after blank lines': (text) => `\n\n  ${text}`,
};

/** Layouts that the same reader takes are cut at fewer places. */
const CUT_STEPS: Record<string, number> = {
  'with tabs': 7,
  'pretty-printed with sorted keys': 7,
  'minified with sorted keys': 3,
};

for (const [form, shape] of Object.entries(FORMS)) {
  describe(`a replay document ${form}`, () => {
    test('reads as it was written, however it is cut', async () => {
      await fc.assert(
        fc.asyncProperty(runEvents, fc.array(fc.nat(), { maxLength: 6 }), async (events, cuts) => {
          if (events.length === 0) return;
          const text = shape(replayText(events));
          const { trace } = await readText(text, cutAt(text, cuts));
          const expected = JSON.parse(JSON.stringify(events)) as TraceEvent[];
          assert.equal(trace.length, expected.length);
          expected.forEach((event, index) => assert.deepEqual(trace.eventAt(index), event));
          assert.deepEqual(trace.notices, []);
          assert.deepEqual(trace.info, { ...trace.info, ...RUN, version: '1.0.0' });
          assert.equal(trace.summary?.event_count, events.length);
        }),
        { numRuns: 30 },
      );
    });

    test('reads the same pushed by the half character', async () => {
      const text = shape(replayText());
      const { trace } = await readText(text, text.split(''));
      EVENTS.forEach((event, index) => assert.deepEqual(trace.eventAt(index), event));
      assert.deepEqual(trace.notices, []);
    });

    test('plays up to a cut at any place, and says that it is cut', async () => {
      const text = shape(replayText());
      for (let cut = 0; cut < text.trimEnd().length; cut += CUT_STEPS[form] ?? 1) {
        const pieces = cutAt(text.slice(0, cut), [cut / 3, cut / 2].map(Math.floor));
        const whole = await readText(text.slice(0, cut), pieces).then(
          ({ trace }) => {
            assert.ok(noticeCodes(trace).includes('truncated'), `no notice of a cut at ${cut}`);
            for (let index = 0; index < trace.length; index++)
              assert.deepEqual(trace.eventAt(index), EVENTS[index]);
            return trace.length;
          },
          (error: unknown) => {
            assert.ok(error instanceof TraceFormatError, String(error));
            return 0;
          },
        );
        assert.equal(whole, wholeEvents(text, cut), `cut at ${cut}`);
      }
    });

    test('says when it was written by a version that is not known', async () => {
      const { trace } = await readText(shape(replayText().replace('"version":"1.0.0"', '"version":"7.1.0"')));
      assert.deepEqual(trace.notices, [{ code: 'unknown_version', count: 1, detail: '7.1.0' }]);
      assert.equal(trace.length, EVENTS.length);
    });

    test('says when it does not hold as many events as it says', async () => {
      const { trace } = await readText(shape(replayText(EVENTS, RUN, { event_count: 12 })));
      assert.deepEqual(trace.notices, [{ code: 'event_count', count: 1, detail: '12 told, 9 read' }]);
    });

    test('bears a footer with empty metrics, and one that says nothing', async () => {
      const empty = await readText(shape(replayText(EVENTS, RUN, { status: 'cancelled', metrics: {} })));
      assert.deepEqual(empty.trace.summary?.metrics, {});
      const none = await readText(shape(replayText(EVENTS, RUN, {})));
      assert.equal(none.trace.summary, undefined);
      assert.deepEqual([...empty.trace.notices, ...none.trace.notices], []);
    });

    test('leaves out events of a wrong shape, and says where the first was', async () => {
      const events = [
        ...EVENTS.slice(0, 4),
        { type: 'token', time_ms: 12 } as TraceEvent,
        ...EVENTS.slice(4),
      ];
      const { trace } = await readText(shape(replayText(events, RUN, {})));
      assert.equal(trace.length, EVENTS.length);
      const line = form === 'after blank lines' ? 8 : 6;
      const place = detectFormat(shape(replayText()), true) === 'replay-lines' ? `line ${line}` : 'event 5';
      assert.deepEqual(trace.notices, [
        { code: 'wrong_shape', count: 1, detail: `${place}: token.text is missing` },
      ]);
    });

    test('is played although its times run backwards', async () => {
      const { trace } = await readText(
        shape(replayText([token(5, 'a'), token(-3, 'b'), token(9, 'c')], RUN, {})),
      );
      assert.deepEqual(
        [0, 1, 2].map((index) => trace.timeAt(index)),
        [5, 5, 9],
      );
      assert.deepEqual(noticeCodes(trace), ['time_order']);
    });
  });
}

/** How many events are complete before a cut: those whose last character is there. */
function wholeEvents(text: string, cut: number): number {
  let found = 0;
  let from = text.indexOf('[', text.indexOf('"events"'));
  for (const event of EVENTS) {
    const type = text.indexOf(`"${event.type}"`, from);
    const end = objectEnd(text, text.lastIndexOf('{', type));
    from = end;
    if (end <= cut) found++;
  }
  return found;
}

/** Where the object that begins at `start` ends, told by counting braces outside of strings. */
function objectEnd(text: string, start: number): number {
  let depth = 0;
  let isString = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at]!;
    if (character === '\\') at++;
    else if (character === '"') isString = !isString;
    else if (!isString && character === '{') depth++;
    else if (!isString && character === '}' && --depth === 0) return at + 1;
  }
  return text.length;
}

describe('a replay file', () => {
  test('that was killed right after its header is a run without events', async () => {
    for (const text of [replayText().split('\n')[0]!, `${replayText().split('\n')[0]}\n`]) {
      const { trace } = await readText(text);
      assert.equal(trace.length, 0);
      assert.equal(trace.info.run_id, 'r1');
      assert.deepEqual(noticeCodes(trace), ['truncated']);
    }
  });

  test('whose events are closed on the last event’s own line keeps that event, and its footer', async () => {
    const closedInline = replayText().replace(/\n\]/, ']');
    assert.equal(JSON.parse(closedInline).events.length, EVENTS.length);
    for (const pieces of [[closedInline], closedInline.split('')]) {
      const { trace } = await readText(closedInline, pieces);
      assert.equal(trace.length, EVENTS.length);
      assert.equal(trace.status, 'completed');
      assert.deepEqual(noticeCodes(trace), []);
    }
    const lines = replayText()
      .split('\n')
      .slice(0, EVENTS.length + 1);
    const twoOnALine = `${lines.slice(0, -1).join('\n')}${lines.at(-1)}]}`;
    assert.equal((await readText(twoOnALine)).trace.length, EVENTS.length);
  });

  test('without its footer plays whole', async () => {
    const text = replayText().split('\n').slice(0, -2).join('\n');
    for (const killed of [text, `${text}\n`, `${text},\n`]) {
      const { trace } = await readText(killed);
      assert.equal(trace.length, EVENTS.length);
      assert.equal(trace.status, 'completed');
      assert.deepEqual(noticeCodes(trace), ['truncated']);
    }
  });

  test('keeps the events around lines that are not JSON, and says which the first was', async () => {
    const bad = [
      'garbage',
      '{"type":"token","time',
      '',
      ']',
      '}',
      '],',
      '{"time_ms":12,"type":"token","text":"a\u0000"},',
    ];
    for (const line of bad) {
      const lines = replayText(EVENTS, RUN, {}).split('\n');
      lines.splice(4, 0, line);
      lines.splice(8, 0, line);
      const text = lines.join('\n');
      for (const pieces of [[text], text.split(/(?<=\n)/), [...text]]) {
        const { trace } = await readAs('replay-lines', pieces);
        assert.equal(trace.length, EVENTS.length, `after the line ${line}`);
        const expected = line === '' ? [] : [{ code: 'not_json', count: 2, detail: 'line 5' }];
        assert.deepEqual(trace.notices, expected);
      }
    }
  });

  test('keeps events whose lines lost their comma, or that share a line', async () => {
    const lost = replayText().replace(
      '},\n{"type":"reasoning_completed"',
      '}\n{"type":"reasoning_completed"',
    );
    const shared = replayText().replace(
      '},\n{"type":"reasoning_completed"',
      '},{"type":"reasoning_completed"',
    );
    for (const text of [lost, shared, shared.replace('"Hm', '"Hm\u0007')]) {
      const { trace } = await readText(text);
      assert.equal(trace.length, text.includes('\u0007') ? EVENTS.length - 2 : EVENTS.length);
      assert.equal(trace.summary?.event_count, EVENTS.length);
    }
  });

  test('may hold fields that look like its events’ opening in its header', async () => {
    const { trace } = await readText(
      replayText(EVENTS, { ...RUN, params: { events: [1], text: '"events":[' } }),
    );
    assert.equal(trace.length, EVENTS.length);
    assert.deepEqual(trace.info.params, { events: [1], text: '"events":[' });
    assert.deepEqual(trace.notices, []);
  });

  test('shows what has come, at once', async () => {
    const text = replayText();
    const reader = await createTraceReader('replay-lines');
    reader.push(text.slice(0, text.indexOf('\n') + 1));
    assert.equal(reader.trace.info.run_id, 'r1');
    const lines = text.split('\n');
    lines.slice(1, -2).forEach((line, index) => {
      reader.push(line);
      assert.equal(reader.trace.length, index);
      reader.push('\n');
      assert.equal(reader.trace.length, index + 1);
    });
  });

  test('of a single huge event reads in time that grows as it does', async () => {
    const long = 'x'.repeat(20_000_000);
    const text = replayText([token(0, 'a'), token(1, long), token(2, 'b')], RUN, {});
    const pieces: string[] = [];
    for (let at = 0; at < text.length; at += 16_384) pieces.push(text.slice(at, at + 16_384));
    for (const format of ['replay-lines', 'replay-document'] as const) {
      const { trace } = await readAs(
        format,
        format === 'replay-lines' ? pieces : [text.replaceAll('\n', '')],
      );
      assert.equal(trace.blocks[0]!.text.length, long.length + 2);
      assert.deepEqual(trace.notices, []);
    }
  });

  test('reads the same pushed whole as pushed by the character', async () => {
    const events = Array.from({ length: 3000 }, (_, index) => token(index, `word ${index}\n`));
    const text = replayText(events);
    const { trace } = await readAs('replay-lines', [...text]);
    assert.equal(trace.length, 3000);
    assert.equal(trace.blocks[0]!.text.toString(), events.map((event) => event.text).join(''));
    assert.deepEqual(trace.notices, []);
  });

  test('is parsed about once, in pieces of a bounded size, however much is pushed at a time', async () => {
    const text = replayText(Array.from({ length: 30_000 }, (_, index) => token(index, `word ${index} `)));
    const parse = JSON.parse;
    const lengths: number[] = [];
    JSON.parse = (json: string) => {
      lengths.push(json.length);
      return parse(json) as unknown;
    };
    try {
      await readAs('replay-lines', [text]);
    } finally {
      JSON.parse = parse;
    }
    assert.ok(text.length > 1_500_000);
    assert.ok(Math.max(...lengths) < 400_000, `${Math.max(...lengths)} characters at once`);
    const parsed = lengths.reduce((sum, length) => sum + length, 0);
    assert.ok(parsed < text.length * 1.5, `${parsed} characters parsed of ${text.length}`);
  });

  test('says when something on the way held its tokens back', async () => {
    const events = Array.from({ length: 40 }, (_, index) => token(500 + index / 100, 'a'));
    const { trace } = await readText(replayText(events));
    assert.deepEqual(noticeCodes(trace), ['no_real_timing']);
    const estimated = await readText(replayText(events, { ...RUN, timing: 'estimated' }));
    assert.deepEqual(noticeCodes(estimated.trace), []);
  });
});

describe('a damaged replay document', () => {
  const damage = fc.tuple(
    fc.nat(),
    fc.nat(60),
    fc.oneof(fc.constantFrom('', '\n', '}', ']', '"', '\\'), fc.string()),
  );
  for (const [form, shape] of [...Object.entries(FORMS)].slice(0, 3)) {
    test(`${form} reads or is refused, and never fails otherwise`, async () => {
      const whole = shape(replayText());
      await fc.assert(
        fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (damages) => {
          let text = whole;
          for (const [from, length, put] of damages) {
            const at = from % (text.length + 1);
            text = text.slice(0, at) + put + text.slice(at + length);
          }
          const { trace } = await readText(text).catch((error: unknown) => {
            if (error instanceof TraceFormatError) return { trace: undefined };
            throw error;
          });
          if (trace) assert.ok(trace.durationMs >= 0);
        }),
        { numRuns: 200 },
      );
    });
  }
});

describe('a minified replay document', () => {
  test('that breaks in the middle plays up to there, and says where', async () => {
    const text = JSON.stringify(JSON.parse(replayText())).replace(
      '{"type":"reasoning_completed"',
      '{"type" oops',
    );
    const { trace } = await readText(text);
    assert.equal(trace.length, 3);
    assert.deepEqual(trace.notices, [
      { code: 'not_json', count: 1, detail: 'event 4' },
      { code: 'truncated', count: 1, detail: 'after event 3' },
    ]);
  });

  test('that is cut right behind its header is a run without events', async () => {
    const text = JSON.stringify(JSON.parse(replayText()));
    const { trace } = await readAs('replay-document', [text.slice(0, text.indexOf('[') + 1)]);
    assert.equal(trace.info.run_id, 'r1');
    assert.deepEqual(noticeCodes(trace), ['truncated']);
  });

  test('shows its events while it comes', async () => {
    const text = JSON.stringify(JSON.parse(replayText()));
    const reader = await createTraceReader('replay-document');
    reader.push(text.slice(0, text.indexOf('"Hm')));
    assert.equal(reader.trace.length, 2);
    assert.equal(reader.trace.info.run_id, 'r1');
  });
});

describe('a document that is no replay file', () => {
  const refused = async (text: string) => {
    await assert.rejects(
      readText(text),
      (error) => error instanceof TraceFormatError && error.fault === 'wrong_shape',
    );
  };

  test('is refused, whatever it holds', async () => {
    await refused('{}');
    await refused('{"name":"package","version":"1.0.0"}');
    await refused('{"model":"m","run_id":"r"}');
    await refused('{"run_id":"r","events":{}}');
    await refused('{"run_id":"r","events":"none"}');
    await refused('{\n  "a": [1, 2]\n}');
    await refused('{ not json at all');
    await refused('{"version":"1.0.0","run_id":"","events":[\n]}');
  });

  test('is refused where no event is of a shape that is known, saying what the first lacks', async () => {
    const text = '{"run_id":"r","events":[{"kind":"token","token":"a"}]}';
    await assert.rejects(readText(text), { message: 'event 1: an event has no type' });
  });

  test('is an empty run where it says of one and has no events', async () => {
    const { trace } = await readText('{"run_id":"r","model":"m","events":[],"status":"failed"}');
    assert.equal(trace.length, 0);
    assert.equal(trace.status, 'failed');
    assert.deepEqual(trace.notices, []);
  });

  test('bears nesting deeper than a recursion may go', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    for (const text of [
      `{"run_id":"r","events":[\n{"type":"x","time_ms":0,"deep":${deep}}\n]}`,
      `{"run_id":"r","events":[{"type":"x","time_ms":0,"deep":${deep}}]}`,
    ]) {
      assert.equal((await readText(text)).trace.length, 1);
    }
  });
});
