import { TraceDiffElement } from '../src/components/trace-diff/trace-diff.js';
import { defineOnce } from '../src/components/trace-player/player-part.js';
import { TracePlayerElement } from '../src/components/trace-player/trace-player.js';
import {
  formatSnapshotLink,
  parseSnapshotLink,
  type SnapshotLink,
} from '../src/trace/snapshot/snapshot-link.js';
import { FrameHeight } from './frame-height.js';
import { elementOn } from './page-player.js';

/** A link without a run: the player says so. */
const NO_RUN: SnapshotLink = { payloads: [''] };

// A link holds no chart.
defineOnce('trace-player', TracePlayerElement);
defineOnce('trace-diff', TraceDiffElement);

const ONCE = { once: true };

const { documentElement: page } = document;
const stage = elementOn(document, 'stage');
const height = new FrameHeight(wantedHeight);

page.dataset['place'] = parent === window ? 'page' : 'frame';
show(parseSnapshotLink(location.hash) ?? NO_RUN);
addEventListener('hashchange', () => {
  const link = parseSnapshotLink(location.hash);
  // A hash without a run is no other run.
  if (link) show(link);
});

function show(link: SnapshotLink): void {
  page.dataset['theme'] = link.theme ?? '';
  page.dataset['controls'] = link.controls === false ? '0' : '';
  const shown = link.payloads.length > 1 ? comparison(link) : player(link);
  shown.autoplay = link.autoplay === true && !matchMedia('(prefers-reduced-motion: reduce)').matches;
  shown.shareBase = location.href.split('#', 1)[0]!;
  stage.replaceChildren(shown);
  height.follow(shown);
}

function player({ payloads, t, speed, controls }: SnapshotLink): TracePlayerElement {
  const element = document.createElement('trace-player');
  element.noControls = controls === false;
  element.src = formatSnapshotLink({ payloads, t, speed });
  return element;
}

function comparison({ payloads: [left, right], t, speed }: SnapshotLink): TraceDiffElement {
  const element = document.createElement('trace-diff');
  element.left = formatSnapshotLink({ payloads: [left!] });
  element.right = formatSnapshotLink({ payloads: [right!] });
  if (speed !== undefined) element.playbackRate = speed;
  // Before one of the runs is there, there is no place to go to.
  if (t !== undefined) element.addEventListener('durationchange', () => (element.currentTime = t), ONCE);
  return element;
}

/** A player takes what height it is given: how much is good depends on the width. A comparison has a height of its own. */
function wantedHeight(shown: HTMLElement): number {
  if (shown.localName === 'trace-diff') return shown.offsetHeight;
  return parseFloat(getComputedStyle(page).getPropertyValue('--wanted-height'));
}
