import type { Controlled } from './controlled.js';
import { SPEEDS } from './speed-control.js';

const SEEK_MS = 1000;
const LONG_SEEK_MS = 5000;

/** How far Page Up and Page Down go on the timeline: a tenth of the run. */
const PAGE_SHARE = 0.1;

type KeyAction = (player: Controlled, event: KeyboardEvent) => void;

/** What each key does. `toggle` is the host's own play or pause. */
const ACTIONS: Record<string, KeyAction> = {
  ArrowLeft: (player, { shiftKey }) => seekBy(player, shiftKey ? -LONG_SEEK_MS : -SEEK_MS),
  ArrowRight: (player, { shiftKey }) => seekBy(player, shiftKey ? LONG_SEEK_MS : SEEK_MS),
  ',': (player) => player.step(-1),
  '.': (player) => player.step(1),
  Home: (player) => player.seek(0),
  End: (player) => player.seek(Infinity),
  ...Object.fromEntries(
    SPEEDS.map((speed, place) => [`${place + 1}`, (player: Controlled) => (player.playbackRate = speed)]),
  ),
};

/** What the keys of a slider do beside those: the others scroll what has the focus. */
const SLIDER_ACTIONS: Record<string, KeyAction> = {
  ArrowUp: (player) => seekBy(player, SEEK_MS),
  ArrowDown: (player) => seekBy(player, -SEEK_MS),
  PageUp: (player) => seekBy(player, pageMs(player)),
  PageDown: (player) => seekBy(player, -pageMs(player)),
};

/** Does what a key stands for, unless it is meant for something else: typing, a shortcut, or the button that has focus. */
export function handlePlayerKey(event: KeyboardEvent, player: Controlled, toggle: () => void): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const target = event.composedPath()[0];
  if (isTextField(target)) return;
  const isSpace = event.key === ' ';
  if (isSpace && isPressedBySpace(target)) return;
  const actions = isSlider(target) ? { ...ACTIONS, ...SLIDER_ACTIONS } : ACTIONS;
  const action = isSpace || event.key === 'k' ? toggle : actions[event.key];
  if (!action) return;
  event.preventDefault();
  action(player, event);
}

function seekBy(player: Controlled, deltaMs: number): void {
  player.seek(Math.max(0, player.timeMs + deltaMs));
}

function pageMs({ isLive, liveEdgeMs, durationMs }: Controlled): number {
  return Math.max(SEEK_MS, (isLive ? liveEdgeMs : durationMs || 0) * PAGE_SHARE);
}

function isSlider(target: EventTarget | undefined): boolean {
  return target instanceof Element && target.matches('[role=slider]');
}

function isTextField(target: EventTarget | undefined): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  );
}

function isPressedBySpace(target: EventTarget | undefined): boolean {
  return target instanceof Element && target.matches('button, summary, a, [role=button]');
}
