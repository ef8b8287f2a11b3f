import { expect, fixture, html, nextFrame, waitUntil } from '@open-wc/testing';
import { setStrings } from '../../src/components/index.js';
import { tokens } from '../../src/components/shared/tokens.styles.js';
import '../../src/components/trace-diff/output-difference.js';
import type { OutputDifferenceElement } from '../../src/components/trace-diff/output-difference.js';

/** Shows how two answers differ, and waits until they are compared. */
async function differenceOf(left: string, right: string, widthPx = 900): Promise<OutputDifferenceElement> {
  const holder = await fixture<HTMLElement>(html`<div></div>`);
  holder.style.width = `${widthPx}px`;
  const root = holder.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [tokens.styleSheet!];
  const element = document.createElement('trace-output-difference');
  Object.assign(element, { left, right, leftName: 'A', rightName: 'B' });
  root.append(element);
  await waitUntil(() => element.querySelector('.output-head, .output-message:not([role])'));
  await nextFrame();
  return element;
}

const shown = (element: Element, selector: string) =>
  [...element.querySelectorAll(selector)].map((found) => found.textContent);

const button = (element: Element, label: string) =>
  [...element.querySelectorAll('button')].find(
    (found) => found.textContent.trim() === label || found.getAttribute('aria-label') === label,
  )!;

const summaryOf = (element: Element) =>
  element.querySelector('.output-head p')!.textContent.replace(/\s+/g, ' ').trim();

describe('the differences of two answers', () => {
  const left = 'Salt comes from rivers.\n\n  Rain washes it.';
  const right = 'Salt comes from rocks.\n\n  Rain washes it out.';

  it('shows what each has alone, and all text as it came', async () => {
    const element = await differenceOf(left, right);
    expect(shown(element, '.output-text .left')).to.deep.equal(['rivers']);
    expect(shown(element, '.output-text .right')).to.deep.equal(['rocks', ' out']);
    const pieces = shown(element, '.output-text .output-piece:not(.right)').join('');
    expect(pieces).to.equal(left);
  });

  it('says how alike they are and where they part', async () => {
    const element = await differenceOf(left, right);
    expect(summaryOf(element)).to.match(/^\d+ % of the words are equal; they part after 3 equal words\.$/);
  });

  it('stands side by side, line by line', async () => {
    const element = await differenceOf('one\ntwo\nthree\nfour', 'one\n2\nfour');
    button(element, 'Side by side').click();
    await element.updateComplete;
    const rows = [...element.querySelectorAll('.output-row')].map((row) =>
      [...row.children].map((cell) => cell.textContent.trim()).join('|'),
    );
    expect(rows).to.deep.equal(['one|one', 'two|2', 'three|', 'four|four']);
  });

  it('leads from change to change by buttons and by keys, and says which', async () => {
    const element = await differenceOf(left, right);
    const count = () => element.querySelector('.count')!.textContent;
    expect(count()).to.equal('2 changes');
    button(element, 'Next change').click();
    await element.updateComplete;
    await nextFrame();
    expect(count()).to.equal('Change 1 of 2');
    const root = element.getRootNode() as ShadowRoot;
    expect(root.activeElement!.textContent).to.equal('rivers');
    root.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true }));
    await element.updateComplete;
    await nextFrame();
    expect(root.activeElement!.textContent).to.equal(' out');
    root.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: 'p', bubbles: true }));
    await element.updateComplete;
    expect(count()).to.equal('Change 1 of 2');
  });

  it('says that answers are the same', async () => {
    const element = await differenceOf('Same.', 'Same.');
    expect(element.textContent).to.contain('The answers are the same, character by character.');
  });

  it('keeps text as text', async () => {
    const element = await differenceOf('<img src=x onerror=alert(1)>', '<b>bold</b>');
    expect(element.querySelector('img, b')).to.equal(null);
  });

  it('follows the answers when they change', async () => {
    const element = await differenceOf('a b', 'a c');
    element.right = 'a b';
    await waitUntil(() => element.textContent.includes('The answers are the same'));
  });

  for (const view of ['Together', 'Side by side'])
    it(`is accessible, ${view.toLowerCase()}, 360 px wide`, async () => {
      const element = await differenceOf(left, right, 360);
      button(element, view).click();
      await element.updateComplete;
      await expect(element).to.be.accessible();
      expect(element.scrollWidth).to.be.at.most(360);
    });

  it('draws each change of a long answer once, and again only where it is stepped to', async () => {
    const lines = (word: string) =>
      Array.from({ length: 500 }, (_, at) => `Line ${at} ${at % 2 ? word : 'same'}.`).join('\n');
    let drawings = 0;
    setStrings({ onlyIn: (name: string) => (drawings++, `only in ${name}`) });
    try {
      const element = await differenceOf(lines('left'), lines('right'));
      await waitUntil(() => element.querySelectorAll('[data-change]').length === 500, '', { timeout: 8000 });
      expect(drawings).to.be.lessThan(750);
      const before = drawings;
      button(element, 'Next change').click();
      await element.updateComplete;
      await nextFrame();
      expect(element.querySelectorAll('.current').length).to.equal(2);
      expect(drawings - before).to.be.lessThan(100);
    } finally {
      setStrings({ onlyIn: (name: string) => `only in ${name}` });
    }
  });

  for (const view of ['Together', 'Side by side'])
    it(`has an element and a text for each piece and nothing else, ${view.toLowerCase()}`, async () => {
      const element = await differenceOf(left, right);
      button(element, view).click();
      await element.updateComplete;
      const pieces = element.querySelectorAll('.output-part .output-piece');
      const others = element.querySelectorAll('.output-part :is(.output-row, .output-cell)');
      let nodes = 0;
      for (const part of element.querySelectorAll('.output-part')) {
        const walker = document.createTreeWalker(part);
        while (walker.nextNode()) nodes++;
      }
      expect(pieces.length).to.be.greaterThan(4);
      expect(nodes).to.equal(pieces.length * 2 + others.length);
    });

  it('draws long answers to the end', async () => {
    const lines = (word: string) =>
      Array.from({ length: 400 }, (_, at) => `Line ${at} ${at % 2 ? word : 'same'}.`).join('\n');
    const element = await differenceOf(lines('left'), lines('right'));
    const leftText = () => shown(element, '.output-text .output-piece:not(.right)').join('');
    await waitUntil(() => leftText().length >= lines('left').length);
    expect(leftText()).to.equal(lines('left'));
  });
});
