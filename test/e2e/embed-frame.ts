import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { root } from '../../scripts/run.mjs';
import { serveStatic, type StaticServer } from '../../scripts/static-server.mjs';
import type { Trace } from '../../src/trace/index.js';
import { encodeSnapshot } from '../../src/trace/snapshot/encode-snapshot.js';

/** What no page of ours may need more than. */
const POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `require-trusted-types-for 'script'`,
  `trusted-types lit-html`,
].join('; ');

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Serves the built pages at /demo/ under the strict policy. */
export function servePages(): Promise<StaticServer> {
  return serveStatic({
    folders: { '/demo/': join(root, 'dist', 'demo') },
    headers: { 'Content-Security-Policy': POLICY },
  });
}

/** A page with our embed page in it, and all that it asked for and that went wrong. */
export interface OpenedEmbed {
  readonly page: Page;
  /** Addresses, without what is behind their #. */
  readonly requests: string[];
  /** Errors that no script caught, refusals of the policy, dialogs. */
  readonly problems: string[];
}

/** Opens an address, and notes what the page does from the first moment on. */
export async function openEmbed(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<OpenedEmbed> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.addInitScript(`globalThis.player = () => document.querySelector('trace-player')`);
  const requests: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => requests.push(request.url().split('#')[0]!));
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('dialog', (dialog) => {
    problems.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(address);
  return { page, requests, problems };
}

/** The hash of a link that holds runs. */
export async function hashOf(...traces: Trace[]): Promise<string> {
  const payloads = await Promise.all(traces.map((trace) => encodeSnapshot(trace)));
  return `#${payloads.map(({ payload }) => `trace=${payload}`).join('&')}`;
}

/** What axe finds wrong with a page, shadow roots included. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = self as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }> };
    };
    const result = await axe.run();
    return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`);
  });
}
