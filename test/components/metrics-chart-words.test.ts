import { expect } from '@open-wc/testing';
import { chartOf, choicesRun } from './chart-fixture.js';

interface PaintedWord {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly y: number;
}

/** What is written on canvases while something is done, and where. */
async function wordsPaintedBy(doing: () => Promise<unknown>): Promise<PaintedWord[]> {
  const words: PaintedWord[] = [];
  const { prototype } = CanvasRenderingContext2D;
  const { fillText } = prototype;
  prototype.fillText = function (text, x, y, ...most) {
    words.push({ text, left: x, right: x + this.measureText(text).width, y });
    fillText.call(this, text, x, y, ...most);
  };
  try {
    await doing();
  } finally {
    prototype.fillText = fillText;
  }
  return words;
}

describe('the words on a chart', () => {
  it('name phases at the same time without lying over each other', async () => {
    const words = await wordsPaintedBy(() => chartOf({ traces: [choicesRun(2)] }));
    const names = words.filter(({ text }) => text === 'Response');
    expect(names.length).to.be.above(0);
    for (const one of names)
      for (const other of names) {
        const isElsewhere = one.y !== other.y || one.left >= other.right || other.left >= one.right;
        expect(isElsewhere || one.left === other.left, JSON.stringify([one, other])).to.equal(true);
      }
  });
});
