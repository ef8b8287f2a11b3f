import { button, element } from './element.js';
import { titleOf } from './run-text.js';
import { labelRun, type ListedRun } from './runs-api.js';

/** What is told of the dialog: the run with its new name and note, and that it is closed, whatever was done. */
export interface LabelDialogHandlers {
  readonly labelled: (run: ListedRun) => void;
  readonly closed: () => void;
}

/** Asks for a run's name and note, and keeps them. */
export function openLabelDialog(run: ListedRun, { labelled, closed }: LabelDialogHandlers): void {
  const name = element('input', { attributes: { id: 'label-name', maxlength: '200', autocomplete: 'off' } });
  const note = element('textarea', { attributes: { id: 'label-note', maxlength: '10000', rows: '4' } });
  const problem = element('p', { className: 'problem', attributes: { role: 'alert' } });
  const cancel = button('Cancel', () => dialog.close());
  const save = element('button', {
    className: 'primary',
    attributes: { type: 'submit' },
    children: ['Save'],
  });
  const form = element('form', {
    children: [
      element('h2', { attributes: { id: 'label-title' }, children: [`Name and note for ${titleOf(run)}`] }),
      element('label', { attributes: { for: 'label-name' }, children: ['Name'] }),
      name,
      element('label', { attributes: { for: 'label-note' }, children: ['Note'] }),
      note,
      problem,
      element('div', { className: 'actions', children: [cancel, save] }),
    ],
  });
  const dialog = element('dialog', { attributes: { 'aria-labelledby': 'label-title' }, children: [form] });
  name.value = run.name ?? '';
  note.value = run.note ?? '';
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    labelRun(run.file, name.value, note.value).then(
      (now) => {
        dialog.close();
        labelled(now);
      },
      (error: Error) => (problem.textContent = error.message),
    );
  });
  dialog.addEventListener('close', () => {
    dialog.remove();
    closed();
  });
  document.body.append(dialog);
  dialog.showModal();
}
