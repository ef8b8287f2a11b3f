import { type Marker, markers } from '../../engine/markers.js';
import { type PhaseKind, runPhases } from '../../trace/run-phases.js';
import { MARKER_SHAPES } from '../shared/marker-shapes.js';
import type { ChartRun } from './chart-run.js';
import { type Palette, runColour, runDash } from './palette.js';
import { isHatched, phaseColour, shadePhase } from './phase-look.js';
import type { PlotModel } from './plot-model.js';
import {
  AXIS_WIDTH,
  FONT_PX,
  type LegendLine,
  NOTE_ROW,
  RIGHT_MARGIN,
  SAMPLE_WIDTH,
  type Scene,
  STRIP_HEIGHT,
} from './scene.js';
import { chartWords } from './chart-words.js';

/** Closer together than this, marks of one kind cannot be told apart. */
const MARKER_SPACE_PX = 3;

const MARKER_COLOURS = {
  first_token: 'reason',
  reasoning_completed: 'reason',
  response_completed: 'resp',
  tool_call: 'tool',
  error: 'err',
} as const;

/** Paints what uPlot does not draw, in CSS pixels: the ground with its phases, and the marks, titles and legend. */
export class Painter {
  readonly #context: CanvasRenderingContext2D;
  readonly #model: PlotModel;
  readonly #scene: Scene;

  constructor(context: CanvasRenderingContext2D, model: PlotModel, scene: Scene) {
    this.#context = context;
    this.#model = model;
    this.#scene = scene;
    context.font = `${FONT_PX}px ${model.palette.fontFamily}`;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
  }

  /** What lies under the curves. A saved picture has a ground of its own. */
  paintGround(): void {
    const { width, height, strips } = this.#scene;
    this.#context.fillStyle = this.#palette.colours.bg;
    this.#context.fillRect(0, 0, width, height);
    for (const { run, top } of strips) this.#paintPhases(run, top);
  }

  /** What lies over the curves. */
  paintMarks(): void {
    for (const { run, top } of this.#scene.strips) this.#paintMarkers(run, top + STRIP_HEIGHT + 2);
    this.#paintTitles();
    for (const line of this.#scene.legend) this.#paintLegendLine(line);
  }

  get #palette(): Palette {
    return this.#model.palette;
  }

  get #right(): number {
    return this.#scene.width - RIGHT_MARGIN;
  }

  /** The place of a run's time, kept just beyond the plot's ends. */
  #xOf({ originMs }: ChartRun, timeMs: number): number {
    const { startMs, endMs } = this.#model.view;
    const share = (timeMs - originMs - startMs) / (endMs - startMs || 1);
    return AXIS_WIDTH + Math.min(1.1, Math.max(-0.1, share)) * (this.#right - AXIS_WIDTH);
  }

  /** `margin` is what may stand out at both sides. */
  #clipToPlot(margin = 0): void {
    this.#context.beginPath();
    this.#context.rect(AXIS_WIDTH - margin, 0, this.#right - AXIS_WIDTH + 2 * margin, this.#scene.height);
    this.#context.clip();
  }

  #paintPhases(run: ChartRun, top: number): void {
    const context = this.#context;
    if (this.#model.runs.length > 1)
      this.#paintText(run.letter, AXIS_WIDTH - 16, top + STRIP_HEIGHT / 2, 'ink', true);
    context.save();
    this.#clipToPlot();
    const phases = runPhases(run.trace)
      .map(({ kind, startMs, endMs }) => ({
        kind,
        left: this.#xOf(run, startMs),
        right: this.#xOf(run, endMs),
      }))
      .filter(({ left, right }) => right - left > 0.2);
    for (const { kind, left, right } of phases) this.#paintPhase(kind, left, Math.max(1, right - left), top);
    this.#paintPhaseNames(phases, top);
    context.restore();
  }

  #paintPhase(kind: PhaseKind, left: number, width: number, top: number): void {
    const context = this.#context;
    if (this.#model.runs.length === 1) this.#paintBand(kind, left, width);
    shadePhase(context, this.#palette, kind, [left, top, width, STRIP_HEIGHT]);
    context.fillStyle = phaseColour(this.#palette, kind);
    context.fillRect(left, top, width, 2);
    context.fillRect(left, top, 1, STRIP_HEIGHT);
  }

  /** Those that have room, also beside the one before: phases of completions at the same time lie over each other. */
  #paintPhaseNames(phases: readonly { kind: PhaseKind; left: number; right: number }[], top: number): void {
    let namedTo = AXIS_WIDTH;
    for (const { kind, left, right } of phases) {
      const shownLeft = Math.max(left, AXIS_WIDTH);
      const name = chartWords().phaseNames[kind];
      const nameWidth = this.#context.measureText(name).width;
      if (shownLeft < namedTo || nameWidth + 12 > Math.min(right, this.#right) - shownLeft) continue;
      if (isHatched(kind)) this.#paintLabelGround(shownLeft + 3, top + 3, nameWidth + 6);
      this.#paintText(name, shownLeft + 6, top + STRIP_HEIGHT / 2 + 1, 'ink');
      namedTo = shownLeft + nameWidth + 12;
    }
  }

  /** Text on hatching is hard to read. */
  #paintLabelGround(left: number, top: number, width: number): void {
    const context = this.#context;
    context.fillStyle = this.#palette.colours.bg;
    context.globalAlpha = 0.8;
    context.fillRect(left, top, width, STRIP_HEIGHT - 4);
    context.globalAlpha = 1;
  }

  /** With one run its phases shade the whole plot; those of several would lie over each other. */
  #paintBand(kind: PhaseKind, left: number, width: number): void {
    const context = this.#context;
    const { plotTop, plotHeight } = this.#scene;
    context.fillStyle = phaseColour(this.#palette, kind);
    context.globalAlpha = 0.06;
    context.fillRect(left, plotTop, width, plotHeight);
    context.globalAlpha = 0.35;
    context.fillRect(left, plotTop, 1, plotHeight);
    context.globalAlpha = 1;
  }

  #paintMarkers(run: ChartRun, top: number): void {
    const context = this.#context;
    const lastAt = new Map<Marker['kind'], number>();
    context.save();
    this.#clipToPlot(5);
    for (const { kind, timeMs } of markers(run.trace)) {
      const x = this.#xOf(run, timeMs);
      if (x - (lastAt.get(kind) ?? -Infinity) < MARKER_SPACE_PX) continue;
      lastAt.set(kind, x);
      this.#paintMarker(kind, x, top);
    }
    context.restore();
  }

  #paintMarker(kind: Marker['kind'], x: number, y: number): void {
    const context = this.#context;
    const shape = new Path2D();
    shape.addPath(new Path2D(MARKER_SHAPES[kind]), new DOMMatrix().translate(x, y));
    context.lineWidth = kind === 'error' ? 2 : 1;
    context.strokeStyle = context.fillStyle = this.#palette.colours[MARKER_COLOURS[kind]];
    if (kind === 'error') context.stroke(shape);
    else context.fill(shape);
  }

  #paintTitles(): void {
    const { slots, plotTop } = this.#scene;
    for (const { top, name, notes, noteLeft } of slots) {
      const y = plotTop + top + 13;
      this.#paintText(name, AXIS_WIDTH, y, 'ink', true);
      notes.forEach((note, row) => {
        const noteY = noteLeft > 0 ? y : y + NOTE_ROW * (row + 1);
        this.#paintText(note, AXIS_WIDTH + noteLeft, noteY, 'dim');
      });
    }
  }

  #paintLegendLine({ entry, text, left, top }: LegendLine): void {
    const context = this.#context;
    const y = top + 10;
    if (entry?.kind === 'run') this.#paintLineSample(entry.run, left, y);
    if (entry?.kind === 'phase') shadePhase(context, this.#palette, entry.phase, [left, y - 6, 18, 12]);
    if (entry?.kind === 'marker') this.#paintMarker(entry.marker, left + 9, y - 3);
    this.#paintText(text, left + SAMPLE_WIDTH, y, entry?.kind === 'run' ? 'ink' : 'dim');
  }

  #paintLineSample({ place }: ChartRun, left: number, y: number): void {
    const context = this.#context;
    context.save();
    context.strokeStyle = runColour(this.#palette, place);
    context.lineWidth = 2;
    context.setLineDash(runDash(place));
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(left + 20, y);
    context.stroke();
    context.restore();
  }

  #paintText(text: string, left: number, y: number, colour: 'ink' | 'dim', isBold = false): void {
    const context = this.#context;
    context.font = `${isBold ? '600 ' : ''}${FONT_PX}px ${this.#palette.fontFamily}`;
    context.fillStyle = this.#palette.colours[colour];
    context.fillText(text, left, y);
  }
}
