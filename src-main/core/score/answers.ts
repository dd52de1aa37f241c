/** Answers to questions compared as SQuAD 2.0's evaluation does (Rajpurkar et al. 2018): without case, punctuation and articles. */

/** 1 where an answer is one of the true ones, otherwise 0; where there is none, the empty answer is right. */
export function matchExactly(predicted: string, actual: readonly string[]): number {
  return best(actual, (truth) => Number(normalizeAnswer(predicted) === normalizeAnswer(truth)));
}

/** The largest F1 of words in common with a true answer. */
export function overlapWords(predicted: string, actual: readonly string[]): number {
  return best(actual, (truth) => overlap(listWords(predicted), listWords(truth)));
}

/** True answers of which nothing is left, such as an article, do not count. */
function best(actual: readonly string[], judge: (truth: string) => number): number {
  const told = actual.filter((truth) => normalizeAnswer(truth) !== '');
  return Math.max(...(told.length === 0 ? [''] : told).map(judge));
}

function overlap(predicted: readonly string[], actual: readonly string[]): number {
  if (predicted.length === 0 || actual.length === 0) return Number(predicted.length === actual.length);
  const left = new Map<string, number>();
  for (const word of actual) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of predicted) {
    const count = left.get(word) ?? 0;
    if (count > 0) common++;
    left.set(word, count - 1);
  }
  return common === 0 ? 0 : (2 * common) / (predicted.length + actual.length);
}

function listWords(text: string): string[] {
  const normal = normalizeAnswer(text);
  return normal === '' ? [] : normal.split(' ');
}

/** White space as Python has it, to which a byte order mark does not belong. */
const SPACE = /[[\s\u0085]--\uFEFF]+/v;

/** Python's `string.punctuation` and the three articles, in the script's order. */
function normalizeAnswer(text: string): string {
  return text
    .toLowerCase()
    .replace(/[!-/:-@[-`{-~]/g, '')
    .replace(/(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu, ' ')
    .split(SPACE)
    .filter(Boolean)
    .join(' ');
}
