import { html, nothing, type TemplateResult } from 'lit';
import type { BucketDifference, Comparison } from '../../trace/comparison/comparison.js';
import type { TimeBucket } from '../../trace/comparison/time-bucket.js';
import { findingsWords } from './findings-words.js';
import { renderLetter, type RunnerPair, timeText } from './verdict-view.js';

/** Where each run's time went, and in what they differ: the largest difference stands out. */
export function renderBuckets(
  { latency, left, right }: Comparison,
  pair: RunnerPair,
): TemplateResult | typeof nothing {
  // Times that are made up go nowhere.
  if (left.estimated || right.estimated) return nothing;
  const words = findingsWords();
  const { buckets, largest, leftMs, rightMs, differenceMs } = latency;
  const spent = buckets.filter(({ left, right }) => left.ms > 0 || right.ms > 0);
  return html`<table class="buckets" part="buckets">
    <caption>
      ${words.timeSpent}
    </caption>
    <thead>
      <tr>
        <td></td>
        <th scope="col">${renderLetter(pair.left)}</th>
        <th scope="col">${renderLetter(pair.right)}</th>
        <th scope="col">${words.bucketDifference}</th>
      </tr>
    </thead>
    <tbody>
      ${spent.map((bucket) => renderBucket(bucket, bucket === largest))}
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">${words.total}</th>
        <td><bdi>${timeText(leftMs)}</bdi></td>
        <td><bdi>${timeText(rightMs)}</bdi></td>
        <td><bdi>${signedText(differenceMs)}</bdi></td>
      </tr>
    </tfoot>
  </table>`;
}

function renderBucket(
  { name, left, right, differenceMs }: BucketDifference,
  isLargest: boolean,
): TemplateResult {
  return html`<tr class=${isLargest ? 'largest' : ''}>
    <th scope="row">${findingsWords().bucketName(name)}</th>
    ${[left, right].map(
      (bucket) =>
        html`<td>
          <bdi>${bucket.ms > 0 ? timeText(bucket.ms) : findingsWords().noTime}</bdi>${renderStalls(bucket)}
        </td>`,
    )}
    <td><bdi>${signedText(differenceMs)}</bdi></td>
  </tr>`;
}

function renderStalls({ stalls }: TimeBucket): TemplateResult | typeof nothing {
  if (stalls.length === 0) return nothing;
  const longest = Math.max(...stalls.map(({ ms }) => ms));
  return html`<small>${findingsWords().stalls(stalls.length, timeText(longest))}</small>`;
}

function signedText(ms: number): string {
  if (Math.abs(ms) < 0.5) return timeText(0);
  return `${ms > 0 ? '+' : '−'}${timeText(Math.abs(ms))}`;
}
