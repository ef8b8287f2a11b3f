import { button, byId, element } from './element.js';
import { openLabelDialog } from './label-dialog.js';
import { RunList } from './run-list.js';
import { titleOf } from './run-text.js';
import { RunView } from './run-view.js';
import {
  type DeletedRun,
  deleteRun,
  fetchRun,
  listenForChanges,
  restoreRun,
  type ListedRun,
  type RunChanges,
} from './runs-api.js';
import { say, silence } from './toast.js';

const main = byId('main');
/** What the page shows: one of them. */
let list: RunList | undefined;
let view: RunView | undefined;

/** Shows what the address asks for: a run, or the list. */
async function show({ isMove }: { isMove: boolean }): Promise<void> {
  const file = fileInAddress();
  list = view = undefined;
  if (file === undefined) showList();
  else await showRun(file);
  if (isMove) main.querySelector('h1')?.focus();
}

function showList(): void {
  document.title = 'Recordings · trace-player';
  const query = new URLSearchParams(location.search).get('q') ?? '';
  list = new RunList(query, { buttons, restore, showFolder, searched });
  main.replaceChildren(list.element);
  void list.load();
}

async function showRun(file: string): Promise<void> {
  const address = location.href;
  const run = await fetchRun(file).catch(() => undefined);
  if (location.href !== address) return;
  if (!run) return main.replaceChildren(...missing(file));
  view = new RunView(run, buttons);
  main.replaceChildren(view.element);
}

/** What can be done with a run. One that is being recorded cannot be deleted. */
function buttons(run: ListedRun): HTMLElement[] {
  const title = titleOf(run);
  const named = (label: string) => ({ attributes: { 'aria-label': `${label} ${title}` } });
  const label = button('Name', () => nameRun(run), named('Name'));
  return run.state === 'running' ? [label] : [label, button('Delete', () => remove(run), named('Delete'))];
}

function nameRun(run: ListedRun): void {
  const closed = () => {
    // The button that the focus went back to may have been made anew meanwhile.
    if (document.activeElement === document.body) list?.focus(run.file);
  };
  openLabelDialog(run, { labelled, closed });
}

function labelled(run: ListedRun): void {
  view?.update(run);
  void list?.load().then(() => list?.focus(run.file));
}

function remove(run: ListedRun): void {
  deleteRun(run.file).then(
    (deleted) => {
      if (view) go('/');
      void list?.load();
      say(`Deleted ${titleOf(run)}.`, { label: 'Undo', run: () => restore(deleted) });
    },
    (error: Error) => say(error.message),
  );
}

function restore(deleted: DeletedRun): void {
  restoreRun(deleted).then(
    () => {
      silence();
      void list?.load().then(() => list?.focus(deleted.file));
    },
    (error: Error) => say(error.message),
  );
}

function take(changes: RunChanges): void {
  list?.take(changes);
  const run = changes.changed.find(({ file }) => file === view?.file);
  if (run) view?.update(run);
}

function missing(file: string): HTMLElement[] {
  document.title = 'Not found · trace-player';
  return [
    element('h1', { attributes: { tabindex: '-1' }, children: ['There is no such recording'] }),
    element('p', { children: [`${file} is not in the folder.`] }),
    element('p', { children: [element('a', { attributes: { href: '/' }, children: ['All recordings'] })] }),
  ];
}

function showFolder(folder: string): void {
  byId('folder').textContent = folder;
}

function searched(query: string): void {
  history.replaceState(undefined, '', query === '' ? '/' : `/?q=${encodeURIComponent(query)}`);
}

function fileInAddress(): string | undefined {
  const [, part] = /^\/run\/(.+)$/.exec(location.pathname) ?? [];
  try {
    return part === undefined ? undefined : decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Links of the page change what it shows, without loading it anew; pressed with a key for a new tab, they are links as any. */
document.addEventListener('click', (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="/"]');
  const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || event.defaultPrevented) return;
  event.preventDefault();
  go(link.href);
});
addEventListener('popstate', () => void show({ isMove: true }));
void show({ isMove: false });
// The list is asked for again with each beginning: what changed before is not told.
listenForChanges({
  opened: () => {
    byId('lost').hidden = true;
    void list?.load();
  },
  changed: take,
  lost: () => (byId('lost').hidden = false),
});

function go(address: string): void {
  history.pushState(undefined, '', address);
  void show({ isMove: true });
}
