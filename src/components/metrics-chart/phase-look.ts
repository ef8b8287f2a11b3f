import type { PhaseKind } from '../../trace/run-phases.js';
import type { Palette } from './palette.js';

const COLOUR_OF_PHASE = { waiting: 'wait', reasoning: 'reason', response: 'resp', tools: 'tool' } as const;
const TILE_PX = 6;

/** Hatching of each phase on a tile of 6 px; none for the response. */
const HATCHES: Partial<Record<PhaseKind, string>> = {
  waiting: 'M-1 7 7-1M-1 1 1-1M5 7 7 5',
  reasoning: 'M1 1h1.5v1.5h-1.5zM4 4h1.5v1.5h-1.5z',
  tools: 'M3 0V6M0 3H6',
};

/** The colour that stands for a phase. */
export function phaseColour({ colours }: Palette, phase: PhaseKind): string {
  return colours[COLOUR_OF_PHASE[phase]];
}

/** Whether its shading is hatched. */
export function isHatched(phase: PhaseKind): boolean {
  return phase in HATCHES;
}

/** Fills a box as its phase is shaded: a light ground, and a hatching that tells it without colour. */
export function shadePhase(
  context: CanvasRenderingContext2D,
  palette: Palette,
  phase: PhaseKind,
  box: readonly [x: number, y: number, width: number, height: number],
): void {
  context.save();
  context.fillStyle = phaseColour(palette, phase);
  context.globalAlpha = 0.2;
  context.fillRect(...box);
  const hatch = hatchPattern(context, phase, context.fillStyle);
  if (hatch) {
    context.globalAlpha = 0.55;
    context.fillStyle = hatch;
    context.fillRect(...box);
  }
  context.restore();
}

function hatchPattern(
  context: CanvasRenderingContext2D,
  phase: PhaseKind,
  colour: string,
): CanvasPattern | null {
  const hatch = HATCHES[phase];
  if (!hatch) return null;
  const ratio = context.getTransform().a;
  const side = Math.max(1, Math.round(TILE_PX * ratio));
  const tile = new OffscreenCanvas(side, side);
  const drawing = tile.getContext('2d')!;
  drawing.scale(side / TILE_PX, side / TILE_PX);
  drawing.strokeStyle = drawing.fillStyle = colour;
  if (phase === 'reasoning') drawing.fill(new Path2D(hatch));
  else drawing.stroke(new Path2D(hatch));
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(TILE_PX / side));
  return pattern;
}
