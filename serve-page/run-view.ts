import type { TracePlayerElement } from '../src/components/index.js';
import { element } from './element.js';
import { titleOf } from './run-text.js';
import type { ListedRun } from './runs-api.js';

/** Where the server has the player: its own file, loaded with the first run that is opened. */
const PLAYER = '/player/trace-player.js';

/** One run, with the player, which loads what is at the run's one address: a file, or a stream while it goes on. */
export class RunView {
  readonly element: HTMLElement;
  readonly file: string;
  readonly #title = element('h1', { attributes: { tabindex: '-1' } });
  readonly #note = element('p', { className: 'note' });
  readonly #actions = element('div', { className: 'actions' });
  readonly #buttons: (run: ListedRun) => readonly HTMLElement[];
  /** What the buttons know of the run. */
  #known?: string;

  constructor(run: ListedRun, buttons: (run: ListedRun) => readonly HTMLElement[]) {
    this.file = run.file;
    this.#buttons = buttons;
    const back = element('a', {
      className: 'back',
      attributes: { href: '/' },
      children: ['← All recordings'],
    });
    const player = document.createElement('trace-player') as TracePlayerElement;
    player.setAttribute('src', `/replays/${encodeURIComponent(run.file)}`);
    if (run.state === 'running') player.setAttribute('autoplay', '');
    this.element = element('div', {
      className: 'opened',
      children: [
        element('div', { className: 'opened-head', children: [back, this.#actions] }),
        this.#title,
        this.#note,
        player,
        element('p', { className: 'file', children: [run.file] }),
      ],
    });
    this.update(run);
    void import(/* @vite-ignore */ PLAYER).catch(() => {
      player.replaceWith(element('p', { children: ['The player could not be loaded. Reload the page.'] }));
    });
  }

  /** Shows what has changed of the run's name, note and state; the player goes on as it is. */
  update(run: ListedRun): void {
    this.#title.textContent = titleOf(run);
    this.#note.textContent = run.note ?? '';
    this.#updateActions(run);
    document.title = `${titleOf(run)} · trace-player`;
  }

  /** Made anew only when they do something else: a run that goes on must not take the focus from them. */
  #updateActions(run: ListedRun): void {
    const known = JSON.stringify([titleOf(run), run.note, run.state]);
    if (known === this.#known) return;
    this.#known = known;
    const place = [...this.#actions.children].indexOf(document.activeElement!);
    this.#actions.replaceChildren(...this.#buttons(run));
    (this.#actions.children[place] as HTMLElement | undefined)?.focus();
  }
}
