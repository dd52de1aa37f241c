/** CoNLL files: a word a line with its columns, an empty line between sentences. Each sentence is a row, each cell the list of a column. */
import { WeirError } from '../../contract/error.ts';
import type { Column, TableFormat } from './table.ts';
import { readLines } from './text.ts';

/** Lines that stand between documents and are no words. */
const BETWEEN = '-DOCSTART-';

/** A sentence of more words is a file of another kind. */
const MOST_WORDS = 2 ** 16;

/** The first column is called `tokens` and the last, where there are more, `tags`; the others by their number. */
export const CONLL: TableFormat = {
  async readColumns({ file }) {
    for await (const { words } of readSentences(file)) {
      const width = words[0]!.length;
      return Array.from({ length: width }, (_, index): Column => ({ index, name: nameOf(index, width) }));
    }
    return [];
  },

  async *readCells({ file }, columns) {
    for await (const { line, words } of readSentences(file)) {
      const width = words[0]!.length;
      yield {
        place: `line ${line}`,
        width,
        cells: columns.map(({ index }) => (index < width ? words.map((word) => word[index]!) : undefined)),
      };
    }
  },
};

function nameOf(index: number, width: number): string {
  if (index === 0) return 'tokens';
  return index === width - 1 ? 'tags' : String(index);
}

interface Sentence {
  /** Of its first word. */
  readonly line: number;
  /** Of each word, its columns. */
  readonly words: readonly (readonly string[])[];
}

async function* readSentences(file: string): AsyncGenerator<Sentence> {
  let line = 0;
  let words: string[][] = [];
  for await (const text of readLines(file)) {
    line++;
    if (text.trim() === '' || text.startsWith(BETWEEN)) {
      if (words.length > 0) yield { line: line - words.length, words };
      words = [];
      continue;
    }
    words.push(splitLine(text, words[0]?.length, file, line));
    if (words.length > MOST_WORDS) {
      throw new WeirError(
        'invalid-dataset',
        `Dataset '${file}' has more than ${MOST_WORDS} words up to line ${line} without an empty line, which ends a sentence.`,
      );
    }
  }
  if (words.length > 0) yield { line: line - words.length + 1, words };
}

/** By tabs where there is one, otherwise by spaces. `width`: columns of the sentence so far. */
function splitLine(text: string, width: number | undefined, file: string, line: number): string[] {
  const columns = text.includes('\t') ? text.split('\t') : text.trim().split(/ +/);
  if (width === undefined || columns.length === width) return columns;
  throw new WeirError(
    'invalid-dataset',
    `Dataset '${file}' has ${columns.length} columns on line ${line}; its sentence has ${width}.`,
  );
}
