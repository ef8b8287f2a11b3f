import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import type { TokenEvent, TraceEvent } from '../../src/trace/index.js';
import { endCommand, firstJsonLine, jsonAtEnd, startCommand, type CommandProcess } from './command.js';
import { ollamaChatBody, startModelServer, type RunningServer } from './model-server.js';
import { onPlayer, openPage, shownText, waitUntilLoaded } from './player-in-page.js';
import { openWorkplace, type Workplace } from './workplace.js';

const RATE = 4;
const OLLAMA_TEXT =
  'Two words are on their way to you, and then some more,\n  with “quotes”, an émigré accent and 🙂 at the end.';

interface ReplayFile {
  readonly status: string;
  readonly event_count: number;
  readonly duration_ms: number;
  readonly simulated?: boolean;
  readonly events: TraceEvent[];
}

/** What a page was told while it played: the events passed, and the media clock at that moment. */
interface Passing {
  readonly first: number;
  readonly last: number;
  readonly timeMs: number;
}

describe('a recorded run in the page', () => {
  let workplace: Workplace;
  let demo: CommandProcess | undefined;
  let ollama: RunningServer | undefined;

  before(async () => {
    workplace = await openWorkplace();
    ollama = await startModelServer(ollamaChatBody(OLLAMA_TEXT, 45));
  });
  after(async () => {
    await Promise.all([workplace?.close(), endCommand(demo), ollama?.close()]);
  });

  it('plays what the demo model answered, simulated and at its pace', async () => {
    demo = startCommand(['demo', '--port', '0', '--speed', '3', '--json']);
    const { url, model } = await firstJsonLine<{ url: string; model: string }>(demo);
    const { replay, address } = await record(['--base-url', url, '--model', model]);
    assert.equal(replay.simulated, true);
    const { player, problems } = await openPage(workplace.browser, address);
    await checkPlayback(player, replay);
    assert.match(await shownText(player, 'badge-simulated'), /Simulated/);
    assert.deepEqual(problems, []);
  });

  it('plays what an Ollama server answered, with its text exact', async () => {
    const { replay, address } = await record([
      ...['--provider', 'ollama', '--base-url', ollama!.url, '--model', 'tiny'],
    ]);
    assert.equal(textOf(replay, 'response'), OLLAMA_TEXT);
    assert.equal(replay.simulated, undefined);
    const { player, problems } = await openPage(workplace.browser, address);
    await checkPlayback(player, replay);
    assert.deepEqual(problems, []);
  });

  /** Records one run by the command, and tells where the page plays it. */
  async function record(args: readonly string[]): Promise<{ replay: ReplayFile; address: string }> {
    const { folder, pages } = workplace;
    const child = startCommand([
      ...['run', ...args, '--prompt', 'Say something', '--output-dir', folder, '--json'],
    ]);
    const { file } = await jsonAtEnd<{ file: string }>(child);
    const replay = JSON.parse(readFileSync(file, 'utf8')) as ReplayFile;
    assert.equal(replay.status, 'completed');
    const src = `/replays/${encodeURIComponent(basename(file))}`;
    return { replay, address: `${pages.url}/demo/index.html?src=${encodeURIComponent(src)}` };
  }
});

async function checkPlayback(player: Locator, replay: ReplayFile): Promise<void> {
  await waitUntilLoaded(player);
  const { passings, playedMs } = await playAndListen(player);
  checkPassings(passings, replay);
  // It cannot have been faster than the run; how much slower depends on the machine.
  assert.ok(playedMs >= replay.duration_ms / RATE - 50, `${replay.duration_ms} ms played in ${playedMs} ms`);
  assert.equal(await shownText(player, 'response-text'), textOf(replay, 'response'));
  assert.equal(await shownText(player, 'reasoning-text'), textOf(replay, 'reasoning'));
}

/** Each event after those at time 0 is passed once, in order, in the first frame whose clock has reached it. */
function checkPassings(passings: readonly Passing[], { events, event_count: count }: ReplayFile): void {
  assert.equal(count, events.length);
  let next = events.findIndex(({ time_ms: timeMs }) => timeMs > 0);
  let lastFrameMs = -1;
  for (const { first, last, timeMs } of passings) {
    assert.equal(first, next);
    assert.ok(timeMs >= lastFrameMs, 'the clock never goes back');
    assert.ok(events[first]!.time_ms >= lastFrameMs - 0.01, `event ${first} was passed a frame late`);
    assert.ok(events[last]!.time_ms <= timeMs + 0.01, `event ${last} was passed early`);
    next = last + 1;
    lastFrameMs = timeMs;
  }
  assert.equal(next, count, 'all events were passed');
}

function playAndListen(player: Locator): Promise<{ passings: Passing[]; playedMs: number }> {
  return onPlayer(player, async (element) => {
    const passings: { first: number; last: number; timeMs: number }[] = [];
    element.addEventListener('trace-event', ({ firstIndex, lastIndex }) => {
      passings.push({ first: firstIndex, last: lastIndex, timeMs: element.currentTime * 1000 });
    });
    element.playbackRate = 4;
    const ended = new Promise((resolve) => element.addEventListener('ended', resolve, { once: true }));
    const startedAt = performance.now();
    await element.play();
    await ended;
    return { passings, playedMs: performance.now() - startedAt };
  });
}

function textOf({ events }: ReplayFile, channel: TokenEvent['channel']): string {
  return events
    .filter((event): event is TokenEvent => event.type === 'token')
    .filter((event) => (event.channel ?? 'response') === channel)
    .map(({ text }) => text)
    .join('');
}
