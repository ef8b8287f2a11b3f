import { expect } from '@open-wc/testing';
import type { TraceErrorEvent, TracePassedEvent, TracePlayerElement } from '../../src/components/index.js';
import { buildTrace, smallRun } from '../helpers/trace-builder.js';
import { once, playerOf, recordEvents, seekTo, settled } from './player-fixture.js';

const LOADING = [
  'emptied',
  'loadstart',
  'progress',
  'durationchange',
  'loadedmetadata',
  'loadeddata',
  'canplay',
  'canplaythrough',
];

function fileOf(text: string, type = 'application/json'): string {
  return URL.createObjectURL(new Blob([text], { type }));
}

describe('the media surface of <trace-player>', () => {
  it('tells the load events in the platform’s order, state first', async () => {
    const player = await playerOf();
    const seen = recordEvents(player, [...LOADING, 'trace-load']);
    let durationThen = NaN;
    player.addEventListener('loadedmetadata', () => (durationThen = player.duration));
    player.src = fileOf(smallRun().replayText());
    await once(player, 'trace-load');
    const order = [...new Set(seen)];
    expect(order).to.deep.equal([
      'loadstart',
      'progress',
      'durationchange',
      'loadedmetadata',
      'loadeddata',
      'canplay',
      'canplaythrough',
      'trace-load',
    ]);
    expect(durationThen).to.be.greaterThan(0);
    expect(player.duration).to.be.closeTo(1.8, 1e-9);
    expect(player.readyState).to.equal(4);
    expect(player.streamType).to.equal('on-demand');
    expect(player.currentSrc).to.equal(player.src);
  });

  it('has no run from the moment at which it is told of another one, and then that', async () => {
    const player = await playerOf();
    player.src = fileOf(smallRun().replayText());
    await once(player, 'trace-load');
    await seekTo(player, 1);
    player.playbackRate = 2;
    player.src = fileOf(buildTrace().prompt('Hi').say(['Two', '!']).complete().replayText());
    expect([player.readyState, player.networkState, player.currentTime]).to.deep.equal([0, 0, 0]);
    expect([player.duration, player.trace, player.eventIndex]).to.deep.equal([NaN, undefined, -1]);
    expect(player.playbackRate).to.equal(1);
    await once(player, 'emptied');
    await once(player, 'trace-load');
    expect([player.readyState, player.duration]).to.deep.equal([4, 0.2]);
  });

  it('steps in the run that it was told of last, which then does not play by itself', async () => {
    const player = await playerOf();
    player.src = fileOf(smallRun().replayText());
    await once(player, 'trace-load');
    player.autoplay = true;
    player.src = fileOf(buildTrace().prompt('Hi').say(['Two', '!']).complete().replayText());
    player.step(1);
    await once(player, 'trace-load');
    expect([player.paused, player.duration]).to.deep.equal([true, 0.2]);
  });

  it('keeps its run where it is told of the same one again', async () => {
    const player = await playerOf();
    player.src = fileOf(smallRun().replayText());
    await once(player, 'trace-load');
    const seen = recordEvents(player, ['emptied', 'loadstart']);
    player.setAttribute('src', player.src);
    expect(player.readyState).to.equal(4);
    await settled(player);
    expect(seen).to.deep.equal([]);
  });

  it('dispatches plain events that do not bubble', async () => {
    const player = await playerOf(smallRun().trace());
    const seeked = once(player, 'seeked');
    player.currentTime = 1;
    const event = await seeked;
    expect(event.constructor).to.equal(Event);
    expect(event.bubbles).to.equal(false);
  });

  it('plays to the end: play, playing, then timeupdate, pause, ended', async () => {
    const player = await playerOf(smallRun().trace());
    const seen = recordEvents(player, ['play', 'playing', 'timeupdate', 'pause', 'ended']);
    await seekTo(player, 1.75);
    seen.length = 0;
    const ended = once(player, 'ended');
    await player.play();
    await ended;
    expect(seen.slice(0, 2)).to.deep.equal(['play', 'playing']);
    expect(seen.slice(-3)).to.deep.equal(['timeupdate', 'pause', 'ended']);
    expect(player.paused && player.ended).to.equal(true);
  });

  it('starts again from the beginning when it is played after the end', async () => {
    const player = await playerOf(smallRun().trace());
    await seekTo(player, 99);
    expect(player.ended).to.equal(true);
    await player.play();
    expect(player.currentTime).to.be.lessThan(0.5);
    player.pause();
  });

  it('seeks with seeking, timeupdate, seeked, and stays paused', async () => {
    const player = await playerOf(smallRun().trace());
    const seen = recordEvents(player, ['seeking', 'timeupdate', 'seeked', 'play']);
    await seekTo(player, 0.3);
    expect(seen).to.deep.equal(['seeking', 'timeupdate', 'seeked']);
    expect(player.paused).to.equal(true);
    expect(player.currentTime).to.equal(0.3);
    expect(player.eventIndex).to.equal(4);
  });

  it('refuses a time that is no finite number', async () => {
    const player = await playerOf(smallRun().trace());
    expect(() => (player.currentTime = NaN)).to.throw(TypeError);
  });

  it('steps by events, even where the time stays the same', async () => {
    const player = await playerOf(smallRun().trace());
    await seekTo(player, 0);
    expect(player.eventIndex).to.equal(2);
    player.step(-1);
    expect(player.eventIndex).to.equal(1);
    expect(player.currentTime).to.equal(0);
    player.step(2);
    expect(player.eventIndex).to.equal(3);
    expect(player.currentTime).to.be.greaterThan(0);
  });

  it('tells the events that the playhead passed', async () => {
    const player = await playerOf(smallRun().trace());
    await seekTo(player, 0.35);
    const passed = once(player, 'trace-event') as Promise<TracePassedEvent>;
    player.step(2);
    const { firstIndex, lastIndex } = await passed;
    expect([firstIndex, lastIndex]).to.deep.equal([5, 6]);
  });

  it('has ranges shaped as TimeRanges', async () => {
    const player = await playerOf(smallRun().trace());
    expect(player.seekable.length).to.equal(1);
    expect(player.seekable.start(0)).to.equal(0);
    expect(player.seekable.end(0)).to.equal(player.duration);
    expect(player.buffered.end(0)).to.equal(player.duration);
    expect(player.played.length).to.equal(0);
    expect(() => player.seekable.end(1)).to.throw(DOMException, 'range 1');
  });

  it('takes a replay object and its JSON as a trace', async () => {
    for (const input of [smallRun().replayText(), JSON.parse(smallRun().replayText()) as object]) {
      const player = await playerOf();
      const loaded = once(player, 'trace-load');
      player.trace = input;
      await loaded;
      expect(player.trace?.info.model).to.equal('test-model');
    }
  });

  it('takes properties that were set before it was defined', async () => {
    const player = document.createElement('trace-player');
    const raw = document.createElement('div') as unknown as TracePlayerElement;
    Object.setPrototypeOf(raw, HTMLElement.prototype);
    Object.defineProperty(player, 'playbackRate', {
      value: 2,
      configurable: true,
      writable: true,
      enumerable: true,
    });
    document.body.append(player);
    expect(Object.hasOwn(player, 'playbackRate')).to.equal(false);
    expect(player.playbackRate).to.equal(2);
    player.remove();
  });

  it('keeps its address where a script wrote the property back before it was defined', async () => {
    const elsewhere = document.implementation.createHTMLDocument();
    const player = elsewhere.createElement('trace-player');
    player.setAttribute('src', fileOf(smallRun().replayText()));
    const { src } = player;
    player.src = src;
    expect(Object.hasOwn(player, 'src')).to.equal(true);
    document.body.append(player);
    await player.updateComplete;
    await once(player, 'canplaythrough');
    expect(player.src).to.equal(player.getAttribute('src'));
    player.remove();
  });

  it('has no address where a framework has none yet, or no more', async () => {
    const player = await playerOf();
    for (const none of [undefined, null]) {
      player.src = none;
      await player.updateComplete;
      expect(player.src).to.equal('');
      player.src = fileOf(smallRun().replayText());
      await once(player, 'canplaythrough');
      player.src = none;
      await once(player, 'emptied');
      expect([player.src, player.trace]).to.deep.equal(['', undefined]);
    }
  });

  it('reads its attributes', async () => {
    const player = await playerOf();
    player.setAttribute('playback-rate', '4');
    player.setAttribute('start-at', '0.5');
    player.setAttribute('src', fileOf(smallRun().replayText()));
    await once(player, 'canplaythrough');
    expect(player.playbackRate).to.equal(4);
    expect(player.currentTime).to.equal(0.5);
  });

  it('waits for play() with preload="none"', async () => {
    const player = await playerOf();
    const seen = recordEvents(player, ['loadstart']);
    player.preload = 'none';
    player.src = fileOf(smallRun().replayText());
    await settled(player);
    expect(seen).to.deep.equal([]);
    expect(player.networkState).to.equal(0);
    await player.play();
    expect(seen).to.deep.equal(['loadstart']);
    expect(player.paused).to.equal(false);
    player.pause();
  });

  it('plays by itself with autoplay', async () => {
    const player = await playerOf();
    player.autoplay = true;
    const playing = once(player, 'playing');
    player.src = fileOf(smallRun().replayText());
    await playing;
    expect(player.paused).to.equal(false);
    player.pause();
  });

  it('begins again at the end with loop', async () => {
    const player = await playerOf(smallRun().trace());
    player.loop = true;
    await player.updateComplete;
    await seekTo(player, 1.75);
    const seeked = once(player, 'seeked');
    await player.play();
    await seeked;
    expect(player.currentTime).to.be.lessThan(1);
    expect(player.paused).to.equal(false);
    player.pause();
  });

  it('rejects play() and tells the error when there is no trace', async () => {
    const player = await playerOf();
    const failed = once(player, 'trace-error') as Promise<TraceErrorEvent>;
    player.src = fileOf('<!doctype html><title>Not found</title>', 'text/html');
    const { error } = await failed;
    expect(error.kind).to.equal('html');
    expect(error.code).to.equal(4);
    expect(player.error).to.equal(error);
    const refusal = await player.play().catch((reason: unknown) => reason);
    expect((refusal as DOMException).name).to.equal('NotSupportedError');
  });

  it('has no volume, and takes what controllers write', async () => {
    const player = await playerOf();
    Object.assign(player, { volume: 0.5, muted: true });
    expect(player.volume).to.equal(undefined);
    expect(player.muted).to.equal(undefined);
  });

  it('works before it is in the page', async () => {
    const player = document.createElement('trace-player');
    player.src = fileOf(smallRun().replayText());
    await player.play();
    expect(player.duration).to.be.greaterThan(0);
    player.pause();
  });

  it('goes on when it is moved, and pauses when it is taken out', async () => {
    const player = await playerOf(smallRun().trace());
    await player.play();
    document.body.append(player);
    await settled(player);
    expect(player.paused).to.equal(false);
    player.remove();
    await Promise.resolve();
    expect(player.paused).to.equal(true);
    document.body.append(player);
    await player.play();
    expect(player.paused).to.equal(false);
    player.remove();
  });

  it('loads again when it comes back after it was taken out while loading', async () => {
    const player = await playerOf();
    player.src = fileOf(smallRun().replayText());
    await player.updateComplete;
    player.remove();
    await settled(player);
    expect(player.networkState).to.equal(0);
    const loaded = once(player, 'trace-load');
    document.body.append(player);
    await loaded;
    expect(player.trace?.length).to.be.greaterThan(0);
    player.remove();
  });
});
