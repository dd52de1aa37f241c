/** Texts by chance for the bench's library: few words are common and many are rare, as in what people write. */

export interface Draw {
  /** Evenly from [0, 1). */
  uniform(): number;
  /** Evenly from 0 to n − 1. */
  below(n: number): number;
  /** One of them, each as likely as the others. */
  one<T>(choices: readonly T[]): T;
  /** One of them, the earlier the likelier, as words are by Zipf's law. */
  early<T>(choices: readonly T[]): T;
  /** 64 hexadecimal digits. */
  hash(): string;
}

/** mulberry32: repeats itself for a seed, and nothing here asks for better. */
export function createDraw(seed: number): Draw {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return (word ^ (word >>> 14)) >>> 0;
  };
  const uniform = (): number => next() / 2 ** 32;
  const below = (n: number): number => Math.floor(uniform() * n);
  return {
    uniform,
    below,
    one: (choices) => choices[below(choices.length)]!,
    early: (choices) => choices[Math.floor(choices.length ** uniform()) - 1]!,
    hash: () => Array.from({ length: 8 }, () => next().toString(16).padStart(8, '0')).join(''),
  };
}

const ONSETS = ['b', 'br', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'r', 's', 'st', 't', 'tr', 'v', 'w', 'z'];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ai', 'ou'];

/** So many words of two or three syllables, no two alike. */
export function inventWords(count: number, draw: Draw): string[] {
  const words = new Set<string>();
  while (words.size < count) {
    const syllables = Array.from({ length: 2 + draw.below(2) }, () => draw.one(ONSETS) + draw.one(VOWELS));
    words.add(syllables.join(''));
  }
  return [...words];
}
