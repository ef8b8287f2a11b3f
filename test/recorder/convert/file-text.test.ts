import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { fileText } from '../../../src/recorder/convert/file-text.js';
import { readTrace } from '../../../src/recorder/convert/read-trace.js';
import { replayText } from '../../trace/helpers/replay-text.js';

async function textOf(bytes: Uint8Array, pieceLength = bytes.length || 1, options = {}): Promise<string> {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceLength) pieces.push(bytes.subarray(at, at + pieceLength));
  let text = '';
  for await (const piece of fileText(Readable.from(pieces), options)) text += piece;
  return text;
}

const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');

describe('the text of a file', () => {
  it('is the same in UTF-8 and UTF-16, packed or not, in whatever pieces it comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }).map((text) => `{${text}`),
        fc.nat(20),
        async (text, extra) => {
          for (const bytes of [Buffer.from(text), utf16(text), utf16(text).swap16()]) {
            assert.equal(await textOf(bytes, 1 + extra), text);
            assert.equal(await textOf(gzipSync(bytes), 1 + extra), text);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is empty of an empty file, and of next to nothing what it is', async () => {
    assert.equal(await textOf(Buffer.from('')), '');
    assert.equal(await textOf(Buffer.from('{')), '{');
  });

  it('is refused in words where it is packed otherwise', async () => {
    await assert.rejects(
      textOf(Buffer.from('504b030414', 'hex')),
      /^Error: it is a zip archive: unpack it first$/,
    );
    await assert.rejects(textOf(Buffer.from('28b52ffd00', 'hex')), /packed by zstd/);
    await assert.rejects(textOf(gzipSync(Buffer.from('504b030414', 'hex'))), /zip archive/);
  });

  it('is refused where its gzip was cut or changed', async () => {
    const packed = gzipSync('a text that is long enough to be packed '.repeat(10));
    await assert.rejects(textOf(packed.subarray(0, -10)), /its gzip is cut short or damaged/);
    await assert.rejects(textOf(Buffer.concat([packed.subarray(0, 12), Buffer.alloc(30, 7)])), /damaged/);
  });

  it('is read no further than its limit, however small its file is', async () => {
    const packed = gzipSync(Buffer.alloc(64 << 20));
    assert.ok(packed.length < 1 << 20);
    const limited = textOf(packed, 4096, { maxUnpacked: 8 << 20 });
    await assert.rejects(limited, /unpacked it is more than 8 MiB/);
  });

  it('ends with what its source throws', async () => {
    const broken = async function* () {
      yield gzipSync('text').subarray(0, 6);
      throw new Error('the disk is gone');
    };
    const read = async () => {
      for await (const _ of fileText(broken())) assert.fail('no text is there');
    };
    await assert.rejects(read, /the disk is gone/);
  });

  it('is played from a packed replay in UTF-16 as from a plain one', async () => {
    const whole = (bytes: Uint8Array) => readTrace(Readable.from([bytes]));
    const plain = await whole(Buffer.from(replayText()));
    const packed = await whole(gzipSync(utf16(replayText())));
    assert.deepEqual([...packed.trace.wholeEvents()], [...plain.trace.wholeEvents()]);
  });
});
