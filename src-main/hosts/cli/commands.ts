/** The commands of the command line (a table): what each takes, how that becomes a request, how its result is printed. */
import { Argument, Option } from 'commander';
import type { Command, CommandRequest } from '../../contract/commands.ts';
import type { PlanRecord, Results } from '../../contract/records.ts';
import {
  COLUMNS,
  DATASET,
  DEVICE,
  FISHER,
  MAX_LENGTH,
  METRIC,
  REPLACE,
  readDataset,
  type Options,
} from './options.ts';
import { printBench } from './pages/bench-page.ts';
import { printCheckpoint } from './pages/checkpoint-page.ts';
import { printDevices } from './pages/devices-page.ts';
import { printFisher } from './pages/fisher-page.ts';
import { printMerge } from './pages/merge-page.ts';
import { printScore } from './pages/score-page.ts';
import type { Paint } from './paint.ts';

/** What the user gave. */
export interface Given {
  /** Empty where the command takes none. */
  readonly argument: string;
  readonly options: Options;
  /** Makes a path absolute. */
  readonly path: (given: string) => string;
}

export interface CommandRow<C extends Command> {
  readonly says: string;
  readonly argument?: Argument;
  readonly required: readonly Option[];
  readonly options: readonly Option[];
  readonly example: string;
  readonly request: (given: Given) => CommandRequest<C>;
  /** Lines for people. */
  readonly print: (result: Results[C], paint: Paint) => readonly string[];
  /** What programs get, where it is not all of the result. */
  readonly document?: (result: Results[C]) => unknown;
}

const CHECKPOINT = new Argument('<CHECKPOINT>', 'folder with config.json, model.safetensors and a tokenizer');
const RECIPE = new Argument('<RECIPE>', 'what to merge and how, in YAML or JSON');

export const COMMAND_ROWS: { readonly [C in Command]: CommandRow<C> } = {
  inspect: {
    says: 'tell what a checkpoint is: sizes, task head, tensors, mask nodes',
    argument: CHECKPOINT,
    required: [],
    options: [],
    example: 'weir inspect checkpoints/sst2',
    request: ({ argument, path }) => ({ checkpoint: path(argument) }),
    print: printCheckpoint,
  },
  fisher: {
    says: 'compute the Fisher information of the mask nodes on a dataset',
    argument: CHECKPOINT,
    required: [DATASET, new Option('--out <FILE.safetensors>', 'file to write')],
    options: [...COLUMNS, ...FISHER, DEVICE],
    example: 'weir fisher checkpoints/sst2 --dataset sst2/train.tsv --out sst2.safetensors',
    request: ({ argument, options, path }) => {
      const { samples, gradient, labels, batch, maxLength, seed, device, out } = options;
      return {
        checkpoint: path(argument),
        dataset: readDataset(options, path),
        settings: { samples, gradient, labels, batch, maxLength, seed },
        device,
        out: path(out),
      };
    },
    print: printFisher,
  },
  score: {
    says: 'score a checkpoint on a dataset',
    argument: CHECKPOINT,
    required: [DATASET],
    options: [...COLUMNS, METRIC, MAX_LENGTH, DEVICE],
    example: 'weir score checkpoints/sst2 --dataset sst2/dev.tsv --text sentence',
    request: ({ argument, options, path }) => ({
      checkpoint: path(argument),
      dataset: readDataset(options, path),
      metrics: options.metric,
      maxLength: options.maxLength,
      device: options.device,
    }),
    print: printScore,
  },
  plan: {
    says: 'show what would be merged with what weight, before anything is read or written',
    argument: RECIPE,
    required: [],
    options: [],
    example: 'weir plan recipe.yaml',
    request: ({ argument, path }) => ({ recipe: path(argument) }),
    print: ({ text }: PlanRecord) => text.trimEnd().split('\n'),
    document: ({ hash, plan }: PlanRecord) => ({ hash, ...(plan as object) }),
  },
  merge: {
    says: 'merge checkpoints by a recipe, and score experts, average and merge',
    argument: RECIPE,
    required: [new Option('--out <DIR>', 'folder to write, with a checkpoint for each task')],
    options: [REPLACE, DEVICE],
    example: 'weir merge recipe.yaml --out merged',
    request: ({ argument, options, path }) => ({
      recipe: path(argument),
      out: path(options.out),
      replace: options.replace,
      device: options.device,
    }),
    print: printMerge,
  },
  devices: {
    says: 'list what this machine can compute on, each tried and timed',
    required: [],
    options: [],
    example: 'weir devices',
    request: () => ({}),
    print: printDevices,
  },
  bench: {
    says: 'measure the speed and memory of mask Fisher and merge on this machine',
    required: [],
    options: [DEVICE],
    example: 'weir bench --json',
    request: ({ options }) => ({ device: options.device }),
    print: printBench,
  },
};
