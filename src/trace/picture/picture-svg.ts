import { describeNotice } from '../messages.js';
import type { LeftOutPart } from '../lost-parts.js';
import type { Trace } from '../trace.js';
import { PictureTime } from './keyframes.js';
import { lineCells } from './line-cells.js';
import { MovingParts } from './moving-parts.js';
import { PICTURE_STYLE } from './picture-style.js';
import { pictureWords } from './picture-words.js';
import { printableText } from './printable-text.js';
import { type ReadoutStrip, readoutStrips } from './readout-strips.js';
import { thinnedStops } from './row-stops.js';
import { scrollTimes } from './scroll-times.js';
import { shownTrace } from './shown-trace.js';
import { CELL_PX, escapeXml, px, rowText } from './svg-text.js';
import { COLUMNS, type PictureRow, type TranscriptRows, transcriptRows } from './transcript-rows.js';

const MARGIN = 24;
const ROW = 20;
const TEXT_WIDTH = COLUMNS * CELL_PX;
const WIDTH = TEXT_WIDTH + 2 * MARGIN;
const READOUT_TOP = 56;
const TEXT_TOP = 118;
const SMALL_CELL_PX = 6.6;
const LEAST_ROWS = 6;
const ROWS_IN_VIEW = 18;
const MOST_STOPS = 1600;
const MOST_NOTICES = 3;
/** Where the figures stand, in cells. */
const FIGURE_COLUMNS = [0, 18, 44, 64];

/** What of the run a picture shows. */
export interface PictureOptions {
  /** What is left out of it, and said to be. */
  readonly without?: readonly LeftOutPart[];
}

/**
 * A run as an animated picture: SVG that holds all it needs, without script, of at most 200 kB. The text arrives at its pace, with
 * time, TTFT, tokens per second and tokens above it; at the end it rests for six seconds, and plays again. Where motion is
 * not wanted, or not possible, it shows the end. Light and dark follow the reader's scheme.
 *
 * Long texts scroll; what does not fit (220 rows; 80 of reasoning, 8 of a prompt or a tool's) is left out, and said to be.
 */
export function pictureSvg(trace: Trace, { without = [] }: PictureOptions = {}): string {
  return new Picture(shownTrace(trace, without), without).svg;
}

class Picture {
  readonly #trace: Trace;
  readonly #transcript: TranscriptRows;
  readonly #time: PictureTime;
  readonly #moving: MovingParts;
  readonly #viewHeight: number;
  readonly #notices: readonly string[];

  constructor(trace: Trace, without: readonly LeftOutPart[]) {
    this.#trace = trace;
    this.#notices = noticesOf(trace, without);
    this.#transcript = withFewerStops(transcriptRows(trace));
    this.#time = new PictureTime(playedMs(trace, this.#transcript));
    this.#moving = new MovingParts(this.#time);
    this.#viewHeight = Math.min(ROWS_IN_VIEW, Math.max(LEAST_ROWS, this.#transcript.rows.length)) * ROW;
  }

  get svg(): string {
    const footerTop = TEXT_TOP + this.#viewHeight + 16;
    const height = footerTop + 28 + this.#notices.length * 16;
    const parts = [
      `<rect class="bg" x=".5" y=".5" width="${WIDTH - 1}" height="${height - 1}" rx="10"/>`,
      this.#header(),
      this.#readout(),
      this.#text(),
      this.#footer(footerTop),
    ];
    const title = escapeXml(printableText(pictureWords.title(this.#trace.info.model.slice(0, 200))));
    const size = `width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`;
    return `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" role="img" ${size}><title>${title}</title><style>${PICTURE_STYLE}${this.#moving.css}</style>${parts.join('\n')}</svg>\n`;
  }

  #header(): string {
    const { model, provider, simulated, timing } = this.#trace.info;
    const marks = [
      simulated && pictureWords.simulated,
      timing === 'estimated' && pictureWords.estimated,
      timing === 'server' && pictureWords.serverTimes,
    ].filter((mark) => typeof mark === 'string');
    const names = [
      `<g class="model">${line(model, 40)}</g>`,
      `<g transform="translate(${px(42 * CELL_PX)} 0)" class="dim">${line(provider, 14)}</g>`,
    ];
    return `<g transform="translate(${MARGIN} 34)">${names.join('')}${badges(marks)}</g>`;
  }

  #readout(): string {
    const figures = readoutStrips(this.#trace, this.#time.playedMs).map((strip, at) =>
      this.#figure(strip, `f${at}`, MARGIN + FIGURE_COLUMNS[at]! * CELL_PX),
    );
    return figures.join('');
  }

  /** A window on a strip of states, and below it what they are. */
  #figure(strip: ReadoutStrip, id: string, x: number): string {
    this.#moving.addStrip(id, strip);
    const states = strip.states.map(({ text }, at) => `<text y="${at * ROW + 16}">${escapeXml(text)}</text>`);
    const window = `<svg x="${px(x)}" y="${READOUT_TOP}" width="210" height="${ROW}" class="value"><g id="${id}" class="m">${states.join('')}</g></svg>`;
    return `${window}<text class="label" x="${px(x)}" y="${READOUT_TOP + 34}">${strip.label}</text>`;
  }

  #text(): string {
    const { rows } = this.#transcript;
    this.#moving.addScroll('t', scrollTimes(rows, ROWS_IN_VIEW));
    const drawn = rows.map((row, at) => this.#row(row, at)).join('\n');
    const y = TEXT_TOP;
    return `<path class="line" d="M0 ${y - 13.5}h${WIDTH}"/><svg x="1" y="${y}" width="${WIDTH - 2}" height="${this.#viewHeight}"><g id="t" class="m">${drawn}</g></svg>`;
  }

  #row(row: PictureRow, at: number): string {
    if (row.markup === '') return '';
    const id = `r${at}`;
    this.#moving.addCover(id, row.stops, COLUMNS, row.isRightToLeft);
    const kind = `${row.kind}${row.isHead ? ' head' : ''}`;
    return `<g class="${kind}" transform="translate(${MARGIN - 1} ${at * ROW + 15})">${row.markup}<path id="${id}" class="c m" d="M-1-15h${TEXT_WIDTH + 2}v20h-${TEXT_WIDTH + 2}z"/></g>`;
  }

  #footer(top: number): string {
    this.#moving.addBar('bar');
    this.#moving.addEnd('end');
    const { info, status } = this.#trace;
    const lines = this.#notices.map(
      (notice, at) =>
        `<text class="small" y="${16 * (at + 1)}">${escapeXml(smallLine(notice, TEXT_WIDTH))}</text>`,
    );
    const pace = pictureWords.pace(info.timing);
    const paceX = px(TEXT_WIDTH - pace.length * SMALL_CELL_PX);
    const ended = smallLine(pictureWords.status(this.#trace), TEXT_WIDTH / 2 - 80);
    return [
      `<path class="line" d="M0 ${top - 0.5}h${WIDTH}"/>`,
      `<rect id="bar" class="bar" y="${top - 2}" width="${WIDTH}" height="2"/>`,
      `<g transform="translate(${MARGIN} ${top + 18})">`,
      `<text id="end" class="m small${status === 'failed' ? ' failed' : ''}">${escapeXml(ended)}</text>`,
      `<text class="small" x="${paceX}">${pace}</text>${lines.join('')}</g>`,
    ].join('');
  }
}

function noticesOf(trace: Trace, without: readonly LeftOutPart[]): string[] {
  const leftOut = without.length > 0 ? [pictureWords.leftOutParts(without)] : [];
  return [...leftOut, ...trace.notices.map(describeNotice)].slice(0, MOST_NOTICES);
}

/** What is played ends with the run, or with what there is room for. */
function playedMs(trace: Trace, { rows, isCut }: TranscriptRows): number {
  if (!isCut) return trace.durationMs;
  return rows.reduce((latest, { stops }) => Math.max(latest, stops.at(-1)?.timeMs ?? 0), 0);
}

function withFewerStops({ rows, isCut }: TranscriptRows): TranscriptRows {
  const thinned = thinnedStops(
    rows.map(({ stops }) => stops),
    MOST_STOPS,
  );
  return { isCut, rows: rows.map((row, at) => ({ ...row, stops: thinned[at]! })) };
}

function line(text: string, columns: number): string {
  return rowText(lineCells(text, columns), columns);
}

function smallLine(text: string, widthPx: number): string {
  const cells = lineCells(text, Math.floor(widthPx / SMALL_CELL_PX));
  return cells.map((cell) => cell.text).join('');
}

/** Marks, from the right edge to the left. */
function badges(marks: readonly string[]): string {
  let right = TEXT_WIDTH;
  return marks
    .map((mark) => {
      const width = mark.length * SMALL_CELL_PX + 16;
      const x = px(right - width);
      right -= width + 8;
      return `<g class="badge" transform="translate(${x} -14)"><rect width="${px(width)}" height="19" rx="9.5"/><text x="8" y="13">${mark}</text></g>`;
    })
    .join('');
}
