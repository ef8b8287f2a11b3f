import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  formatSnapshotLink,
  parseSnapshotLink,
  type SnapshotLink,
} from '../../../src/trace/snapshot/snapshot-link.js';

const WHOLE: SnapshotLink = {
  payloads: ['dAb_-9', 'lXyz'],
  t: 12.5,
  speed: 2,
  theme: 'dark',
  controls: false,
  autoplay: true,
};
const HASH = '#trace=dAb_-9&trace=lXyz&t=12.5&speed=2&theme=dark&controls=0&autoplay=1';

test('a link says its runs and how they are shown first', () => {
  assert.deepEqual(parseSnapshotLink(HASH), WHOLE);
  assert.equal(formatSnapshotLink(WHOLE), HASH);
  assert.deepEqual(parseSnapshotLink('#trace=dA'), { payloads: ['dA'] });
  assert.equal(formatSnapshotLink({ payloads: ['dA'] }), '#trace=dA');
});

test('a text without a trace in its hash is no link', () => {
  for (const text of [
    '',
    '#',
    'run.json',
    'run.json#t=12',
    'trace=1.json',
    '/runs?trace=dA',
    '#xtrace=dA',
    '#trace',
  ])
    assert.equal(parseSnapshotLink(text), undefined, text);
});

test('an empty trace is a link, of which a reader has to say that nothing is in it', () => {
  assert.deepEqual(parseSnapshotLink('#trace='), { payloads: [''] });
  assert.deepEqual(parseSnapshotLink('https://a.example/#t=1&trace=&trace=dA'), {
    payloads: ['', 'dA'],
    t: 1,
  });
});

test('a link is found in what it was pasted with', () => {
  for (const text of [
    `https://a.example/x/embed.html?a=b${HASH}`,
    `  <https://a.example/${HASH}> `,
    `[a run](https://a.example/${HASH}).`,
    `"${HASH}", he said, & left`,
    `https://a.example/#/docs/one${HASH}`,
    `https://a.example/${HASH.replaceAll('&', '&amp;')}`,
    `https://a.example/#${encodeURIComponent(HASH.slice(1))}`,
    `https://a.example/${HASH.replaceAll('-', '%2d').replaceAll('_', '%5F')}`,
    `${HASH}…`,
  ])
    assert.deepEqual(parseSnapshotLink(text), WHOLE, text);
});

test('what a payload holds that no payload may is left for its reader to refuse', () => {
  assert.deepEqual(parseSnapshotLink('#trace=d%00%20%23%25%zz<script>'), { payloads: ['d%00%20%23%25%zz'] });
  assert.deepEqual(parseSnapshotLink('#trace=d(ü)x'), { payloads: ['d(ü)x'] });
});

test('values beyond their bounds are left out', () => {
  const bad = [
    't=-1',
    't=NaN',
    't=Infinity',
    't=1e3',
    't=0x10',
    't=',
    't=12abc',
    't=999999999',
    't=9999999999999999',
    'speed=0',
    'speed=-1',
    'speed=0.01',
    'speed=17',
    'speed=fast',
    'theme=pink',
    'theme=',
    'controls=no',
    'controls=2',
    'autoplay=true',
    '__proto__=1',
    'constructor=2',
    'payloads=3',
  ];
  for (const field of bad)
    assert.deepEqual(parseSnapshotLink(`#trace=dA&${field}`), { payloads: ['dA'] }, field);
  assert.equal(
    formatSnapshotLink({ payloads: ['dA'], t: NaN, speed: Infinity, theme: undefined, controls: undefined }),
    '#trace=dA',
  );
  assert.equal(formatSnapshotLink({ payloads: ['dA'], t: -1, speed: 0.001 }), '#trace=dA');
});

test('a key that is there twice counts once, and of many runs the first two are taken', () => {
  const link = parseSnapshotLink('#trace=a&trace=b&trace=c&t=1&t=2');
  assert.deepEqual(link, { payloads: ['a', 'b'], t: 1 });
});

test('every link comes back from its text, within a ten-thousandth', () => {
  const payload = fc.string({ unit: fc.constantFrom(...'ABCXYZabcxyz0123456789-_'), maxLength: 40 });
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const link = fc.record({
    payloads: fc.array(payload, { minLength: 1, maxLength: 2 }),
    t: maybe(fc.nat(1e8).map((ms) => ms / 1000)),
    speed: maybe(fc.integer({ min: 1, max: 256 }).map((step) => step / 16)),
    theme: maybe(fc.constantFrom('light' as const, 'dark' as const)),
    controls: maybe(fc.boolean()),
    autoplay: maybe(fc.boolean()),
  });
  fc.assert(
    fc.property(link, (given) => {
      const told = JSON.parse(JSON.stringify(given)) as SnapshotLink;
      assert.deepEqual(parseSnapshotLink(formatSnapshotLink(given)), told);
    }),
  );
});

test('no text throws, and what comes of it is within its bounds', () => {
  const pieces = fc.constantFrom(
    '#',
    '&',
    'trace=',
    't=',
    'speed=',
    '%',
    '%26',
    '%3D',
    '1',
    '.',
    '-',
    ')',
    ' ',
    'ü',
    '\ud800',
    '&amp;',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' }))), (parts) => {
      const link = parseSnapshotLink(parts.join(''));
      if (!link) return;
      assert.ok(link.payloads.length >= 1 && link.payloads.length <= 2);
      if (link.t !== undefined) assert.ok(link.t >= 0 && link.t <= 1e8);
      if (link.speed !== undefined) assert.ok(link.speed >= 1 / 16 && link.speed <= 16);
      assert.deepEqual(parseSnapshotLink(formatSnapshotLink(link))?.t, link.t && Number(link.t.toFixed(4)));
    }),
  );
});
