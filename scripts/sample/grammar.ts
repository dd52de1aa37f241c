/** Texts by chance: a grammar is a table of symbols, and `{symbol}` in a text stands for one of its alternatives. */
import type { Random } from '../../src-main/core/tensor/random.ts';

/** Symbol → alternatives, each as likely as the others; one that stands twice is twice as likely. */
export type Grammar = Readonly<Record<string, readonly string[]>>;

const SYMBOL = /\{(\w+)\}/g;

export function pick<T>(items: readonly T[], random: Random): T {
  return items[random.integer(items.length)]!;
}

/** A text with every symbol replaced, and those of what replaced it. Throws where the grammar lacks one. */
export function expand(grammar: Grammar, text: string, random: Random): string {
  const expanded = text.replace(SYMBOL, (_, symbol: string) => {
    const alternatives = grammar[symbol];
    if (!alternatives) throw new Error(`The grammar has no symbol '${symbol}'.`);
    return expand(grammar, pick(alternatives, random), random);
  });
  // An alternative may be empty.
  return expanded.replace(/ {2,}/g, ' ').trim();
}

/** Every word and punctuation mark that stands in the grammar; endings put to a symbol, as in `{noun}s`, are none. */
export function listWords(grammar: Grammar): string[] {
  const texts = Object.values(grammar).flat();
  return texts.flatMap((text) => text.replace(/\{\w+\}\w*/g, ' ').match(/\w+|[^\w\s]/g) ?? []);
}
