import { expect, waitUntil } from '@open-wc/testing';
import { buildTrace, smallRun } from '../helpers/trace-builder.js';
import { once, part, playerOf, seekTo, settled } from './player-fixture.js';

/** Relative luminance and contrast, as WCAG 2 defines them. */
function contrast(left: string, right: string): number {
  const [high, low] = [luminance(left), luminance(right)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d')!;
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const richRun = () =>
  smallRun({ simulated: true, timing: 'estimated' }).error('odd').say(['!']).complete().trace();

const RUNS = ['run-1', 'run-2', 'run-3', 'run-4'];

describe('the player as a page sees it', () => {
  it('needs no style attribute in what it renders first', async () => {
    const player = document.createElement('trace-player');
    document.body.append(player);
    player.trace = smallRun().trace();
    await player.updateComplete;
    expect(player.shadowRoot!.querySelectorAll('[style]:not(.rows, .rows-height)').length).to.equal(0);
    player.remove();
  });

  for (const scheme of ['light', 'dark']) {
    it(`keeps its text readable in ${scheme}`, async () => {
      const player = await playerOf(richRun());
      player.style.colorScheme = scheme;
      await seekTo(player, 1.5);
      const probe = document.createElement('span');
      part(player, 'player').append(probe);
      const colour = (name: string) => {
        probe.style.color = `var(--${name})`;
        return getComputedStyle(probe).color;
      };
      for (const text of ['ink', 'dim', 'faint', 'reason', 'tool', 'err', ...RUNS]) {
        for (const ground of ['bg', 'sunk']) {
          expect(contrast(colour(text), colour(ground)), `${text} on ${ground}`).to.be.at.least(4.5);
        }
      }
      for (const mark of ['wait', 'resp', 'accent', 'good']) {
        expect(contrast(colour(mark), colour('bg')), mark).to.be.at.least(3);
      }
    });

    it(`is accessible in ${scheme}, wide and narrow, while it plays and at the end`, async () => {
      for (const widthPx of [900, 320]) {
        const player = await playerOf(richRun(), widthPx);
        player.style.colorScheme = scheme;
        await expect(player).to.be.accessible();
        await seekTo(player, 1.5);
        await expect(player).to.be.accessible();
        await seekTo(player, 99);
        await expect(player).to.be.accessible();
      }
    });
  }

  it('is accessible while it has nothing to show', async () => {
    const empty = await playerOf();
    await waitUntil(() => empty.shadowRoot!.querySelector('.panel'));
    await expect(empty).to.be.accessible();
    const failed = await playerOf();
    const told = once(failed, 'trace-error');
    failed.trace = 'no trace';
    await told;
    await settled(failed);
    expect(part(failed, 'panel-failed').textContent).to.contain('could not be loaded');
    await expect(failed).to.be.accessible();
  });

  it('has targets of 24 px and more', async () => {
    for (const widthPx of [900, 320]) {
      const player = await playerOf(richRun(), widthPx);
      await seekTo(player, 1.5);
      const controls = [
        ...player.shadowRoot!.querySelectorAll<HTMLElement>('button, summary, [role=option]'),
      ];
      for (const control of controls.filter((one) => one.checkVisibility())) {
        const { width, height } = control.getBoundingClientRect();
        expect(Math.min(width, height), control.outerHTML).to.be.at.least(24);
      }
    }
  });

  it('fits from 280 px on, without a scroll bar of its own', async () => {
    for (const widthPx of [280, 360, 641, 1400]) {
      const player = await playerOf(richRun(), widthPx);
      await seekTo(player, 1.5);
      const box = part(player, 'player').getBoundingClientRect();
      expect(box.width).to.equal(widthPx);
      for (const name of ['header', 'controls', 'readout']) {
        const inner = part(player, name);
        expect(inner.scrollWidth, `${name} at ${widthPx}`).to.be.at.most(inner.clientWidth);
      }
    }
  });

  it('fills the height that a page gives it', async () => {
    const player = await playerOf(smallRun().trace());
    expect(player.offsetHeight).to.equal(520);
    const text = part(player, 'transcript').offsetHeight;
    player.style.height = '720px';
    await settled(player);
    expect(part(player, 'transcript').offsetHeight).to.equal(text + 200);
    player.style.height = '';
    player.style.setProperty('--trace-height', '400px');
    expect(player.offsetHeight).to.equal(400);
  });

  it('is themed from outside by parts and properties', async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      'trace-player::part(response-text) { font-style: italic } trace-player { --trace-text: rgb(1 2 3) }',
    );
    document.adoptedStyleSheets.push(sheet);
    const player = await playerOf(smallRun().trace());
    await seekTo(player, 99);
    expect(getComputedStyle(part(player, 'response-text')).fontStyle).to.equal('italic');
    expect(getComputedStyle(part(player, 'player')).color).to.equal('rgb(1, 2, 3)');
    document.adoptedStyleSheets.splice(document.adoptedStyleSheets.indexOf(sheet), 1);
  });

  it('does not announce the text that streams, only how it stands', async () => {
    const player = await playerOf(buildTrace().prompt('Hi').say(['a', 'b']).complete().trace());
    expect(player.shadowRoot!.querySelectorAll('[aria-live], [role=log], [role=alert]').length).to.equal(0);
    const status = player.shadowRoot!.querySelector('[role=status]')!;
    expect(status.textContent).to.equal('');
    await seekTo(player, 99);
    expect(status.textContent).to.equal('ended');
  });

  it('stands beside others on a page', async () => {
    const [left, right] = [await playerOf(smallRun().trace()), await playerOf(smallRun().trace())];
    await seekTo(left, 0.4);
    expect(right.eventIndex).to.be.lessThan(left.eventIndex);
    part(left, 'timeline').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'End', bubbles: true, composed: true }),
    );
    expect(left.ended).to.equal(true);
    expect(right.ended).to.equal(false);
  });
});
