import { html, type TemplateResult } from 'lit';

/** Line drawings on a 16 × 16 field; a leading `#` marks a filled one. */
export const ICONS = {
  play: '#M5 3.2v9.6L13 8z',
  pause: '#M4.5 3h2.4v10H4.5zM9.1 3h2.4v10H9.1z',
  replay: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.5V5h-2.5',
  stepBack: 'M12 3.5 6 8l6 4.5zM4 3.5v9',
  stepForward: 'M4 3.5 10 8l-6 4.5zM12 3.5v9',
  down: 'M8 3v9.5M4 8.7l4 4 4-4',
  share: 'M8 9.5v-7M5 5l3-3 3 3M3 8v5.5h10V8',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01',
} as const;

/** A small drawing that says nothing by itself: the control that holds it is labelled. */
export function icon(path: string): TemplateResult {
  const isFilled = path.startsWith('#');
  return html`<svg class="icon ${isFilled ? 'filled' : ''}" viewBox="0 0 16 16" aria-hidden="true">
    <path d=${isFilled ? path.slice(1) : path} />
  </svg>`;
}
