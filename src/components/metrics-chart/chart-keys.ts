/** What keys do to a chart. */
export interface ChartCommands {
  /** Moves the cursor by a share of what is shown. */
  moveCursor(share: number): void;
  /** Goes to the chunk before (−1) or after (1). */
  stepChunk(direction: -1 | 1): void;
  goToEnd(end: 'start' | 'end'): void;
  seekToCursor(): void;
  zoom(factor: number): void;
  /** Returns whether there was anything to restore. */
  restore(): boolean;
}

const STEP = 0.01;
const LONG_STEP = 0.1;
const ZOOM_IN = 0.5;

type KeyAction = (chart: ChartCommands, event: KeyboardEvent) => boolean | void;

const ACTIONS: Record<string, KeyAction> = {
  ArrowLeft: (chart, { shiftKey }) => chart.moveCursor(shiftKey ? -LONG_STEP : -STEP),
  ArrowDown: (chart, { shiftKey }) => chart.moveCursor(shiftKey ? -LONG_STEP : -STEP),
  ArrowRight: (chart, { shiftKey }) => chart.moveCursor(shiftKey ? LONG_STEP : STEP),
  ArrowUp: (chart, { shiftKey }) => chart.moveCursor(shiftKey ? LONG_STEP : STEP),
  PageDown: (chart) => chart.moveCursor(-LONG_STEP),
  PageUp: (chart) => chart.moveCursor(LONG_STEP),
  ',': (chart) => chart.stepChunk(-1),
  '.': (chart) => chart.stepChunk(1),
  Home: (chart) => chart.goToEnd('start'),
  End: (chart) => chart.goToEnd('end'),
  Enter: (chart) => chart.seekToCursor(),
  '+': (chart) => chart.zoom(ZOOM_IN),
  '=': (chart) => chart.zoom(ZOOM_IN),
  '-': (chart) => chart.zoom(1 / ZOOM_IN),
  '0': (chart) => chart.restore(),
  Escape: (chart) => chart.restore(),
};

/** Does what a key stands for, unless it is a shortcut of something else. */
export function handleChartKey(event: KeyboardEvent, chart: ChartCommands): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const action = ACTIONS[event.key];
  if (!action || action(chart, event) === false) return;
  event.preventDefault();
  // Inside a player's page, its own keys must not act on top of these.
  event.stopPropagation();
}
