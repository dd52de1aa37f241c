/** How a file of texts seems to want to be read: whether it has a header, which columns are texts, or words, and which is the label. */

export interface Guess {
  readonly header: boolean;
  /** Columns' indices, one (of lists, where words are labelled) or two; none where nothing looks like a text. */
  readonly text: readonly number[];
  readonly label: number | undefined;
}

interface Trait {
  readonly index: number;
  /** Mean number of words. */
  readonly words: number;
  readonly distinct: number;
  readonly numeric: boolean;
  readonly filled: number;
}

/** A label is a word or two, of which there are few; or a number that is no running number. */
const MOST_LABELS = 20;
const TEXT_WORDS = 3;

/** A second text is not much shorter than the first. */
const SECOND = 0.3;

function describe(rows: readonly (readonly string[])[], index: number): Trait {
  const cells = rows.map((row) => row[index]?.trim() ?? '');
  const filled = cells.filter((cell) => cell !== '');
  const words = filled.reduce((sum, cell) => sum + cell.split(/\s+/).length, 0) / Math.max(1, filled.length);
  return {
    index,
    words,
    distinct: new Set(filled).size,
    numeric: filled.length > 0 && filled.every((cell) => Number.isFinite(Number(cell))),
    filled: filled.length / rows.length,
  };
}

function isRunning(rows: readonly (readonly string[])[], index: number): boolean {
  const numbers = rows.map((row) => Number(row[index]));
  return numbers.every((value, at) => Number.isInteger(value) && (at === 0 || value !== numbers[at - 1]));
}

function findLabel(
  rows: readonly (readonly string[])[],
  traits: readonly Trait[],
  text: readonly number[],
): number | undefined {
  const others = traits.filter(
    ({ index, filled, distinct }) => !text.includes(index) && filled > 0.9 && distinct > 1,
  );
  const few = others.filter(
    ({ distinct, words }) => words <= TEXT_WORDS && distinct <= Math.min(MOST_LABELS, rows.length / 3),
  );
  const values = others.filter(({ numeric, index }) => numeric && !isRunning(rows, index));
  // Numbers before names: what is named beside a numbered label is a source or a genre.
  const ranked = [...few.filter(({ numeric }) => numeric), ...values, ...few];
  return ranked[0]?.index;
}

/** A first line is a header where it names columns: in few words, all different, and no value that stands below it. */
function seemsHeader([first = [], ...rest]: readonly (readonly string[])[]): boolean {
  const named = first.every(
    (cell) =>
      cell.trim() !== '' &&
      cell.length < 40 &&
      cell.trim().split(/\s+/).length <= TEXT_WORDS &&
      !Number.isFinite(Number(cell)),
  );
  const repeated = first.some((cell, index) => rest.some((row) => row[index] === cell));
  return named && !repeated && new Set(first).size === first.length;
}

/** A word, a name or a number of a list, as JSON spells it. */
const ITEM = /"(?:[^"\\]|\\.)*"|[^\s,[\]"]+/g;

/** Lists of words and their labels: of all columns of lists, those with the most and with the fewest different items. */
function findLists(rows: readonly (readonly string[])[], width: number): Omit<Guess, 'header'> | undefined {
  const lists = Array.from({ length: width }, (_, index) => index)
    .filter((index) => rows.every((row) => row[index]?.startsWith('[')))
    .map((index) => ({ index, distinct: new Set(rows.flatMap((row) => row[index]!.match(ITEM) ?? [])).size }))
    .sort((a, b) => b.distinct - a.distinct);
  const [words, labels] = [lists[0], lists.at(-1)];
  return words && labels && labels.distinct < words.distinct
    ? { text: [words.index], label: labels.index }
    : undefined;
}

/** `rows`: cells of the first lines, as many as there are up to some fifty; with a header where the format cannot tell. */
export function guessReading(rows: readonly (readonly string[])[], headerKnown?: boolean): Guess {
  const header = headerKnown ?? seemsHeader(rows);
  const body = header && headerKnown === undefined ? rows.slice(1) : rows;
  const width = Math.max(0, ...body.map((row) => row.length));
  const lists = findLists(body, width);
  if (lists) return { header, ...lists };
  const traits = Array.from({ length: width }, (_, index) => describe(body, index));
  const texts = traits.filter(({ words, numeric }) => words >= TEXT_WORDS && !numeric);
  const [longest] = [...texts].sort((a, b) => b.words - a.words);
  const text = texts
    .filter(({ words }) => words >= SECOND * (longest?.words ?? 0))
    .slice(0, 2)
    .map(({ index }) => index);
  return { header, text, label: findLabel(body, traits, text) };
}
