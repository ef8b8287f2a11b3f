import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { serveStatic, serveStaticAtFirstFree, type StaticServer } from '../../scripts/static-server.mjs';

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

describe('the server of the demo pages', () => {
  const tree = mkdtempSync(join(tmpdir(), 'trace-player-static-'));
  let server: StaticServer;

  before(async () => {
    mkdirSync(join(tree, 'pages'));
    writeFileSync(join(tree, 'pages', 'index.html'), '<p>home</p>');
    writeFileSync(join(tree, 'pages', 'a b.json'), '{}');
    writeFileSync(join(tree, 'secret.txt'), 'secret');
    symlinkSync(join(tree, 'secret.txt'), join(tree, 'pages', 'link.txt'));
    server = await serveStatic({ folders: { '/demo/': join(tree, 'pages') }, home: '/demo/' });
  });
  after(async () => {
    await server.close();
    rmSync(tree, { recursive: true });
  });

  /** Sends the path as it is: fetch would tidy it before it is sent. */
  function get(
    path: string,
    { host, method = 'GET' }: { host?: string; method?: string } = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(server.url);
      const headers = host ? { Host: host } : {};
      request({ hostname, port, path, method, headers }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      })
        .on('error', reject)
        .end();
    });
  }

  it('answers with the file and its type', async () => {
    const { status, headers, body } = await get('/demo/a%20b.json?x=1');
    assert.deepEqual([status, headers['content-type'], body], [200, 'application/json; charset=utf-8', '{}']);
  });

  it('answers a folder with its index', async () => {
    assert.equal((await get('/demo/')).body, '<p>home</p>');
  });

  it('leads from the root, and from a folder without its slash, to the pages', async () => {
    assert.equal((await get('/')).headers.location, '/demo/');
    assert.equal((await get('/demo?src=x')).headers.location, '/demo/?src=x');
  });

  for (const path of [
    '/demo/../secret.txt',
    '/demo/..%2fsecret.txt',
    '/demo/%2e%2e/secret.txt',
    '/demo/..%5csecret.txt',
    '/demo/link.txt',
    '/demo//etc/passwd',
    '//etc/passwd',
    '/demo/%00',
    '/demo/%',
    '/secret.txt',
  ]) {
    it(`finds nothing at ${path}`, async () => {
      assert.equal((await get(path)).status, 404);
    });
  }

  it('refuses a host that is not loopback', async () => {
    assert.equal((await get('/demo/', { host: 'example.com' })).status, 421);
  });

  it('refuses to be written to', async () => {
    assert.equal((await get('/demo/', { method: 'POST' })).status, 405);
  });

  it('takes another port where the one asked for is taken', async () => {
    const port = Number(new URL(server.url).port);
    const other = await serveStaticAtFirstFree([port], { folders: {} });
    assert.notEqual(other.url, server.url);
    await other.close();
  });
});
