import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PlayerError } from '../../../src/engine/index.js';
import type { ByteStream } from '../../../src/engine/platform.js';
import { decodedTexts, SLICE_BYTES } from '../../../src/engine/source/decoded-texts.js';

function streamOf(chunks: readonly Uint8Array[], failure?: Error) {
  const state = { isCanceled: false };
  const waiting = [...chunks];
  const stream: ByteStream = {
    getReader: () => ({
      async read() {
        if (waiting.length === 0 && failure) throw failure;
        return { done: state.isCanceled || waiting.length === 0, value: waiting.shift() };
      },
      async cancel() {
        state.isCanceled = true;
      },
    }),
  };
  return { stream, state };
}

const never = new AbortController().signal;

async function read(chunks: readonly Uint8Array[]): Promise<string[]> {
  const texts: string[] = [];
  for await (const text of decodedTexts(streamOf(chunks).stream, never, () => undefined)) texts.push(text);
  return texts;
}

describe('the text of a stream', () => {
  it('is the same wherever its bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(60)), async (text, cuts) => {
        const bytes = new TextEncoder().encode(text);
        const edges = [...cuts.filter((cut) => cut < bytes.length), bytes.length].sort(
          (left, right) => left - right,
        );
        const chunks = edges.map((edge, index) => bytes.subarray(index === 0 ? 0 : edges[index - 1], edge));
        assert.equal(
          (await read(chunks.filter((chunk) => chunk.length > 0))).join(''),
          text.replace(/^\uFEFF/, ''),
        );
      }),
    );
  });

  it('comes in slices, however large the chunks are', async () => {
    const texts = await read([new TextEncoder().encode('x'.repeat(5 * SLICE_BYTES + 1))]);
    assert.deepEqual(
      texts.map((text) => text.length),
      [SLICE_BYTES, SLICE_BYTES, SLICE_BYTES, SLICE_BYTES, SLICE_BYTES, 1, 0],
    );
  });

  it('shows where bytes are no text', async () => {
    assert.equal((await read([Uint8Array.of(0x41, 0xff, 0xc3)])).join(''), 'A\uFFFD\uFFFD');
  });

  it('lets the stream go when no more of it is wanted', async () => {
    const { stream, state } = streamOf([Uint8Array.of(65), Uint8Array.of(66)]);
    for await (const _ of decodedTexts(stream, never, () => undefined)) break;
    assert.equal(state.isCanceled, true);
  });

  it('ends when it is aborted', async () => {
    const controller = new AbortController();
    const { stream } = streamOf([Uint8Array.of(65), Uint8Array.of(66)]);
    const texts: string[] = [];
    for await (const text of decodedTexts(stream, controller.signal, () => controller.abort()))
      texts.push(text);
    assert.equal(texts.join(''), 'A');
  });

  it('that breaks says that the connection broke', async () => {
    const { stream } = streamOf([Uint8Array.of(65)], new Error('reset by peer'));
    await assert.rejects(
      async () => {
        for await (const _ of decodedTexts(stream, never, () => undefined));
      },
      (error) => error instanceof PlayerError && error.kind === 'network',
    );
  });
});
