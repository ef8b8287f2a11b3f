import { html } from 'lit';
import { expect, waitFor } from 'storybook/test';
import type { Meta } from '@storybook/web-components-vite';
import '../../src/components/index.js';
import { reasoningRun } from '../runs/runs.js';
import {
  loadedPlayerIn,
  readIn,
  renderPlayer,
  seen,
  theOne,
  type PlayerArgs,
  type PlayerStory,
} from './player-story.js';

/** The player in little room, in light and dark, and in a page's own colours. */
const meta: Meta<PlayerArgs> = {
  title: 'Player/Layout and theme',
  component: 'trace-player',
  render: renderPlayer,
  args: { run: reasoningRun, startAt: 5.2 },
};
export default meta;

export const Light: PlayerStory = {
  args: { scheme: 'light' },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await expect(luminance(getComputedStyle(theOne(player, 'player')))).toBeGreaterThan(0.8);
  },
};

export const Dark: PlayerStory = {
  args: { scheme: 'dark' },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await expect(luminance(getComputedStyle(theOne(player, 'player')))).toBeLessThan(0.2);
  },
};

/** As wide as a phone: the figures become one row, the event list folds away, the speeds become one button. */
export const Phone: PlayerStory = {
  args: { width: 360 },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await expect(seen(player, 'event')).toHaveLength(0);
    await expect(theOne(player, 'speed-button')).toHaveAccessibleName('Speed: 1 times speed');
    await expectToFit(player, 360);
  },
};

/** In a narrow column. */
export const Narrow: PlayerStory = {
  args: { width: 280 },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await expectToFit(player, 280);
    await expect(readIn(player, 'model')).toBe('example-8b');
  },
};

/** `no-controls`: for pages that bring their own. */
export const NoControls: PlayerStory = {
  args: { noControls: true },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await expect(seen(player, 'controls')).toHaveLength(0);
    await waitFor(() => expect(readIn(player, 'response-text').length).toBeGreaterThan(40));
  },
};

/** A page's own colours, by custom properties and parts. */
export const OwnTheme: PlayerStory = {
  render: (args) => html`
    <style>
      .themed trace-player {
        --trace-accent: #b3261e;
        --trace-radius: 0px;
        color-scheme: light;
      }
      .themed trace-player::part(play-button) {
        border-radius: 0;
        background: #b3261e;
        color: #fff;
      }
    </style>
    <div class="themed">${renderPlayer(args)}</div>
  `,
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitFor(() => expect(seen(player, 'play-button')).toHaveLength(1));
    await expect(getComputedStyle(theOne(player, 'play-button')).backgroundColor).toBe('rgb(179, 38, 30)');
  },
};

async function expectToFit(player: HTMLElement, width: number): Promise<void> {
  await expect(player.getBoundingClientRect().width).toBeLessThanOrEqual(width);
  await expect(player.scrollWidth).toBeLessThanOrEqual(width);
}

/** How light a background is, 0 to 1, roughly. */
function luminance({ backgroundColor }: CSSStyleDeclaration): number {
  const [red = 0, green = 0, blue = 0] = (backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}
