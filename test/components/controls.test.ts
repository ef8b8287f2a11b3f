import { expect } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { smallRun } from '../helpers/trace-builder.js';
import { part, playerOf, seekTo, settled, shownParts, shownText } from './player-fixture.js';

/** The middle of an element, on whole pixels. */
function middleOf(element: Element): [number, number] {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [Math.round(left + width / 2), Math.round(top + height / 2)];
}

describe('the controls', () => {
  it('play, pause and replay with one button that says what it does', async () => {
    const player = await playerOf(smallRun().trace());
    const button = () => part(player, 'play-button');
    expect(button().getAttribute('aria-label')).to.equal('Play');
    button().click();
    await settled(player);
    expect(player.paused).to.equal(false);
    expect(button().getAttribute('aria-label')).to.equal('Pause');
    button().click();
    await settled(player);
    expect(player.paused).to.equal(true);
    await seekTo(player, 99);
    expect(button().getAttribute('aria-label')).to.equal('Replay');
    button().click();
    await settled(player);
    expect(player.currentTime).to.be.lessThan(0.5);
    player.pause();
  });

  it('show the time with milliseconds, and the place among the events', async () => {
    const trace = smallRun().trace();
    const player = await playerOf(trace);
    await seekTo(player, 0.3);
    expect(shownText(player, 'time')).to.equal('0:00.300 / 0:01.800');
    expect(shownText(player, 'event-count').trim()).to.equal(`5 / ${trace.length}`);
  });

  it('say the time before the duration on a page that is read from the right, too', async () => {
    const player = await playerOf(smallRun().trace());
    player.dir = 'rtl';
    await settled(player);
    const [time, duration] = [...part(player, 'time').children].map((one) => one.getBoundingClientRect());
    expect(time!.right).to.be.at.most(duration!.left);
    const [play, forward] = ['play-button', 'step-forward-button'].map(
      (name) => middleOf(part(player, name))[0],
    );
    expect(forward).to.be.below(play!);
  });

  it('step to the next event and back', async () => {
    const player = await playerOf(smallRun().trace());
    await seekTo(player, 0.3);
    part(player, 'step-forward-button').click();
    expect(player.eventIndex).to.equal(5);
    part(player, 'step-back-button').click();
    part(player, 'step-back-button').click();
    expect(player.eventIndex).to.equal(3);
  });

  it('offer all speeds side by side', async () => {
    const player = await playerOf(smallRun().trace());
    const speeds = shownParts(player, 'speed');
    expect(speeds.map((speed) => speed.textContent!.trim())).to.deep.equal(['0.5×', '1×', '2×', '4×']);
    speeds[3]!.click();
    await settled(player);
    expect(player.playbackRate).to.equal(4);
    expect(part(player, 'speed-chosen').textContent!.trim()).to.equal('4×');
    player.playbackRate = 1.5;
    await settled(player);
    expect(part(player, 'speed-chosen').textContent!.trim()).to.equal('1.5×');
  });

  it('fold the speeds into one button where there is little room', async () => {
    const player = await playerOf(smallRun().trace(), 360);
    expect(shownParts(player, 'speed').length).to.equal(0);
    const opener = part(player, 'speed-button');
    opener.click();
    await settled(player);
    expect(opener.getAttribute('aria-expanded')).to.equal('true');
    shownParts(player, 'speed')[2]!.click();
    await settled(player);
    expect(player.playbackRate).to.equal(2);
    expect(opener.textContent!.trim()).to.equal('2×');
    expect(shownParts(player, 'speed').length).to.equal(0);
    expect(player.shadowRoot!.activeElement).to.equal(opener);

    opener.click();
    await settled(player);
    await sendKeys({ press: 'Escape' });
    await settled(player);
    expect(shownParts(player, 'speed').length).to.equal(0);
  });

  it('are left out with no-controls', async () => {
    const player = await playerOf(smallRun().trace());
    player.noControls = true;
    await settled(player);
    expect(shownParts(player, 'controls').length + shownParts(player, 'timeline').length).to.equal(0);
  });

  it('start the run from the middle of the empty player', async () => {
    const player = await playerOf(smallRun().trace());
    part(player, 'start-button').click();
    await settled(player);
    expect(player.paused).to.equal(false);
    expect(shownParts(player, 'panel-start').length).to.equal(0);
    await sendKeys({ press: 'k' });
    expect(player.paused).to.equal(true);
  });
});

describe('the keys', () => {
  it('play, step, seek and change speed', async () => {
    const player = await playerOf(smallRun().trace());
    part(player, 'timeline').focus();
    await sendKeys({ press: 'Space' });
    expect(player.paused).to.equal(false);
    await sendKeys({ press: 'k' });
    expect(player.paused).to.equal(true);
    await sendKeys({ press: 'Home' });
    expect(player.currentTime).to.equal(0);
    await sendKeys({ press: 'ArrowRight' });
    expect(player.currentTime).to.equal(1);
    await sendKeys({ press: 'ArrowLeft' });
    expect(player.currentTime).to.equal(0);
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'ArrowRight' });
    await sendKeys({ up: 'Shift' });
    expect(player.ended).to.equal(true);
    await sendKeys({ press: 'Home' });
    const index = player.eventIndex;
    await sendKeys({ press: '.' });
    expect(player.eventIndex).to.equal(index + 1);
    await sendKeys({ press: ',' });
    expect(player.eventIndex).to.equal(index);
    await sendKeys({ press: 'End' });
    expect(player.ended).to.equal(true);
    for (const [key, rate] of [
      ['1', 0.5],
      ['2', 1],
      ['3', 2],
      ['4', 4],
    ] as const) {
      await sendKeys({ press: key });
      expect(player.playbackRate).to.equal(rate);
    }
  });

  it('press the button that has the focus, and nothing else', async () => {
    const player = await playerOf(smallRun().trace());
    await seekTo(player, 0.3);
    part(player, 'step-forward-button').focus();
    await sendKeys({ press: 'Space' });
    expect(player.paused).to.equal(true);
    expect(player.eventIndex).to.equal(5);
  });

  it('are left alone with a modifier, and outside the player', async () => {
    const player = await playerOf(smallRun().trace());
    await seekTo(player, 0.3);
    part(player, 'timeline').focus();
    for (const modifier of ['ctrlKey', 'metaKey', 'altKey']) {
      const event = new KeyboardEvent('keydown', {
        key: 'k',
        [modifier]: true,
        bubbles: true,
        composed: true,
        cancelable: true,
      });
      part(player, 'timeline').dispatchEvent(event);
      expect(event.defaultPrevented).to.equal(false);
    }
    expect(player.paused).to.equal(true);
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', bubbles: true }));
    expect(player.paused).to.equal(true);
  });
});

describe('the timeline', () => {
  it('is a slider that says the time', async () => {
    const player = await playerOf(smallRun().trace());
    await seekTo(player, 0.6);
    const slider = part(player, 'timeline');
    expect(slider.getAttribute('aria-valuenow')).to.equal('0.600');
    expect(slider.getAttribute('aria-valuemax')).to.equal('1.800');
    expect(slider.getAttribute('aria-valuetext')).to.equal('0:00.600 of 0:01.800');
  });

  it('seeks where it is pressed, and along with a drag that leaves it', async () => {
    const player = await playerOf(smallRun().trace());
    const slider = part(player, 'timeline');
    slider.scrollIntoView();
    const [x, y] = middleOf(slider);
    const { width } = slider.getBoundingClientRect();
    await sendMouse({ type: 'move', position: [x, y] });
    await sendMouse({ type: 'down' });
    expect(player.currentTime).to.be.closeTo(0.9, 0.01);
    await sendMouse({ type: 'move', position: [Math.round(x + width / 4), y - 60] });
    await settled(player);
    expect(player.currentTime).to.be.closeTo(1.35, 0.01);
    await sendMouse({ type: 'up' });
    await sendMouse({ type: 'move', position: [x, y] });
    expect(player.currentTime).to.be.closeTo(1.35, 0.01);
  });

  it('marks what is worth finding, with names', async () => {
    const player = await playerOf(smallRun().error('odd').trace());
    await settled(player);
    const titles = [...player.shadowRoot!.querySelectorAll('[part~=marker] title')].map(
      (title) => title.textContent,
    );
    expect(titles).to.deep.equal([
      'First token at 0.200 s',
      'Reasoning complete at 0.600 s',
      'Tool call: look_up at 0.800 s',
      'Response complete: stop at 1.800 s',
    ]);
  });

  it('colours the phases, and leaves a gap where nothing came', async () => {
    const player = await playerOf(smallRun().trace());
    const kinds = (group: string) =>
      [...player.shadowRoot!.querySelectorAll(`[part=${group}] path`)].map((path) => path.classList[1]);
    expect(kinds('phases')).to.deep.equal(['waiting', 'reasoning', 'response', 'tools']);
    expect(kinds('bars')).to.deep.equal(['reasoning', 'response', 'tools']);
  });
});
