/**
 * Many viewers of one live stream, in a process of their own. Each is cut at random and comes back with its last id, until it has the
 * end of the run; each checks that every event comes once and in order. Tells the parent what they met.
 */
import { get, type IncomingMessage } from 'node:http';

/** What the viewers of a crowd met. */
export interface CrowdReport {
  /** Events of each viewer. */
  readonly events: number[];
  readonly faults: string[];
  readonly disconnects: number;
}

const [url = '', count = '0', mostFrames = '0'] = process.argv.slice(2);
const faults: string[] = [];
let disconnects = 0;
let connected = 0;

/** One connection; resolves to whether the run's end has come. */
function connection(viewer: Viewer): Promise<boolean> {
  // Cut after so many frames, at whatever byte that falls.
  const longest = 1 + Math.floor(Math.random() * Number(mostFrames));
  const headers = viewer.lastId === undefined ? {} : { 'last-event-id': viewer.lastId };
  return new Promise((resolve) => {
    const request = get(url, { headers, agent: false }, (message) => {
      if (!viewer.isCounted) {
        viewer.isCounted = true;
        if (++connected === Number(count)) process.send?.('all connected');
      }
      readFrames(message, viewer, longest, resolve);
    });
    request.on('error', () => resolve(false));
  });
}

function readFrames(
  message: IncomingMessage,
  viewer: Viewer,
  longest: number,
  resolve: (isOver: boolean) => void,
): void {
  let pending = '';
  let frames = 0;
  message.setEncoding('utf8');
  message.on('error', () => {});
  message.on('close', () => resolve(viewer.isOver));
  message.on('data', (text: string) => {
    const parts = (pending + text).split('\n\n');
    pending = parts.pop()!;
    for (const part of parts) {
      if (part.startsWith('id:')) frames++;
      viewer.take(part);
    }
    if (frames < longest && !viewer.isOver) return;
    if (!viewer.isOver) disconnects++;
    message.destroy();
  });
}

class Viewer {
  lastId?: string;
  isOver = false;
  isCounted = false;
  next = 0;

  take(frame: string): void {
    if (!frame.startsWith('id:')) return;
    this.lastId = /^id: (\S+)/.exec(frame)![1];
    const seq = Number(/"seq":(\d+)\}$/.exec(frame)?.[1]);
    if (seq !== this.next) faults.push(`${seq} in place of ${this.next}`);
    this.next = seq + 1;
    this.isOver = frame.includes('"type":"run_completed"');
  }

  async watch(): Promise<void> {
    while (!(await connection(this)));
  }
}

const viewers = Array.from({ length: Number(count) }, () => new Viewer());
await Promise.all(viewers.map((viewer) => viewer.watch()));
const report: CrowdReport = {
  events: viewers.map(({ next }) => next),
  faults: faults.slice(0, 20),
  disconnects,
};
process.send?.(report, () => process.disconnect());
