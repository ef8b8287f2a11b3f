import { expect, waitFor } from 'storybook/test';
import type { Meta } from '@storybook/web-components-vite';
import '../../src/components/index.js';
import { file } from '../runs/responses.js';
import { countedRun, plainRun, reasoningRun } from '../runs/runs.js';
import { ollamaBody, openAiBody } from '../runs/stream-bodies.js';
import { ANSWER } from '../runs/texts.js';
import {
  fetched,
  loadedPlayerIn,
  readIn,
  renderPlayer,
  seen,
  theOne,
  waitForText,
  type PlayerArgs,
  type PlayerStory,
} from './player-story.js';

/** Where figures come from: nothing that was invented or counted roughly looks measured. */
const meta: Meta<PlayerArgs> = {
  title: 'Player/Where figures come from',
  component: 'trace-player',
  render: renderPlayer,
  args: { startAt: 600 },
};
export default meta;

/** No real model ran: the run says so wherever it goes. */
export const Simulated: PlayerStory = {
  args: { run: plainRun },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await expect(readIn(player, 'badge-simulated')).toBe('Simulated');
  },
};

/** A run with times of a clock that was there: no mark at all. (This one is made up all the same.) */
export const Recorded: PlayerStory = {
  args: { run: () => plainRun({ simulated: false }) },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitForText(player, 'response-text', ANSWER);
    await expect(seen(player, 'badge')).toHaveLength(0);
  },
};

/** A saved stream body without times is played at an invented pace, and says so. */
export const EstimatedTimes: PlayerStory = fetched('answer.sse', () => file(openAiBody(), 'text/plain'), {
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitForText(player, 'response-text', ANSWER);
    await expect(readIn(player, 'badge-estimated')).toBe('Estimated times');
  },
});

/** A saved stream body whose lines tell the server's time. */
export const ServerTimes: PlayerStory = fetched(
  'answer.ndjson',
  () => file(ollamaBody(), 'application/x-ndjson'),
  {
    play: async ({ canvasElement }) => {
      const player = await loadedPlayerIn(canvasElement);
      await waitForText(player, 'response-text', ANSWER);
      await expect(readIn(player, 'summary')).toMatch('times from the server');
      await expect(seen(player, 'badge')).toHaveLength(0);
    },
  },
);

/** Nothing told the count of tokens: the number of chunks stands in, with its mark. */
export const TokensByChunks: PlayerStory = {
  args: { run: plainRun },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitFor(() => expect(readIn(player, 'figure-tokens')).toMatch(/≈ \d+$/));
    await expect(readIn(player, 'summary')).toMatch(/≈ \d+ tokens/);
  },
};

/** Every chunk told its count of tokens. */
export const TokensCounted: PlayerStory = {
  args: { run: countedRun },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    const tokens = countedRun().events.filter(({ type }) => type === 'token').length;
    await waitFor(() => expect(readIn(player, 'figure-tokens')).toBe(`Tokens ${tokens}`));
    await expect(readIn(player, 'summary')).toMatch(` ${tokens} tokens`);
  },
};

/** The memory of the last sample before the playhead; who told it is a hover away. */
export const Memory: PlayerStory = {
  args: { run: reasoningRun, startAt: 0.5 },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitFor(() => expect(readIn(player, 'figure-memory')).toMatch(/5.?120 ?MB/));
    await expect(theOne(player, 'figure-memory').title).toBe('Process tree: made up');
    player.currentTime = player.duration;
    await waitFor(() => expect(readIn(player, 'figure-memory')).toMatch(/5.?240 ?MB/));
  },
};

/** No memory was recorded: a dash, never a zero. */
export const NoMemory: PlayerStory = {
  args: { run: plainRun },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitFor(() => expect(readIn(player, 'figure-memory')).toBe('Memory –'));
    await expect(theOne(player, 'figure-memory').title).toBe('No memory figures were recorded.');
  },
};
