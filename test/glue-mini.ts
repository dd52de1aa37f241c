/** The tasks of the fixture checkpoints: which columns of their files hold what. */

export const TASKS = {
  sst2: { columns: { text: ['sentence'], label: 'label' }, metrics: ['accuracy'] },
  agnews: { columns: { text: [0], label: 1, header: false }, metrics: ['accuracy'] },
  qqp: { columns: { text: [3, 4], label: 5, header: false }, metrics: ['accuracy', 'f1'] },
  cola: { columns: { text: [3], label: 1, header: false }, metrics: ['matthews'] },
  stsb: { columns: { text: [5, 6], label: 4, header: false }, metrics: ['pearson', 'spearman'] },
} as const;

export type Task = keyof typeof TASKS;

/** What the golden files call a metric. */
export const GOLDEN_NAMES = {
  accuracy: 'accuracy',
  f1: 'f1',
  matthews: 'mcc',
  pearson: 'pearson',
  spearman: 'spearman',
} as const;
