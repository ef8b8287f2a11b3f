import { html, type TemplateResult } from 'lit';

/** Names of the colours that a chart draws with, as the elements' own custom properties have them. */
const COLOURS = [
  'bg',
  'ink',
  'dim',
  'faint',
  'line',
  'wait',
  'reason',
  'resp',
  'tool',
  'err',
  'run-1',
  'run-2',
  'run-3',
  'run-4',
] as const;

/** The colours and the font of a chart, as a canvas takes them. */
export interface Palette {
  readonly colours: Readonly<Record<(typeof COLOURS)[number], string>>;
  readonly fontFamily: string;
}

/** Dashes by a run's place, in pixels: they tell lines apart without colour. */
export const RUN_DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [9, 3, 2, 3]];

/** The colour of a run, by its place. */
export function runColour({ colours }: Palette, place: number): string {
  return colours[`run-${((place - 1) % 4) + 1}` as 'run-1'];
}

/** The line pattern of a run, by its place. */
export function runDash(place: number): number[] {
  return [...RUN_DASHES[(place - 1) % 4]!];
}

/**
 * Elements without extent, each in one of the colours. A canvas knows no custom properties and no `light-dark()`, so its colours
 * are read from these; and their transitions tell when a colour changes, whatever changed it.
 */
export function renderProbes(onChange: () => void): TemplateResult {
  return html`<div class="probes" aria-hidden="true" @transitionend=${onChange}>
    ${COLOURS.map((name) => html`<i data-colour=${name}></i>`)}
  </div>`;
}

/** Gives the probes their colours. A style sheet would have to say each by name. */
export function colourProbes(root: ParentNode): void {
  for (const probe of probesIn(root)) probe.style.setProperty('color', `var(--${probe.dataset['colour']})`);
}

/** The palette as the page's scheme and style sheets have it now. */
export function readPalette(root: ParentNode): Palette {
  const probes = probesIn(root);
  const colours = Object.fromEntries(
    probes.map((probe) => [probe.dataset['colour'], getComputedStyle(probe).color]),
  ) as Palette['colours'];
  return { colours, fontFamily: getComputedStyle(probes[0]!).fontFamily };
}

function probesIn(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('.probes i')];
}
