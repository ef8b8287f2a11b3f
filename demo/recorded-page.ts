import '../src/components/index.js';
import { playerOn } from './page-player.js';
import { listRecordings } from './recordings.js';

/** The run that ships with the demo: a recording of the demo model. */
const SHIPPED_RUN = './runs/demo-model.json';

const src = new URLSearchParams(location.search).get('src') ?? SHIPPED_RUN;
playerOn(document).src = src;
void listRecordings(src);
