import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { writeExport } from '../../../src/recorder/convert/exports.js';
import { token, traceOf } from '../../trace/helpers/trace-builder.js';
import { temporaryFolder } from '../temporary-folder.js';

const tokens = Array.from({ length: 20_000 }, (_, index) => token(index, 'a word of some length '));

describe('an export', () => {
  it('that could not be written whole leaves no file behind', async () => {
    const folder = temporaryFolder();
    const trace = traceOf(...tokens);
    const eventAt = trace.eventAt.bind(trace);
    trace.eventAt = (index) => {
      if (index === 15_000) throw new Error('no space left');
      return eventAt(index);
    };
    const stdout = new PassThrough();
    await assert.rejects(writeExport({ trace, name: 'r', form: 'csv', folder, stdout }), /no space left/);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('to standard output waits for who reads it', async () => {
    let total = 0;
    let mostWaiting = 0;
    const stdout = new Writable({
      write(piece: Buffer, _encoding, done) {
        total += piece.length;
        mostWaiting = Math.max(mostWaiting, stdout.writableLength);
        setImmediate(done);
      },
    });
    await writeExport({ trace: traceOf(...tokens), name: 'r', form: 'jsonl', stdout });
    assert.ok(mostWaiting < total / 5, `${mostWaiting} of ${total} bytes waited`);
    assert.ok(!stdout.writableEnded);
  });

  it('ends quietly when its reader has gone', async () => {
    const stdout = new PassThrough();
    stdout.once('data', () => stdout.destroy());
    await writeExport({ trace: traceOf(...tokens), name: 'r', form: 'jsonl', stdout });
    assert.ok(stdout.destroyed);
  });
});
