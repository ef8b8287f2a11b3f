import { element } from './element.js';
import {
  durationText,
  marksOf,
  NONE,
  runAddress,
  speedText,
  stateText,
  titleOf,
  whenText,
} from './run-text.js';
import type { ListedRun } from './runs-api.js';

/** What a row's buttons do. */
export interface RowActions {
  readonly buttons: (run: ListedRun) => readonly HTMLElement[];
}

/** One run in the list. */
export function runRow(run: ListedRun, actions: RowActions): HTMLLIElement {
  const row = element('li', {
    className: `run is-${run.state}`,
    attributes: { 'data-file': run.file },
    children: [
      about(run),
      state(run),
      figure('Duration', durationText(run.duration_ms)),
      figure('TTFT', durationText(run.ttft_ms)),
      figure('Speed', speedText(run)),
      figure('When', whenText(run), 'when'),
      element('div', { className: 'actions', children: actions.buttons(run) }),
    ],
  });
  return row;
}

/** Makes a row say what a newer one of the same run says. */
export function updateRow(row: HTMLElement, newer: HTMLElement): void {
  const [about, newAbout] = [row, newer].map((one) => one.querySelector('.about')!);
  // Its buttons know the run as the row tells it.
  if (!about!.isEqualNode(newAbout!)) return row.replaceWith(newer);
  const cells = [...newer.children].filter((cell) => !cell.matches('.about, .actions'));
  for (const cell of cells) {
    const old = row.children[[...newer.children].indexOf(cell)];
    if (old && !old.isEqualNode(cell)) old.replaceWith(cell.cloneNode(true));
  }
}

function about(run: ListedRun): HTMLElement {
  const title = titleOf(run);
  const origin = [run.name ? run.model : '', run.provider].filter(Boolean).join(' · ');
  return element('div', {
    className: 'about',
    children: [
      element('a', { className: 'title', attributes: { href: runAddress(run.file) }, children: [title] }),
      ...(origin ? [element('span', { className: 'origin', children: [origin] })] : []),
      ...(run.note ? [element('p', { className: 'note', children: [run.note] })] : []),
      ...(run.prompt ? [element('p', { className: 'prompt', children: [run.prompt] })] : []),
      ...(run.problem ? [element('p', { className: 'problem', children: [run.problem] })] : []),
    ],
  });
}

function state(run: ListedRun): HTMLElement {
  const marks = marksOf(run).map((mark) => element('span', { className: 'mark', children: [mark] }));
  return element('div', {
    className: 'state',
    children: [element('span', { className: 'status', children: [stateText(run)] }), ...marks],
  });
}

function figure(label: string, value: string, className = ''): HTMLElement {
  return element('div', {
    className: ['figure', value === NONE ? 'is-unknown' : '', className].filter(Boolean).join(' '),
    children: [element('span', { className: 'label', children: [`${label} `] }), value],
  });
}
