import { expect, waitUntil } from '@open-wc/testing';
import { setStrings } from '../../src/components/index.js';
import { describeNotice } from '../../src/trace/index.js';
import { buildTrace, smallRun } from '../helpers/trace-builder.js';
import { part, playerOf, seekTo, settled, shownParts, shownText } from './player-fixture.js';

const LONG_MODEL = 'a-very-long-model-name-'.repeat(5);
const LONG_PROVIDER = 'some-provider-of-models-'.repeat(2);

function boxOf(element: Element): DOMRect {
  return element.getBoundingClientRect();
}

/** Whether all of an element's text stands within its box, and that within the other's. */
function standsWhole(element: HTMLElement, outer: Element): boolean {
  const [inner, around] = [boxOf(element), boxOf(outer)];
  return (
    element.scrollWidth <= element.clientWidth + 1 &&
    inner.left >= around.left - 0.5 &&
    inner.right <= around.right + 0.5
  );
}

describe('the header', () => {
  for (const widthPx of [280, 360, 500, 900, 1280])
    it(`keeps the status whole beside names of any length, ${widthPx} px wide`, async () => {
      const run = smallRun({ model: LONG_MODEL, provider: LONG_PROVIDER, simulated: true });
      const player = await playerOf(run.trace(), widthPx);
      const [header, model, provider] = ['header', 'model', 'provider'].map((name) => part(player, name));
      expect(standsWhole(part(player, 'status'), header!)).to.equal(true);
      expect(standsWhole(part(player, 'badge-simulated'), header!)).to.equal(true);
      expect(boxOf(model!).width).to.be.greaterThan(100);
      expect(boxOf(provider!).width).to.be.greaterThan(40);
      expect([model!.title, provider!.title]).to.deep.equal([LONG_MODEL, LONG_PROVIDER]);
      for (const name of [model!, provider!]) expect(boxOf(name).right).to.be.at.most(boxOf(header!).right);
      const [toggle] = shownParts(player, 'events-toggle');
      if (toggle) expect(boxOf(header!).right).to.be.at.most(boxOf(toggle).left);
      const [dot, name] = [boxOf(part(player, 'status-dot')), boxOf(model!)];
      expect(dot.right).to.be.lessThan(name.left + 1);
      expect(dot.top).to.be.within(name.top, name.bottom);
    });

  it('names the provider where there is little room', async () => {
    const player = await playerOf(smallRun().trace(), 360);
    expect(shownText(player, 'provider')).to.equal('test');
  });

  it('marks times from the server at every width', async () => {
    for (const widthPx of [280, 360, 800]) {
      const player = await playerOf(smallRun({ timing: 'server' }).trace(), widthPx);
      expect(shownText(player, 'badge-server'), `${widthPx} px`).to.equal('Server times');
      expect(part(player, 'badge-server').title).to.contain('server');
    }
    const wide = await playerOf(smallRun({ timing: 'server' }).trace(), 1000);
    expect(shownText(wide, 'summary')).to.contain('times from the server');
  });

  it('says of a whole recording without an end that it has none', async () => {
    const player = await playerOf();
    player.trace = buildTrace().prompt('Hi').say(['a', 'b']).replayText();
    await new Promise((resolve) => player.addEventListener('trace-load', resolve, { once: true }));
    await settled(player);
    expect(shownText(player, 'status')).to.equal('no end recorded');
  });
});

describe('the readout', () => {
  for (const widthPx of [280, 360, 600, 660, 900])
    it(`shows every figure with its unit, ${widthPx} px wide`, async () => {
      const run = buildTrace().prompt('Hi').memory(123_456).wait(36_000_000).say(['a', 'b']).complete();
      const player = await playerOf(run.trace(), widthPx);
      await seekTo(player, 99_999);
      const units = Object.fromEntries(
        ['ttft', 'first-answer', 'memory', 'latency'].map((name) => [
          name,
          part(player, `figure-${name}`).querySelector('small')!,
        ]),
      );
      expect(Object.values(units).map((unit) => unit.textContent)).to.deep.equal(['min', 'min', 'MB', 'min']);
      for (const unit of Object.values(units)) {
        expect(unit.checkVisibility()).to.equal(true);
        expect(boxOf(unit).right).to.be.at.most(boxOf(unit.closest('.figure')!).right);
      }
      expect(shownParts(player, 'figure').length).to.equal(6);
    });

  it('says at rest what the event’s own row says', async () => {
    const player = await playerOf(
      buildTrace().prompt('Hi').say(['a', 'b', 'c']).wait(900).complete().trace(),
    );
    await seekTo(player, 0.7);
    const row = part(player, 'event-now').querySelector('.rate')!.textContent;
    expect(row).to.equal('10.0');
    expect(shownText(player, 'figure-rate')).to.contain(row);
  });

  it('keeps the figures of the answer that an error ended', async () => {
    const run = buildTrace().prompt('Hi').say(['a', 'b', 'c']).error('gone').error('again').fail('gone');
    const player = await playerOf(run.trace());
    await seekTo(player, 99);
    expect(shownText(player, 'figure-rate')).to.contain('10.0');
    expect(shownText(player, 'figure-first-answer')).to.contain('100');
  });

  it('says units as the page calls them', async () => {
    setStrings({ milliseconds: 'msek', megabytes: 'Mo' });
    try {
      const player = await playerOf(smallRun().trace());
      await seekTo(player, 0.3);
      expect(shownText(player, 'figure-ttft')).to.contain('msek');
      expect(shownText(player, 'figure-memory')).to.contain('Mo');
    } finally {
      setStrings({ milliseconds: 'ms', megabytes: 'MB' });
    }
  });
});

describe('the words of the page', () => {
  afterEach(() => setStrings({ notice: describeNotice, loadError: ({ message }) => message }));

  it('stand in for those of notices and of errors', async () => {
    setStrings({ notice: ({ code }) => `Hinweis: ${code}`, loadError: ({ kind }) => `Fehler: ${kind}` });
    const player = await playerOf();
    player.trace = smallRun().replayText({ isCut: true });
    await new Promise((resolve) => player.addEventListener('trace-load', resolve, { once: true }));
    await settled(player);
    await waitUntil(() => shownParts(player, 'notice').length > 0);
    expect(shownText(player, 'notice').trim()).to.equal('Hinweis: truncated');
    player.trace = '<!doctype html><p>No recording';
    await new Promise((resolve) => player.addEventListener('error', resolve, { once: true }));
    await settled(player);
    await waitUntil(() => shownParts(player, 'panel-failed').length > 0);
    expect(shownText(player, 'panel-failed')).to.contain('Fehler: html');
  });
});

describe('the controls of a run of hours', () => {
  for (const widthPx of [280, 360, 420])
    it(`stand within the frame, ${widthPx} px wide`, async () => {
      const run = buildTrace().prompt('Hi').say(['a']).wait(37_800_000).say(['b']).complete();
      const player = await playerOf(run.trace(), widthPx);
      await seekTo(player, 37_000);
      const controls = boxOf(part(player, 'controls'));
      expect(boxOf(part(player, 'speed-button')).right).to.be.at.most(controls.right - 4);
      expect(shownText(player, 'time')).to.contain('10:16:40.000');
    });
});
