import { traceSource } from '../../src/engine/index.js';
import { steadyTrace } from './traces.js';
import { watchedPlayer } from './watched-player.js';

// A program of its own, because a test runner takes an unhandled rejection for a failed test.
const { player } = watchedPlayer(traceSource(steadyTrace()));
const told: string[] = [];
player.subscribe(() => {
  throw new Error('a listener’s fault');
});
player.subscribe((type) => told.push(type));
player.seek(100);
console.log(told.join(' '));
