import { expect, userEvent, waitFor } from 'storybook/test';
import type { Meta } from '@storybook/web-components-vite';
import '../../src/components/index.js';
import { brokenLiveStream, liveStream } from '../runs/responses.js';
import { reasoningRun } from '../runs/runs.js';
import { ANSWER, REASONING } from '../runs/texts.js';
import {
  fetched,
  playerIn,
  readIn,
  renderPlayer,
  theOne,
  waitForText,
  waitToRead,
  type PlayerArgs,
  type PlayerStory,
} from './player-story.js';

/** A run that is watched while it goes on. */
const meta: Meta<PlayerArgs> = {
  title: 'Player/Live',
  component: 'trace-player',
  render: renderPlayer,
  args: { autoplay: true },
};
export default meta;

const FRAMES = reasoningRun().liveFrames();
/** The run up to somewhere in its answer. */
const UNTIL_NOW = FRAMES.slice(0, 120);

/** Connected, and no run is going on yet. */
export const Waiting: PlayerStory = fetched('idle/events', () => liveStream([]), {
  play: async ({ canvasElement }) => {
    const player = await playerIn(canvasElement);
    await waitToRead(player, 'panel-live-waiting', 'Waiting for the first event of a run…');
  },
});

/** At the live edge: the newest text, as it comes. */
export const AtTheLiveEdge: PlayerStory = fetched('live/events', () => liveStream(UNTIL_NOW), {
  play: async ({ canvasElement }) => {
    const player = await playerIn(canvasElement);
    await waitForText(player, 'reasoning-text', REASONING);
    await expect(readIn(player, 'badge-live')).toBe('Live');
    await expect(readIn(player, 'status')).toBe('running');
    await waitFor(() => expect(theOne(player, 'live-button').ariaPressed).toBe('true'));
    await expect(player.duration).toBe(Infinity);
  },
});

/** Rewound while the run goes on; one press leads back to what happens now. */
export const BehindTheLiveEdge: PlayerStory = fetched('rewound/events', () => liveStream(UNTIL_NOW), {
  play: async ({ canvasElement }) => {
    const player = await playerIn(canvasElement);
    await waitForText(player, 'reasoning-text', REASONING);
    player.pause();
    player.currentTime = 1;
    await waitFor(() => expect(theOne(player, 'live-button').ariaPressed).toBe('false'));
    await expect(theOne(player, 'live-button').title).toBe('Jump to live');
    await expect(readIn(player, 'reasoning-text').length).toBeLessThan(REASONING.length / 2);
    await userEvent.click(theOne(player, 'live-button'));
    await waitForText(player, 'reasoning-text', REASONING);
    await waitFor(() => expect(theOne(player, 'live-button').ariaPressed).toBe('true'));
    player.currentTime = 1;
  },
});

/** The connection was lost: what came stays, and it is tried again and again. */
export const Reconnecting: PlayerStory = fetched('lost/events', () => brokenLiveStream(UNTIL_NOW), {
  play: async ({ canvasElement }) => {
    const player = await playerIn(canvasElement);
    await waitToRead(player, 'status', 'reconnecting…');
    await waitForText(player, 'reasoning-text', REASONING);
    await expect(player.error).toBeNull();
  },
});

/** The run ended while it was watched: it is a recording now, of a known length. */
export const RunThatEnded: PlayerStory = fetched('ended/events', () => liveStream(FRAMES), {
  play: async ({ canvasElement }) => {
    const player = await playerIn(canvasElement);
    await waitFor(() => expect(player.duration).toBeLessThan(60));
    await waitToRead(player, 'status', 'completed');
    player.currentTime = player.duration;
    await waitForText(player, 'response-text', ANSWER);
  },
});
