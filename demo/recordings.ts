import { elementOn } from './page-player.js';

/** Where `npm start` serves what was recorded. */
const FOLDER = '/replays/';

/** What the list shows of a run, as its folder's `index.json` tells it. */
interface Recording {
  readonly file: string;
  readonly model: string;
  readonly provider: string;
  readonly startedAt: string;
  readonly status: string;
  /** What keeps its figures from being taken for measured ones. */
  readonly marks: readonly string[];
  readonly durationMs?: number;
  readonly ttftMs?: number;
  readonly tokensPerSecond?: number;
}

/** Lists the recordings beside the page, newest first, where it is served with some; else says nothing. */
export async function listRecordings(currentSrc: string): Promise<void> {
  const recordings = await fetchRecordings();
  if (recordings.length === 0) return;
  const section = elementOn(document, 'recordings');
  const items = recordings.map((recording) => recordingItem(recording, currentSrc));
  section.querySelector('ul')!.replaceChildren(...items);
  section.hidden = false;
}

async function fetchRecordings(): Promise<Recording[]> {
  try {
    const response = await fetch(`${FOLDER}index.json`, { headers: { Accept: 'application/json' } });
    return response.ok ? parseIndex(await response.json()) : [];
  } catch {
    // Served without recordings, the page is about the run that it shows.
    return [];
  }
}

function parseIndex(index: unknown): Recording[] {
  const replays = isRecord(index) && Array.isArray(index.replays) ? index.replays : [];
  return replays
    .map(parseRecording)
    .filter((recording) => recording !== undefined)
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

function parseRecording(entry: unknown): Recording | undefined {
  if (!isRecord(entry) || typeof entry.file !== 'string') return undefined;
  const metrics = isRecord(entry.metrics) ? entry.metrics : {};
  return {
    file: entry.file,
    model: textOr(entry.model, 'unknown model'),
    provider: textOr(entry.provider, ''),
    startedAt: textOr(entry.started_at, ''),
    status: textOr(entry.status, ''),
    marks: [
      entry.simulated === true && 'simulated',
      entry.timing === 'estimated' && 'estimated times',
    ].filter((mark) => mark !== false),
    durationMs: numberOrNone(entry.duration_ms),
    ttftMs: numberOrNone(metrics.ttft_ms),
    tokensPerSecond: numberOrNone(metrics.tokens_per_second),
  };
}

function recordingItem(recording: Recording, currentSrc: string): HTMLLIElement {
  const src = FOLDER + encodeURIComponent(recording.file);
  const link = document.createElement('a');
  link.href = `?src=${encodeURIComponent(src)}`;
  if (src === currentSrc) link.setAttribute('aria-current', 'true');
  link.append(
    textElement('b', recording.model),
    textElement('span', figures(recording), 'figures'),
    textElement('span', origin(recording)),
  );
  const item = document.createElement('li');
  item.append(link);
  return item;
}

function origin({ provider, startedAt, status, marks }: Recording): string {
  const when = Number.isNaN(Date.parse(startedAt)) ? '' : new Date(startedAt).toLocaleString();
  const end = status === 'completed' ? '' : status;
  // Set apart, so that a name in another direction of writing turns nothing beside it around.
  const isolated = provider && `\u2068${provider}\u2069`;
  return [isolated, when, end, ...marks].filter(Boolean).join(' · ');
}

function figures({ durationMs, ttftMs, tokensPerSecond }: Recording): string {
  const told = [
    durationMs !== undefined && `${(durationMs / 1000).toFixed(1)} s`,
    ttftMs !== undefined && `first token ${Math.round(ttftMs)} ms`,
    tokensPerSecond !== undefined && `${tokensPerSecond.toFixed(1)} tok/s`,
  ];
  return told.filter(Boolean).join(' · ');
}

function textElement(tag: 'b' | 'span', text: string, className = ''): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

function numberOrNone(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
