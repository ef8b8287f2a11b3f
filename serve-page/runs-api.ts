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
export async function deleteRun(file: string): Promise<string> {
  return (await change<{ undo: string }>('/api/delete', { file })).undo;
}

/** Puts a deleted run back. */
export async function restoreRun(undo: string): Promise<void> {
  await change('/api/restore', { undo });
}

/** What the server tells when the list changes: runs as they are now, and files that are gone. */
export interface RunChanges {
  readonly changed: readonly ListedRun[];
  readonly gone: readonly string[];
}

/** Listens for changes. `opened` is called whenever listening begins, also again after the server was away. */
export function listenForChanges(opened: () => void, changed: (changes: RunChanges) => void): void {
  const events = new EventSource('/api/changes');
  events.addEventListener('open', opened);
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
