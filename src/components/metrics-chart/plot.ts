import uPlot from 'uplot';
import type { Lane, LaneKey } from './lanes.js';
import { Painter } from './paint.js';
import { plotColumn, plotTimes } from './plot-columns.js';
import type { PlotModel } from './plot-model.js';
import { laneRange, type LaneRange, withinRange } from './lane-range.js';
import { plotOptions } from './plot-options.js';
import { chartWords } from './chart-words.js';
import { rateText } from '../shared/figure-text.js';
import { bucketsIn, FONT_PX, layOut, type LaneTitle, type Scene } from './scene.js';

/** Draws a model with uPlot, on one canvas that holds the whole picture: legend, phases, marks, curves and axes. */
export class Plot {
  readonly #holder: HTMLElement;
  #plot?: uPlot;
  #model?: PlotModel;
  #scene?: Scene;
  /** What the present uPlot was made for. */
  #shape = '';
  readonly #ranges = new Map<LaneKey, LaneRange>();

  constructor(holder: HTMLElement) {
    this.#holder = holder;
  }

  get scene(): Scene | undefined {
    return this.#scene;
  }

  get canvas(): HTMLCanvasElement | undefined {
    return this.#plot?.ctx.canvas;
  }

  /** Draws at once. A change of the values or the view alone keeps what is there of axes and layout. */
  draw(asked: PlotModel): void {
    const data = this.#dataOf(asked);
    const model = {
      ...asked,
      titles: asked.titles.map((title, lane) => this.#toldTitle(title, asked.lanes[lane]!)),
    };
    const scene = layOut(model, textMeasure(model));
    const shape = JSON.stringify([
      model.width,
      scene.height,
      scene.plotTop,
      model.palette,
      model.axisLabel,
      model.lanes.map(({ key, curves }) => [key, curves.map(({ run }) => run.place)]),
    ]);
    this.#model = model;
    this.#scene = scene;
    if (shape !== this.#shape) this.#rebuild(model, scene);
    this.#shape = shape;
    const plot = this.#plot!;
    plot.batch(() => {
      plot.setData(data, false);
      plot.setScale('x', { min: model.view.startMs, max: model.view.endMs });
    });
  }

  clear(): void {
    this.#plot?.destroy();
    this.#plot = this.#scene = this.#model = undefined;
    this.#shape = '';
  }

  #dataOf({ view, lanes, width }: PlotModel): uPlot.AlignedData {
    const bucketCount = bucketsIn(width);
    const columns = lanes.flatMap(({ key, curves }) => {
      const ofLane = curves.map((curve) => plotColumn(curve, view, bucketCount));
      const range = laneRange(key, ofLane);
      this.#ranges.set(key, range);
      return ofLane.map((column) => withinRange(column, range));
    });
    return [plotTimes(view, bucketCount), ...columns];
  }

  /** What is drawn lower than it is, is told. */
  #toldTitle({ name, notes }: LaneTitle, { key }: Lane): LaneTitle {
    const beyond = this.#ranges.get(key)?.beyond;
    return { name, notes: beyond === undefined ? notes : [...notes, chartWords().beyond(rateText(beyond))] };
  }

  #rebuild(model: PlotModel, scene: Scene): void {
    this.#plot?.destroy();
    const options = plotOptions(model, scene, (key) => this.#ranges.get(key)!);
    this.#plot = new uPlot(
      {
        ...options,
        hooks: {
          drawClear: [(plot) => this.#paint(plot, (painter) => painter.paintGround())],
          draw: [(plot) => this.#paint(plot, (painter) => painter.paintMarks())],
        },
      },
      [[]],
      this.#holder,
    );
  }

  #paint({ ctx }: uPlot, paint: (painter: Painter) => void): void {
    ctx.save();
    ctx.scale(uPlot.pxRatio, uPlot.pxRatio);
    paint(new Painter(ctx, this.#model!, this.#scene!));
    ctx.restore();
  }
}

function textMeasure({ palette }: PlotModel): (text: string) => number {
  const context = new OffscreenCanvas(1, 1).getContext('2d')!;
  context.font = `${FONT_PX}px ${palette.fontFamily}`;
  return (text) => context.measureText(text).width;
}
