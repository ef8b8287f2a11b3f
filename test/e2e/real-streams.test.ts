import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { EventBus, EventBusReplayWriter, recordCompletion } from '../../src/recorder/index.js';
import { startModelServer } from './model-server.js';
import {
  onPlayer,
  openPage,
  shownTexts,
  twoFrames,
  waitForPlayer,
  waitUntilLoaded,
} from './player-in-page.js';
import { hasFixtures, streamFixtures, type ChoiceText, type StreamFixture } from './stream-fixtures.js';
import { openWorkplace, type Workplace } from './workplace.js';

describe(
  'streams of real servers, recorded and played',
  { skip: !hasFixtures() && 'no recorded streams here' },
  () => {
    let workplace: Workplace;
    /** The file that each stream was recorded to. */
    const files = new Map<string, { path: string; status: string }>();

    before(async () => {
      workplace = await openWorkplace();
      // All at once: what takes long is that they come at their pace.
      await Promise.all(streamFixtures().map(record));
    });
    after(() => workplace?.close());

    for (const fixture of hasFixtures() ? streamFixtures() : []) {
      it(`shows exactly what came: ${fixture.name}`, async () => {
        const { path, status } = files.get(fixture.name)!;
        assert.equal(status, fixture.isFailed ? 'failed' : 'completed');
        const src = encodeURIComponent(`/replays/${encodeURIComponent(basename(path))}`);
        const { page, player, problems } = await openPage(
          workplace.browser,
          `${workplace.pages.url}/demo/?src=${src}`,
        );
        await waitUntilLoaded(player);
        await playTheEnd(player);
        assert.deepEqual(await shownChoices(player), fixture.choices.map(asShown));
        assert.deepEqual(problems, []);
        await page.close();
      });
    }

    async function record(fixture: StreamFixture): Promise<void> {
      const server = await startModelServer(fixture.body);
      const bus = new EventBus();
      const writer = new EventBusReplayWriter({
        bus,
        outputDir: workplace.folder,
        onWritten: ({ path, summary }) => files.set(fixture.name, { path, status: summary.status! }),
      });
      writer.start();
      await recordCompletion({
        bus,
        baseUrl: server.url,
        provider: fixture.provider,
        model: 'recorded',
        messages: [{ role: 'user', content: 'Hello' }],
        runId: fixture.name.replace(/\W+/g, '-'),
        server: { name: 'fixture' },
        memory: false,
      });
      await writer.stop();
      await server.close();
    }
  },
);

async function playTheEnd(player: Parameters<typeof onPlayer>[0]): Promise<void> {
  await onPlayer(player, async (element) => {
    element.currentTime = Math.max(0, element.duration - 1);
    element.playbackRate = 8;
    await element.play();
  });
  await waitForPlayer(player, 'it ended', (element) => element.ended);
  await twoFrames(player);
}

/** What the page shows of each choice. */
async function shownChoices(player: Parameters<typeof onPlayer>[0]): Promise<ChoiceText[]> {
  const [reasonings, responses, tools] = await Promise.all(
    ['reasoning-text', 'response-text', 'tool-call-text'].map((part) => shownTexts(player, part)),
  );
  const count = Math.max(reasonings!.length, responses!.length, tools!.length);
  return Array.from({ length: count }, (_, index) => ({
    reasoning: reasonings![index] ?? '',
    response: responses![index] ?? '',
    tool: tools![index] ?? '',
  }));
}

/** The view leaves out the tags around reasoning, and the white space at their inner side. */
function asShown(choice: ChoiceText): ChoiceText {
  const inner = /^\s*<think>([\s\S]*)<\/think>$/.exec(choice.reasoning)?.[1];
  return inner === undefined ? choice : { ...choice, reasoning: inner.trim() };
}
