import { expect, userEvent, waitFor } from 'storybook/test';
import type { Meta } from '@storybook/web-components-vite';
import '../../src/components/index.js';
import {
  agentRun,
  cancelledRun,
  codeRun,
  failedRun,
  hebrewRun,
  reasoningRun,
  troubledRun,
} from '../runs/runs.js';
import { ANSWER, CODE_ANSWER, HEBREW_ANSWER, REASONING } from '../runs/texts.js';
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

/** What a run may hold beside its answer. */
const meta: Meta<PlayerArgs> = {
  title: 'Player/What a run holds',
  component: 'trace-player',
  render: renderPlayer,
  // At the end, where all of it is on screen.
  args: { startAt: 600 },
};
export default meta;

/** Reasoning stands apart from the answer, with its time and length. */
export const Reasoning: PlayerStory = {
  args: { run: reasoningRun },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitForText(player, 'reasoning-text', REASONING);
    await waitForText(player, 'response-text', ANSWER);
    await expect(readIn(player, 'reasoning')).toMatch(/^Reasoning 0\.38 – \d\.\d\d s · ≈ \d+ tokens/);
  },
};

/** Folded away, the reasoning leaves the answer alone. */
export const ReasoningFolded: PlayerStory = {
  args: { run: reasoningRun },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitForText(player, 'reasoning-text', REASONING);
    await userEvent.click(theOne(player, 'reasoning').querySelector('summary')!);
    await waitFor(() => expect(seen(player, 'reasoning-text')).toHaveLength(0));
    await expect(readIn(player, 'reasoning')).toMatch(/^Reasoning/);
    await waitForText(player, 'response-text', ANSWER);
  },
};

/** An agent: two completions, two tool calls at once, one of which fails. */
export const ToolCalls: PlayerStory = {
  args: { run: agentRun },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitFor(() => expect(seen(player, 'tool-call')).toHaveLength(2));
    const [moonrise] = seen(player, 'tool-call');
    await expect(moonrise!.textContent).toMatch(/Tool call: moonrise[^]*"city":"Haifa"/);
    const [, clouds] = seen(player, 'tool-result');
    await expect(clouds!.textContent).toMatch(
      /Tool error: cloud_cover[^]*The weather service did not answer\./,
    );
  },
};

/** Each completion of an agent's run keeps its own blocks, and says which it is. */
export const SeveralCompletions: PlayerStory = {
  args: { run: agentRun },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitFor(() => expect(seen(player, 'response')).toHaveLength(2));
    const [first, second] = seen(player, 'response').map(({ textContent }) => textContent);
    await expect(first).toMatch(/completion c1[^]*Let me look both up\./);
    await expect(second).toMatch(/completion c2[^]*rises at 17:21/);
  },
};

/** An error in the middle of a run that went on: in its place, and among the logs. */
export const ErrorInTheRun: PlayerStory = {
  args: { run: troubledRun },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitToRead(player, 'error', 'A tool did not answer in time.');
    await expect(readIn(player, 'status')).toBe('completed');
    await waitToRead(player, 'log-summary', /^1 error · 1 log line$/);
    await userEvent.click(theOne(player, 'log-summary'));
    await waitToRead(player, 'log', 'The context is nearly full.');
  },
};

/** A run that failed: what came stays, and why it ended is said. */
export const FailedRun: PlayerStory = {
  args: { run: failedRun },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitForText(player, 'response-text', ANSWER.slice(0, 160));
    await expect(readIn(player, 'status')).toBe('failed');
    await waitToRead(player, 'log-summary', /^1 error$/);
    await waitToRead(player, 'log-line', 'The server ran out of memory.');
  },
};

/** A run that its client stopped reading. */
export const CancelledRun: PlayerStory = {
  args: { run: cancelledRun },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitForText(player, 'response-text', ANSWER.slice(0, 160));
    await expect(readIn(player, 'status')).toBe('cancelled');
  },
};

/** Each block takes the direction of its own text; the controls stay as they are. */
export const RightToLeftText: PlayerStory = {
  args: { run: hebrewRun },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitForText(player, 'response-text', HEBREW_ANSWER);
    await expect(getComputedStyle(theOne(player, 'response-text')).direction).toBe('rtl');
    await expect(getComputedStyle(theOne(player, 'controls')).direction).toBe('ltr');
  },
};

/** Long lines of code wrap: nothing makes the player wider than its place. */
export const LongLines: PlayerStory = {
  args: { run: codeRun, width: 420 },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitForText(player, 'response-text', CODE_ANSWER);
    const transcript = theOne(player, 'transcript');
    await expect(transcript.scrollWidth).toBeLessThanOrEqual(transcript.clientWidth);
    await expect(player.getBoundingClientRect().width).toBeLessThanOrEqual(420);
  },
};
