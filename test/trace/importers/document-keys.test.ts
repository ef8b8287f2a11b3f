import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decodeBase64 } from '../../../src/trace/importers/base64.js';
import { documentKeys } from '../../../src/trace/importers/document-keys.js';

/** Keys as JSON writes them. */
const keysOf = (document: object) => Object.keys(document).map((key) => JSON.stringify(key).slice(1, -1));
const anyDocument = fc.dictionary(fc.string({ unit: 'binary', maxLength: 4 }), fc.jsonValue(), {
  maxKeys: 6,
});
const layout = fc.constantFrom(undefined, 2);

describe('the keys of a document', () => {
  test('are those of its first object alone, whatever is nested in it', () => {
    fc.assert(
      fc.property(anyDocument, layout, (document, indent) => {
        const expected = keysOf(document);
        const text = JSON.stringify(document, undefined, indent);
        assert.deepEqual([...documentKeys(text)], expected);
        const list = JSON.stringify([document, { other: 1 }], undefined, indent);
        assert.deepEqual([...documentKeys(list)], expected);
        assert.deepEqual([...documentKeys(`{ "runs" : ${list}}`)], expected);
      }),
    );
  });

  test('are never others in less of it', () => {
    fc.assert(
      fc.property(anyDocument, layout, fc.nat(), (document, indent, cut) => {
        const text = JSON.stringify(document, undefined, indent);
        const told = [...documentKeys(text.slice(0, cut % (text.length + 1)))];
        assert.deepEqual(told, keysOf(document).slice(0, told.length));
      }),
      { numRuns: 500 },
    );
  });
});

describe('text in base64', () => {
  test('is read in either alphabet, with or without padding, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        const bytes = Buffer.from(any);
        for (const form of ['base64', 'base64url'] as const)
          assert.equal(decodeBase64(bytes.toString(form)), bytes.toString());
      }),
    );
  });

  test('is none where it is not that, or no text', () => {
    for (const wrong of ['a$b', 'YQ==!', Buffer.from([0xff, 0xfe]).toString('base64')])
      assert.equal(decodeBase64(wrong), undefined);
    assert.equal(decodeBase64(''), '');
  });
});
