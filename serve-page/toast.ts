import { button, byId, element } from './element.js';

/** Says something at the page's foot, with something that can be done about it. It stays until the next word, or until it is closed. */
export function say(text: string, action?: { readonly label: string; readonly run: () => void }): void {
  const toast = byId('toast');
  const close = button('Close', () => {
    silence();
    document.querySelector<HTMLElement>('main h1')?.focus();
  });
  const act = action && button(action.label, action.run, { className: 'primary' });
  const buttons = element('div', { className: 'actions', children: act ? [act, close] : [close] });
  toast.replaceChildren(element('span', { children: [text] }), buttons);
  act?.focus();
}

/** Takes away what was said. */
export function silence(): void {
  byId('toast').replaceChildren();
}
