import { expect, nextFrame } from '@open-wc/testing';
import { setStrings, type TraceDiffElement, type TraceErrorEvent } from '../../src/components/index.js';
import { buildTrace, smallRun } from '../helpers/trace-builder.js';
import {
  diffAround,
  diffOf,
  diffPart,
  diffParts,
  playersOf,
  seekDiff,
  shown,
  until,
  wordsOf,
} from './diff-fixture.js';
import { once, part, shownText } from './player-fixture.js';

/** Ten words 50 ms apart; and ten others, 100 ms apart, of a prompt that was sent after 300 ms. */
const quick = () => buildTrace({ model: 'quick' }).prompt('Count.').say(words('q'), 50).complete().trace();
const slow = () =>
  buildTrace({ model: 'slow' }).wait(300).prompt('Count.').say(words('s'), 100).complete().trace();

function words(letter: string): string[] {
  return Array.from({ length: 10 }, (_, index) => `${letter}${index} `);
}

function fileOf(text: string): string {
  return URL.createObjectURL(new Blob([text], { type: 'application/json' }));
}

function cellsOf(row: Element): string {
  return [...row.children].map(wordsOf).join(' ');
}

function press(diff: TraceDiffElement, key: string, target: Element = diffPart(diff, 'race-timeline')): void {
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
  );
}

describe('<trace-diff>', () => {
  it('shows two runs on one clock from the moment their prompts were sent', async () => {
    const diff = await diffOf(quick(), slow());
    expect([diff.paused, diff.duration, diff.currentTime]).to.deep.equal([true, 1, 0]);
    await seekDiff(diff, 0.3);
    const [left, right] = playersOf(diff);
    expect([left!.currentTime, right!.currentTime]).to.deep.equal([0.3, 0.6]);
    expect(shownText(left!, 'response-text')).to.equal('q0 q1 q2 q3 q4 q5 ');
    expect(shownText(right!, 'response-text')).to.equal('s0 s1 s2 ');
    expect(left!.noControls && right!.noControls).to.equal(true);
  });

  it('reads addresses from its attributes, and shows what takes their places', async () => {
    const diff = await diffOf(
      fileOf(smallRun({ model: 'one' }).replayText()),
      fileOf(smallRun().replayText()),
    );
    await until(() => diff.duration > 0);
    expect(diff.getAttribute('left')).to.match(/^blob:/);
    diff.setAttribute('left', fileOf(smallRun({ model: 'other' }).replayText()));
    await until(() => playersOf(diff)[0]!.trace?.info.model === 'other');
    expect(playersOf(diff)[1]!.trace?.info.model).to.equal('test-model');
    diff.right = slow();
    await until(() => playersOf(diff)[1]!.trace?.info.model === 'slow');
    expect(diff.hasAttribute('right')).to.equal(false);
  });

  it('plays all, and tells what a media element tells', async () => {
    const diff = await diffOf(quick(), slow());
    const seen: string[] = [];
    for (const type of ['play', 'pause', 'ended', 'seeking', 'seeked', 'ratechange'])
      diff.addEventListener(type, () => seen.push(type));
    diff.playbackRate = 4;
    const ended = once(diff, 'ended');
    await diff.play();
    expect([diff.paused, ...playersOf(diff).map(({ paused }) => paused)]).to.deep.equal([
      false,
      false,
      false,
    ]);
    await ended;
    expect([diff.paused, diff.ended, diff.currentTime]).to.deep.equal([true, true, 1]);
    expect(playersOf(diff).map((player) => player.ended)).to.deep.equal([true, true]);
    diff.currentTime = 0.2;
    expect(seen).to.deep.equal(['ratechange', 'play', 'pause', 'ended', 'seeking', 'seeked']);
  });

  it('keeps both playheads within a frame of each other for a whole run at 4×', async () => {
    const left = buildTrace().prompt('Count.').say(words('l'), 900).complete().trace();
    const right = buildTrace().wait(750).prompt('Count.').say(words('r'), 1000).complete().trace();
    const diff = await diffOf(left, right);
    const [first, second] = playersOf(diff);
    const apart: { shares: number; at: number }[] = [];
    let beforeMs = performance.now();
    diff.playbackRate = 4;
    await diff.play();
    while (!diff.ended) {
      // As it is seen: once all that was to be done for the frame is done.
      await nextFrame();
      await new Promise((resolve) => setTimeout(resolve));
      const frameMs = Math.max(1000 / 60, performance.now() - beforeMs);
      beforeMs = performance.now();
      if (first!.ended) continue;
      const apartMs = Math.abs(first!.currentTime - (second!.currentTime - 0.75)) * 1000;
      apart.push({ shares: apartMs / (frameMs * 4), at: first!.currentTime });
    }
    expect(apart.length).to.be.greaterThan(3);
    expect(apart.filter(({ shares }) => shares > 1)).to.deep.equal([]);
  });

  it('is begun by one button over both, which leaves the focus to the timeline', async () => {
    const diff = await diffOf(quick(), slow());
    for (const player of playersOf(diff))
      expect(player.shadowRoot!.querySelector('[part~=start-button]')).to.equal(null);
    diff.playbackRate = 0.0625;
    diffPart(diff, 'start-button').click();
    await shown(diff);
    expect(diff.paused).to.equal(false);
    expect(diffParts(diff, 'start-button').length).to.equal(0);
    expect(diff.shadowRoot!.activeElement).to.equal(diffPart(diff, 'race-timeline'));
    diff.pause();
  });

  it('does to all what is done to one', async () => {
    const diff = await diffOf(quick(), slow());
    const [left, right] = playersOf(diff);
    left!.currentTime = 0.4;
    expect([diff.currentTime, right!.currentTime]).to.deep.equal([0.4, 0.7]);
    right!.playbackRate = 2;
    expect([diff.playbackRate, left!.playbackRate]).to.deep.equal([2, 2]);
    await left!.play();
    expect([diff.paused, right!.paused]).to.deep.equal([false, false]);
    right!.pause();
    expect([diff.paused, left!.paused]).to.deep.equal([true, true]);
  });

  it('answers the player’s keys, also within a player, once for all', async () => {
    const diff = await diffOf(quick(), slow());
    press(diff, 'End');
    expect(diff.ended).to.equal(true);
    press(diff, 'Home', part(playersOf(diff)[1]!, 'transcript'));
    expect([diff.currentTime, playersOf(diff)[0]!.currentTime]).to.deep.equal([0, 0]);
    press(diff, '.', part(playersOf(diff)[1]!, 'transcript'));
    expect(diff.currentTime).to.equal(0.05);
    press(diff, '.');
    expect([diff.currentTime, playersOf(diff)[1]!.eventIndex]).to.deep.equal([0.1, 1]);
    press(diff, '.');
    expect([diff.currentTime, playersOf(diff)[1]!.eventIndex]).to.deep.equal([0.1, 2]);
    press(diff, 'k');
    expect(diff.paused).to.equal(false);
    press(diff, 'k');
    press(diff, '4', part(playersOf(diff)[0]!, 'transcript'));
    expect([diff.paused, diff.playbackRate]).to.deep.equal([true, 4]);
  });

  it('begins again at its end with loop, until that is taken away', async () => {
    const diff = await diffOf(quick(), slow());
    diff.setAttribute('loop', '');
    diff.playbackRate = 16;
    const seen: string[] = [];
    for (const type of ['pause', 'ended', 'seeked']) diff.addEventListener(type, () => seen.push(type));
    await diff.play();
    await until(() => seen.length > 1);
    expect(new Set(seen)).to.deep.equal(new Set(['seeked']));
    expect([diff.loop, diff.paused, diff.ended]).to.deep.equal([true, false, false]);
    const ended = once(diff, 'ended');
    diff.loop = false;
    await ended;
    expect([diff.hasAttribute('loop'), diff.paused, diff.currentTime]).to.deep.equal([false, true, 1]);
  });

  it('waits for the last of its players, also where one of them loops by itself', async () => {
    const diff = await diffAround([quick(), slow()]);
    const [left, right] = playersOf(diff);
    left!.loop = true;
    diff.playbackRate = 16;
    const ended = once(diff, 'ended');
    await diff.play();
    await ended;
    expect([diff.currentTime, left!.ended, right!.ended]).to.deep.equal([1, true, true]);
  });

  it('shows who is ahead and by how much', async () => {
    const diff = await diffOf(quick(), slow());
    const flags = () => diffParts(diff, 'run-flag').map(wordsOf);
    expect(flags()).to.deep.equal(['A 0 tokens', 'B 0 tokens']);
    await seekDiff(diff, 0.1);
    expect(flags()).to.deep.equal(['A ≈ 2 tokens ahead by ≈ 1 token · 50 ms', 'B ≈ 1 token']);
    await seekDiff(diff, 0.3);
    expect(flags()).to.deep.equal(['A ≈ 6 tokens ahead by ≈ 3 tokens · 150 ms', 'B ≈ 3 tokens']);
    await seekDiff(diff, 0.8);
    expect(flags()[0]).to.equal('A ≈ 10 tokens finished 300 ms ago');
    await seekDiff(diff, 9);
    expect(flags()).to.deep.equal(['A ≈ 10 tokens first by 500 ms', 'B ≈ 10 tokens finished in 1.00 s']);
  });

  it('lays the runs beside each other by tokens', async () => {
    const diff = await diffOf(quick(), slow());
    diff.setAttribute('sync', 'tokens');
    await seekDiff(diff, 0.2);
    expect(playersOf(diff).map(({ currentTime }) => currentTime)).to.deep.equal([0.2, 0.7]);
    expect(diffParts(diff, 'run-flag').map(wordsOf)[0]).to.equal('A ≈ 4 tokens ahead by 200 ms');
    expect(diffPart(diff, 'race-timeline').getAttribute('aria-valuetext')).to.equal('4 of 10 tokens');
    const [byTime] = diffParts(diff, 'sync-button');
    byTime!.click();
    await shown(diff);
    expect([diff.sync, diff.getAttribute('sync')]).to.deep.equal(['time', 'time']);
    expect(playersOf(diff)[1]!.currentTime).to.equal(0.5);
  });

  it('seeks by the pointer on its timeline', async () => {
    const diff = await diffOf(quick(), slow());
    const timeline = diffPart(diff, 'race-timeline');
    const { left, width, top } = timeline.getBoundingClientRect();
    const at = (type: string, share: number) =>
      timeline.dispatchEvent(
        new PointerEvent(type, {
          clientX: left + width * share,
          clientY: top + 5,
          pointerId: 1,
          isPrimary: true,
          bubbles: true,
        }),
      );
    timeline.setPointerCapture = () => undefined;
    at('pointerdown', 0.5);
    expect(diff.currentTime).to.be.closeTo(0.5, 0.01);
    at('pointermove', 0.25);
    at('pointerup', 0.25);
    at('pointermove', 0.9);
    expect(diff.currentTime).to.be.closeTo(0.25, 0.01);
  });

  it('names where the runs differ most', async () => {
    const diff = await diffOf(quick(), slow());
    await until(() => diffParts(diff, 'largest-difference').length > 0);
    expect(wordsOf(diffPart(diff, 'largest-difference'))).to.equal('B: 450 ms more answering');
    diff.sync = 'tokens';
    await shown(diff);
    expect(diffParts(diff, 'largest-difference').length).to.equal(0);
  });

  it('says what the figures bear once all have ended, or when it is asked', async () => {
    const diff = await diffOf(quick(), slow());
    expect(diffParts(diff, 'findings').length).to.equal(0);
    diffPart(diff, 'findings-button').click();
    await until(() => diffParts(diff, 'clause').length > 0);
    expect(diffParts(diff, 'clause').map(wordsOf)).to.deep.equal([
      'A was first to answer A 50 ms B 100 ms 50 ms sooner',
      'A finished first A 500 ms B 1.00 s 500 ms sooner',
      'A generated faster A ≈ 20.0 tokens/s B ≈ 10.0 tokens/s ≈ 10.0 tokens/s more',
    ]);
    diffPart(diff, 'findings-button').click();
    await shown(diff);
    expect(diffParts(diff, 'findings').length).to.equal(0);
    await seekDiff(diff, 9);
    await until(() => diffParts(diff, 'findings').length > 0);
    const buckets = [...diffPart(diff, 'buckets').querySelectorAll('tbody tr')].map(cellsOf);
    expect(buckets).to.deep.equal([
      'Waiting, unexplained 50 ms 100 ms +50 ms',
      'Answering 450 ms 900 ms +450 ms',
    ]);
    expect(cellsOf(diffPart(diff, 'buckets').querySelector('tfoot tr')!)).to.equal(
      'Total 500 ms 1.00 s +500 ms',
    );
  });

  it('lets the findings be closed at the end, and shows them again at the next', async () => {
    const diff = await diffOf(quick(), slow());
    await seekDiff(diff, 9);
    const button = diffPart(diff, 'findings-button');
    expect(button.getAttribute('aria-expanded')).to.equal('true');
    button.click();
    await shown(diff);
    expect([diffParts(diff, 'findings').length, button.getAttribute('aria-expanded')]).to.deep.equal([
      0,
      'false',
    ]);
    await diff.play();
    expect(diff.currentTime).to.be.lessThan(0.5);
    diff.pause();
    await seekDiff(diff, 9);
    expect(diffParts(diff, 'findings').length).to.equal(1);
  });

  it('loads players that wait to be played', async () => {
    const diff = await diffAround([quick()]);
    const waiting = document.createElement('trace-player');
    waiting.preload = 'none';
    waiting.src = fileOf(smallRun().replayText());
    diff.append(waiting);
    await shown(diff);
    expect(waiting.networkState).to.equal(0);
    diff.playbackRate = 0.0625;
    await diff.play();
    await until(() => waiting.readyState === 4);
    await shown(diff);
    expect(waiting.paused).to.equal(false);
    diff.pause();
  });

  it('draws no conclusion from times that are made up', async () => {
    const estimated = buildTrace({ timing: 'estimated' })
      .prompt('Count.')
      .say(words('e'), 70)
      .complete()
      .trace();
    const diff = await diffOf(quick(), estimated);
    await seekDiff(diff, 9);
    await until(() => diffParts(diff, 'clause').length > 0);
    expect(diffParts(diff, 'clause').map(wordsOf)[0]).to.equal(
      'Who was first to answer cannot be said: times are made up.',
    );
    expect([diffParts(diff, 'buckets').length, diffParts(diff, 'largest-difference').length]).to.deep.equal([
      0, 0,
    ]);
    expect(wordsOf(diffPart(diff, 'caveats'))).to.contain('The times of B are estimated, not measured');
    expect(diffParts(diff, 'run-lead').map(wordsOf)).to.deep.equal([
      'finished in 500 ms',
      'estimated: 700 ms',
    ]);
  });

  it('says of a run that is not there neither tokens nor how its answer differs', async () => {
    const diff = await diffOf(quick());
    await seekDiff(diff, 9);
    await until(() => diff.shadowRoot!.querySelector('.pending'));
    expect(diffParts(diff, 'run-tokens').map(wordsOf)).to.deep.equal(['≈ 10 tokens', '– tokens']);
    expect(wordsOf(diffPart(diff, 'findings'))).to.equal('There is nothing to compare: run B is not here.');
    diff.right = slow();
    await until(() => playersOf(diff)[1]!.readyState === 4);
    await seekDiff(diff, 9);
    await until(() => diffParts(diff, 'clause').length > 0);
    expect(diff.shadowRoot!.querySelector('trace-output-difference')).to.not.equal(null);
  });

  it('loads an address that takes another’s place, and no other again', async () => {
    const file = (letter: string) => fileOf(`data: ${letter}\n\n`);
    const [first, second] = [file('a'), file('b')];
    const diff = await diffOf(quick(), first);
    const right = playersOf(diff)[1]!;
    await until(() => right.readyState === 4);
    const started: string[] = [];
    right.addEventListener('loadstart', () => started.push(right.currentSrc));
    diff.right = second;
    await until(() => started.length > 0 && right.readyState === 4);
    expect(started).to.deep.equal([second]);
    diff.right = slow();
    diff.right = second;
    await until(() => right.currentSrc === second && right.readyState === 4);
    expect(started.at(-1)).to.equal(second);
  });

  it('says whole how long each run is', async () => {
    const long = buildTrace().prompt('Count.').say(['one', 'two'], 200_000).complete().trace();
    const diff = await diffOf(long, quick());
    const totals = [...diff.shadowRoot!.querySelectorAll<SVGTextElement>('.row-total')];
    expect(totals.map(wordsOf)).to.deep.equal(['6:40 min', '500 ms']);
    for (const total of totals) {
      const { right } = total.ownerSVGElement!.getBoundingClientRect();
      expect(total.getBoundingClientRect().right).to.be.at.most(right);
    }
  });

  it('says first why the runs cannot fairly be compared', async () => {
    const other = buildTrace({ simulated: true }).prompt('Sing.').say(['la'], 50).complete().trace();
    const diff = await diffOf(quick(), other);
    await seekDiff(diff, 9);
    await until(() => diffParts(diff, 'caveats').length > 0);
    const caveats = [...diffPart(diff, 'caveats').querySelectorAll('li')].map(wordsOf);
    expect(caveats).to.include('They answer different prompts.');
    expect(caveats).to.include('No real model ran in B: simulated.');
    const [first] = diffPart(diff, 'findings').children;
    expect(first).to.equal(diffPart(diff, 'caveats'));
  });

  it('shows how the answers differ as far as they have come', async () => {
    const diff = await diffOf(quick(), slow());
    await seekDiff(diff, 0.1);
    diffPart(diff, 'findings-button').click();
    await until(() => diff.shadowRoot!.querySelector('trace-output-difference'));
    const outputs = diff.shadowRoot!.querySelector('trace-output-difference')!;
    expect([outputs.left, outputs.right, outputs.leftName, outputs.rightName]).to.deep.equal([
      'q0 q1 ',
      's0 ',
      'A',
      'B',
    ]);
    await seekDiff(diff, 9);
    expect([outputs.left, outputs.right]).to.deep.equal([words('q').join(''), words('s').join('')]);
  });

  it('lets the sides change places, without loading anything again', async () => {
    const [left, right] = [quick(), slow()];
    const diff = await diffOf(left, right);
    await seekDiff(diff, 0.3);
    const loads: string[] = [];
    let swaps = 0;
    diff.addEventListener('trace-swap', () => swaps++);
    for (const player of playersOf(diff)) player.addEventListener('loadstart', () => loads.push('loadstart'));
    diffPart(diff, 'swap-button').click();
    await shown(diff);
    diff.swap();
    await shown(diff);
    expect(playersOf(diff)[0]!.trace).to.equal(left);
    diff.swap();
    await shown(diff);
    expect(playersOf(diff).map(({ trace }) => trace)).to.deep.equal([right, left]);
    expect([diff.left, diff.right]).to.deep.equal([right, left]);
    expect(diffParts(diff, 'run-flag').map(wordsOf)).to.deep.equal([
      'A ≈ 3 tokens',
      'B ≈ 6 tokens ahead by ≈ 3 tokens · 150 ms',
    ]);
    expect(shownText(playersOf(diff)[1]!, 'response-text')).to.equal('q0 q1 q2 q3 q4 q5 ');
    expect([diff.currentTime, loads.length, swaps]).to.deep.equal([0.3, 0, 3]);
  });

  it('races the players within it, up to four', async () => {
    const diff = await diffAround([quick(), slow(), quick()]);
    expect(diffParts(diff, 'run-flag').map((flag) => wordsOf(flag)[0])).to.deep.equal(['A', 'B', 'C']);
    await seekDiff(diff, 0.3);
    expect(playersOf(diff).map(({ currentTime }) => currentTime)).to.deep.equal([0.3, 0.6, 0.3]);
    const [first] = playersOf(diff);
    first!.remove();
    await shown(diff);
    expect(playersOf(diff).length).to.equal(2);
    expect(first!.noControls).to.equal(false);
    diff.append(first!, document.createElement('trace-player'), document.createElement('trace-player'));
    await shown(diff);
    expect(playersOf(diff).length).to.equal(4);
    expect(playersOf(diff)[2]).to.equal(first);
  });

  it('says how many players are left out beyond the fourth, for as long as there are such', async () => {
    const diff = await diffAround([quick(), slow(), quick(), slow()]);
    const notices = () => diffParts(diff, 'notice').map(wordsOf);
    expect(notices()).to.deep.equal([]);
    const more = [1, 2].map(() => document.createElement('trace-player'));
    diff.append(more[0]!);
    await until(() => notices().length > 0);
    expect(notices()).to.deep.equal(['Up to four runs stand side by side: 1 more is left out.']);
    diff.append(more[1]!);
    await until(() => notices()[0] === 'Up to four runs stand side by side: 2 more are left out.');
    for (const player of more) player.remove();
    await until(() => notices().length === 0);
    expect(playersOf(diff).length).to.equal(4);
  });

  it('asks which two of several are compared', async () => {
    const diff = await diffAround([quick(), slow(), smallRun().trace()]);
    await seekDiff(diff, 99);
    await until(() => diffParts(diff, 'clause').length > 0);
    const [left, right] = diff.shadowRoot!.querySelectorAll('select');
    expect([...left!.options].map((option) => option.textContent!.trim())).to.deep.equal([
      'A · quick',
      'B · slow',
      'C · test-model',
    ]);
    right!.value = '2';
    right!.dispatchEvent(new Event('change'));
    await until(() => wordsOf(diffPart(diff, 'buckets')).includes('Tools'));
    expect(wordsOf(diffParts(diff, 'clause')[1]!)).to.contain('C 1.80 s');
    expect(diffParts(diff, 'largest-difference').length).to.equal(0);
  });

  it('shows the error of one side there, tells it, and plays the other', async () => {
    const diff = await diffOf(quick());
    const told = once(diff, 'trace-error') as Promise<TraceErrorEvent>;
    diff.right = fileOf('no trace');
    const { error } = await told;
    expect(error.kind).to.equal('not_json');
    const [left, right] = playersOf(diff);
    await until(() => right!.shadowRoot!.querySelector('[part~=panel-failed]'));
    diff.playbackRate = 16;
    const ended = once(diff, 'ended');
    await diff.play();
    await ended;
    expect(left!.ended).to.equal(true);
  });

  it('plays by itself with autoplay, at the speed it is told', async () => {
    const diff = document.createElement('trace-diff');
    diff.setAttribute('playback-rate', '16');
    diff.autoplay = true;
    diff.left = quick();
    diff.right = slow();
    const ended = once(diff, 'ended');
    document.body.append(diff);
    await ended;
    expect(diff.playbackRate).to.equal(16);
    diff.remove();
  });

  it('does what was asked of it before it could', async () => {
    const diff = document.createElement('trace-diff');
    diff.left = quick();
    diff.right = slow();
    diff.currentTime = 0.4;
    diff.playbackRate = 2;
    document.body.append(diff);
    await until(() => diff.currentTime === 0.4);
    await shown(diff);
    expect(playersOf(diff).map(({ currentTime, playbackRate }) => [currentTime, playbackRate])).to.deep.equal(
      [
        [0.4, 2],
        [0.7, 2],
      ],
    );
    diff.remove();
  });

  it('goes on when it is moved, and stands when it is taken out', async () => {
    const diff = await diffOf(quick(), slow());
    diff.playbackRate = 0.0625;
    await diff.play();
    document.body.append(diff);
    await shown(diff);
    expect(diff.paused).to.equal(false);
    diff.remove();
    await shown(diff);
    expect(playersOf(diff).map(({ paused }) => paused)).to.deep.equal([true, true]);
    document.body.append(diff);
    await shown(diff);
    await seekDiff(diff, 0.5);
    expect(playersOf(diff).map(({ currentTime }) => currentTime)).to.deep.equal([0.5, 0.8]);
    diff.remove();
  });

  it('refuses what a media element refuses', async () => {
    const diff = await diffOf(quick(), slow());
    expect(() => (diff.currentTime = NaN)).to.throw(TypeError);
    expect(() => (diff.playbackRate = NaN)).to.throw(TypeError);
    expect(() => (diff.playbackRate = 0)).to.throw(DOMException);
  });

  it('takes the page’s words', async () => {
    const diff = await diffOf(quick(), slow());
    setStrings({ swap: 'Seiten tauschen', findings: 'Unterschiede' });
    await shown(diff);
    expect(diffPart(diff, 'swap-button').title).to.equal('Seiten tauschen');
    expect(wordsOf(diffPart(diff, 'findings-button'))).to.equal('Unterschiede');
    setStrings({ swap: 'Swap sides', findings: 'Differences' });
  });
});
