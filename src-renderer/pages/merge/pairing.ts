/** Which dataset of the library belongs to a checkpoint, told by their names: 'reviews' → 'reviews-train', 'reviews-dev'. */

/** What a dataset is for: the Fisher is taken on what was trained on, scores on what was not. */
export type Purpose = 'train' | 'dev';

/** Words of a dataset's name that say what it is for → how well that serves, none: not at all. */
const WORDS: Readonly<Record<string, Partial<Record<Purpose, number>>>> = {
  train: { train: 3 },
  training: { train: 3 },
  dev: { dev: 3, train: 1 },
  val: { dev: 3, train: 1 },
  valid: { dev: 3, train: 1 },
  validation: { dev: 3, train: 1 },
  eval: { dev: 3, train: 1 },
  test: { dev: 2 },
};

/** One that does not say what it is for. */
const UNSAID: Readonly<Record<Purpose, number>> = { train: 2, dev: 1 };

function split(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Whether all words of the shorter stand in the longer; how many they are. */
function countShared(a: readonly string[], b: readonly string[]): number {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  return shorter.every((word) => longer.includes(word)) ? shorter.length : 0;
}

function rate(dataset: string, checkpoint: string, purpose: Purpose): number {
  const words = split(dataset);
  const said = words.findLast((word) => Object.hasOwn(WORDS, word));
  const task = words.filter((word) => !Object.hasOwn(WORDS, word));
  const shared = countShared(task, split(checkpoint));
  const serves = said === undefined ? UNSAID[purpose] : (WORDS[said]?.[purpose] ?? 0);
  return shared === 0 || serves === 0 ? 0 : 10 * shared + serves;
}

/** The best one; of equals the first. Undefined where no name fits. */
export function findDataset<T extends { readonly name: string }>(
  datasets: readonly T[],
  checkpoint: string,
  purpose: Purpose,
): T | undefined {
  let best: T | undefined;
  let most = 0;
  for (const dataset of datasets) {
    const rating = rate(dataset.name, checkpoint, purpose);
    if (rating > most) [best, most] = [dataset, rating];
  }
  return best;
}
