import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { TraceEvent } from '../../src/trace/index.js';
import { endCommand, firstJsonLine, startCommand, type CommandProcess } from './command.js';
import { goToEnd, onPlayer, openPage, shownText, waitUntilLoaded } from './player-in-page.js';
import { openWorkplace, type Workplace } from './workplace.js';

const ENOUGH_EVENTS = 40;

describe('a recorder that was killed', () => {
  let workplace: Workplace;
  const children: CommandProcess[] = [];

  before(async () => {
    workplace = await openWorkplace();
  });
  after(async () => {
    await Promise.all([workplace?.close(), ...children.map((child) => endCommand(child))]);
  });

  it('leaves a file that opens from disk and plays up to its last whole line', async () => {
    const file = await killedRecording();
    const events = wholeEvents(readFileSync(file, 'utf8'));
    assert.ok(events.length >= ENOUGH_EVENTS);

    const { page, player, problems } = await openPage(
      workplace.browser,
      `${workplace.pages.url}/demo/open.html`,
    );
    await page.locator('#file').setInputFiles(file);
    await waitUntilLoaded(player);
    await goToEnd(player);
    assert.equal(await onPlayer(player, (element) => element.eventIndex), events.length - 1);
    assert.equal(await onPlayer(player, (element) => element.duration), events.at(-1)!.time_ms / 1000);
    const shown = (await shownText(player, 'reasoning-text')) + (await shownText(player, 'response-text'));
    const tokens = events.filter(({ type }) => type === 'token');
    assert.equal(shown, tokens.map((event) => (event as { text: string }).text).join(''));
    assert.match(await shownText(player, 'notices'), /stops before its end/);
    assert.deepEqual(problems, []);
  });

  /** Records a run of the demo model, kills the recorder in the middle of it, and tells what it left. */
  async function killedRecording(): Promise<string> {
    const demo = startCommand(['demo', '--port', '0', '--json']);
    children.push(demo);
    const { url, model } = await firstJsonLine<{ url: string; model: string }>(demo);
    const run = startCommand([
      ...['run', '--base-url', url, '--model', model, '--prompt', 'Go on', '--output-dir', workplace.folder],
    ]);
    children.push(run);
    run.stdout.resume();
    run.stderr.resume();
    const file = await partOfSomeLength(workplace.folder);
    await endCommand(run, 'SIGKILL');
    return file;
  }
});

async function partOfSomeLength(folder: string): Promise<string> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    const part = readdirSync(folder).find((name) => name.endsWith('.part'));
    if (part && readFileSync(join(folder, part), 'utf8').split('\n').length > ENOUGH_EVENTS + 1) {
      return join(folder, part);
    }
    await delay(25);
  }
  throw new Error('The recorder wrote no part of a file');
}

/** The events of a file that was cut off: a line each, of which the last may be torn. */
function wholeEvents(text: string): TraceEvent[] {
  const events: TraceEvent[] = [];
  for (const line of text.split('\n').slice(1)) {
    try {
      events.push(JSON.parse(line.replace(/,$/, '')) as TraceEvent);
    } catch {
      assert.equal(line, text.split('\n').at(-1), 'only the last line may be torn');
    }
  }
  return events;
}
