import { expect, waitUntil } from '@open-wc/testing';
import { setStrings } from '../../src/components/index.js';
import { formatLiveEvent } from '../../src/trace/index.js';
import { buildTrace, smallRun } from '../helpers/trace-builder.js';
import {
  once,
  part,
  playerOf,
  recordEvents,
  seekTo,
  settled,
  shownParts,
  shownText,
} from './player-fixture.js';
import { HandWrittenBody, stubFetch } from './stubbed-fetch.js';

describe('a player that loads', () => {
  let restore = () => {};
  afterEach(() => restore());

  it('says that there is nothing to play without a source', async () => {
    const player = await playerOf();
    expect(shownParts(player, 'panel').length, 'nothing flashes').to.equal(0);
    await waitUntil(() => shownText(player, 'panel-empty').includes('Nothing to play yet'));
  });

  it('shows how much has come', async () => {
    const body = new HandWrittenBody();
    restore = stubFetch(() => new Response(body.stream, { headers: { 'content-length': '2000000' } }));
    const player = await playerOf();
    player.src = '/slow.json';
    await settled(player);
    expect(shownParts(player, 'panel').length, 'nothing flashes').to.equal(0);
    await waitUntil(() => shownText(player, 'panel-loading').includes('Loading the run'));
    body.write(' '.repeat(500_000));
    await waitUntil(() => shownText(player, 'panel-loading').includes('500 kB of 2.0 MB'));
    expect(part<HTMLProgressElement>(player, 'progress').position).to.equal(0.25);
    body.close();
  });

  it('shows and plays what has come before the rest has', async () => {
    const body = new HandWrittenBody();
    restore = stubFetch(() => new Response(body.stream));
    const player = await playerOf();
    const text = smallRun().replayText();
    const cut = text.indexOf('"reasoning_completed"');
    player.src = '/slow.json';
    body.write(text.slice(0, cut));
    await once(player, 'canplay');
    await seekTo(player, 0.4);
    expect(player.readyState).to.be.lessThan(4);
    expect(shownText(player, 'reasoning-text')).to.equal('A cat is ');
    const loaded = once(player, 'trace-load');
    body.write(text.slice(cut));
    body.close();
    await loaded;
    await seekTo(player, 99);
    expect(shownText(player, 'response-text')).to.equal('A cat is a graceful small animal.');
    expect(shownText(player, 'status')).to.equal('completed');
  });

  it('says what failed, and loads again on request', async () => {
    let isThere = false;
    restore = stubFetch(() =>
      isThere ? new Response(smallRun().replayText()) : new Response('', { status: 404 }),
    );
    const player = await playerOf();
    player.src = '/run.json';
    await once(player, 'trace-error');
    await settled(player);
    expect(shownText(player, 'panel-failed')).to.contain('HTTP 404');
    expect(part(player, 'player').querySelector('[role=status]')!.textContent).to.contain('failed: HTTP 404');
    expect(shownText(player, 'status')).to.equal('failed');

    isThere = true;
    const loaded = once(player, 'trace-load');
    part(player, 'retry-button').click();
    await loaded;
    await settled(player);
    expect(shownParts(player, 'panel-failed').length).to.equal(0);
    expect(player.error).to.equal(null);
  });

  it('says what came instead of a recording', async () => {
    restore = stubFetch(
      () =>
        new Response('<!doctype html><title>Sign in</title>', { headers: { 'content-type': 'text/html' } }),
    );
    const player = await playerOf();
    player.src = '/run.json';
    await once(player, 'trace-error');
    await settled(player);
    expect(shownText(player, 'panel-failed')).to.contain('web page');
  });

  it('says that it could not be reached', async () => {
    restore = stubFetch(() => Promise.reject(new TypeError('Failed to fetch')));
    const player = await playerOf();
    player.src = 'https://example.test/run.json';
    await once(player, 'trace-error');
    await settled(player);
    expect(player.error!.kind).to.equal('network');
    expect(shownText(player, 'panel-failed')).to.contain('example.test');
  });

  it('fails, and does not throw, for an address that is none', async () => {
    const player = await playerOf();
    player.src = 'http://[';
    await once(player, 'trace-error');
    await settled(player);
    expect(shownParts(player, 'panel-failed').length).to.equal(1);
  });

  it('plays a file that was cut off, and says so', async () => {
    restore = stubFetch(() => new Response(smallRun().replayText({ isCut: true })));
    const player = await playerOf();
    player.src = '/run.json.part';
    await once(player, 'trace-load');
    await seekTo(player, 99);
    await waitUntil(() => shownParts(player, 'notice').length > 0);
    await waitUntil(() => shownText(player, 'notice').includes('stops before its end'));
    expect(shownText(player, 'response-text')).to.contain('A cat');
  });
});

describe('what must not be mistaken', () => {
  it('is marked: a simulated run', async () => {
    const player = await playerOf(smallRun({ simulated: true }).trace());
    expect(shownText(player, 'badge-simulated')).to.equal('Simulated');
  });

  it('is marked: estimated times', async () => {
    const player = await playerOf(smallRun({ timing: 'estimated' }).trace());
    expect(shownText(player, 'badge-estimated')).to.equal('Estimated times');
  });

  it('is marked: tokens that nothing counted', async () => {
    const player = await playerOf(buildTrace().prompt('Hi').say(['a', 'b']).complete().trace());
    await seekTo(player, 99);
    expect(shownText(player, 'figure-tokens')).to.contain('≈ 2');
  });

  it('stays unmarked in a recorded run that a server counted', async () => {
    const player = await playerOf(smallRun().trace());
    await seekTo(player, 99);
    expect(shownParts(player, 'badge').length).to.equal(0);
    expect(shownText(player, 'figure-tokens')).to.contain('12').and.not.to.contain('≈');
  });
});

describe('the figures and the log', () => {
  it('are those of the playhead', async () => {
    const player = await playerOf(smallRun().trace());
    await seekTo(player, 0.1);
    expect(shownText(player, 'figure-ttft')).to.contain('–');
    await seekTo(player, 0.4);
    expect(shownText(player, 'figure-ttft')).to.match(/200\s*ms/);
    expect(shownText(player, 'figure-rate')).to.contain('10.0');
    expect(shownText(player, 'figure-memory')).to.match(/6.000\s*MB/);
    expect(part(player, 'figure-memory').title).to.equal('Process tree: rss of process tree 1');
    expect(shownText(player, 'figure-latency')).to.match(/400\s*ms/);
  });

  it('lead from an error to its moment', async () => {
    const player = await playerOf(
      buildTrace().prompt('Hi').say(['a']).log('note').error('odd').say(['b']).complete().trace(),
    );
    expect(shownText(player, 'log-summary')).to.equal('1 error · 1 log line');
    part(player, 'log-summary').click();
    await settled(player);
    const lines = shownParts(player, 'log-line');
    expect(lines[1]!.textContent).to.contain('odd');
    lines[1]!.querySelector('button')!.click();
    expect(player.eventIndex).to.equal(4);
  });

  it('say other words when they are given', async () => {
    const player = await playerOf(smallRun().trace());
    const before = part(player, 'play-button').title;
    setStrings({ play: 'Abspielen' });
    await settled(player);
    expect(part(player, 'play-button').title).to.equal('Abspielen');
    setStrings({ play: before });
  });
});

describe('a live run', () => {
  let restore = () => {};
  afterEach(() => restore());

  function frames(events: readonly object[], from: number): string {
    return events
      .map((event, place) => formatLiveEvent({ runId: 'run-1', seq: from + place, event: event as never }))
      .map((data, place) => `id: e-${from + place}\ndata: ${data}\n\n`)
      .join('');
  }

  it('waits for its first event, plays along, can be rewound, and ends', async () => {
    const body = new HandWrittenBody();
    restore = stubFetch(
      () => new Response(body.stream, { headers: { 'content-type': 'text/event-stream' } }),
    );
    const { events } = smallRun();
    const player = await playerOf();
    const seen = recordEvents(player, ['streamtypechange', 'playing']);
    player.src = '/events';
    await settled(player);
    expect(shownText(player, 'panel')).to.match(/Connecting|Waiting/);

    body.write(frames(events.slice(0, 6), 0));
    await once(player, 'playing');
    await settled(player);
    expect(player.duration).to.equal(Infinity);
    expect(player.streamType).to.equal('live');
    expect(seen).to.contain('streamtypechange');
    expect(shownText(player, 'badge-live')).to.equal('Live');
    await waitUntil(() => shownParts(player, 'live-button').length > 0);
    expect(part(player, 'live-button').getAttribute('aria-pressed')).to.equal('true');
    expect(shownText(player, 'reasoning-text')).to.equal('A cat is ');

    await seekTo(player, 0.2);
    player.pause();
    body.write(frames(events.slice(6, -1), 6));
    await settled(player);
    expect(shownText(player, 'reasoning-text')).to.equal('A ');
    expect(part(player, 'live-button').getAttribute('aria-pressed')).to.equal('false');

    part(player, 'live-button').click();
    await settled(player);
    expect(shownText(player, 'response-text')).to.equal('A cat is a graceful small animal.');
    body.write(frames(events.slice(-1), events.length - 1));
    body.close();
    await once(player, 'trace-load');
    await settled(player);
    expect(player.duration).to.be.closeTo(1.8, 1e-9);
    expect(shownParts(player, 'badge-live').length).to.equal(0);
    expect(shownText(player, 'status')).to.equal('completed');
  });
});
