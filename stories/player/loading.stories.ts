import { expect, userEvent, waitFor } from 'storybook/test';
import type { Meta } from '@storybook/web-components-vite';
import '../../src/components/index.js';
import type { Player } from '../../src/engine/index.js';
import { urlSource } from '../../src/engine/source/url-source.js';
import { file, fileOnItsWay, status, unreachable } from '../runs/responses.js';
import { plainRun, reasoningRun } from '../runs/runs.js';
import type { Responder } from '../runs/stubbed-fetch.js';
import { ANSWER } from '../runs/texts.js';
import {
  fetched,
  loadedPlayerIn,
  playerIn,
  readIn,
  renderPlayer,
  seen,
  theOne,
  waitForText,
  waitToRead,
  type PlayerArgs,
  type PlayerStory,
} from './player-story.js';

/** Before there is something to play, and when there never will be. */
const meta: Meta<PlayerArgs> = { title: 'Player/Loading', component: 'trace-player', render: renderPlayer };
export default meta;

/** Nothing was asked for yet. */
export const Empty: PlayerStory = {
  play: async ({ canvasElement }) => {
    const player = await playerIn(canvasElement);
    await waitToRead(player, 'panel-empty', 'Nothing to play yet');
    await expect(readIn(player, 'panel-empty')).toMatch('Give the player a src');
  },
};

const HEADER = plainRun().replay().split('\n')[0]!;

/** The file is on its way, and nothing of it can be shown yet. */
export const Loading: PlayerStory = fetched('slow.json', () => fileOnItsWay(HEADER, 48_000), {
  play: async ({ canvasElement }) => {
    const player = await playerIn(canvasElement);
    await waitToRead(
      player,
      'panel-loading',
      /Loading the run… \d+ bytes of 48(\.0)? kB|Loading the run… .* of 48/,
    );
    const bar = player.shadowRoot!.querySelector('progress')!;
    await expect(bar.position).toBeGreaterThan(0);
    await expect(bar.position).toBeLessThan(0.1);
  },
});

const FIRST_HALF = reasoningRun().openReplay().slice(0, 9000);

/** The file is on its way, and what has come plays already. */
export const PlayingWhileLoading: PlayerStory = fetched('half.json', () => fileOnItsWay(FIRST_HALF, 30_000), {
  args: { autoplay: true },
  play: async ({ canvasElement }) => {
    const player = await playerIn(canvasElement);
    await waitToRead(player, 'prompt', 'Why does the moon');
    await expect(player.readyState).toBeLessThan(4);
    await expect(readIn(player, 'status')).toBe('loading…');
  },
});

/** The recorder was killed: all that it wrote plays, and the cut is said. */
export const Truncated: PlayerStory = fetched(
  'truncated.json',
  () => file(plainRun().openReplay().slice(0, 3000)),
  {
    args: { startAt: 600 },
    play: async ({ canvasElement }) => {
      const player = await loadedPlayerIn(canvasElement);
      await waitToRead(player, 'notices', 'The recording stops before its end. What is there is played.');
      await expect(readIn(player, 'response-text').length).toBeGreaterThan(50);
      await expect(ANSWER.replace(/\s+/g, ' ').startsWith(readIn(player, 'response-text'))).toBe(true);
    },
  },
);

/** Lines that are no events are left out, and that is said; the rest plays. */
export const BadLines: PlayerStory = fetched('bad-lines.json', () => file(withBadLines()), {
  args: { startAt: 600 },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitToRead(player, 'notices', /left out/);
    await waitForText(player, 'response-text', ANSWER);
  },
});

/** Nothing answers: what that may mean, and a button that tries again. */
export const Unreachable: PlayerStory = fetched('down.json', unreachable, {
  play: async ({ canvasElement }) => {
    const player = await playerIn(canvasElement);
    await waitToRead(player, 'panel-failed', 'The run could not be loaded');
    await expect(readIn(player, 'panel-failed')).toMatch(
      /No answer from https:\/\/runs\.example\/down\.json.*CORS/,
    );
    await expect(theOne(player, 'retry-button')).toHaveAccessibleName('Try again');
  },
});

/** A page of the public web asks for a stream on its reader's own machine, and the browser refuses. */
export const LocalServerBlocked: PlayerStory = {
  play: async ({ canvasElement }) => {
    const player = await playerIn(canvasElement);
    const refused = urlSource('http://127.0.0.1:9090/events', {
      fetch: () => Promise.reject(new TypeError('Failed to fetch')),
      pageUrl: 'https://blog.example/post',
    });
    // The gallery is no page of the public web, so that the element is given the source that such a page would make.
    (Reflect.get(player, 'player') as Player).load(refused);
    await waitToRead(
      player,
      'panel-failed',
      'http://127.0.0.1:9090/events is on your own machine or network',
    );
  },
};

/** The server came back: trying again plays the run. */
export const RetryThatWorks: PlayerStory = fetched('flaky.json', downAtFirst, {
  args: { startAt: 600 },
  play: async ({ canvasElement }) => {
    const player = await playerIn(canvasElement);
    await waitToRead(player, 'panel-failed', 'HTTP 503');
    await userEvent.click(theOne(player, 'retry-button'));
    await waitForText(player, 'response-text', ANSWER);
    await expect(seen(player, 'panel-failed')).toHaveLength(0);
  },
});

/** There is no such file. */
export const NotFound: PlayerStory = failure(
  'missing.json',
  () => status(404, 'Not found'),
  'HTTP 404: there is nothing at this address',
);

/** A web page came where a file was expected. */
export const WebPage: PlayerStory = failure(
  'index.html',
  () => file('<!doctype html><title>Hello</title><p>A page', 'text/html'),
  'This is a web page, not a recording. Is the address right?',
);

/** Something came that is no JSON. */
export const NotJson: PlayerStory = failure(
  'notes.txt',
  () => file('Dear diary, today I recorded nothing.\n', 'text/plain'),
  'This is not a recording: it is not JSON, nor a stream of events.',
);

/** JSON came, of another kind. */
export const OtherJson: PlayerStory = failure(
  'package.json',
  () => file('{"name":"a-package","version":"1.0.0"}'),
  'This is JSON, but not a recording.',
);

/** A file with nothing in it. */
export const EmptyFile: PlayerStory = failure('empty.json', () => file(''), 'There is nothing in it.');

function failure(name: string, responder: () => Responder, message: string): PlayerStory {
  return fetched(name, responder, {
    play: async ({ canvasElement }) => {
      const player = await playerIn(canvasElement);
      await waitFor(() => expect(readIn(player, 'panel-failed')).toMatch('The run could not be loaded'));
      await expect(readIn(player, 'panel-failed')).toContain(message);
      await expect(theOne(player, 'retry-button')).toBeEnabled();
      await expect(player.error?.message).toContain(message);
    },
  });
}

function withBadLines(): string {
  const lines = plainRun().replay().split('\n');
  lines.splice(
    6,
    0,
    '{"time_ms":400,"type":"token","text":7},',
    'what is this,',
    '{"time_ms":"soon","type":"token","text":"x"},',
  );
  return lines.join('\n');
}

function downAtFirst(): Responder {
  let requests = 0;
  const [down, up] = [status(503, 'Busy'), file(plainRun().replay())];
  return (init) => (requests++ === 0 ? down(init) : up(init));
}
