import { randomBytes } from 'node:crypto';

/** A new run's id: the time to the second, so that files sort by it; the model, for people; and four characters against collisions. */
export function createRunId(model: string, at = new Date()): string {
  const [date, time] = at.toISOString().split('T') as [string, string];
  const slug = model
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .slice(-40)
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  const random = randomBytes(3).toString('hex').slice(0, 4);
  return [date.replaceAll('-', ''), time.slice(0, 8).replaceAll(':', ''), slug || 'model', random].join('-');
}
