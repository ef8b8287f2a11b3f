import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { ref } from 'lit/directives/ref.js';
import { expect, waitFor } from 'storybook/test';
import type { StoryObj } from '@storybook/web-components-vite';
import type { TracePlayerElement } from '../../src/components/index.js';
import type { RunBuilder } from '../runs/run-builder.js';
import { answerFetch, type Responder } from '../runs/stubbed-fetch.js';
// Parts on demand, so that what is drawn is drawn at once.
import '../../src/components/trace-player/live-button.js';
import '../../src/components/trace-player/notices-view.js';
import '../../src/components/trace-player/run-log.js';
import '../../src/components/trace-player/state-panel.js';

/** What a story tells its player. */
export interface PlayerArgs {
  src?: string;
  run?: () => RunBuilder;
  /** Seconds. */
  startAt?: number;
  autoplay?: boolean;
  noControls?: boolean;
  scheme?: 'light' | 'dark';
  /** Pixels; without it, as wide as there is room. */
  width?: number;
}

export type PlayerStory = StoryObj<PlayerArgs>;

const PATIENCE = { timeout: 8000 };

/** Shows the player of a story. */
export function renderPlayer({
  src,
  run,
  startAt,
  autoplay,
  noControls,
  scheme,
  width,
}: PlayerArgs): TemplateResult {
  const background = { light: '#f4f5f7', dark: '#090b0f' };
  const style = [
    scheme && `color-scheme: ${scheme}; background: ${background[scheme]}; padding: 16px`,
    width && `inline-size: ${width}px`,
  ];
  const player = html`<trace-player
    src=${ifDefined(src)}
    start-at=${ifDefined(startAt)}
    ?autoplay=${autoplay}
    ?no-controls=${noControls}
    ${ref((element) => show(element as TracePlayerElement | undefined, run))}
  ></trace-player>`;
  return html`<div style=${style.filter(Boolean).join('; ') || nothing}>${player}</div>`;
}

/** Hands the run over, once: setting it again would load it again. */
function show(player: TracePlayerElement | undefined, run: PlayerArgs['run']): void {
  if (player && run && !player.trace) player.trace = run().trace();
}

/** A story whose player loads from an address that answers as told. */
export function fetched(
  name: string,
  responder: () => Responder,
  story: Omit<PlayerStory, 'beforeEach'>,
): PlayerStory {
  const src = `https://runs.example/${name}`;
  return { ...story, args: { src, ...story.args }, beforeEach: () => answerFetch(src, responder()) };
}

/** The story's player, once it has drawn itself. */
export async function playerIn(canvas: HTMLElement): Promise<TracePlayerElement> {
  await customElements.whenDefined('trace-player');
  const player = canvas.querySelector<TracePlayerElement>('trace-player')!;
  await player.updateComplete;
  return player;
}

/** The story's player, once it has a run to show. */
export async function loadedPlayerIn(canvas: HTMLElement): Promise<TracePlayerElement> {
  const player = await playerIn(canvas);
  await waitFor(() => expect(player.readyState).toBe(4), PATIENCE);
  await player.updateComplete;
  return player;
}

/** All elements of that part that a user sees. */
export function seen(player: TracePlayerElement, part: string): HTMLElement[] {
  const elements = player.shadowRoot!.querySelectorAll<HTMLElement>(`[part~="${part}"]`);
  return [...elements].filter((element) => element.checkVisibility({ visibilityProperty: true }));
}

/** The one element of that part that a user sees. */
export function theOne(player: TracePlayerElement, part: string): HTMLElement {
  const elements = seen(player, part);
  if (elements.length !== 1) throw new Error(`${elements.length} elements of part ${part} are seen, not one`);
  return elements[0]!;
}

/** The text that a user reads in all elements of that part, with runs of white space as one space. */
export function readIn(player: TracePlayerElement, part: string): string {
  return seen(player, part)
    .map((element) => element.innerText)
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Waits until a user reads that in a part. */
export async function waitToRead(
  player: TracePlayerElement,
  part: string,
  what: string | RegExp,
): Promise<void> {
  await waitFor(() => expect(readIn(player, part)).toMatch(what), PATIENCE);
}

/** Waits until the part's text is exactly that, line breaks included. */
export async function waitForText(player: TracePlayerElement, part: string, text: string): Promise<void> {
  await waitFor(
    () =>
      expect(
        seen(player, part)
          .map(({ textContent }) => textContent)
          .join(''),
      ).toBe(text),
    PATIENCE,
  );
}
