/** A text cut into words at white space, each with its place in the text. */

export interface Words {
  readonly words: readonly string[];
  /** The first and the last word that characters `start` to `end` (UTF-16 units, `end` not included) touch; undefined where they touch none. */
  find(start: number, end: number): readonly [first: number, last: number] | undefined;
  /** The text from the first of these words to the last, as it stands. */
  textOf(first: number, last: number): string;
}

export function splitWords(text: string): Words {
  const found = [...text.matchAll(/\S+/g)];
  const begins = found.map(({ index }) => index);
  const ends = found.map(({ index, 0: word }) => index + word.length);
  return {
    words: found.map(([word]) => word),
    find: (start, end) => {
      const first = ends.findIndex((own) => own > start);
      const last = begins.findLastIndex((own) => own < end);
      return first < 0 || last < first ? undefined : [first, last];
    },
    textOf: (first, last) => text.slice(begins[first], ends[last]),
  };
}
