import { DEMO_MODEL, startDemoModel } from '../demo-model.js';
import { type Command, type CommandIo, EXIT, type OptionValues } from './command.js';
import { atFreePort } from './first-free-port.js';
import { numberOption, PORT_RANGE } from './option-values.js';
import { untilInterrupted } from './until-interrupted.js';
import { words } from './words.js';

const DEFAULT_PORT = 9099;

/** `trace-player demo`: the demo model, until it is ended. */
export const demoCommand: Command = {
  name: 'demo',
  summary: 'start the demo model, an OpenAI-compatible server to try things out with',
  usage: '[--port N] [--speed N] [--seed N] [--json]',
  options: {
    port: { type: 'string' },
    speed: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean' },
  },
  help: [
    {
      form: '--port N',
      text: `where to listen (0: any free port; default: ${DEFAULT_PORT}, or the next that is free)`,
    },
    { form: '--speed N', text: 'how many times as fast to answer (default: 1)' },
    { form: '--seed N', text: 'another seed, another jitter (default: 7)' },
    { form: '--json', text: 'print the address as one line of JSON' },
  ],
  examples: ['trace-player demo', 'trace-player demo --port 0 --json'],
  run: runDemo,
};

async function runDemo(values: OptionValues, io: CommandIo): Promise<number> {
  const speed = numberOption(values, 'speed', { least: 0.01, most: 1000 });
  const seed = numberOption(values, 'seed', { least: 0, most: 2 ** 32, isWhole: true });
  const asked = numberOption(values, 'port', PORT_RANGE);
  const model = await atFreePort(asked, DEFAULT_PORT, (port) => startDemoModel({ port, speed, seed }));
  if (values.json) io.stdout.write(`${JSON.stringify({ url: model.url, model: DEMO_MODEL })}\n`);
  else io.stdout.write(`${words.demoAt(model.url, DEMO_MODEL)}\n${words.demoTry(model.url)}\n`);
  await untilInterrupted(io.signal);
  await model.stop();
  return EXIT.interrupted;
}
