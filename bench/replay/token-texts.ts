import type { Random } from './random.js';

const ONSETS = ['', 'b', 'c', 'd', 'f', 'g', 'h', 'l', 'm', 'n', 'p', 'r', 's', 't', 'st', 'tr', 'pl', 'w'];
const CORES = ['a', 'e', 'i', 'o', 'u', 'ea', 'ou'];
const CODAS = ['', '', 'n', 'r', 's', 't', 'l', 'm', 'ng', 'nd'];
const VOCABULARY_SIZE = 6000;

/** Pieces that are no ASCII, as answers hold them here and there. */
const RARE_PIECES = [' —', '’s', ' “', '”', ' é', ' 例', ' 🙂'];

/**
 * Makes texts of tokens as a model's tokenizer cuts them: a few thousand different ones, most with a leading space, the
 * frequent ones short, punctuation between, a paragraph's end about every 90 tokens, and now and then what is no ASCII.
 */
export function tokenTexts(random: Random): () => string {
  const vocabulary = Array.from({ length: VOCABULARY_SIZE }, (_, rank) => word(random, rank));
  return () => {
    const kind = random();
    if (kind < 0.075) return kind < 0.045 ? ',' : '.';
    if (kind < 0.086) return '\n\n';
    if (kind < 0.089) return RARE_PIECES[Math.floor(random() * RARE_PIECES.length)]!;
    const text = vocabulary[Math.floor(VOCABULARY_SIZE * random() ** 4)]!;
    return kind < 0.28 ? text : ` ${text}`;
  };
}

function word(random: Random, rank: number): string {
  const syllables = rank < 1200 ? 1 : 2;
  return Array.from(
    { length: syllables },
    () => pick(ONSETS, random) + pick(CORES, random) + pick(CODAS, random),
  ).join('');
}

function pick(from: readonly string[], random: Random): string {
  return from[Math.floor(random() * from.length)]!;
}
