import type { Palette } from './palette.js';
import type { SceneContent } from './scene.js';
import type { ViewRange } from './view-range.js';

/** All that a drawing of a chart follows from. */
export interface PlotModel extends SceneContent {
  readonly axisLabel: string;
  readonly view: ViewRange;
  readonly palette: Palette;
}
