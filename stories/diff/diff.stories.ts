import { expect, userEvent, waitFor } from 'storybook/test';
import type { Meta } from '@storybook/web-components-vite';
import '../../src/components/index.js';
import { liveStream } from '../runs/responses.js';
import { answerFetch } from '../runs/stubbed-fetch.js';
import {
  type DiffArgs,
  type DiffStory,
  playersOf,
  racedDiffIn,
  readIn,
  renderDiff,
  seen,
  theOne,
  waitToRead,
} from './diff-story.js';
import { brokenRun, fastRun, hebrewRun, longRun, shortRun, slowRun } from './raced-runs.js';

/** Runs side by side on one clock. */
const meta: Meta<DiffArgs> = {
  title: 'Comparison',
  component: 'trace-diff',
  render: renderDiff,
  args: { runs: [slowRun, fastRun] },
};
export default meta;

const LIVE = 'https://runs.example/raced/events';
const GONE = 'https://runs.example/raced/gone.json';

/** Two runs in the middle of their race: who is ahead, and by how much. */
export const TwoRuns: DiffStory = {
  args: { startAt: 2.4 },
  play: async ({ canvasElement }) => {
    const diff = await racedDiffIn(canvasElement);
    await waitToRead(diff, 'run-lead', /ahead by \d+ tokens/);
    await expect(seen(diff, 'run-flag')[1]).toHaveClass('leads');
    await expect(playersOf(diff).map(({ currentTime }) => Math.round(currentTime * 10))).toEqual([24, 24]);
    await userEvent.click(theOne(diff, 'step-forward-button'));
    await waitFor(() => expect(diff.currentTime).toBeGreaterThan(2.4));
  },
};

/** Both are playing, by one button. */
export const Playing: DiffStory = {
  args: { autoplay: true },
  play: async ({ canvasElement }) => {
    const diff = await racedDiffIn(canvasElement);
    await waitFor(() => expect(diff.currentTime).toBeGreaterThan(0.2));
    await expect(playersOf(diff).every(({ paused }) => !paused)).toBe(true);
    await userEvent.click(theOne(diff, 'play-button'));
    await expect(playersOf(diff).every(({ paused }) => paused)).toBe(true);
  },
};

/** At the end: why it is not quite fair, who was better at what, where the time went, and how the answers differ. */
export const Ended: DiffStory = {
  args: { startAt: 99 },
  play: async ({ canvasElement }) => {
    const diff = await racedDiffIn(canvasElement);
    await waitToRead(diff, 'clause', /was first to answer/);
    await expect(readIn(diff, 'caveats')[0]).toMatch(/simulated/);
    await expect(readIn(diff, 'clause').some((text) => /^B finished first/.test(text))).toBe(true);
    await waitToRead(diff, 'output-text', /small coin\s*pea/);
    theOne(diff, 'output-text').focus();
    await userEvent.keyboard('n');
    await waitToRead(diff, 'output-difference', /1 of \d/);
  },
};

/** In the dark. */
export const Dark: DiffStory = { ...Ended, args: { startAt: 99, scheme: 'dark' } };

/** On a phone the runs stand above each other. */
export const Narrow: DiffStory = {
  args: { startAt: 2.4, width: 328 },
  play: async ({ canvasElement }) => {
    const diff = await racedDiffIn(canvasElement);
    const [first, second] = seen(diff, 'run').map((run) => run.getBoundingClientRect());
    await expect(second!.top).toBeGreaterThanOrEqual(first!.bottom);
    await expect(theOne(diff, 'diff').scrollWidth).toBeLessThanOrEqual(328);
  },
};

/** Aligned by tokens: each run where it had as many. */
export const ByTokens: DiffStory = {
  args: { sync: 'tokens', startAt: 1 },
  play: async ({ canvasElement }) => {
    const diff = await racedDiffIn(canvasElement);
    await waitFor(() => {
      const [left, right] = readIn(diff, 'run-tokens');
      return expect(left).toBe(right);
    });
    await expect(readIn(diff, 'run-tokens')[0]).toMatch(/^\d+ tokens$/);
    await userEvent.click(seen(diff, 'sync-button')[0]!);
    await waitFor(() => expect(readIn(diff, 'run-tokens')[0]).not.toBe(readIn(diff, 'run-tokens')[1]));
  },
};

/** Four runs race, one of them to no end; the findings ask which two. */
export const FourRuns: DiffStory = {
  args: { runs: [slowRun, fastRun, brokenRun, shortRun], startAt: 99 },
  play: async ({ canvasElement }) => {
    const diff = await racedDiffIn(canvasElement);
    await waitFor(() => expect(readIn(diff, 'run-letter')).toEqual(['A', 'B', 'C', 'D']));
    await waitToRead(diff, 'clause', /was first to answer/);
    const [, other] = diff.shadowRoot!.querySelectorAll('select');
    await userEvent.selectOptions(other!, '3');
    await waitToRead(diff, 'clause', /D\s*was first to answer/);
  },
};

/** There is no place for a fifth run, which is said. */
export const FiveRuns: DiffStory = {
  args: { runs: [slowRun, fastRun, brokenRun, shortRun, fastRun], startAt: 2 },
  play: async ({ canvasElement }) => {
    const diff = await racedDiffIn(canvasElement);
    await waitToRead(diff, 'notice', /^Up to four runs stand side by side: 1 more is left out\.$/);
    await expect(readIn(diff, 'run-letter')).toEqual(['A', 'B', 'C', 'D']);
  },
};

/** Once the last has ended, all begin again. */
export const Looping: DiffStory = {
  args: { loop: true },
  play: async ({ canvasElement }) => {
    const diff = await racedDiffIn(canvasElement);
    diff.currentTime = diff.duration - 0.2;
    await diff.play();
    await waitFor(() => expect(diff.currentTime).toBeLessThan(diff.duration / 2));
    await expect([diff.paused, diff.ended]).toEqual([false, false]);
    diff.pause();
  },
};

/** A run that goes on, beside a recording: neither runs ahead of what has come. */
export const LiveAgainstRecorded: DiffStory = {
  args: { runs: [slowRun, LIVE], autoplay: true },
  beforeEach: () => answerFetch(LIVE, liveStream(fastRun().liveFrames().slice(0, 90))),
  play: async ({ canvasElement }) => {
    const diff = await racedDiffIn(canvasElement);
    await waitFor(() => expect(diff.duration).toBe(Infinity));
    await waitFor(() => expect(playersOf(diff)[0]!.currentTime).toBeGreaterThan(0.5), { timeout: 8000 });
    await waitFor(() => expect(theOne(diff, 'live-button')).toBeVisible());
    await userEvent.click(theOne(diff, 'play-button'));
    await expect(diff.paused).toBe(true);
  },
};

/** One of the runs cannot be loaded: its side says why, and the other plays. */
export const OneSideFails: DiffStory = {
  args: { runs: [slowRun, GONE] },
  beforeEach: () => answerFetch(GONE, () => new Response('', { status: 404 })),
  play: async ({ canvasElement }) => {
    const diff = await racedDiffIn(canvasElement);
    const [, failed] = playersOf(diff);
    await waitFor(() => expect(failed!.error).not.toBeNull());
    await waitFor(() => expect(failed!.shadowRoot!.querySelector('[part~="panel-failed"]')).toBeVisible());
    diff.currentTime = 1.5;
    await waitFor(() => expect(readIn(diff, 'run-tokens')[0]).toMatch(/^[1-9]/));
  },
};

/** The sides are changed: what was A is B, with its colour and its figures. */
export const Swapped: DiffStory = {
  args: { startAt: 99 },
  play: async ({ canvasElement }) => {
    const diff = await racedDiffIn(canvasElement);
    const before = readIn(diff, 'run-tokens');
    await userEvent.click(theOne(diff, 'swap-button'));
    await waitFor(() => expect(readIn(diff, 'run-tokens')).toEqual(before.toReversed()));
    await waitFor(() =>
      expect(readIn(diff, 'clause').some((text) => /^A finished first/.test(text))).toBe(true),
    );
  },
};

/** On a page that is written from right to left: the sides stand the other way round, time still runs to the right. */
export const RightToLeft: DiffStory = {
  args: {
    runs: [() => hebrewRun('example-8b', 90), () => hebrewRun('example-70b', 40)],
    direction: 'rtl',
    startAt: 0.8,
  },
  play: async ({ canvasElement }) => {
    const diff = await racedDiffIn(canvasElement);
    const [first, second] = seen(diff, 'run').map((run) => run.getBoundingClientRect());
    await expect(first!.left).toBeGreaterThan(second!.left);
    await expect(seen(diff, 'run-flag')[1]).toHaveClass('leads');
  },
};

/** Answers of twenty thousand words, compared without holding the page up. */
export const LongAnswers: DiffStory = {
  args: { runs: [() => longRun('example-8b', 'much'), () => longRun('example-70b', 'more')], startAt: 999 },
  play: async ({ canvasElement }) => {
    const diff = await racedDiffIn(canvasElement);
    await waitToRead(diff, 'output-difference', /% of the words are equal/);
    await expect(readIn(diff, 'output-difference')[0]).toMatch(/99 %/);
    await expect(readIn(diff, 'output-text')[0]).toMatch(/ends in much\s*more\./);
  },
};
