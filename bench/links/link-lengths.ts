import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync } from 'node:zlib';
import LZString from 'lz-string';
import {
  createTraceReader,
  detectFormat,
  encodeSnapshot,
  runMetrics,
  snapshotObject,
  type Trace,
} from '../../src/trace/index.js';
import { fromBase64url } from '../../src/trace/snapshot/base64url.js';
import { readContainer, writeContainer } from '../../src/trace/snapshot/container.js';
import { loadCodec } from '../../src/trace/snapshot/section-codecs.js';

const STREAMS = '../shared/fixtures/streams';

/** How long the link of a recorded stream is, and what it would be otherwise. In characters, but for tokens. */
export interface LinkLengths {
  name: string;
  tokens: number;
  link: number;
  /** Which of the two the link is in. */
  codec: 'deflate' | 'lz';
  deflateLink: number;
  /** Absent: a part of the run is not for lz-string. */
  lzLink?: number;
  /** Of the plain JSON of the run as one object. */
  plainLz: number;
  plainDeflate: number;
  /** The columns before compression, in brotli. */
  packedBrotli: number;
}

/** Measures the recorded streams whose times are known, if they are there. */
export async function measureLinkLengths(): Promise<LinkLengths[]> {
  if (!existsSync(STREAMS)) throw new Error(`no recorded streams at ${STREAMS}`);
  const lengths: LinkLengths[] = [];
  for (const name of readdirSync(STREAMS, { recursive: true, encoding: 'utf8' }).sort()) {
    const trace = /\.(sse|ndjson|json)$/.test(name) ? await readTrace(join(STREAMS, name)) : undefined;
    if (trace && trace.info.timing !== 'estimated') lengths.push(await lengthsOf(name, trace));
  }
  return lengths;
}

/** Undefined where it is no run by itself. */
async function readTrace(path: string): Promise<Trace | undefined> {
  const text = readFileSync(path, 'utf8');
  try {
    const reader = await createTraceReader(detectFormat(text, true)!);
    reader.push(text);
    while (!reader.finish());
    return reader.trace;
  } catch {
    return undefined;
  }
}

async function lengthsOf(name: string, trace: Trace): Promise<LinkLengths> {
  const { payload } = await encodeSnapshot(trace);
  const codec = payload.startsWith('d') ? 'deflate' : 'lz';
  const packed = await readContainer(fromBase64url(payload.slice(1)), await loadCodec(codec));
  const [deflate, lz] = [await loadCodec('deflate'), await loadCodec('lz')];
  const lzBytes = await writeContainer(packed, lz);
  const json = JSON.stringify(snapshotObject(trace));
  return {
    name: name.replace(/^.*\//, '').replace(/(\.(generate|chat))?\.\w+$/, ''),
    tokens: Math.round(runMetrics(trace).completion_tokens ?? 0),
    link: payload.length,
    codec,
    deflateLink: 1 + digits((await writeContainer(packed, deflate))!.length),
    lzLink: lzBytes && 1 + digits(lzBytes.length),
    plainLz: LZString.compressToEncodedURIComponent(json).length,
    plainDeflate: digits(deflateRawSync(json, { level: 9 }).length),
    packedBrotli: digits(brotliCompressSync(Buffer.concat(Object.values(packed))).length),
  };
}

/** Characters of base64url. */
function digits(bytes: number): number {
  return Math.ceil((bytes * 4) / 3);
}
