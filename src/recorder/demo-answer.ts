/** What the demo model “thinks” before it answers. */
export const DEMO_REASONING = `The question is about pace: why an answer arrives piece by piece, and what one can see in that. \
I should say how a model writes, which moments matter, and how trace-player keeps them. A short list, one piece of code, \
and a hint where to look: there will be a pause in my own answer, and the timeline shows it.`;

/** What the demo model answers, whatever it is asked. */
export const DEMO_ANSWER = `A language model writes one token at a time: it reads everything so far, picks the next piece, \
and starts again. What you see is not an effect, it is the work itself. 🎬

A finished transcript hides that. A recording keeps it:

1. Waiting. The prompt is read first, which is called prefill. The time until the first token is the TTFT.
2. Reasoning. Some models think before they answer, and what they think has a pace of its own.
3. Decoding. Each gap between two tokens says how hard the machine had to work.
4. Stalls. A gap much longer than its neighbours: a busy server, a full cache, a slow network.

You have just passed such a stall. Step back with the comma key and look at the gap on the timeline.

\`\`\`sh
trace-player run --base-url http://127.0.0.1:11434 \\
  --model qwen3:8b --prompt "Why is the sky blue?"
\`\`\`

The file that this writes is plain JSON, one event per line, so that any tool opens it. Put it in a page:

\`\`\`html
<trace-player src="run.json"></trace-player>
\`\`\`

Text is kept exactly as it came, in every script: naïve café, Привет, 日本語のテキスト, नमस्ते, שלום, 👩‍🚀.

Two models can answer the same question in the same words and still feel different. One hesitates, one hurries; \
one thinks for a second and then runs. Play both, and see it.
`;

/** The place in the answer where the demo model stalls: just before this text. */
export const DEMO_STALL_BEFORE = 'You have just';

/**
 * Cuts a text into pieces of the size of tokens: words with the space before them, long words in parts, signs, line breaks.
 * Joined they are the text again.
 */
export function demoTokens(text: string): string[] {
  const words = text.match(/\n+| ?[\p{L}\p{M}\p{N}]+| ?[^\s\p{L}\p{M}\p{N}]+|\s/gu) ?? [];
  return words.flatMap((word) => (word.length > 9 ? splitInTwo(word) : [word]));
}

/** Never between the two halves of a character. */
function splitInTwo(word: string): string[] {
  const characters = [...word];
  const middle = Math.ceil(characters.length / 2);
  return [characters.slice(0, middle).join(''), characters.slice(middle).join('')];
}
