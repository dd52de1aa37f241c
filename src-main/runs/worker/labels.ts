/** The labels of a dataset beside those of a checkpoint, and whether the two count them in another order. */
import type { Worker } from '../../contract/work.ts';
import { createLabelReader } from '../../core/dataset/labels.ts';
import { readRows } from '../../core/dataset/rows.ts';
import { openCheckpoint } from '../../core/encoder/checkpoint.ts';
import { requireClassifier } from '../../core/task/classifier.ts';

/** Different labels that are told; a regression has as many as it has values. */
const MOST = 50;

/** A name that a file's label has in another place than the checkpoint's: numbers that stand for the wrong name. */
function warnOfOrder(found: readonly string[], known: readonly string[]): string | null {
  const names = found.filter((label) => !/^(label_)?\d+$/i.test(label));
  const order = names.map((label) => known.findIndex((name) => name.toLowerCase() === label.toLowerCase()));
  if (names.length === 0 || order.includes(-1)) return null;
  const isSorted = order.every((at, index) => index === 0 || at > order[index - 1]!);
  return isSorted
    ? null
    : `The file's labels come in another order (${names.join(', ')}) than the checkpoint's (${known.join(', ')}); they are matched by name.`;
}

/** Numbered labels of a checkpoint that gives them names: nothing tells that the two count alike. */
function warnOfNumbers(found: readonly string[], known: readonly string[]): string | null {
  const isNumbered = found.length > 0 && found.every((label) => /^\d+$/.test(label));
  const isNamed = known.some((name) => !/^label_\d+$/i.test(name));
  const least = Math.min(...found.map(Number));
  if (!isNumbered || !isNamed) return null;
  if (least > 0)
    return `The file counts its labels from ${least}, the checkpoint from 0; say which is which.`;
  return null;
}

export const runLabels: Worker<'labels'> = async ({ dataset, checkpoint: folder }, control) => {
  await using checkpoint = await openCheckpoint(folder);
  const { head } = requireClassifier(checkpoint);
  const { labels: map, ...spec } = dataset;
  const read = createLabelReader(head, map, dataset.file);
  const counts = new Map<string, number>();
  let rows = 0;
  for await (const { label, wordLabels } of readRows({ ...spec, problem: head.problem }, control)) {
    rows++;
    for (const one of new Set(wordLabels ?? (label === undefined ? [] : [label]))) {
      const text = String(one);
      if (counts.has(text) || counts.size < MOST) counts.set(text, (counts.get(text) ?? 0) + 1);
    }
  }
  const meaningOf = (label: string): string | null => {
    try {
      const target = read({ index: 0, label, wordLabels: [label] });
      if (head.problem === 'token-labels') return head.labels[target[0]!] ?? null;
      if (head.problem === 'regression') return target.join(', ');
      return target.flatMap((value, at) => (value > 0 ? [head.labels[at] ?? String(at)] : [])).join(', ');
    } catch {
      return null;
    }
  };
  const found = [...counts.keys()];
  const classes = head.problem === 'single-label' && map === undefined;
  return {
    labels: [...counts]
      .sort((a, b) => b[1] - a[1])
      .map(([label, count]) => ({ label, rows: count, meaning: meaningOf(label) })),
    rows,
    problem: head.problem,
    known: head.labels,
    warning: classes ? (warnOfNumbers(found, head.labels) ?? warnOfOrder(found, head.labels)) : null,
  };
};
