/** A run as the server lists it. What is not known is absent. */
export interface ListedRun {
  /** Its name in the folder: what it is asked for by. */
  readonly file: string;
  readonly state: 'running' | 'completed' | 'failed' | 'cancelled' | 'unfinished' | 'other' | 'broken';
  readonly problem?: string;
  readonly model?: string;
  readonly provider?: string;
  /** ISO 8601. */
  readonly at: string;
  readonly timing?: string;
  readonly simulated?: boolean;
  readonly duration_ms?: number;
  readonly ttft_ms?: number;
  readonly tokens_per_second?: number;
  /** Nothing told the number of tokens: chunks were counted. */
  readonly counts_chunks?: boolean;
  readonly prompt?: string;
  /** What its reader calls it, and says of it. */
  readonly name?: string;
  readonly note?: string;
}

/** The folder as it is shown, and its runs: those that go on first, then the newest first. */
export interface RunsAnswer {
  readonly folder: string;
  readonly runs: readonly ListedRun[];
  /** How many there are, whatever is searched for. */
  readonly total: number;
  /** What was deleted and can be put back, the last first. */
  readonly deleted: readonly DeletedRun[];
}

/** A run that can be put back. */
export interface DeletedRun {
  readonly file: string;
  readonly undo: string;
}

/** The runs that hold all words of a query. Rejects with an error for people. */
export function fetchRuns(query: string, signal?: AbortSignal): Promise<RunsAnswer> {
  const search = query.trim() === '' ? '' : `?q=${encodeURIComponent(query)}`;
  return ask<RunsAnswer>(`/api/runs${search}`, { signal });
}

/** One run; undefined when it is not in the folder. */
export async function fetchRun(file: string): Promise<ListedRun | undefined> {
  const response = await fetch(`/api/runs/${encodeURIComponent(file)}`);
  return response.status === 404 ? undefined : (answerOf(response) as Promise<ListedRun>);
}

/** Gives a run a name and a note; empty ones take them away. */
export function labelRun(file: string, name: string, note: string): Promise<ListedRun> {
  return change<ListedRun>('/api/label', { file, name, note });
}

/** Deletes a run. Resolves to what `restoreRun` takes. */
export async function deleteRun(file: string): Promise<DeletedRun> {
  return { file, ...(await change<{ undo: string }>('/api/delete', { file })) };
}

/** Puts a deleted run back. */
export async function restoreRun({ undo }: DeletedRun): Promise<void> {
  await change('/api/restore', { undo });
}

/** What the server tells when the list changes: runs as they are now, and files that are gone. */
export interface RunChanges {
  readonly changed: readonly ListedRun[];
  readonly gone: readonly string[];
}

/** Who listens for changes. */
export interface ChangeListener {
  /** Listening begins, also again after the server was away. */
  readonly opened: () => void;
  readonly changed: (changes: RunChanges) => void;
  /** The server is away. */
  readonly lost: () => void;
}

/** Listens for changes as long as the page is open, through any number of connections. */
export function listenForChanges({ opened, changed, lost }: ChangeListener): void {
  const events = new EventSource('/api/changes');
  events.addEventListener('open', opened);
  events.addEventListener('error', lost);
  events.addEventListener('message', ({ data }) => changed(JSON.parse(data as string) as RunChanges));
}

function change<T>(address: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return ask<T>(address, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function ask<T>(address: string, init: RequestInit): Promise<T> {
  return (await answerOf(await fetch(address, init))) as T;
}

async function answerOf(response: Response): Promise<unknown> {
  const answer = (await response.json()) as { error?: string };
  if (!response.ok) throw new Error(answer.error ?? `The server answered ${response.status}.`);
  return answer;
}
