import { PROVIDERS } from '../provider.js';
import type { Command } from './command.js';

type RunHelp = Pick<Command, 'usage' | 'options' | 'help' | 'examples'>;

const text = { type: 'string' } as const;

/** The options of `trace-player run`, as they are parsed and as `--help` tells them. */
export const runOptions: RunHelp = {
  usage: '[--base-url URL] [--model M] --prompt TEXT|-|@FILE [OPTIONS]',
  options: {
    'base-url': text,
    model: text,
    prompt: text,
    messages: text,
    provider: text,
    system: text,
    temperature: text,
    'max-tokens': text,
    seed: text,
    'api-key-env': text,
    'sse-port': text,
    host: text,
    token: text,
    'allow-origin': text,
    'output-dir': text,
    'memory-pid': text,
    'run-id': text,
    workload: text,
    repeat: text,
    'warm-up': text,
    'no-text': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    { form: '--base-url URL', text: 'the model server (default: a local one on its usual port)' },
    { form: '--model M', text: 'the model (default: the only one there, or the one that is loaded)' },
    { form: '--prompt TEXT', text: 'what to ask; - reads standard input, @FILE a file' },
    { form: '--messages FILE', text: 'a JSON array of messages, instead of --prompt' },
    {
      form: '--provider P',
      text: `${PROVIDERS.join(', ')} (default: the server is asked)`,
    },
    { form: '--system TEXT', text: 'a system message before the prompt' },
    { form: '--temperature N', text: 'sampling temperature' },
    { form: '--max-tokens N', text: 'the longest answer' },
    { form: '--seed N', text: 'the seed of the sampling' },
    {
      form: '--api-key-env NAME',
      text: 'the environment variable that holds the API key, which is never recorded',
    },
    { form: '--sse-port N', text: 'stream the run live on this port of 127.0.0.1 (0: any free port)' },
    {
      form: '--host ADDRESS',
      text: 'where the live stream listens instead; beyond this machine it needs a token',
    },
    {
      form: '--token TOKEN',
      text: 'what readers of the live stream must send (better in the variable TRACE_PLAYER_TOKEN)',
    },
    {
      form: '--allow-origin URL',
      text: 'pages of this origin may read the live stream, too (several: with commas; with a token, * for all)',
    },
    { form: '--output-dir DIR', text: 'where the file goes (default: results/replays)' },
    {
      form: '--memory-pid PID',
      text: 'the process whose memory is sampled (default: the one behind the port)',
    },
    { form: '--run-id ID', text: "the run's id (default: made of time and model)" },
    { form: '--workload NAME', text: 'what the run is a case of, for comparing runs' },
    { form: '--repeat N', text: 'record N runs in a row, and sum them up: median and spread' },
    { form: '--warm-up K', text: 'record K runs before them that are marked, and not summed up' },
    { form: '--no-text', text: 'record times, counts and channels only, no text of prompt or answer' },
    { form: '--json', text: 'print one JSON object at the end, and nothing else, on standard output' },
  ],
  examples: [
    'trace-player run --prompt "Why is the sky blue?"',
    'trace-player run --base-url http://127.0.0.1:11434 --model qwen3:8b --prompt @question.txt',
    'trace-player run --base-url https://api.example.com/v1 --api-key-env API_KEY --model m --prompt - < question.txt',
    'trace-player run --model m --messages chat.json --sse-port 9090 --json',
    'trace-player run --model m --prompt "Why?" --repeat 10 --warm-up 1 --no-text',
  ],
};
