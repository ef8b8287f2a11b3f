import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { urlSource } from '../../../src/engine/index.js';
import { isPublicPageReachingIn } from '../../../src/engine/source/local-address.js';
import { fragmentStartMs } from '../../../src/engine/source/media-fragment.js';
import { watchedPlayer } from '../watched-player.js';

describe('a page on the public web', () => {
  const page = 'https://example.com/a.html';
  const local = [
    'http://localhost:9090/events',
    'http://127.0.0.1/',
    'http://127.8.9.1/',
    'http://[::1]:80/',
  ];
  const privateOnes = [
    'http://10.0.0.7/',
    'http://172.16.0.1/',
    'http://192.168.1.4:8080/',
    'http://169.254.1.1/',
  ];
  const others = ['http://[fd00::1]/', 'http://[fe80::1]/', 'http://nas.local/', 'http://a.localhost/'];
  for (const url of [...local, ...privateOnes, ...others]) {
    it(`reaches in to ${url}`, () => assert.equal(isPublicPageReachingIn(url, page), true));
  }

  const outside = [
    'https://example.com/x',
    'x.json',
    'http://172.32.0.1/',
    'http://11.0.0.1/',
    'http://localhost.com/',
  ];
  for (const url of outside) {
    it(`does not reach in to ${url}`, () => assert.equal(isPublicPageReachingIn(url, page), false));
  }

  it('is none that is itself local, a file, or unknown', () => {
    for (const from of [
      'http://localhost:3000/',
      'http://192.168.1.9/',
      'file:///tmp/a.html',
      undefined,
      'nonsense',
    ]) {
      assert.equal(isPublicPageReachingIn('http://127.0.0.1:9090/', from), false);
    }
  });
});

describe('a fragment', () => {
  const times: [url: string, startMs: number | undefined][] = [
    ['run.json', undefined],
    ['run.json#t=12', 12_000],
    ['run.json#t=12.5', 12_500],
    ['run.json#t=12s', 12_000],
    ['run.json#t=npt:1:30', 90_000],
    ['run.json#t=1:00:01,2:00:00', 3_601_000],
    ['run.json#x=1&t=3', 3000],
    ['run.json#t=', undefined],
    ['run.json#t=-1', undefined],
    ['run.json#t=soon', undefined],
    ['run.json#at=3', undefined],
  ];
  for (const [url, startMs] of times) {
    it(`of ${url} starts at ${startMs} ms`, () => assert.equal(fragmentStartMs(url), startMs));
  }

  it('is not asked for', () => {
    const asked: string[] = [];
    const refuse = (url: string) => {
      asked.push(url);
      return Promise.reject(new TypeError('refused'));
    };
    for (const url of ['run.json?a#t=1#2', 'run.json']) watchedPlayer(urlSource(url, { fetch: refuse }));
    assert.deepEqual(asked, ['run.json?a', 'run.json']);
  });
});
