/** Sweeps made up for tests: three tasks, and cells by the scores that they are to have. */
import type { SweepCell, SweepRecord } from '../../src-main/contract/sweep.ts';

const EXPERTS = { a: { accuracy: 0.8 }, b: { accuracy: 0.5 }, c: { loss: 2 } };

export function cell(
  set: number,
  method: number,
  scores: SweepCell['scores'],
  more: Partial<SweepCell> = {},
): SweepCell {
  const plain = {
    seed: null,
    samples: null,
    recipe: '',
    intervals: {},
    outcomes: {},
    evidence: null,
    seconds: 1,
  };
  return { set, method, scores, ...plain, ...more };
}

export function record(changes: Partial<SweepRecord>): SweepRecord {
  return {
    tasks: [
      { task: 'a', metrics: ['accuracy'], rows: 10, dataset: 'da' },
      { task: 'b', metrics: ['accuracy'], rows: 10, dataset: 'db' },
      { task: 'c', metrics: ['loss'], rows: 10, dataset: 'dc' },
    ],
    part: 'all',
    sets: [['a', 'b']],
    methods: [
      { name: 'average', method: 'average', settings: {} },
      { name: 'mask', method: 'fisher-mask', settings: {} },
    ],
    baseline: 0,
    experts: EXPERTS,
    cells: [],
    costs: [],
    text: '',
    folder: '/',
    warnings: [],
    device: 'cpu',
    seconds: 1,
    ...changes,
  };
}

/** Scores of accuracy. */
export const scores = (of: Readonly<Record<string, number>>): SweepCell['scores'] =>
  Object.fromEntries(Object.entries(of).map(([task, accuracy]) => [task, { accuracy }]));
