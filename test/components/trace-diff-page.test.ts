import { expect } from '@open-wc/testing';
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

const rich = (model: string) =>
  smallRun({ model, simulated: true, timing: 'estimated' }).error('odd').say(['!']).complete().trace();
const plain = (model: string, gapMs: number) =>
  buildTrace({ model }).prompt('Count.').say(['one ', 'two ', 'three '], gapMs).complete().trace();

/** A run of so many tokens, some reasoning before an answer of the rest. */
function longRun(tokenCount: number, gapMs: number) {
  const run = buildTrace({ model: 'long' }).prompt('Count.');
  const half = tokenCount / 2;
  run
    .reason(
      Array.from({ length: half }, (_, at) => `thought ${at} `),
      gapMs,
    )
    .reasoned();
  return run
    .say(
      Array.from({ length: half }, (_, at) => `word ${at % 97} `),
      gapMs,
    )
    .complete()
    .trace();
}

describe('the comparison as a page sees it', () => {
  for (const scheme of ['light', 'dark']) {
    it(`is accessible in ${scheme}, wide and narrow, at the start, in the middle and at the end`, async () => {
      for (const widthPx of [1100, 320]) {
        const diff = await diffOf(rich('left'), plain('right', 200), widthPx);
        diff.style.colorScheme = scheme;
        await expect(diff).to.be.accessible();
        await seekDiff(diff, 0.5);
        await expect(diff).to.be.accessible();
        await seekDiff(diff, 99);
        await until(() => diffParts(diff, 'clause').length > 0);
        await expect(diff).to.be.accessible();
      }
    });
  }

  it('is accessible while three race and two of them are chosen', async () => {
    const diff = await diffAround([plain('a', 100), plain('b', 200), plain('c', 300)]);
    await seekDiff(diff, 99);
    await until(() => diffParts(diff, 'clause').length > 0);
    await expect(diff).to.be.accessible();
  });

  it('needs no style attribute in what it renders', async () => {
    const diff = await diffOf(rich('left'), plain('right', 200));
    await seekDiff(diff, 99);
    await until(() => diffParts(diff, 'clause').length > 0);
    expect(diff.shadowRoot!.querySelectorAll('[style]').length).to.equal(0);
  });

  it('has targets of 24 px and more', async () => {
    for (const widthPx of [1100, 320]) {
      const diff = await diffAround([plain('a', 100), plain('b', 200), plain('c', 300)], widthPx);
      await seekDiff(diff, 99);
      await until(() => diffParts(diff, 'clause').length > 0);
      const controls = [...diff.shadowRoot!.querySelectorAll<HTMLElement>('button, select, [role=slider]')];
      expect(controls.length).to.be.greaterThan(10);
      for (const control of controls.filter((one) => one.checkVisibility())) {
        const { width, height } = control.getBoundingClientRect();
        expect(Math.min(width, height), control.outerHTML).to.be.at.least(24);
      }
    }
  });

  it('fits from 248 px on, as in a phone of 280 px, the runs above each other where there is little room', async () => {
    for (const [widthPx, isStacked] of [
      [248, true],
      [320, true],
      [360, true],
      [720, true],
      [760, false],
      [1400, false],
    ] as const) {
      const diff = await diffOf(rich('left'), plain('right', 200), widthPx);
      await seekDiff(diff, 99);
      await until(() => diffParts(diff, 'clause').length > 0);
      const frame = diffPart(diff, 'diff');
      expect(frame.getBoundingClientRect().width).to.equal(widthPx);
      for (const name of ['diff', 'sides', 'race-controls', 'findings', 'run-flag'])
        for (const inner of diffParts(diff, name))
          expect(inner.scrollWidth, `${name} at ${widthPx}`).to.be.at.most(inner.clientWidth);
      const end = frame.getBoundingClientRect().right;
      for (const button of diffParts(diff, 'button').filter((one) => one.checkVisibility()))
        expect(button.getBoundingClientRect().right, `${button.title} at ${widthPx}`).to.be.at.most(end);
      const [left, right] = diffParts(diff, 'run').map((run) => run.getBoundingClientRect());
      expect(right!.top > left!.top).to.equal(isStacked);
    }
  });

  it('stands the other way round in right-to-left, but for its clock', async () => {
    const diff = await diffOf(plain('left', 100), plain('right', 200));
    diff.dir = 'rtl';
    await seekDiff(diff, 0.3);
    const [left, right] = diffParts(diff, 'run').map((run) => run.getBoundingClientRect());
    expect(left!.left).to.be.greaterThan(right!.left);
    const { left: start, width } = diffPart(diff, 'race-timeline').getBoundingClientRect();
    const playhead = diffPart(diff, 'playhead').getBoundingClientRect();
    const letter = diff.shadowRoot!.querySelector('.row-letter')!.getBoundingClientRect();
    expect(letter.right).to.be.at.most(start);
    expect((playhead.left + playhead.width / 2 - start) / width).to.be.closeTo(0.5, 0.02);
  });

  it('keeps each figure’s sign before it, and its unit behind, in right-to-left', async () => {
    const diff = await diffOf(plain('left', 100), plain('right', 200));
    diff.dir = 'rtl';
    await seekDiff(diff, 9);
    await until(() => diffParts(diff, 'buckets').length > 0);
    const cell = diffPart(diff, 'buckets').querySelector('tfoot td:last-child')!;
    const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (!text.nextNode()?.textContent?.includes('+'));
    const leftOf = (at: number) => {
      const range = document.createRange();
      range.setStart(text.currentNode, at);
      range.setEnd(text.currentNode, at + 1);
      return range.getBoundingClientRect().left;
    };
    const { length } = text.currentNode.textContent!;
    expect(leftOf(0)).to.be.lessThan(leftOf(1));
    expect(leftOf(1)).to.be.lessThan(leftOf(length - 1));
  });

  it('takes its players’ frames away, those of the page’s own too, and a player that leaves has its own again', async () => {
    const diff = await diffAround([plain('left', 100), plain('right', 200)]);
    const [first] = playersOf(diff);
    const frame = () => getComputedStyle(first!.shadowRoot!.querySelector('[part~=player]')!);
    expect([frame().borderTopWidth, frame().borderTopLeftRadius]).to.deep.equal(['0px', '0px']);
    diff.after(first!);
    expect([frame().borderTopWidth, frame().borderTopLeftRadius]).to.deep.equal(['1px', '10px']);
    first!.remove();
    const made = await diffOf(plain('left', 100), plain('right', 200));
    const [own] = playersOf(made);
    expect(getComputedStyle(own!.shadowRoot!.querySelector('[part~=player]')!).borderTopWidth).to.equal(
      '0px',
    );
  });

  it('announces how it stands, once for all runs, and no text that streams', async () => {
    const diff = await diffOf(plain('left', 100), plain('right', 200));
    const status = diff.shadowRoot!.querySelector('.announcement')!;
    expect(status.textContent).to.equal('');
    await seekDiff(diff, 99);
    expect(status.textContent).to.equal('all runs ended');
    for (const player of playersOf(diff))
      expect(player.shadowRoot!.querySelector('[role=status]')!.textContent).to.equal('');
  });

  it('tells its slider’s place in words, by whole seconds while playing', async () => {
    const diff = await diffOf(plain('left', 500), plain('right', 900));
    await seekDiff(diff, 1.25);
    const slider = diffPart(diff, 'race-timeline');
    expect(slider.getAttribute('aria-valuetext')).to.equal('0:01.250 of 0:02.700');
    diff.playbackRate = 0.0625;
    await diff.play();
    await shown(diff);
    expect(slider.getAttribute('aria-valuetext')).to.equal('0:01.000 of 0:02.700');
    diff.pause();
  });

  it('tells the runs apart by letters, and colours them alike wherever they are', async () => {
    const diff = await diffOf(plain('left', 100), plain('right', 200));
    await seekDiff(diff, 99);
    await until(() => diffParts(diff, 'clause').length > 0);
    const letters = diffParts(diff, 'run-letter');
    expect(letters.map(wordsOf)).to.deep.equal(['A', 'B']);
    const row = diff.shadowRoot!.querySelector('.row-letter.run-2')!;
    expect(getComputedStyle(row).fill).to.equal(getComputedStyle(letters[1]!).color);
  });

  it('plays and compares two runs of 100,000 tokens', async () => {
    const diff = await diffOf(longRun(100_000, 1), longRun(100_000, 2));
    await seekDiff(diff, 60);
    await diff.play();
    await shown(diff);
    diff.pause();
    expect(
      playersOf(diff).every(({ currentTime }) => Math.abs(currentTime - diff.currentTime) < 0.1),
    ).to.equal(true);
    await seekDiff(diff, 999);
    await until(() => diffParts(diff, 'clause').length > 0);
    expect(diffParts(diff, 'run-flag').map(wordsOf)[0]).to.contain('first by 1:40 min');
  });
});
