/** Told as `metrics-seek` on a chart when a reader chose a moment by a click or Enter. Cancelled, no player is sought. */
export class MetricsSeekEvent extends Event {
  /** On the chart's clock, in seconds: since the prompt where several runs are drawn, else the run's own time. */
  readonly time: number;

  constructor(time: number) {
    super('metrics-seek', { cancelable: true });
    this.time = time;
  }
}

declare global {
  interface HTMLElementEventMap {
    'metrics-seek': MetricsSeekEvent;
  }
}
