import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { isReplayName } from '../../../src/recorder/serve/replay-folder.js';
import { safeReplayName } from '../../../src/recorder/replay-name.js';
import { temporaryFolder } from '../temporary-folder.js';
import { recordRun, Serving } from './serving.js';

const SECRET = 'nobody may read this';

describe('a served folder', () => {
  const parent = temporaryFolder();
  const folder = join(parent, 'replays');
  let serving: Serving;

  before(async () => {
    mkdirSync(join(folder, 'inner'), { recursive: true });
    for (const path of [
      join(parent, 'secret.json'),
      join(folder, '.hidden.json'),
      join(folder, 'inner', 'x.json'),
    ])
      writeFileSync(path, SECRET);
    symlinkSync(join(parent, 'secret.json'), join(folder, 'link.json'));
    symlinkSync(parent, join(folder, 'up'));
    await recordRun(folder, 'a');
    serving = await Serving.start(folder);
  });

  const outside = [
    '../secret.json',
    '..%2fsecret.json',
    '%2e%2e%2fsecret.json',
    '%252e%252e%252fsecret.json',
    '..%5csecret.json',
    '..\\secret.json',
    '....//secret.json',
    'inner/../../secret.json',
    'inner/x.json',
    'inner%2fx.json',
    'up/secret.json',
    'link.json',
    '.hidden.json',
    'a.json%00',
    '%00a.json',
    'a.json%0a',
    'a.json/',
    'a.json::$DATA',
    'index.json',
    'INDEX.json',
    '.serve-labels',
    'con.json',
    'NUL.json',
    'aux.x.json',
    'com1.json',
    '',
    '.json',
    '%',
    '%ff.json',
    `${'x'.repeat(300)}.json`,
    encodeURIComponent(join(parent, 'secret.json')),
    `/${join(parent, 'secret.json')}`,
    'file:///etc/passwd',
  ];
  for (const name of outside) {
    it(`gives out nothing for ${JSON.stringify(name.replace(parent, '…'))}`, async () => {
      for (const path of [`/replays/${name}`, `/api/runs/${name}`, `/${name}`, `/player/${name}`]) {
        const { status, body } = await serving.ask(path);
        // An empty name behind the slash is the page itself.
        if (path !== '/') assert.equal(status, 404, path);
        assert.ok(!body.includes(SECRET), path);
      }
      for (const path of ['/api/delete', '/api/label']) {
        const change = { file: decoded(name), name: 'n', note: '' };
        assert.equal((await serving.change(path, change)).status, 404);
      }
    });
  }

  it('gives out its replays by their names', async () => {
    const { status, body, headers } = await serving.ask('/replays/a.json');
    assert.equal(status, 200);
    assert.equal((JSON.parse(body) as { run_id: string }).run_id, 'a');
    assert.equal(Number(headers['content-length']), Buffer.byteLength(body));
    assert.equal((await serving.ask('/replays/a.json', { method: 'HEAD' })).body, '');
    for (const path of ['/events', '/api/changes'])
      assert.equal((await serving.ask(path, { method: 'HEAD' })).status, 404);
  });

  it('answers no other host name than this machine’s, and no page of another origin', async () => {
    const { port } = serving;
    const refused = [
      { host: 'evil.example' },
      { host: `evil.example:${port}` },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const headers of refused) {
      const { status, body } = await serving.ask('/api/runs', { headers });
      assert.equal(status, 403);
      assert.ok(!body.includes('a.json'));
    }
    assert.equal((await serving.ask('/api/runs', { headers: { host: `localhost:${port}` } })).status, 200);
  });

  it('lets other pages of this machine play runs, and no more', async () => {
    const origin = 'http://localhost:5173';
    for (const path of ['/replays/a.json', '/events']) {
      const { headers } = await serving.ask(path, { headers: { origin } });
      assert.equal(headers['access-control-allow-origin'], origin, path);
      const before = await serving.ask(path, { method: 'OPTIONS', headers: { origin } });
      assert.equal(before.status, 204);
      assert.match(String(before.headers['access-control-allow-headers']), /Last-Event-ID/);
    }
    for (const path of ['/api/runs', '/api/runs/a.json', '/']) {
      const { headers } = await serving.ask(path, { headers: { origin } });
      assert.equal(headers['access-control-allow-origin'], undefined, path);
    }
  });

  it('lets no page but its own change anything', async () => {
    const json = { 'content-type': 'application/json' };
    const own = serving.url.slice(0, -1);
    const body = JSON.stringify({ file: 'a.json' });
    const refused: [status: number, headers: object][] = [
      [403, { ...json, origin: `http://localhost:${serving.port}` }],
      [403, { ...json, origin: 'http://127.0.0.1:1' }],
      [403, { ...json, 'sec-fetch-site': 'same-site' }],
      [403, { ...json, 'sec-fetch-site': 'cross-site' }],
      [415, { origin: own, 'content-type': 'text/plain' }],
      [415, { origin: own, 'content-type': 'application/x-www-form-urlencoded' }],
      [415, {}],
    ];
    for (const [status, headers] of refused) {
      const answer = await serving.ask('/api/delete', { method: 'POST', headers, body });
      assert.equal(answer.status, status, JSON.stringify(headers));
    }
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await serving.ask('/api/delete', { method, headers: json });
      assert.ok([404, 405].includes(answer.status), method);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    }
    assert.deepEqual(await serving.files(), ['a.json']);
  });

  it('refuses changes that are too long or of no sense', async () => {
    const tooLong = { file: 'a.json', name: 'n', note: 'x'.repeat(70_000) };
    assert.equal((await serving.change('/api/label', tooLong)).status, 413);
    assert.equal((await serving.change('/api/label', { file: 'a.json', name: 1, note: '' })).status, 400);
    assert.equal((await serving.change('/api/label', [])).status, 400);
    assert.equal((await serving.change('/api/other', {})).status, 404);
    const headers = { 'content-type': 'application/json' };
    assert.equal((await serving.ask('/api/label', { method: 'POST', headers, body: '{' })).status, 400);
  });

  it('sends a strict policy with everything', async () => {
    for (const path of [
      '/',
      '/run/a.json',
      '/api/runs',
      '/replays/a.json',
      '/nothing',
      '/player/trace-player.js',
    ]) {
      const { headers } = await serving.ask(path);
      const policy = String(headers['content-security-policy']);
      assert.match(policy, /default-src 'none'.*require-trusted-types-for 'script'; trusted-types lit-html$/);
      assert.doesNotMatch(policy, /unsafe|\*|https?:/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    }
  });
});

describe('the name of a replay', () => {
  it('is one that the recorder makes, whatever a run is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (id) => isReplayName(`${safeReplayName(id)}.json`)),
    );
  });

  it('never leads to another folder', () => {
    const part = fc.constantFrom('..', '.', '/', '\\', 'a', '\0', 'index', 'con', ':', '.json', '%2f');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const name = parts.join('');
        if (isReplayName(name)) assert.equal(basename(name.replaceAll('\\', '/')), name);
      }),
    );
  });
});

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
