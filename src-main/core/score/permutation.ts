/** Finds out when a dataset numbers its labels in another order than the checkpoint does. */
import { WeirError } from '../../contract/error.ts';

export interface FoundPermutation {
  /** The checkpoint's label for each of the dataset's: `permutation[1] = 0` reads the dataset's label 1 as the checkpoint's 0. */
  readonly permutation: readonly number[];
  /** Accuracy as the labels stand, and with the permutation. */
  readonly asIs: number;
  readonly permuted: number;
}

const SMALLEST_GAIN = 0.2;

/** The chance that labels in the right order are taken for permuted ones. */
const ERROR_RATE = 0.001;

/**
 * The permutation of the dataset's labels with the best accuracy, when it beats the identity by 0.2 and not by chance; otherwise
 * undefined. `confusion[actual][predicted]` counts rows. Of the n! permutations the best is judged, so the bound on
 * the sign test of the rows that only one of the two gets right (Hoeffding's: exp(−(b−c)²/2(b+c))) is multiplied by n!.
 */
export function findPermutation(confusion: readonly (readonly number[])[]): FoundPermutation | undefined {
  const size = confusion.length;
  if (
    confusion.some((row) => row.length !== size || row.some((count) => !(count >= 0 && count < Infinity)))
  ) {
    throw new WeirError(
      'invalid-input',
      `The confusion matrix has ${size} rows; expected as many counts in each.`,
    );
  }
  const rows = confusion.flat().reduce((sum, count) => sum + count, 0);
  if (rows === 0) return undefined;
  // Less than one row in all: of equally good permutations, the one that moves the fewest labels.
  const preferStaying = (row: readonly number[], actual: number) =>
    row.map((count, read) => (read === actual ? count + 0.5 / size : count));
  const permutation = assign(confusion.map(preferStaying));
  let [gained, lost, right, logPermutations] = [0, 0, 0, 0];
  for (const [actual, read] of permutation.entries()) {
    right += confusion[actual]![actual]!;
    logPermutations += Math.log(actual + 1);
    if (read === actual) continue;
    gained += confusion[actual]![read]!;
    lost += confusion[actual]![actual]!;
  }
  const gain = gained - lost;
  const evidence = gain ** 2 / (2 * (gained + lost)) - logPermutations;
  if (gain / rows < SMALLEST_GAIN || evidence < -Math.log(ERROR_RATE)) return undefined;
  return { permutation, asIs: right / rows, permuted: (right + gain) / rows };
}

/** One sentence that names the labels that seem to be exchanged. */
export function describePermutation(found: FoundPermutation, labels: readonly string[]): string {
  const name = (id: number) => `'${labels[id] ?? id}'`;
  const moves = found.permutation.flatMap((to, from) => (to === from ? [] : `${name(from)} as ${name(to)}`));
  const percent = (accuracy: number) => `${(accuracy * 100).toFixed(1)} %`;
  return (
    `The dataset seems to number its labels in another order than the checkpoint: reading ${moves.join(', ')}, ` +
    `accuracy would be ${percent(found.permuted)} instead of ${percent(found.asIs)}.`
  );
}

/**
 * The column for each row of a square matrix that makes the sum of the chosen entries largest: the Hungarian method by
 * shortest augmenting paths (Jonker and Volgenant, Computing 38, 1987), n³ steps. Row and column 0 are a sentinel.
 */
export function assign(gains: readonly (readonly number[])[]): number[] {
  const size = gains.length;
  const indices = Array.from({ length: size + 1 }, (_, index) => index);
  const rowPrice = indices.map(() => 0);
  const columnPrice = indices.map(() => 0);
  const rowOf = indices.map(() => 0);
  for (let row = 1; row <= size; row++) {
    const distance = indices.map(() => Infinity);
    const previous = indices.map(() => 0);
    const visited = indices.map(() => false);
    rowOf[0] = row;
    let column = 0;
    do {
      visited[column] = true;
      const from = rowOf[column]!;
      let next = 0;
      for (let j = 1; j <= size; j++) {
        if (visited[j]) continue;
        const slack = -gains[from - 1]![j - 1]! - rowPrice[from]! - columnPrice[j]!;
        if (slack < distance[j]!) [distance[j], previous[j]] = [slack, column];
        if (next === 0 || distance[j]! < distance[next]!) next = j;
      }
      const step = distance[next]!;
      for (const j of indices) {
        if (visited[j]) {
          rowPrice[rowOf[j]!]! += step;
          columnPrice[j]! -= step;
        } else distance[j]! -= step;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      rowOf[column] = rowOf[previous[column]!]!;
      column = previous[column]!;
    }
  }
  const columnOf = Array.from({ length: size }, () => 0);
  for (let j = 1; j <= size; j++) columnOf[rowOf[j]! - 1] = j - 1;
  return columnOf;
}
