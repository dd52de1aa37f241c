/** The commands of the command line (a table), those of library and runs by both their words. */
import { Argument, Option } from 'commander';
import { COMMANDS } from '../../contract/commands.ts';
import type { PlanRecord } from '../../contract/records.ts';
import { row, type AnyRow } from './command-row.ts';
import { LIBRARY_ROWS } from './library-commands.ts';
import {
  COLUMNS,
  DATASET,
  DEVICE,
  FISHER,
  LIBRARY,
  MAX_LENGTH,
  METRIC,
  ONNX,
  PAPER,
  RECORD,
  REPLACE,
  SEARCH,
  readDataset,
} from './options.ts';
import { printBench } from './pages/bench-page.ts';
import { printCheckpoint } from './pages/checkpoint-page.ts';
import { printDevices } from './pages/devices-page.ts';
import { printFisher } from './pages/fisher-page.ts';
import { printMerge } from './pages/merge-page.ts';
import { printScore } from './pages/score-page.ts';
import { printSearch } from './pages/search-page.ts';
import { printSweep } from './pages/sweep-page.ts';
import { RUN_ROWS } from './run-commands.ts';

const CHECKPOINT = new Argument(
  '<CHECKPOINT>',
  'folder with config.json, model.safetensors and a tokenizer, or a name of the library',
);
const SWEEP = new Argument(
  '<SWEEP>',
  'which checkpoints to merge in which sets, by which methods, in YAML or JSON',
);
const RECIPE = new Argument('<RECIPE>', 'what to merge and how, in YAML or JSON, or a merge of the library');

/** What is typed → its row. */
export const COMMAND_ROWS: Readonly<Record<string, AnyRow>> = {
  inspect: row({
    command: 'inspect',
    says: 'tell what a checkpoint is: sizes, task head, tensors, mask nodes',
    arguments: [CHECKPOINT],
    required: [],
    options: [LIBRARY],
    example: 'weir inspect checkpoints/sst2',
    request: ({ argument, place }) => ({ checkpoint: place(argument) }),
    print: printCheckpoint,
  }),
  fisher: row({
    command: 'fisher',
    says: 'compute the Fisher information of the mask nodes on a dataset',
    arguments: [CHECKPOINT],
    required: [DATASET],
    options: [
      new Option('--out <FILE.safetensors>', 'file to write, beside what the library keeps'),
      ...COLUMNS,
      ...FISHER,
      DEVICE,
      ...RECORD,
    ],
    example: 'weir fisher checkpoints/sst2 --dataset sst2/train.tsv --out sst2.safetensors',
    request: ({ argument, options, path, place }) => {
      const { samples, gradient, labels, batch, maxLength, seed, device, out, name, record } = options;
      return {
        checkpoint: place(argument),
        dataset: readDataset(options, place),
        settings: { samples, gradient, labels, batch, maxLength, seed },
        device,
        out: out && path(out),
        name,
        record,
      };
    },
    print: printFisher,
  }),
  score: row({
    command: 'score',
    says: 'score a checkpoint on a dataset',
    arguments: [CHECKPOINT],
    required: [DATASET],
    options: [...COLUMNS, METRIC, MAX_LENGTH, DEVICE, ...RECORD],
    example: 'weir score checkpoints/sst2 --dataset sst2/dev.tsv --text sentence',
    request: ({ argument, options, place }) => ({
      checkpoint: place(argument),
      dataset: readDataset(options, place),
      metrics: options.metric,
      maxLength: options.maxLength,
      device: options.device,
      name: options.name,
      record: options.record,
    }),
    print: printScore,
  }),
  plan: row({
    command: 'plan',
    says: 'show what would be merged with what weight, before anything is read or written',
    arguments: [RECIPE],
    required: [],
    options: [LIBRARY],
    example: 'weir plan recipe.yaml',
    request: ({ argument, place }) => ({ recipe: place(argument) }),
    print: ({ text }: PlanRecord) => text.trimEnd().split('\n'),
    document: ({ hash, plan }: PlanRecord) => ({ hash, ...(plan as object) }),
  }),
  merge: row({
    command: 'merge',
    says: 'merge checkpoints by a recipe, and score experts, average and merge',
    arguments: [RECIPE],
    required: [],
    options: [
      new Option('--out <DIR>', "folder to write, with a checkpoint for each task (default: the library's)"),
      ONNX,
      REPLACE,
      DEVICE,
      ...RECORD,
    ],
    example: 'weir merge recipe.yaml --out merged',
    request: ({ argument, options, path, place }) => ({
      recipe: place(argument),
      out: options.out && path(options.out),
      replace: options.replace,
      onnx: options.onnx,
      device: options.device,
      name: options.name,
      record: options.record,
    }),
    print: printMerge,
  }),
  sweep: row({
    command: 'sweep',
    says: 'merge many sets of checkpoints by many methods, and put their scores beside each other',
    arguments: [SWEEP],
    required: [],
    options: [DEVICE, ...RECORD],
    example: 'weir sweep sweep.yaml',
    request: ({ argument, options, path }) => ({
      sweep: path(argument),
      device: options.device,
      name: options.name,
      record: options.record,
    }),
    print: printSweep,
  }),
  search: row({
    command: 'search',
    says: "search a recipe's weights and settings on one part of the evaluation rows, told on the other",
    arguments: [RECIPE],
    required: [],
    options: [
      ...SEARCH,
      new Option('--out <FILE.yaml>', 'file to write the recipe to that was found'),
      DEVICE,
      ...RECORD,
    ],
    example: 'weir search recipe.yaml --trials 50 --out better.yaml',
    request: ({ argument, options, path, place }) => ({
      recipe: place(argument),
      algorithm: options.by,
      objective: options.objective,
      trials: options.trials,
      over: options.over,
      seed: options.seed,
      share: options.choosing,
      out: options.out && path(options.out),
      device: options.device,
      name: options.name,
      record: options.record,
    }),
    print: printSearch,
  }),
  devices: row({
    command: 'devices',
    says: 'list what this machine can compute on, each tried and timed',
    required: [],
    options: [],
    example: 'weir devices',
    request: () => ({}),
    print: printDevices,
  }),
  bench: row({
    command: 'bench',
    says: "measure mask Fisher, merge, hashing and a large library on this machine, or the paper's claim on checkpoints of yours",
    required: [],
    options: [
      DEVICE,
      new Option('--only <PART>', 'measure this alone').choices(COMMANDS.bench.shape.only.unwrap().options),
      ...PAPER,
      ...RECORD,
    ],
    example: 'weir bench --only library',
    request: ({ options, place }) => ({
      device: options.device,
      only: options.only,
      paper: options.paper && place(options.paper),
      samples: options.ownSamples ? null : options.samples,
      name: options.name,
      record: options.record,
    }),
    print: printBench,
  }),
  ...LIBRARY_ROWS,
  ...RUN_ROWS,
};
