import { type ChartFrame, chartFrame, plotModel } from './chart-frame.js';
import { racePlaceOf } from '../shared/race-place.js';
import { ChartRun, type RunSource } from './chart-run.js';
import { ChartSources, type SourceSettings } from './chart-sources.js';
import type { MetricName } from './metric-name.js';
import { ChartScale } from './overlay.js';
import { readPalette } from './palette.js';
import { Plot } from './plot.js';
import { plotColumn } from './plot-columns.js';
import { RunReader } from './run-reader.js';
import { bucketsIn } from './scene.js';
import type { ViewRange } from './view-range.js';

/** Where a chart draws, and whom it tells that it has. */
export interface DrawingHost extends HTMLElement {
  readonly metricNames: readonly MetricName[];
  /** The runs' places, from 1 on, apart by spaces; where it says none, those in a comparison, else their order. */
  readonly places: string;
  /** Where the canvas stands; undefined until the host has rendered. */
  readonly holder: HTMLElement | null;
  handleDrawn(): void;
  handleMove(): void;
}

/** Keeps a chart's drawing up with its runs: follows them, reads what is new, and draws when something differs. */
export class ChartDrawing {
  readonly sources: ChartSources;
  /** What was drawn last; undefined while there is nothing to draw. */
  frame?: ChartFrame;
  /** The part to show, where not all. */
  zoom?: ViewRange;
  readonly #host: DrawingHost;
  readonly #reader: RunReader;
  #runs: readonly ChartRun[] = [];
  #plot?: Plot;

  constructor(host: DrawingHost) {
    this.#host = host;
    this.#reader = new RunReader(
      () => this.#takeRuns(),
      (pause) => this.#drawSlowly(pause),
    );
    this.sources = new ChartSources(
      host,
      () => this.#reader.ask(),
      () => host.handleMove(),
    );
  }

  get runs(): readonly ChartRun[] {
    return this.frame?.runs ?? [];
  }

  /** Between places on what was drawn and its times. */
  get scale(): ChartScale | undefined {
    const scene = this.#plot?.scene;
    return this.frame && scene && new ChartScale(scene, this.frame.view);
  }

  /** Where the lines over the drawing begin, under its legend: pixels from its top. */
  get linesTop(): number {
    return this.#plot?.scene?.strips[0]?.top ?? 0;
  }

  get canvas(): HTMLCanvasElement | undefined {
    return this.#plot?.canvas;
  }

  follow(settings: SourceSettings): void {
    this.zoom = undefined;
    this.sources.follow(settings);
  }

  /** Reads what is new and draws, soon. */
  ask(): void {
    this.#reader.ask();
  }

  settled(): Promise<void> {
    return this.#reader.settled();
  }

  stop(): void {
    this.#reader.stop();
    this.sources.release();
  }

  /** Draws what has been read, at once. */
  draw(): void {
    this.#paint(this.#takeFrame());
  }

  /** Draws what has been read, with a pause behind each curve that is made ready. */
  async #drawSlowly(pause: () => Promise<void>): Promise<void> {
    const frame = this.#takeFrame();
    const { zoom } = this;
    const width = this.#width;
    for (const curve of frame?.lanes.flatMap(({ curves }) => curves) ?? []) {
      plotColumn(curve, frame!.view, bucketsIn(width));
      await pause();
    }
    if (zoom === this.zoom && width === this.#width) this.#paint(frame);
    else this.draw();
  }

  #takeFrame(): ChartFrame | undefined {
    const isEmpty = !this.#runs.some(({ trace }) => trace.length > 0);
    return isEmpty ? undefined : chartFrame(this.#runs, this.#host.metricNames, this.zoom);
  }

  #paint(frame: ChartFrame | undefined): void {
    const { holder } = this.#host;
    if (!holder || !this.#host.isConnected) return;
    this.frame = frame;
    const width = this.#width;
    if (!frame || width === 0) this.#plot?.clear();
    else {
      this.#plot ??= new Plot(holder);
      this.#plot.draw(plotModel(frame, width, readPalette(this.#host)));
    }
    this.#host.handleDrawn();
  }

  get #width(): number {
    return Math.floor(this.#host.holder?.clientWidth ?? 0);
  }

  /** The runs as the sources have them; those that were there stay, with what was read of them. */
  #takeRuns(): readonly ChartRun[] {
    const known = [...this.#runs];
    const places = this.#host.places.split(/\s+/).map(Number);
    this.#runs = this.sources.runs
      .map((source, index) => {
        const run = takeRun(known, source);
        run.place = placeIn(places[index]) ?? (source.media && racePlaceOf(source.media)) ?? index + 1;
        return run;
      })
      .sort((left, right) => left.place - right.place);
    return this.#runs;
  }
}

function takeRun(known: ChartRun[], source: RunSource): ChartRun {
  const at = known.findIndex(({ trace, media }) => trace === source.trace && media === source.media);
  return at < 0 ? new ChartRun(source) : known.splice(at, 1)[0]!;
}

function placeIn(asked = 0): number | undefined {
  return Number.isInteger(asked) && asked >= 1 && asked <= 4 ? asked : undefined;
}
