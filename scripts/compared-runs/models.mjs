/**
 * The made-up models whose recordings the compare page shows: what each of them answers to one prompt, and at which pace. No real
 * model wrote any of it, and every recording of them says so.
 */
export const prompt =
  'Write a TypeScript function that says how long ago a date was, such as “3 hours ago”. Keep it short.';

/**
 * @typedef {object} SimulatedModel
 * @property {string} name
 * @property {number} weightsMb what it holds once it is loaded, truly allocated
 * @property {number} loadMs 0: it was loaded before anybody asked
 * @property {number} prefillMs
 * @property {number} gapMs between two tokens, on average
 * @property {number} cacheMbPerToken
 * @property {string} reasoning
 * @property {string} answer
 * @property {readonly { before: string, ms: number }[]} stalls
 * @property {number} [burst] how many tokens come at a time
 */

const largeAnswer = `Every JavaScript engine knows the words already, in each language: \`Intl.RelativeTimeFormat\`. What is left to do \
is to find the unit that fits.

\`\`\`ts
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

export function timeAgo(date: Date, now = Date.now()): string {
  const elapsed = date.getTime() - now;
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  for (const [unit, size] of UNITS) {
    if (Math.abs(elapsed) >= size) {
      return format.format(Math.round(elapsed / size), unit);
    }
  }
  return 'just now';
}
\`\`\`

It goes from the largest unit to the smallest, and takes the first that is not longer than the time that has passed.

Two things to know:

- \`numeric: 'auto'\` says “yesterday” where it would say “1 day ago”.
- \`now\` is a parameter, so that a test need not wait for anything.
`;

const smallReasoning = `They want a short function. Intl.RelativeTimeFormat has the words, so a table of units and a loop will do. \
Sizes in seconds are easier to read than in milliseconds. What about dates in the future? The format takes negative and positive \
numbers, so they come out as “in 3 hours” by themselves. Rounding: 90 minutes should be 1 hour, so truncate and do not round. Less \
than a second: “now”, which numeric auto gives for 0 seconds. I can take the formatter out of the function, as making one is not cheap.`;

const smallAnswer = `Every JavaScript engine knows the words already: \`Intl.RelativeTimeFormat\`. What is left to do is to find the unit \
that fits.

\`\`\`ts
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

export function timeAgo(date: Date, now = Date.now()): string {
  const elapsed = (date.getTime() - now) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(elapsed) >= size) {
      return format.format(Math.trunc(elapsed / size), unit);
    }
  }
  return format.format(Math.trunc(elapsed), 'second');
}
\`\`\`

It goes from the largest unit to the smallest, and takes the first that fits. Dates in the future work too: “in 3 hours”.
`;

const tinyAnswer = `\`\`\`ts
export function timeAgo(date: Date): string {
  const minutes = (Date.now() - date.getTime()) / 60_000;
  if (minutes < 60) return \`\${Math.round(minutes)} minutes ago\`;
  if (minutes < 1440) return \`\${Math.round(minutes / 60)} hours ago\`;
  return \`\${Math.round(minutes / 1440)} days ago\`;
}
\`\`\`

This function takes a date, and says how many minutes, hours or days ago it was.
`;

const thinkerReasoning = `A function for relative times. Let me think about the units first: seconds, minutes, hours, days, weeks, \
months, years. A month has no fixed length, so I have to take an average: 30.44 days. Or I could step through the calendar, which is \
exact but long, and they asked for something short. So the average.

Next, the words. Writing “1 hours ago” would be wrong, so I need plurals. Intl.RelativeTimeFormat knows plurals, and languages. Then I \
need no words of my own at all.

What should happen exactly at a limit, such as 59.6 minutes? Rounded it would be “60 minutes ago”, which reads badly. Truncating says \
“59 minutes ago”, which is right. So truncate.

What about a date that is not valid? Its time is NaN, and every comparison with it is false, so the loop ends and the format throws a \
RangeError. That is good enough for a short function.

I am confident. Write it down.`;

/** @type {readonly SimulatedModel[]} */
export const models = [
  {
    name: 'demo-large',
    weightsMb: 240,
    loadMs: 900,
    prefillMs: 320,
    gapMs: 25,
    cacheMbPerToken: 0.3,
    reasoning: '',
    answer: largeAnswer,
    stalls: [{ before: 'It goes from', ms: 1100 }],
  },
  {
    name: 'demo-small',
    weightsMb: 90,
    loadMs: 0,
    prefillMs: 190,
    gapMs: 13,
    cacheMbPerToken: 0.12,
    reasoning: smallReasoning,
    answer: smallAnswer,
    stalls: [{ before: 'export function', ms: 420 }],
  },
  {
    name: 'demo-tiny',
    weightsMb: 30,
    loadMs: 0,
    prefillMs: 90,
    gapMs: 8,
    cacheMbPerToken: 0.05,
    reasoning: '',
    answer: tinyAnswer,
    stalls: [],
    burst: 6,
  },
  {
    name: 'demo-thinker',
    weightsMb: 150,
    loadMs: 0,
    prefillMs: 260,
    gapMs: 16,
    cacheMbPerToken: 0.16,
    reasoning: thinkerReasoning,
    answer: smallAnswer
      .replace('Math.abs(elapsed) >= size', 'Math.abs(elapsed) >= size || unit === "minute"')
      .replace(
        'Dates in the future work too: “in 3 hours”.',
        'What is less than a minute is “0 minutes ago”.',
      ),
    stalls: [{ before: 'Every JavaScript', ms: 300 }],
  },
];
