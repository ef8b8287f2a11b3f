/** What a chart draws, by the names that its attribute takes. */
export type MetricName = 'tokens_per_second' | 'memory' | 'itl' | 'cumulative_tokens';

/** All of them, in the order in which they stand where nothing else is asked for. */
export const METRICS: readonly MetricName[] = ['tokens_per_second', 'memory', 'itl', 'cumulative_tokens'];

/** The metrics that an attribute names, each once, in its order; all of them where it names none that is known. */
export function metricsNamed(names: string): readonly MetricName[] {
  const isMetric = (name: string): name is MetricName => METRICS.includes(name as MetricName);
  const known = [...new Set(names.split(/[\s,]+/))].filter(isMetric);
  return known.length > 0 ? known : METRICS;
}
