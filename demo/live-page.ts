import '../src/components/index.js';
import { elementOn, playerOn } from './page-player.js';

/** Where the recorder streams unless it is told otherwise. */
const USUAL_ADDRESS = 'http://127.0.0.1:9090/events';

const address = new URLSearchParams(location.search).get('src') ?? USUAL_ADDRESS;
elementOn<HTMLInputElement>(document, 'src').value = address;

// The form submits to this page: the address stands in the page's own, and can be kept or sent.
const player = playerOn(document);
player.autoplay = true;
player.src = address;
