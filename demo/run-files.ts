import { elementOn } from './page-player.js';

/** Told of files that a reader chose or dropped: of one, for the side that is told; of several, for all sides. */
type FileListener = (files: File[], place: 0 | 1) => void;

/** Takes files by the buttons of the form, and by dropping them on either half of the page. */
export function takeRunFiles(listener: FileListener): void {
  takeChosen(listener);
  takeDropped(listener);
}

function takeChosen(listener: FileListener): void {
  const input = elementOn<HTMLInputElement>(document, 'file');
  let chosenPlace: 0 | 1 = 0;
  const choose = (place: 0 | 1) => () => {
    chosenPlace = place;
    input.click();
  };
  elementOn(document, 'choose-left').addEventListener('click', choose(0));
  elementOn(document, 'choose-right').addEventListener('click', choose(1));
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    if (files.length > 0) listener(files, chosenPlace);
    // Choosing the same file again, once it was mended, is a change too.
    input.value = '';
  });
}

function takeDropped(listener: FileListener): void {
  const sides = elementOn(document, 'drop-sides');
  document.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    sides.hidden = false;
    sides.dataset['side'] = String(placeOf(event));
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) sides.hidden = true;
  });
  document.addEventListener('drop', (event) => {
    sides.hidden = true;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    listener(files, placeOf(event));
  });
}

function placeOf({ clientX }: DragEvent): 0 | 1 {
  return clientX < innerWidth / 2 ? 0 : 1;
}
