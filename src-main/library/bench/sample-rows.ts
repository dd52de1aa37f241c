/** Rows by chance of every kind (a table), as years of work would leave them in a library. */
import type { ItemKind } from '../../contract/library.ts';
import type { Row } from '../rows.ts';
import type { Draw } from './words.ts';

export type Sizes = Readonly<Record<ItemKind | 'score', number>>;

/** What rows are drawn from: ids and hashes of what was drawn before, by kind. */
export interface Drawn {
  readonly draw: Draw;
  readonly words: readonly string[];
  readonly ids: Readonly<Record<ItemKind, number[]>>;
  readonly hashes: Readonly<Record<'checkpoint' | 'dataset', string[]>>;
  /** A file that exists: looking at it costs what looking at a checkpoint's costs. */
  readonly file: string;
}

export const TASKS = [
  'sst2',
  'mnli',
  'qqp',
  'qnli',
  'rte',
  'mrpc',
  'cola',
  'stsb',
  'agnews',
  'imdb',
  'trec',
  'emotion',
];
export const METRICS = ['accuracy', 'f1', 'f1-macro', 'matthews', 'pearson', 'spearman'];
export const TAGS = [
  'glue',
  'english',
  'baseline',
  'paper',
  'best',
  'ablation',
  'seed-sweep',
  'keep',
  'broken',
  'news',
];
const FAMILIES = [
  'bert-base',
  'bert-large',
  'bert-small',
  'bert-tiny',
  'mbert',
  'legal-bert',
  'sci-bert',
  'bio-bert',
];
const STATES = ['done', 'failed', 'cancelled', 'interrupted'];
const COMMANDS = ['score', 'fisher', 'merge', 'import'];
const START = Date.UTC(2024, 0, 1);
const YEARS = 2 * 365 * 86_400_000;

export function drawTime(draw: Draw): number {
  return START + draw.below(YEARS);
}

/** Some words, none for most. */
export function drawNotes({ draw, words }: Drawn): string {
  if (draw.uniform() < 0.6) return '';
  return Array.from({ length: 3 + draw.below(20) }, () => draw.early(words)).join(' ');
}

export const MOST_TAGS = 3;

export function drawTags(draw: Draw): string[] {
  return [...new Set(Array.from({ length: draw.below(MOST_TAGS + 1) }, () => draw.early(TAGS)))];
}

export function drawName(drawn: Drawn, kind: ItemKind, at: number): string {
  const { draw, words } = drawn;
  const rate = `lr${1 + draw.below(9)}e-${4 + draw.below(3)}`;
  const names: Readonly<Record<ItemKind, () => string>> = {
    checkpoint: () => `${draw.one(FAMILIES)}-${draw.one(TASKS)}-${rate}-${draw.early(words)}-${at}`,
    dataset: () => `${draw.one(TASKS)}/${draw.early(words)}-${at}`,
    fisher: () => `${draw.one(TASKS)} ${draw.early(words)}`,
    merge: () => `${draw.one(TASKS)}+${draw.one(TASKS)} ${draw.early(words)} ${at}`,
    run: () => `${draw.one(COMMANDS)} ${draw.one(FAMILIES)}-${draw.one(TASKS)} ${draw.early(words)}`,
  };
  return names[kind]();
}

/** The table of the kind's own columns. */
export const ROWS: Readonly<
  Record<ItemKind, (drawn: Drawn, createdAt: number, at: number, sizes: Sizes) => Row>
> = {
  checkpoint({ draw, words, hashes, ids, file }) {
    const layers = draw.one([2, 4, 6, 12, 24]);
    const hash = draw.hash();
    hashes.checkpoint.push(hash);
    return {
      ...{
        hash,
        folder: `/models/${draw.early(words)}/${hash.slice(0, 8)}`,
        storage: draw.one(['linked', 'copied']),
      },
      ...{ family: 'bert', layers, heads: layers, hidden: 64 * layers, neurons: 256 * layers },
      ...{ vocabulary: draw.one([30_522, 28_996, 119_547]), dtype: draw.one(['F32', 'F16', 'BF16']) },
      ...{ parameters: 1e6 + draw.below(3e8), bytes: 4e6 + draw.below(1.3e9) },
      ...{
        problem: draw.one(['single-label', 'multi-label', 'regression', null]),
        labels: '["negative","positive"]',
      },
      declaredBase: draw.one([...FAMILIES, null]),
      baseId: draw.uniform() < 0.5 && ids.checkpoint.length > 0 ? ids.checkpoint[0]! : null,
      files: JSON.stringify([{ path: file, bytes: 1, changedAt: 0 }]),
    };
  },
  dataset({ draw, hashes, file }) {
    const hash = draw.hash();
    hashes.dataset.push(hash);
    return {
      ...{ hash, file, bytes: draw.below(5e7), changedAt: 0, rows: draw.below(4e5) },
      ...{ columns: '["sentence","label"]', reading: '{"text":["sentence"],"label":"label"}' },
      ...{
        metric: draw.one([...METRICS, null]),
        preview: JSON.stringify([['a sentence of some length', '1']]),
      },
    };
  },
  fisher: ({ draw, hashes }) => ({
    ...{ checkpointHash: draw.one(hashes.checkpoint), datasetHash: draw.one(hashes.dataset) },
    settings: JSON.stringify({
      gradient: 'example',
      labels: 'dataset',
      samples: 2 ** (5 + draw.below(7)),
      seed: draw.below(5),
    }),
    ...{ file: `/fishers/${draw.hash()}.safetensors`, bytes: draw.below(2e5), count: draw.below(2048) },
    ...{ device: draw.one(['cpu', 'cuda', 'webgpu']), seconds: 600 * draw.uniform() },
  }),
  run({ draw, words }, createdAt) {
    const command = draw.early(COMMANDS);
    const state = draw.early(STATES);
    const startedAt = createdAt + draw.below(6e5);
    const input = {
      checkpoint: `/models/${draw.early(words)}`,
      dataset: { file: `/texts/${draw.one(TASKS)}.tsv` },
      settings: { samples: 2048, seed: draw.below(9), batch: 32, maxLength: 128 },
      device: 'auto',
    };
    const result = {
      warnings: [],
      scores: Array.from({ length: 4 + draw.below(20) }, () => ({
        task: draw.one(TASKS),
        metric: draw.one(METRICS),
        value: draw.uniform(),
      })),
    };
    return {
      ...{
        command,
        input: JSON.stringify(input),
        state,
        position: startedAt,
        attempts: draw.below(2),
        owner: null,
        cancelAsked: 0,
      },
      progress: JSON.stringify({ phase: 'Fisher', done: 64, total: 64, unit: 'batches' }),
      error: state === 'failed' ? JSON.stringify({ code: 'no-space', message: 'The disk is full.' }) : null,
      result: state === 'done' ? JSON.stringify(result) : null,
      ...{ startedAt, endedAt: startedAt + draw.below(3.6e6) },
    };
  },
  merge: ({ draw, ids }, _, at, sizes) => ({
    ...{
      runId: ids.run[Math.floor((at * sizes.run) / sizes.merge)]!,
      method: draw.one(['average', 'fisher-mask']),
      recipe: 'method: fisher-mask\n'.repeat(20),
    },
    ...{
      recipeFolder: '/recipes',
      recipeHash: draw.hash(),
      planHash: draw.hash(),
      folder: `/merges/${draw.hash()}`,
    },
    ...{
      bytes: draw.below(2e9),
      device: draw.one(['cpu', 'cuda']),
      version: '0.1.0',
      seconds: 900 * draw.uniform(),
    },
  }),
};

/** A row of `score`, run after run, as they come: those of a merge belong to the run that made it. */
export function drawScore({ draw, ids, hashes }: Drawn, at: number, sizes: Sizes): Row {
  const of = Math.floor((at * sizes.run) / sizes.score);
  const merge = ids.merge[Math.floor((of * sizes.merge) / sizes.run)];
  const kind = draw.one(['expert', 'average', 'merge']);
  return {
    ...{ runId: ids.run[of]!, mergeId: kind === 'merge' ? merge! : null, kind },
    ...{
      model: kind === 'expert' ? draw.one(TASKS) : draw.one(['average', 'fisher-mask']),
      task: draw.one(TASKS),
    },
    ...{
      checkpointHash: kind === 'expert' ? draw.one(hashes.checkpoint) : null,
      datasetHash: draw.one(hashes.dataset),
    },
    ...{
      metric: draw.early(METRICS),
      value: draw.uniform(),
      rows: draw.below(40_000),
      scoredAt: drawTime(draw),
    },
  };
}
