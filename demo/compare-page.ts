import '../src/components/index.js';
import type { MetricsChartElement, TracePlayerElement } from '../src/components/index.js';
import { MOST_RUNS } from '../src/components/shared/race-place.js';
import { elementOn } from './page-player.js';
import { takeRunFiles } from './run-files.js';

/** An address, or a file. */
type RunSource = string | Blob;

/** The runs that ship with the demo: recordings of made-up models, asked the same. */
const SHIPPED_RUNS = ['./runs/demo-large.json', './runs/demo-small.json'];

const stage = elementOn(document, 'stage');
const chart = elementOn<MetricsChartElement>(document, 'chart');
const opened = elementOn(document, 'opened');
const query = new URLSearchParams(location.search);

let sources: RunSource[] = askedRuns(query);

for (const link of document.querySelectorAll<HTMLAnchorElement>('.examples a'))
  if (link.search === location.search) link.setAttribute('aria-current', 'true');
nameSources();
race();
takeRunFiles((files, place) => {
  sources = files.length > 1 ? files : sources.slice(0, 2).with(place, files[0]!);
  opened.textContent = files.map(({ name }) => name).join(' · ');
  nameSources();
  race();
});

/** The form asks for two; a link may name more. */
function askedRuns(asked: URLSearchParams): RunSource[] {
  const runs = asked.getAll('run');
  if (runs.length > 1) return runs;
  return [asked.get('left') ?? SHIPPED_RUNS[0]!, asked.get('right') ?? SHIPPED_RUNS[1]!];
}

/** Says in the form what is on the page; a file has no address to say. */
function nameSources(): void {
  for (const [place, id] of ['left', 'right'].entries()) {
    const source = sources[place]!;
    elementOn<HTMLInputElement>(document, id).value = typeof source === 'string' ? source : '';
  }
}

/** Shows the runs anew: players within the comparison, so that the chart can follow the same ones. */
function race(): void {
  const diff = document.createElement('trace-diff');
  const players = sources.map(playerOf);
  diff.append(...players);
  diff.shareBase = './embed.html';
  diff.autoplay = query.has('autoplay');
  stage.replaceChildren(diff);
  chart.htmlFor = players
    .slice(0, MOST_RUNS)
    .map(({ id }) => id)
    .join(' ');
}

function playerOf(source: RunSource, place: number): TracePlayerElement {
  const player = document.createElement('trace-player');
  player.id = `run-${place + 1}`;
  // The comparison says that it has no place for more: these load nothing.
  if (place >= MOST_RUNS) return player;
  if (typeof source === 'string') player.src = source;
  else player.trace = source;
  return player;
}
