import { expect, waitUntil } from '@open-wc/testing';
import type { TraceErrorEvent } from '../../src/components/index.js';
import { clockText, durationFigure, secondsText } from '../../src/components/shared/figure-text.js';
import { formatLiveEvent } from '../../src/trace/index.js';
import { buildTrace, smallRun } from '../helpers/trace-builder.js';
import { once, part, playerOf, recordEvents, settled, shownParts, shownText } from './player-fixture.js';
import { HandWrittenBody, stubFetch } from './stubbed-fetch.js';

let restore = () => {};
afterEach(() => restore());

/** Answers every request with a body that the test writes. */
function stubBody(headers: Record<string, string> = {}): HandWrittenBody {
  const body = new HandWrittenBody();
  restore = stubFetch(() => new Response(body.stream, { headers }));
  return body;
}

function liveFrames(from: number, to: number): string {
  return smallRun()
    .events.slice(from, to)
    .map((event, place) => formatLiveEvent({ runId: 'run-1', seq: from + place, event: event as never }))
    .map((data) => `data: ${data}\n\n`)
    .join('');
}

describe('autoplay', () => {
  it('is taken away by pause(), also after a seek to what is not loaded', async () => {
    const body = stubBody();
    const player = await playerOf();
    const text = smallRun().replayText();
    const cut = text.indexOf('"reasoning_completed"');
    player.autoplay = true;
    player.src = '/slow.json';
    const playing = once(player, 'playing');
    body.write(text.slice(0, cut));
    await playing;
    player.pause();
    player.currentTime = 1.5;
    const loaded = once(player, 'trace-load');
    body.write(text.slice(cut));
    body.close();
    await loaded;
    await settled(player);
    expect(player.paused).to.equal(true);
    expect(player.currentTime).to.equal(1.5);
  });

  it('is taken away by pause() before anything came, from a file and live', async () => {
    for (const type of ['application/json', 'text/event-stream']) {
      const body = stubBody({ 'content-type': type });
      const player = await playerOf();
      player.autoplay = true;
      player.src = '/run';
      player.pause();
      body.write(type === 'application/json' ? smallRun().replayText() : liveFrames(0, 4));
      await once(player, 'canplay');
      await settled(player);
      expect(player.paused, type).to.equal(true);
      player.src = '';
    }
  });
});

describe('what is set in the same turn as src', () => {
  it('is kept: the time, which reads back, and the rate', async () => {
    restore = stubFetch(() => new Response(smallRun().replayText()));
    const player = await playerOf(smallRun().trace());
    player.trace = null;
    player.src = '/run.json';
    player.playbackRate = 2;
    player.currentTime = 0.4;
    expect(player.currentTime).to.equal(0.4);
    await once(player, 'trace-load');
    expect([player.playbackRate, player.currentTime]).to.deep.equal([2, 0.4]);
  });

  it('is where play() starts with preload="none"', async () => {
    restore = stubFetch(() => new Response(smallRun().replayText()));
    const player = await playerOf();
    player.preload = 'none';
    player.src = '/run.json';
    await settled(player);
    player.currentTime = 0.4;
    expect(player.currentTime).to.equal(0.4);
    await player.play();
    expect(player.currentTime).to.be.at.least(0.4);
    player.pause();
  });
});

describe('a failed load', () => {
  it('has an error of its own each time', async () => {
    restore = stubFetch((url) =>
      url.endsWith('page.html')
        ? new Response('<!doctype html><title>Sign in</title>')
        : new Response('', { status: 404 }),
    );
    const player = await playerOf();
    const told: string[] = [];
    player.addEventListener('trace-error', ({ error }: TraceErrorEvent) => told.push(error.kind));
    for (const src of ['/missing.json', '/page.html']) {
      const failed = once(player, 'trace-error');
      player.src = src;
      await failed;
      expect(player.error).to.equal(player.error);
    }
    expect(told).to.deep.equal(['http', 'html']);
    expect(player.error!.message).to.contain('web page');
  });

  it('with an error status has the code of a source that cannot be played', async () => {
    restore = stubFetch(() => new Response('', { status: 500 }));
    const player = await playerOf();
    player.src = '/run.json';
    await once(player, 'error');
    expect(player.error!.code).to.equal(4);
  });

  it('for an address that is none names it', async () => {
    const player = await playerOf();
    player.src = 'http://[';
    expect(player.currentSrc).to.equal('');
    await once(player, 'trace-error');
    expect(player.error!.message).to.equal('“http://[” is not an address.');
    expect([player.error!.kind, player.error!.code]).to.deep.equal(['bad_url', 4]);
  });
});

describe('a download that breaks off', () => {
  it('says how far it got, plays that, and loads again on request from the same place', async () => {
    const text = smallRun().replayText();
    const cut = text.indexOf('"reasoning_completed"');
    const body = stubBody({ 'content-length': String(text.length) });
    const player = await playerOf();
    const seen = recordEvents(player, ['error', 'trace-load', 'canplaythrough']);
    player.src = '/run.json';
    body.write(text.slice(0, cut));
    await once(player, 'canplay');
    body.fail();
    await once(player, 'error');
    await settled(player);
    expect(seen).to.deep.equal(['error']);
    expect([player.error!.kind, player.error!.code, player.networkState]).to.deep.equal(['network', 2, 1]);
    await waitUntil(() => shownParts(player, 'notice').length > 0);
    expect(shownText(player, 'notice')).to.match(/connection broke.* of .*B\. What is there is played/);
    expect(shownText(player, 'notice')).not.to.contain('stops before its end');
    player.currentTime = 0.4;
    await player.play();
    player.pause();
    const { currentTime } = player;

    restore();
    restore = stubFetch(() => new Response(text));
    const loaded = once(player, 'trace-load');
    part(player, 'retry-button').click();
    await loaded;
    await settled(player);
    expect(player.error).to.equal(null);
    expect(player.currentTime).to.equal(currentTime);
    expect(shownParts(player, 'notice').length).to.equal(0);
  });
});

describe('a server that does not answer', () => {
  it('is told of, and can be left', async function () {
    this.timeout(30_000);
    restore = stubFetch(() => new Promise(() => {}));
    const player = await playerOf();
    player.src = '/hang';
    await waitUntil(() => shownText(player, 'panel-loading').includes('No answer yet for 10 s'), undefined, {
      timeout: 20_000,
    });
    part(player, 'stop-button').click();
    await settled(player);
    expect(player.networkState).to.equal(0);
    expect(shownParts(player, 'panel-start').length).to.equal(1);
    restore();
    restore = stubFetch(() => new Response(smallRun().replayText()));
    await player.play();
    expect(player.paused).to.equal(false);
    player.pause();
  });
});

describe('the button that begins a run', () => {
  it('does not stand over a run of no length', async () => {
    const player = await playerOf();
    const ended = recordEvents(player, ['ended']);
    const loaded = once(player, 'trace-load');
    player.trace = buildTrace().error('odd').replayText();
    await loaded;
    await settled(player);
    expect(player.duration).to.equal(0);
    expect(shownParts(player, 'panel-start').length).to.equal(0);
    expect(ended).to.deep.equal([]);
  });

  it('goes while events at time 0 are stepped through', async () => {
    const player = await playerOf(smallRun().trace());
    expect(shownParts(player, 'panel-start').length).to.equal(1);
    player.step(-1);
    await settled(player);
    expect(player.currentTime).to.equal(0);
    expect(shownParts(player, 'panel-start').length).to.equal(0);
  });
});

describe('values as a media element takes them', () => {
  it('reads an unknown preload back as auto', async () => {
    const player = await playerOf();
    player.setAttribute('preload', 'none');
    expect(player.preload).to.equal('none');
    player.setAttribute('preload', 'foo');
    expect(player.preload).to.equal('auto');
    player.preload = 'metadata';
    await player.updateComplete;
    expect(player.getAttribute('preload')).to.equal('metadata');
  });

  it('refuses a rate of 0, and one that is no number', async () => {
    const player = await playerOf();
    expect(() => (player.playbackRate = 0))
      .to.throw(DOMException)
      .with.property('name', 'NotSupportedError');
    expect(() => (player.defaultPlaybackRate = -1)).to.throw(DOMException);
    expect(() => (player.playbackRate = NaN)).to.throw(TypeError);
    expect(player.playbackRate).to.equal(1);
  });

  it('moves the slider by all the keys of a slider', async () => {
    const player = await playerOf(smallRun().trace());
    const slider = part(player, 'timeline');
    const press = (key: string) =>
      slider.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
    press('ArrowUp');
    expect(player.currentTime).to.equal(1);
    press('ArrowDown');
    expect(player.currentTime).to.equal(0);
    press('PageUp');
    expect(player.currentTime).to.equal(1);
    press('PageDown');
    expect(player.currentTime).to.equal(0);
  });

  it('says of absurd times that they are long', () => {
    expect(clockText(1e308)).to.equal('> 9999 h');
    expect(secondsText(1e308)).to.equal('> 35996400');
    expect(durationFigure(1e308).value).to.match(/^> 599.940$/);
  });
});
