import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { expect, userEvent, waitFor } from 'storybook/test';
import type { Meta } from '@storybook/web-components-vite';
import '../../src/components/index.js';
import type { TracePlayerElement } from '../../src/components/index.js';
import { encodeSnapshot } from '../../src/trace/snapshot/encode-snapshot.js';
import { RunBuilder } from '../runs/run-builder.js';
import { reasoningRun } from '../runs/runs.js';
import {
  loadedPlayerIn,
  playerIn,
  readIn,
  renderPlayer,
  seen,
  theOne,
  waitToRead,
  type PlayerArgs,
  type PlayerStory,
} from './player-story.js';

/** Links that hold the run itself: making one, and opening one. */
const meta: Meta<PlayerArgs> = {
  title: 'Player/Sharing',
  component: 'trace-player',
  render: renderPlayer,
  args: { run: reasoningRun },
};
export default meta;

/** What the link will hold, before there is one; where it has begun, the moment can be shared too. */
export const Dialog: PlayerStory = {
  args: { startAt: 5.2 },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await openDialog(player);
    await expect(readIn(player, 'share-parts')).toMatch(/Prompt \d+ characters .* Reasoning \d+ characters/);
    await expect(readIn(player, 'share-dialog')).toMatch(/Link to this moment 0:05\.200, 1×/);
    await expect(linkIn(player)).toMatch(/#trace=[\w-]+$/);
  },
};

export const DialogInTheDark: PlayerStory = { ...Dialog, args: { ...Dialog.args, scheme: 'dark' } };

/** The sender leaves the prompt and the reasoning out: the link is shorter. */
export const LeavingOut: PlayerStory = {
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await openDialog(player);
    const whole = linkIn(player).length;
    for (const box of theOne(player, 'share-parts').querySelectorAll('input')) await userEvent.click(box);
    await waitFor(() => expect(linkIn(player).length).toBeGreaterThan(0));
    await expect(linkIn(player).length).toBeLessThan(whole);
    await expect(readIn(player, 'share-parts')).toMatch(/Prompt left out Reasoning left out/);
  },
};

/** A run that fits into no chat message: its file is offered in place of a link. */
export const TooLong: PlayerStory = {
  args: { run: longRun },
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await openDialog(player);
    await userEvent.click(player.shadowRoot!.querySelector('input[name=share-length]')!);
    await waitToRead(player, 'share-dialog', /does not fit into 2\s000 characters/);
    await expect(theOne(player, 'share-copy-button')).toBeDisabled();
  },
};

/** `no-share`: a page that does not want its runs shared has no button. */
export const WithoutSharing: PlayerStory = {
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitFor(() => expect(seen(player, 'share-button')).toHaveLength(1));
    player.noShare = true;
    await player.updateComplete;
    await waitFor(() => expect(seen(player, 'share-button')).toHaveLength(0));
  },
};

/** `src="#trace=…"`: the run of a link, from which its sender left the prompt and the reasoning out. */
export const FromALink: PlayerStory = {
  render: () => html`<trace-player ${ref((element) => void openLink(element))}></trace-player>`,
  play: async ({ canvasElement }) => {
    const player = await loadedPlayerIn(canvasElement);
    await waitToRead(player, 'notice', /Whoever shared this run left out: prompt, reasoning/);
    await waitFor(() => expect(readIn(player, 'response-text').length).toBeGreaterThan(40));
    await expect(player.currentTime).toBe(6);
  },
};

/** A link that lost some of its characters on its way. */
export const DamagedLink: PlayerStory = {
  args: { src: '#trace=dAbCdEf', run: undefined },
  play: async ({ canvasElement }) => {
    const player = await playerIn(canvasElement);
    await waitToRead(player, 'panel-failed', /This link was cut short or changed on its way/);
  },
};

async function openLink(element: Element | undefined): Promise<void> {
  if (!element) return;
  const { payload } = await encodeSnapshot(reasoningRun().trace(), { without: ['prompt', 'reasoning'] });
  (element as TracePlayerElement).src = `#trace=${payload}&t=6`;
}

/** Words that no compression shortens much. */
function longRun(): RunBuilder {
  const words = Array.from({ length: 400 }, (_, place) => Math.abs(Math.sin(place)).toString(36).slice(2, 9));
  return new RunBuilder()
    .prompt('Some passwords, please.')
    .wait(200)
    .stream(words.join(' '))
    .respond('stop')
    .complete();
}

async function openDialog(player: TracePlayerElement): Promise<void> {
  await userEvent.click(theOne(player, 'share-button'));
  await waitFor(() => expect(linkIn(player)).not.toBe(''));
}

function linkIn(player: TracePlayerElement): string {
  return player.shadowRoot!.querySelector<HTMLTextAreaElement>('.share-code')?.value ?? '';
}
