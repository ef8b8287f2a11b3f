import { expect, userEvent, waitFor } from 'storybook/test';
import type { Meta } from '@storybook/web-components-vite';
import '../../src/components/index.js';
import { hugeRun, plainRun, reasoningRun } from '../runs/runs.js';
import { ANSWER, PROMPT, REASONING } from '../runs/texts.js';
import {
  loadedPlayerIn,
  readIn,
  renderPlayer,
  seen,
  theOne,
  waitForText,
  waitToRead,
  type PlayerArgs,
  type PlayerStory,
} from './player-story.js';

/** A run from its beginning to its end: what a reader sees at each moment, and what the controls do. */
const meta: Meta<PlayerArgs> = { title: 'Player/Playing', component: 'trace-player', render: renderPlayer };
export default meta;

/** A run is loaded, and one press starts it. */
export const Ready: PlayerStory = {
  args: { run: reasoningRun },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await expect(readIn(player, 'model')).toBe('example-8b');
    await expect(readIn(player, 'status')).toBe('completed');
    await expect(theOne(player, 'start-button')).toHaveAccessibleName('Play example-8b');
    await userEvent.click(theOne(player, 'start-button'));
    await waitToRead(player, 'prompt', PROMPT.slice(0, 20));
    await expect(player.paused).toBe(false);
    player.pause();
  },
};

/** Text streams in with a caret behind it, and the figures move with it. */
export const Playing: PlayerStory = {
  args: { run: reasoningRun, startAt: 2, autoplay: true },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitFor(() => expect(player.paused).toBe(false));
    const before = readIn(player, 'reasoning-text').length;
    await waitFor(() => expect(readIn(player, 'reasoning-text').length).toBeGreaterThan(before));
    await expect(theOne(player, 'play-button')).toHaveAccessibleName('Pause');
    await expect(REASONING).toContain(readIn(player, 'reasoning-text').slice(0, 40));
  },
};

/** Paused mid-run: the text, the event and the figures of one moment. */
export const Paused: PlayerStory = {
  args: { run: reasoningRun, startAt: 5.2 },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitFor(() => expect(readIn(player, 'response-text').length).toBeGreaterThan(40));
    await expect(ANSWER.replace(/\s+/g, ' ').startsWith(readIn(player, 'response-text'))).toBe(true);
    await expect(readIn(player, 'time')).toMatch(/^0:05\.\d{3} \/ 0:\d\d\.\d{3}$/);
    await waitFor(() => expect(readIn(player, 'event-now')).toMatch(/^[45]\.\d{3} /));
    await expect(readIn(player, 'figure-ttft')).toMatch(/380 ?ms/);
  },
};

/** The whole answer, and a button that plays it again. */
export const Ended: PlayerStory = {
  args: { run: reasoningRun, startAt: 600 },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitForText(player, 'response-text', ANSWER);
    await expect(player.ended).toBe(true);
    await expect(theOne(player, 'play-button')).toHaveAccessibleName('Replay');
    await userEvent.click(theOne(player, 'play-button'));
    await waitFor(() => expect(player.currentTime).toBeLessThan(player.duration / 2));
    await expect(player.paused).toBe(false);
    player.currentTime = player.duration;
    await waitFor(() => expect(player.ended).toBe(true));
  },
};

/** One event at a time, back and forward, even where two have the same time. */
export const Stepping: PlayerStory = {
  args: { run: plainRun, startAt: 1 },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitFor(() => expect(readIn(player, 'response-text').length).toBeGreaterThan(10));
    const { eventIndex } = player;
    const text = readIn(player, 'response-text');
    await userEvent.click(theOne(player, 'step-forward-button'));
    await waitFor(() => expect(readIn(player, 'response-text').length).toBeGreaterThan(text.length));
    await expect(player.eventIndex).toBe(eventIndex + 1);
    await userEvent.click(theOne(player, 'step-back-button'));
    await waitFor(() => expect(readIn(player, 'response-text')).toBe(text));
  },
};

/** Half to four times the pace at which it came. */
export const Speeds: PlayerStory = {
  args: { run: plainRun, startAt: 1 },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    const chosen = () => seen(player, 'speed').filter((button) => button.ariaPressed === 'true');
    await waitFor(() => expect(chosen().map(({ innerText }) => innerText)).toEqual(['1×']));
    await userEvent.click(seen(player, 'speed').at(-1)!);
    await waitFor(() => expect(chosen().map(({ innerText }) => innerText)).toEqual(['4×']));
    await expect(player.playbackRate).toBe(4);
  },
};

/** Keys, once the player has the focus. */
export const Keys: PlayerStory = {
  args: { run: plainRun },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    theOne(player, 'timeline').focus();
    await userEvent.keyboard('{End}');
    await waitForText(player, 'response-text', ANSWER);
    await userEvent.keyboard(',');
    await waitFor(() => expect(player.ended).toBe(false));
    await userEvent.keyboard('{Home}');
    await waitFor(() => expect(player.currentTime).toBe(0));
    await userEvent.keyboard(' ');
    await waitFor(() => expect(player.paused).toBe(false));
    await userEvent.keyboard(' ');
    await waitFor(() => expect(player.paused).toBe(true));
  },
};

/** A hundred thousand events: only the rows in view are drawn, and any moment is as near as any other. */
export const HugeRun: PlayerStory = {
  args: { run: hugeRun },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    player.currentTime = player.duration;
    await waitFor(() => expect(readIn(player, 'event-now')).toMatch('run completed'));
    await expect(seen(player, 'event').length).toBeLessThan(60);
    player.currentTime = player.duration / 2;
    await waitFor(() => expect(player.eventIndex).toBeGreaterThan(40_000));
    await waitFor(() => expect(theOne(player, 'response-text').textContent).toMatch(/Line 50\d\d of/));
    await expect(readIn(player, 'response-text')).not.toMatch('Line 9000 of');
  },
};
