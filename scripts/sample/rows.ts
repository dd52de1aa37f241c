/** A task's rows: drawn from its grammar, some with a label by mere chance, and written as a TSV file. */
import { createRandom, type Random } from '../../src-main/core/tensor/random.ts';
import type { Draw, SampleTask } from './task.ts';

/** Rows of a task's files, and the seeds that they are drawn by. */
export const SPLITS = {
  train: { rows: 2048, seed: 1 },
  dev: { rows: 400, seed: 2 },
} as const;

export type Split = keyof typeof SPLITS;

/** The share of rows whose label is drawn anew: people who label texts err, too. */
const NOISE = 0.04;

/** No text stands twice in a split, and none of train in dev. */
export function drawRows(task: SampleTask, split: Split): Draw[] {
  const seen = new Set(split === 'dev' ? drawRows(task, 'train').map(keyOf) : []);
  const { rows: count, seed } = SPLITS[split];
  const random = createRandom(seed);
  const rows: Draw[] = [];
  while (rows.length < count) {
    const row = blur(task, task.draw(random), random);
    if (seen.has(keyOf(row))) continue;
    seen.add(keyOf(row));
    rows.push(row);
  }
  return rows;
}

function blur({ labels }: SampleTask, row: Draw, random: Random): Draw {
  return random.uniform() < NOISE ? { ...row, label: random.integer(labels.length) } : row;
}

function keyOf({ texts }: Draw): string {
  return texts.join('\t');
}

/** Header and rows, unquoted: the grammars write neither tabs nor line ends. */
export function formatRows({ columns, labels, written }: SampleTask, rows: readonly Draw[]): string {
  const lines = rows.map(({ texts, label }) => [...texts, written === 'name' ? labels[label]! : label]);
  return [[...columns.text, columns.label], ...lines].map((cells) => `${cells.join('\t')}\n`).join('');
}
