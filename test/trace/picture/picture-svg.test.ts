import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Trace, type TraceEvent } from '../../../src/trace/index.js';
import { pictureSvg } from '../../../src/trace/picture/picture-svg.js';
import { pictureWords } from '../../../src/trace/picture/picture-words.js';
import { buildTrace, smallRun } from '../../helpers/trace-builder.js';
import { hostileRuns } from './hostile-runs.js';

const MOST_BYTES = 200_000;

/** The words that a picture shows, without its rules. */
function wordsIn(svg: string): string {
  return svg.replace(/<style>.*<\/style>/s, '').replaceAll(/<[^>]*>/g, '\n');
}

/** A run of so many chunks, `gapMs` apart. */
function longRun(chunks: number, text: (index: number) => string, gapMs = 20): Trace {
  const trace = new Trace();
  const add = (event: object) => trace.append(event as TraceEvent);
  add({ type: 'prompt_sent', time_ms: 0, messages: [{ role: 'user', content: text(0) }] });
  for (let index = 0; index < chunks; index++)
    add({ type: 'token', time_ms: (index + 1) * gapMs, text: text(index) });
  add({ type: 'run_completed', time_ms: (chunks + 1) * gapMs, duration_ms: (chunks + 1) * gapMs });
  return trace;
}

test('a picture shows the run: whose it is, what was said, and the figures at the end', () => {
  const words = wordsIn(pictureSvg(smallRun().trace())).split('\n');
  for (const word of [
    'test-model',
    'test',
    'Prompt',
    'Describe a cat.',
    'Reasoning',
    'A cat is an animal.',
    'Tool call: look_up',
    'Felis catus',
    'Response',
    'A cat is a graceful small animal.',
    '200 ms',
    '0:01.8',
    '12',
    'completed',
    'plays at the pace at which it came, rests, and repeats',
  ])
    assert.ok(words.includes(word), `${word} is missing in ${JSON.stringify(words)}`);
});

test('each piece is uncovered at its share of the time, which is the run’s and six seconds of rest', () => {
  const svg = pictureSvg(buildTrace().wait(1000).say(['abc', 'de', 'f'], 1000).complete().trace());
  assert.match(svg, /animation:10\.000s step-end infinite/);
  assert.match(
    svg,
    /@keyframes r1\{0%\{transform:none\}20%\{transform:translate\(3em\)\}30%\{transform:translate\(5em\)\}40%\{transform:translate\(81em\)\}\}/,
  );
});

test('what was made up is marked', () => {
  assert.match(pictureSvg(smallRun({ simulated: true }).trace()), />Simulated</);
  const estimated = pictureSvg(smallRun({ timing: 'estimated' }).trace());
  assert.match(estimated, />Estimated times</);
  assert.match(estimated, />plays at a made-up pace/);
  assert.match(pictureSvg(smallRun({ timing: 'server' }).trace()), />Server times</);
  const measured = pictureSvg(smallRun().trace());
  assert.doesNotMatch(measured, /Simulated|Estimated|Server times|made-up/);
});

test('a count of chunks is about right, and what is not known is a dash', () => {
  assert.match(pictureSvg(buildTrace().prompt('p').say(['a', 'b']).complete().trace()), />≈ 2</);
  const words = wordsIn(pictureSvg(buildTrace().prompt('p').complete().trace())).split('\n');
  assert.equal(words.filter((word) => word === '–').length, 3);
});

test('how it ended is said, and what its reader has to know', () => {
  assert.match(pictureSvg(buildTrace().fail('no <more>').trace()), />failed: no &lt;more&gt;</);
  assert.match(pictureSvg(buildTrace().say(['a']).trace()), />no end recorded</);
  const cut = buildTrace().say(['a']).trace();
  cut.addNotice('truncated');
  assert.match(pictureSvg(cut), />cut off<[^]*>The recording stops before its end\./);
});

test('of a long prompt or long reasoning the rest is left out, and said to be', () => {
  const long = buildTrace()
    .prompt('p '.repeat(5000))
    .reason([`${'r '.repeat(40)}\n`.repeat(100)])
    .say(['the answer'])
    .complete()
    .trace();
  const words = wordsIn(pictureSvg(long));
  assert.match(words, /… 9 361 more characters are left out/);
  assert.match(words, /… 1 62\d more characters are left out/);
  assert.match(words, /the answer/);
});

test('one character more is told as one', () => {
  assert.match(pictureWords.leftOut(1), /… 1 more character is left out/);
  assert.match(pictureWords.cut(1), /… cut here: 1 more character does not fit/);
});

test('where the room ends the picture ends, and says so, with the figures of the whole run', () => {
  const svg = pictureSvg(longRun(10_000, (index) => `word ${index}\n`));
  const words = wordsIn(svg);
  assert.match(words, /… cut here: \d+ \d{3} more characters do not fit into a picture/);
  assert.match(words, /≈ 10\s000\n/);
  assert.match(words, /\n3:20\.0\n/);
  // 216 chunks, 20 ms apart, and the rest: not the 200 s of the run.
  assert.equal(/animation:([\d.]+)s/.exec(svg)?.[1], '10.320');
});

describe('a picture stays below 200 kB', () => {
  const runs: [string, () => Trace][] = [
    ['of a million tokens', () => longRun(1_000_000, (index) => ` word${index % 7}`)],
    ['of short lines', () => longRun(50_000, () => 'x\n')],
    ['of what has to be escaped', () => longRun(50_000, () => '&<"&>')],
    ['of wide characters', () => longRun(20_000, () => '漢字')],
    ['of wide and narrow ones by turns', () => longRun(20_000, () => '漢a')],
    ['of emoji', () => longRun(20_000, () => '👨‍👩‍👧‍👦')],
    ['of letters under walls of marks', () => longRun(20_000, () => `Z${'\u0301'.repeat(40)}`)],
    ['of what takes no room', () => longRun(20_000, () => '\u200b'.repeat(50))],
    ['of what is read from the right', () => longRun(20_000, () => 'مرحبا ')],
    ['of one line of 5 MB in one piece', () => longRun(1, () => 'abcde'.repeat(1_000_000))],
    ['over 40 days', () => longRun(3000, (index) => `word ${index} `, 1_152_000)],
  ];
  for (const [name, run] of runs)
    test(name, () => {
      const svg = pictureSvg(run());
      assert.ok(Buffer.byteLength(svg) < MOST_BYTES, `${Buffer.byteLength(svg)} bytes`);
      assert.match(svg, /<\/svg>\n$/);
    });

  test('with all that it says of the run at its longest', () => {
    const wall = ('&' + '\u{1e8d0}'.repeat(11)).repeat(300);
    const trace = new Trace();
    const add = (event: object) => trace.append(event as TraceEvent);
    add({
      type: 'run_started',
      time_ms: 0,
      run_id: 'r',
      model: wall,
      provider: wall,
      started_at: '',
      timing: 'estimated',
      simulated: true,
    });
    let timeMs = 0;
    for (let chunk = 0; chunk < 20_000; chunk++)
      add({
        type: 'token',
        time_ms: (timeMs += 17 + ((chunk * 7919) % 97)),
        text: '&'.repeat(1 + (chunk % 2)),
      });
    add({ type: 'run_failed', time_ms: timeMs, duration_ms: timeMs, error: { message: wall } });
    for (const code of ['wrong_shape', 'unknown_version', 'event_count'] as const)
      trace.addNotice(code, wall);
    const bytes = Buffer.byteLength(pictureSvg(trace));
    assert.ok(bytes < MOST_BYTES, `${bytes} bytes`);
  });

  test('of many completions with a line each', () => {
    const built = buildTrace();
    for (let index = 0; index < 2000; index++)
      built.completion(`c${index}`).prompt(`p${index}`).say(['a', 'b']);
    assert.ok(Buffer.byteLength(pictureSvg(built.trace())) < MOST_BYTES);
  });
});

test('the heads of several completions name those that have an id', () => {
  const built = buildTrace().say(['a']);
  const svg = pictureSvg(built.completion('c2').say(['b']).trace());
  assert.match(svg, /Response · c2</);
  assert.doesNotMatch(svg, /· ?</);
});

test('a run without an event, or of no time at all, is a picture too', () => {
  assert.match(pictureSvg(new Trace()), /animation:6\.000s/);
  assert.match(
    pictureSvg(buildTrace().say(['a', 'b'], 0).trace()),
    /@keyframes r1\{0%\{transform:translate\(81em\)\}\}/,
  );
});

test('whatever a run says, its picture holds plain text: no script, no address, nothing that XML cannot', () => {
  fc.assert(
    fc.property(hostileRuns, (trace) => {
      const svg = pictureSvg(trace);
      assert.ok(Buffer.byteLength(svg) < MOST_BYTES);
      assert.doesNotMatch(svg, /[\ud800-\udfff]/u);
      assert.doesNotMatch(
        svg,
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/,
      );
      const rules = svg.match(/<style>(.*?)<\/style>/s)![1]!;
      assert.doesNotMatch(rules, /url\(|@import|<|NaN|Infinity|undefined/);
      const tags = [...svg.replace(rules, '').matchAll(/<\/?([a-z]*)([^<>]*)>/gi)];
      for (const [, name] of tags)
        assert.ok(['svg', 'title', 'style', 'rect', 'g', 'text', 'path'].includes(name!), name);
      const attributes = tags.flatMap(([, , rest]) =>
        [...rest!.matchAll(/ ([a-zA-Z:-]+)=/g)].map(([, name]) => name!),
      );
      assert.ok(attributes.every((name) => !/^on|href/.test(name)));
      assert.equal(svg.split('<').length, tags.length + 1);
    }),
    { numRuns: 300 },
  );
});
