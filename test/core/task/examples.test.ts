/** Rows as examples: pieces of long contexts, and what is hidden from a language model. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCheckpoint, openTokenizer } from '../../../src-main/core/encoder/checkpoint.ts';
import { EXAMPLES, type ExampleInput } from '../../../src-main/core/task/examples.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/heads');

async function open(problem: string, maxLength: number): Promise<ExampleInput> {
  await using checkpoint = await openCheckpoint(join(FIXTURES, problem));
  const { vocabulary } = checkpoint.config;
  return { tokenizer: openTokenizer(checkpoint), maxLength, readLabel: () => [], seed: 3, vocabulary };
}

const words = (count: number): string[] => Array.from({ length: count }, (_, at) => `w${at % 50}`);

describe('a context that is longer than a sequence', () => {
  const text = words(40);
  const pair = text.join(' ');
  // Word 29, which is no token of the first piece.
  const answers = [{ text: 'w29', start: pair.indexOf('w29') }];
  const row = { index: 7, text: 'w1 w2', pair, label: undefined, answers };

  it('is read in pieces that overlap and leave out no word', async () => {
    const pieces = EXAMPLES.span(row, await open('span', 25));
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.map(({ endsRow }) => endsRow)).toEqual(pieces.map((_, at) => at === pieces.length - 1));
    const read = pieces.map(({ words }) => words!.filter((word) => word >= 0));
    expect(new Set(read.flat())).toEqual(new Set(text.keys()));
    for (const [at, own] of read.entries()) {
      expect(own).toEqual(own.map((_, place) => own[0]! + place));
      if (at > 0) expect(own[0]!).toBeLessThanOrEqual(read[at - 1]!.at(-1)!);
    }
    expect(pieces.every(({ sequences: [one] }) => one!.ids.length <= 25)).toBe(true);
  });

  it('points at its first token in a piece without the answer, else at the answer', async () => {
    for (const { words, target } of EXAMPLES.span(row, await open('span', 25))) {
      const place = words!.indexOf(29);
      expect(target).toEqual(place < 0 ? [0, 0] : [place, place]);
    }
  });

  it('is refused where the question alone fills a sequence', async () => {
    const input = await open('span', 6);
    expect(() => EXAMPLES.span({ ...row, text: words(9).join(' ') }, input)).toThrow(/the first text alone/i);
  });
});

describe('a masked language model', () => {
  const text = words(30).join(' ');

  it('is asked about some words, the same every time, and never about special tokens', async () => {
    const input = await open('masked-language', 40);
    const [example] = EXAMPLES['masked-language'](
      { index: 2, text, pair: undefined, label: undefined },
      input,
    );
    const [again] = EXAMPLES['masked-language']({ index: 2, text, pair: undefined, label: undefined }, input);
    expect(again).toEqual(example);
    const plain = input.tokenizer.encode(text, undefined, 40).ids;
    const { places, target, sequences } = example!;
    expect(target).toEqual(places!.map((at) => plain[at]));
    expect(places!.some((at) => input.tokenizer.specialIds.has(plain[at]!))).toBe(false);
    const asked = new Set(places);
    for (const [at, id] of sequences[0]!.ids.entries()) if (!asked.has(at)) expect(id).toBe(plain[at]);
  });

  it('is asked about one word at least, and about nothing where there is none', async () => {
    const input = await open('masked-language', 40);
    const ask = (text: string) =>
      EXAMPLES['masked-language']({ index: 0, text, pair: undefined, label: undefined }, input);
    expect(ask('w3')[0]!.places).toHaveLength(1);
    expect(ask('')).toEqual([]);
  });
});
