import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumArgs, ensureChromium } from '../../scripts/chromium.mjs';
import { pictureSvg } from '../../src/trace/index.js';
import { buildTrace, smallRun } from '../helpers/trace-builder.js';
import { hostileRuns } from '../trace/picture/hostile-runs.js';

/** Ten lines of a word each, a second apart; so the picture plays 11 s. */
const LINES = Array.from({ length: 10 }, (_, line) => `line ${line} `.repeat(8).trimEnd() + '\n');
const slowRun = buildTrace().prompt('Ten lines, please.').say(LINES, 1000).wait(1000).complete().trace();
const slowPicture = pictureSvg(slowRun);

/** Where the text stands, in the picture's own pixels. */
const TEXT = { x: 10, y: 118, width: 700, height: 280 };
const FIRST_ROWS = { ...TEXT, height: 80 };

/** The picture as it is at a moment of its time, and no other. */
function stoppedAt(svg: string, seconds: number): string {
  const rules = `*{animation-delay:-${seconds}s!important;animation-play-state:paused!important}`;
  return svg.replace('</style>', `${rules}</style>`);
}

function address(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

async function show(page: Page, svg: string): Promise<void> {
  await page.setContent('<style>body{margin:0}</style><img alt="">');
  await page.locator('img').evaluate((image: HTMLImageElement, src) => {
    image.src = src;
    return image.decode();
  }, address(svg));
}

/** How many pixels of the text's place are not of its ground, which the first pixel is. */
async function inkIn(page: Page, svg: string, clip = TEXT): Promise<number> {
  await show(page, svg);
  const shot = (await page.screenshot({ clip })).toString('base64');
  return page.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
    canvas.drawImage(image, 0, 0);
    const pixels = new Uint32Array(canvas.getImageData(0, 0, image.width, image.height).data.buffer);
    return pixels.filter((pixel) => pixel !== pixels[0]).length;
  }, shot);
}

describe('the picture of a run, as an image of a page', () => {
  let browser: Browser;
  let page: Page;

  before(async () => {
    browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArgs() });
    page = await browser.newPage();
  });
  after(() => browser?.close());

  it('shows more text as time goes on, all of it at the end, and little of it when it begins again', async () => {
    const inks: number[] = [];
    for (const seconds of [0.5, 2.5, 5.5, 8.5, 10.5, 11.5, 16.5, 17.5])
      inks.push(await inkIn(page, stoppedAt(slowPicture, seconds)));
    for (let at = 1; at < 5; at++) assert.ok(inks[at]! > inks[at - 1]! * 1.2, inks.join(' '));
    // The answer is whole after 10 s; the picture rests from 11 to 17 s.
    assert.deepEqual(inks.slice(4, 7), [inks[4], inks[4], inks[4]]);
    assert.equal(inks[7], inks[0]);
  });

  it('shows a part of a row while the row arrives', async () => {
    const word = pictureSvg(buildTrace().say(['half a row ', 'and another'], 1000).complete().trace());
    const [none, half, whole] = await Promise.all(
      [0.5, 1.5, 2.5].map(async (seconds) => {
        const tab = await browser.newPage();
        const ink = await inkIn(tab, stoppedAt(word, seconds), FIRST_ROWS);
        await tab.close();
        return ink;
      }),
    );
    assert.equal(none, 0);
    assert.ok(half! > 0 && whole! > half!, `${none} ${half} ${whole}`);
  });

  it('plays by itself, without a script', async () => {
    await show(page, pictureSvg(smallRun().trace()));
    const first = await page.screenshot({ clip: TEXT });
    let next = first;
    while (next.equals(first)) next = await page.screenshot({ clip: TEXT });
  });

  it('follows light and dark', async () => {
    for (const [colorScheme, ground] of [
      ['light', 'rgb(255, 255, 255)'],
      ['dark', 'rgb(16, 19, 24)'],
    ] as const) {
      const tab = await browser.newPage({ colorScheme });
      await show(tab, slowPicture);
      const shot = (await tab.screenshot({ clip: { x: 300, y: 20, width: 1, height: 1 } })).toString(
        'base64',
      );
      const colour = await tab.evaluate(async (png) => {
        const image = new Image();
        image.src = `data:image/png;base64,${png}`;
        await image.decode();
        const canvas = new OffscreenCanvas(1, 1).getContext('2d')!;
        canvas.drawImage(image, 0, 0);
        return `rgb(${[...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)].join(', ')})`;
      }, shot);
      assert.equal(colour, ground);
      await tab.close();
    }
  });

  it('is well-formed whatever the run says, and nothing in it runs or fetches', async () => {
    const pictures = fc.sample(hostileRuns, 150).map((run) => pictureSvg(run));
    const outcome = await page.evaluate(async (addresses) => {
      const wrong: string[] = [];
      for (const src of addresses) {
        const bytes = Uint8Array.from(atob(src.slice(src.indexOf(',') + 1)), (char) => char.charCodeAt(0));
        const text = new TextDecoder().decode(bytes);
        const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
        if (parsed.querySelector('parsererror, script, foreignObject, image, use, a, animate'))
          wrong.push(text);
        const image = new Image();
        image.src = src;
        await image.decode().catch(() => wrong.push(text));
        if (image.naturalWidth !== 720) wrong.push(text);
      }
      return wrong;
    }, pictures.map(address));
    assert.deepEqual(outcome, []);
  });

  it('opened as a page of its own, asks for nothing and runs nothing', async () => {
    const tab = await browser.newPage();
    const noticed: string[] = [];
    tab.on('request', (request) => noticed.push(request.url()));
    tab.on('dialog', (dialog) => noticed.push(dialog.message()));
    tab.on('console', (message) => noticed.push(message.text()));
    const evil = `</text></style><script>alert(1)</script><image href="http://127.0.0.1:9/x"/>]]>`;
    const picture = pictureSvg(
      buildTrace({ model: evil, provider: evil }).prompt(evil).say([evil]).fail(evil).trace(),
    );
    await tab.goto(address(picture));
    await tab.locator('text', { hasText: '<script>' }).first().waitFor({ state: 'attached' });
    assert.deepEqual(noticed, []);
    await tab.close();
  });
});

describe('the picture of a run, for who wants no motion', () => {
  let browser: Browser;

  before(async () => {
    const args = [...chromiumArgs(), '--force-prefers-reduced-motion'];
    browser = await chromium.launch({ executablePath: await ensureChromium(), args });
  });
  after(() => browser?.close());

  it('is the end of the run, with all of its text, and stays so', async () => {
    const page = await browser.newPage();
    await show(page, slowPicture);
    const still = await page.screenshot();
    const rules = '@media(prefers-reduced-motion:no-preference)';
    await show(page, stoppedAt(slowPicture, 11.5).replace(rules, '@media all'));
    assert.ok(still.equals(await page.screenshot()));
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
  });
});
