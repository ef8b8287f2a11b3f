import { request } from 'node:http';
import { sharedClockMs } from './shared-clock.js';

/** What one answer took on its way. */
export interface Passage {
  /** The request's way and that of the first byte: the time to it without the model's own. */
  readonly firstByteMs: number;
  /** From each chunk's sending to its arrival. */
  readonly chunkMs: number[];
}

const ASKED = JSON.stringify({
  model: 'bench',
  stream: true,
  messages: [{ role: 'user', content: 'Go' }],
});

/** Asks the paced model once through an address, and times what comes. */
export function passage(url: string): Promise<Passage> {
  return new Promise((resolve, reject) => {
    const chunkMs: number[] = [];
    const beganMs = sharedClockMs();
    let firstByteMs = 0;
    const asking = request(`${url}/v1/chat/completions`, { method: 'POST', agent: false }, (answer) => {
      answer.on('data', (bytes: Buffer) => {
        const nowMs = sharedClockMs();
        const text = bytes.toString();
        const [askedMs] = timesIn(text, 'asked_ms');
        // Several may have come together: each has its own way.
        for (const sentMs of timesIn(text, 'sent_ms')) {
          if (askedMs !== undefined) firstByteMs ||= askedMs - beganMs + nowMs - sentMs;
          chunkMs.push(nowMs - sentMs);
        }
      });
      answer.on('end', () => resolve({ firstByteMs, chunkMs }));
      answer.on('error', reject);
    });
    asking.on('error', reject);
    asking.end(ASKED);
  });
}

function timesIn(text: string, field: string): number[] {
  return [...text.matchAll(new RegExp(`"${field}":([\\d.]+)`, 'g'))].map(([, time]) => Number(time));
}
