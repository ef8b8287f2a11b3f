import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { fromBase64url, toBase64url } from '../../src/trace/snapshot/base64url.js';

const platform = Uint8Array as { fromBase64?: unknown };

/** What is read of a text, or what is said to be wrong with it. */
function readingOf(text: string): string {
  try {
    return fromBase64url(text).join();
  } catch (error) {
    return String(error);
  }
}

/** The same, as on a platform that does not read such texts itself. */
function readingWithoutPlatform(text: string): string {
  const kept = platform.fromBase64;
  platform.fromBase64 = undefined;
  try {
    return readingOf(text);
  } finally {
    platform.fromBase64 = kept;
  }
}

describe('the characters of a link', () => {
  it('are read by this platform itself', () => {
    expect(platform.fromBase64).to.be.a('function');
  });

  it('are the bytes that they were made of, whoever reads them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = toBase64url(bytes);
        expect(readingOf(text)).to.equal(bytes.join());
        expect(readingWithoutPlatform(text)).to.equal(bytes.join());
      }),
      { numRuns: 300 },
    );
  });

  it('are refused alike where a link would not have them: blanks, padding and others', () => {
    const character = fc.constantFrom(...'AZaz09-_', ' ', '\n', '=', '+', '/', '%', 'é', '😀');
    fc.assert(
      fc.property(fc.array(character, { maxLength: 12 }), (characters) => {
        const text = characters.join('');
        expect(readingOf(text)).to.equal(readingWithoutPlatform(text));
      }),
      { numRuns: 2000 },
    );
    expect(readingOf('AA=A')).to.contain('a character that no link has, at 3');
  });
});
