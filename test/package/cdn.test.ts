import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumArgs, ensureChromium } from '../../scripts/chromium.mjs';
import { root } from '../../scripts/run.mjs';
import { serveStatic, type StaticServer } from '../../scripts/static-server.mjs';

/** As strict as DESIGN.md says that a page's policy may be, for scripts of another origin. */
function strictPolicy(scriptOrigin: string): string {
  return [
    `default-src 'none'`,
    `script-src ${scriptOrigin}`,
    `style-src 'none'`,
    `connect-src 'self'`,
    `require-trusted-types-for 'script'`,
    `trusted-types lit-html`,
  ].join('; ');
}

const REPLAY = `{"version":"1.0.0","run_id":"r","model":"m","provider":"p","started_at":"","timing":"recorded","events":[
{"type":"prompt_sent","time_ms":0,"messages":[{"role":"user","content":"Hi"}]},
{"type":"token","time_ms":200,"text":"Hello"},
{"type":"run_completed","time_ms":300,"duration_ms":300}
],"event_count":3,"status":"completed"}
`;

describe('the file for a script tag', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-page-'));
  let browser: Browser;
  let scripts: StaticServer;
  let page: StaticServer;

  before(async () => {
    browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArgs() });
    scripts = await serveStatic({
      folders: { '/': join(root, 'dist', 'cdn') },
      headers: { 'Access-Control-Allow-Origin': '*' },
    });
    page = await serveStatic({
      folders: { '/': folder },
      headers: { 'Content-Security-Policy': strictPolicy(scripts.url) },
    });
    writeFileSync(join(folder, 'run.json'), REPLAY);
    for (const [name, src] of [
      ['index', 'run.json'],
      ['missing', 'nowhere.json'],
    ])
      writeFileSync(
        join(folder, `${name}.html`),
        `<!doctype html><title>A page</title><trace-player src="${src}"></trace-player>
         <script type="module" src="${scripts.url}/trace-player.js"></script>`,
      );
  });
  after(async () => {
    await Promise.all([browser?.close(), scripts?.close(), page?.close()]);
    rmSync(folder, { recursive: true });
  });

  /** Opens a page, and notes what it asks of the scripts' server and what breaks. */
  async function open(name: string): Promise<{ tab: Page; requested: string[]; errors: string[] }> {
    const tab = await browser.newPage();
    const requested: string[] = [];
    const errors: string[] = [];
    tab.on('request', (request) => requested.push(request.url()));
    tab.on('pageerror', (error) => errors.push(error.message));
    tab.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await tab.goto(`${page.url}/${name}`);
    return { tab, errors, requested };
  }

  it('plays a run on a page of another origin with a strict policy, in one request', async () => {
    const { tab, requested, errors } = await open('index.html');
    await tab.waitForFunction(
      () => document.querySelector<HTMLMediaElement>('trace-player')?.readyState === 4,
    );
    await tab.evaluate(() => document.querySelector<HTMLMediaElement>('trace-player')!.play());
    await tab.waitForFunction(() => document.querySelector<HTMLMediaElement>('trace-player')!.ended);
    const text = await tab.evaluate(
      () => document.querySelector('trace-player')!.shadowRoot!.querySelector('.response .body')!.textContent,
    );
    assert.equal(text, 'Hello');
    assert.deepEqual(
      requested.filter((url) => url.startsWith(scripts.url)),
      [`${scripts.url}/trace-player.js`],
    );
    assert.deepEqual(errors, []);
  });

  it('says plainly what failed where the parts that say it well cannot be loaded', async () => {
    const tab = await browser.newPage();
    await tab.route(`${scripts.url}/*-*-*.js`, (route) => route.abort());
    await tab.goto(`${page.url}/missing.html`);
    await tab.waitForFunction(() => document.querySelector<HTMLMediaElement>('trace-player')?.error);
    await tab.waitForFunction(() =>
      document
        .querySelector('trace-player')!
        .shadowRoot!.querySelector('.reading')!
        .textContent.includes('Loading failed: http'),
    );
  });

  it('makes links to the page for frames beside it, whose scripts do not wait for each other', async () => {
    const { tab } = await open('index.html');
    await tab.waitForFunction(
      () => document.querySelector<HTMLMediaElement>('trace-player')?.readyState === 4,
    );
    const link = await tab.evaluate(() =>
      document.querySelector<Element & { snapshotUrl(): Promise<string> }>('trace-player')!.snapshotUrl(),
    );
    assert.match(link, new RegExp(`^${scripts.url}/embed\\.html#trace=[\\w-]+$`));
    const frame = await browser.newPage();
    const requested: string[] = [];
    const problems: string[] = [];
    frame.on('request', (request) => requested.push(request.url().split('#')[0]!));
    frame.on('pageerror', (error) => problems.push(error.message));
    frame.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await frame.goto(`${link}&t=0.2`);
    await frame.waitForFunction(
      () =>
        document.querySelector('trace-player')?.shadowRoot?.querySelector('.response .body')?.textContent ===
        'Hello',
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(
      requested.filter((url) => !url.startsWith(scripts.url)),
      [],
    );
    const first = requested.filter((url) => url.endsWith('.js')).slice(0, 2);
    assert.deepEqual(
      first,
      ['read-link.js', 'embed-page.js'].map((name) => `${scripts.url}/embed/${name}`),
    );
    const reader = readFileSync(join(root, 'dist', 'cdn', 'embed', 'read-link.js'), 'utf8');
    assert.doesNotMatch(reader, /\bimport\s*["{*]/);
  });

  it('leaves the reading of saved bodies to a file beside it', () => {
    const built = readdirSync(join(root, 'dist', 'cdn'))
      .filter((name) => name.endsWith('.js'))
      .map((name) => [name, readFileSync(join(root, 'dist', 'cdn', name), 'utf8')] as const);
    for (const word of [
      'input_json_delta',
      'candidatesTokenCount',
      'done_reason',
      'reasoning_summary_text',
    ]) {
      const holders = built.filter(([, text]) => text.includes(word)).map(([name]) => name);
      assert.equal(holders.length, 1, word);
      assert.notEqual(holders[0], 'trace-player.js');
    }
  });
});
