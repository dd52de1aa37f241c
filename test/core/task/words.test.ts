/** Words of a text and the characters that they are of. */
import { describe, expect, it } from 'vitest';
import { splitWords } from '../../../src-main/core/task/words.ts';

describe('words', () => {
  const text = '  The big,\tred 🦊 ran.\n';
  const split = splitWords(text);

  it('stand between white space', () => {
    expect(split.words).toEqual(['The', 'big,', 'red', '🦊', 'ran.']);
    expect(splitWords(' \n').words).toEqual([]);
  });

  it.each([
    ['big', [1, 1], 'big,'],
    ['red 🦊', [2, 3], 'red 🦊'],
    ['e big', [0, 1], 'The big,'],
    ['ran.', [4, 4], 'ran.'],
  ] as const)('hold the characters of ‘%s’', (part, found, whole) => {
    const start = text.indexOf(part);
    expect(split.find(start, start + part.length)).toEqual(found);
    expect(split.textOf(found[0], found[1])).toBe(whole);
  });

  it('hold no characters of white space alone', () => {
    expect(split.find(0, 2)).toBeUndefined();
    expect(split.find(text.length, text.length + 3)).toBeUndefined();
  });
});
