import { button, element } from './element.js';
import { runRow, updateRow } from './run-row.js';
import { type DeletedRun, fetchRuns, type ListedRun, type RunChanges, type RunsAnswer } from './runs-api.js';

/** What the list needs of the page around it. */
export interface ListSurroundings {
  readonly buttons: (run: ListedRun) => readonly HTMLElement[];
  readonly restore: (deleted: DeletedRun) => void;
  readonly showFolder: (folder: string) => void;
  /** Told what was searched for, so that the address can keep it. */
  readonly searched: (query: string) => void;
}

/** The list of a folder's runs, with a search. */
export class RunList {
  readonly element: HTMLElement;
  readonly #surroundings: ListSurroundings;
  readonly #search = element('input', {
    attributes: { id: 'search', type: 'search', autocomplete: 'off', spellcheck: 'false' },
  });
  readonly #count = element('p', { className: 'count', attributes: { role: 'status' } });
  readonly #rows = element('ul', { className: 'runs', attributes: { 'aria-label': 'Recordings' } });
  readonly #empty = element('div', { className: 'empty' });
  readonly #deleted = element('div', { className: 'deleted' });
  /** Those that go on, whether what is searched for shows them or not. */
  readonly #running = new Set<string>();
  #asking?: AbortController;

  constructor(query: string, surroundings: ListSurroundings) {
    this.#surroundings = surroundings;
    this.#search.value = query;
    this.#search.placeholder = 'Model, provider, prompt, name, note';
    this.#search.addEventListener('input', () => {
      surroundings.searched(this.#search.value);
      void this.load();
    });
    const label = element('label', { attributes: { for: 'search' }, children: ['Search'] });
    this.element = element('div', {
      children: [
        element('h1', { attributes: { tabindex: '-1' }, children: ['Recordings'] }),
        element('div', { className: 'search', children: [label, this.#search, this.#count] }),
        columnHeads(),
        this.#rows,
        this.#empty,
        this.#deleted,
      ],
    });
  }

  /** Asks for the runs and shows them. An answer that another question has overtaken is dropped. */
  async load(): Promise<void> {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    try {
      const answer = await fetchRuns(this.#search.value, asking.signal);
      if (!asking.signal.aborted) this.#show(answer);
    } catch (error) {
      if (!asking.signal.aborted) this.#count.textContent = `The list cannot be read: ${messageOf(error)}`;
    }
  }

  /** Shows what has changed. A run that only goes on changes its own row; for all else the list is asked for again. */
  take({ changed, gone }: RunChanges): void {
    const isGoingOn = ({ file, state }: ListedRun) => state === 'running' && this.#running.has(file);
    const isNews = gone.length > 0 || !changed.every(isGoingOn);
    for (const { file, state } of changed) {
      if (state === 'running') this.#running.add(file);
      else this.#running.delete(file);
    }
    if (isNews) return void this.load();
    for (const run of changed) this.#updateRow(run);
  }

  /** Moves the focus to a run, if it is shown. */
  focus(file: string): void {
    this.#row(file)?.querySelector('a')?.focus();
  }

  #row(file: string): HTMLElement | undefined {
    return ([...this.#rows.children] as HTMLElement[]).find((row) => row.dataset.file === file);
  }

  /** Only what differs: a link that is focused stays the one that it is. */
  #updateRow(run: ListedRun): void {
    const row = this.#row(run.file);
    const focusAgain = focusedIn(this.#rows);
    if (row) updateRow(row, runRow(run, this.#surroundings));
    focusAgain?.();
  }

  #show({ folder, runs, total, deleted }: RunsAnswer): void {
    this.#surroundings.showFolder(folder);
    for (const { file, state } of runs) if (state === 'running') this.#running.add(file);
    const focusAgain = focusedIn(this.#rows);
    this.#rows.replaceChildren(...runs.map((run) => runRow(run, this.#surroundings)));
    focusAgain?.();
    this.element.classList.toggle('is-empty', runs.length === 0);
    const isSearch = this.#search.value.trim() !== '';
    const count = countText(runs.length, total, isSearch);
    // Said aloud only when it changes.
    if (this.#count.textContent !== count) this.#count.textContent = count;
    this.#empty.replaceChildren(...(runs.length > 0 ? [] : emptyText(isSearch)));
    const wasOpen = this.#deleted.querySelector('details')?.open ?? false;
    this.#deleted.replaceChildren(...deletedRuns(deleted, wasOpen, this.#surroundings.restore));
  }
}

/** What can still be put back: shown on demand, below all. */
function deletedRuns(
  deleted: readonly DeletedRun[],
  isOpen: boolean,
  restore: ListSurroundings['restore'],
): readonly HTMLElement[] {
  if (deleted.length === 0) return [];
  const items = deleted.map((one) => {
    const label = { attributes: { 'aria-label': `Put back ${one.file}` } };
    const back = button('Put back', () => restore(one), label);
    return element('li', { children: [element('span', { className: 'file', children: [one.file] }), back] });
  });
  const summary = element('summary', {
    children: [`Deleted (${deleted.length}): for good once trace-player serve ends`],
  });
  const details = element('details', { children: [summary, element('ul', { children: items })] });
  details.open = isOpen;
  return [details];
}

/** Says what the figures are, where there is room for columns; each figure says it for itself, too. */
function columnHeads(): HTMLElement {
  const heads = ['Run', 'Status', 'Duration', 'TTFT', 'Speed', 'When', ''];
  return element('div', {
    className: 'heads',
    attributes: { 'aria-hidden': 'true' },
    children: heads.map((head) => element('span', { children: [head] })),
  });
}

function countText(shown: number, total: number, isSearch: boolean): string {
  const runs = total === 1 ? '1 run' : `${total} runs`;
  return isSearch ? `${shown} of ${runs}` : runs;
}

function emptyText(isSearch: boolean): HTMLElement[] {
  if (isSearch) return [element('p', { children: ['No run has all of these words.'] })];
  const command = 'npx trace-player run --prompt "Why is the sky blue?"';
  return [
    element('p', { children: ['There is nothing recorded here yet. Runs appear as soon as they begin.'] }),
    element('pre', {
      attributes: { tabindex: '0', 'aria-label': 'How to record a run' },
      children: [element('code', { children: [command] })],
    }),
  ];
}

/** Keeps the focus where it was, in the row of the same run, when rows are made anew. */
function focusedIn(rows: HTMLElement): (() => void) | undefined {
  const { activeElement } = document;
  const row = activeElement?.closest<HTMLElement>('[data-file]');
  if (!row || !rows.contains(row)) return undefined;
  const [file, place] = [row.dataset.file, focusable(row).indexOf(activeElement as HTMLElement)];
  return () => {
    const same = [...rows.children].find((one) => (one as HTMLElement).dataset.file === file);
    if (same) focusable(same)[place]?.focus({ preventScroll: true });
  };
}

function focusable(row: Element): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>('a, button')];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
