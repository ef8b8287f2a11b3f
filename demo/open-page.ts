import '../src/components/index.js';
import { elementOn, playerOn } from './page-player.js';

const player = playerOn(document);
const drop = elementOn(document, 'drop');
const input = elementOn<HTMLInputElement>(document, 'file');
const dropTarget = elementOn(document, 'drop-target');
const opened = elementOn(document, 'opened');

elementOn(document, 'choose').addEventListener('click', () => input.click());
input.addEventListener('change', () => {
  openFirst(input.files);
  // Choosing the same file again, once it was mended, is a change too.
  input.value = '';
});

document.addEventListener('dragover', (event) => {
  if (!event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  dropTarget.hidden = false;
});
document.addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) dropTarget.hidden = true;
});
document.addEventListener('drop', (event) => {
  dropTarget.hidden = true;
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  openFirst(event.dataTransfer.files);
});

document.addEventListener('paste', (event) => {
  const { files } = event.clipboardData ?? {};
  if (files?.length) return openFirst(files);
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (/^\S*#trace=\S*$/.test(text.trim())) return openLink(text.trim());
  if (text.trim() === '') opened.textContent = 'There is neither text nor a file to paste.';
  else open(new Blob([text]), 'Pasted text');
});

function openFirst(files: FileList | null): void {
  const file = files?.[0];
  if (!file) return;
  open(file, files.length > 1 ? `${file.name}, the first of ${files.length} files` : file.name);
}

/** Plays the run that a link holds. */
function openLink(link: string): void {
  player.trace = undefined;
  player.src = link;
  tellOpened(`Pasted link · ${sizeText(link.length)}`);
}

/** Plays it; the player itself says where that is not possible, and why. */
function open(blob: Blob, name: string): void {
  tellOpened(`${name} · ${sizeText(blob.size)}`);
  player.trace = blob;
}

function tellOpened(what: string): void {
  opened.textContent = what;
  drop.classList.add('is-slim');
  elementOn(document, 'choose').textContent = 'Open another…';
  player.hidden = false;
}

function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
