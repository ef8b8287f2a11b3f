import { formatSnapshotLink } from '../../trace/snapshot/snapshot-link.js';
import type { SnapshotUrl } from './snapshot-url.js';

/** How high a frame is at first; its page tells how high it should be. */
const FRAME_HEIGHT = 480;

/** The HTML of a frame that plays a link. */
export function frameCode({ url }: SnapshotUrl, title: string): string {
  return `<iframe src="${escaped(url)}" title="${escaped(title)}" width="100%" height="${FRAME_HEIGHT}" loading="lazy" allow="clipboard-write"></iframe>`;
}

/** The HTML of an element that plays what a link holds: for pages that have loaded our script. */
export function elementCode({ payloads }: SnapshotUrl): string {
  const [left, right] = payloads.map((payload) => formatSnapshotLink({ payloads: [payload] }));
  if (right === undefined) return `<trace-player src="${left}"></trace-player>`;
  return `<trace-diff left="${left}" right="${right}"></trace-diff>`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as the value of an attribute in double quotes. */
function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);
}
