/** Every command of Weir with the parser of its input: the runtime check and the type come from one place. */
import { z } from 'zod';
import { DATASET_FORMATS } from './dataset-formats.ts';
import { EXPORT_FORMATS } from './export-formats.ts';

/** By header name, or by number from 0. */
const Column = z.union([z.string(), z.number().int().nonnegative()]);

/** Where labelled texts lie and how to read them. */
export const DatasetInput = z.strictObject({
  file: z.string(),
  text: z.array(Column).min(1).max(2).optional(),
  label: Column.optional(),
  /** The texts to choose among, where that is the task: one column of lists, or a column each. */
  choices: z.array(Column).min(1).max(32).optional(),
  header: z.boolean().optional(),
  /** Instead of what the file's ending says. */
  format: z.enum(DATASET_FORMATS).optional(),
  delimiter: z.string().optional(),
  quote: z.boolean().optional(),
  /** The dataset's labels → the checkpoint's, by name or id. */
  labels: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

/** Tokens of a text with its special ones; longer texts are cut. */
const MaxLength = z.number().int().positive().default(128);

export const FisherInput = z.strictObject({
  gradient: z.enum(['example', 'batch']).default('example'),
  labels: z.enum(['dataset', 'expected', 'sampled']).default('dataset'),
  samples: z.number().int().positive().default(2048),
  seed: z.number().int().nonnegative().default(0),
  batch: z.number().int().positive().default(32),
  maxLength: MaxLength,
});

export const SettingsInput = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  /** As `weir devices` lists them; 'auto': the fastest. */
  device: z.string(),
  /** Of the processor; 0: all cores. */
  threads: z.number().int().nonnegative().max(1024),
  /** Of the customary token budget: more is faster, and takes more memory. */
  budget: z.number().min(0.0625).max(8),
  /** Whether the end of a long run is told while the window is not in front. */
  notify: z.boolean(),
  /** What each page shows, such as the columns of its table; the page's own affair. */
  views: z.record(z.string(), z.unknown()),
});

const Device = z.string().default('auto');

/** Whether the library keeps what is done; without, nothing of it is opened. */
const Recorded = { record: z.boolean().default(true), name: z.string().optional() };

/** An item of the library: its name, `#12`, the beginning of its hash, or `merge:NAME` where several kinds share a name. */
const Item = z.string().min(1);
const Items = z.array(Item).min(1);
const Kind = z.enum(['checkpoint', 'dataset', 'fisher', 'merge', 'run']);

/** A page of a list: see ListQuery. */
const Query = z.strictObject({
  search: z.string().optional(),
  where: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  sort: z.array(z.strictObject({ column: z.string(), descending: z.boolean().optional() })).optional(),
  offset: z.number().int().nonnegative().optional(),
  limit: z.number().int().nonnegative().max(10_000).optional(),
  trashed: z.boolean().optional(),
});

const Fisher = z.strictObject({
  checkpoint: z.string(),
  dataset: DatasetInput,
  settings: FisherInput,
  device: Device,
  /** A file for a copy of its own; the library keeps one in any case. */
  out: z.string().optional(),
  ...Recorded,
});

const Score = z.strictObject({
  checkpoint: z.string(),
  dataset: DatasetInput,
  metrics: z.array(z.string()).optional(),
  maxLength: MaxLength,
  device: Device,
  ...Recorded,
});

const Merge = z.strictObject({
  /** A file, or a merge of the library, whose recipe is carried out again; with `text`, what the recipe is called. */
  recipe: z.string(),
  /** A recipe that lies in no file; its relative paths begin in the library's folder. */
  text: z.string().optional(),
  /** Where it is not said, the library's own folder of merges. */
  out: z.string().optional(),
  /** Write over an earlier output of Weir. */
  replace: z.boolean().default(false),
  /** As if the recipe said `output: { onnx: true }`. */
  onnx: z.boolean().default(false),
  device: Device,
  ...Recorded,
});

const Sweep = z.strictObject({
  /** A file; with `text`, what the sweep is called. */
  sweep: z.string(),
  /** One that lies in no file; its relative paths begin in the library's folder. */
  text: z.string().optional(),
  device: Device,
  ...Recorded,
});

const Search = z.strictObject({
  /** A file, or a merge of the library; with `text`, what the recipe is called. */
  recipe: z.string(),
  text: z.string().optional(),
  algorithm: z.enum(['cma-es', 'dirichlet', 'grid']).default('cma-es'),
  /** Over tasks: the mean score, the worst, or the mean of what part of its expert's score each has. */
  objective: z.enum(['relative', 'mean', 'worst']).default('relative'),
  trials: z.number().int().min(1).max(10_000).default(50),
  /** 'weights' and names of settings; all that the method has when absent. */
  over: z.array(z.string()).min(1).optional(),
  seed: z.number().int().nonnegative().default(0),
  /** Of the evaluation rows for choosing; on the others the result is told. */
  share: z.number().gt(0).lt(1).default(0.5),
  /** A file for the recipe that was found. */
  out: z.string().optional(),
  device: Device,
  ...Recorded,
});

const Import = z.strictObject({
  /** Checkpoints' folders or files, datasets' files; with `scan`, trees in which to look for checkpoints. */
  paths: z.array(z.string()).min(1),
  scan: z.boolean().default(false),
  /** Whether checkpoints stay where they lie or are copied into the library. */
  storage: z.enum(['linked', 'copied']).default('linked'),
  /** What LoRA adapters are folded into, where that is not the checkpoint that they name: a path, or a name of the library. */
  base: z.string().optional(),
  /** Of a single one. */
  name: z.string().optional(),
  tags: z.array(z.string()).default([]),
  /** How datasets are read. */
  reading: DatasetInput.omit({ file: true }).default({}),
  metric: z.string().optional(),
});

/** Whether the answer comes when the run has ended, rather than when it is queued. */
const Wait = z.boolean().default(true);

export const COMMANDS = {
  inspect: z.strictObject({ checkpoint: z.string() }),
  fisher: Fisher,
  score: Score,
  plan: z.strictObject({ recipe: z.string(), text: z.string().optional() }),
  merge: Merge,
  sweep: Sweep,
  search: Search,
  devices: z.strictObject({}),
  bench: z.strictObject({
    device: Device,
    only: z.enum(['fisher', 'full-fisher', 'families', 'merge', 'hash', 'library']).optional(),
    /** Instead, the paper's claim on the models of this recipe or sweep, as a sweep of all pairs. */
    paper: z.string().optional(),
    /** Rows of each Fisher of it; null: each method's own number. */
    samples: z.number().int().positive().nullable().default(256),
    ...Recorded,
  }),

  'library.list': Query.extend({ kind: Kind.default('checkpoint') }),
  'library.scores': Query,
  'library.show': z.strictObject({ item: Item }),
  'library.import': Import,
  'library.rename': z.strictObject({ item: Item, name: z.string() }),
  'library.tag': z.strictObject({
    item: Item,
    add: z.array(z.string()).default([]),
    remove: z.array(z.string()).default([]),
  }),
  'library.note': z.strictObject({ item: Item, notes: z.string() }),
  'library.star': z.strictObject({ item: Item, favourite: z.boolean() }),
  /** Says where a checkpoint lies now; it is checked by its hash. */
  'library.relocate': z.strictObject({ item: Item, folder: z.string() }),
  'library.rebase': z.strictObject({ item: Item, base: Item.nullable() }),
  'library.trash': z.strictObject({ items: Items }),
  'library.restore': z.strictObject({ items: Items }),
  'library.empty': z.strictObject({}),
  /** The history, a row a score: all of it, or of these runs. */
  'library.export': z.strictObject({
    format: z.enum(EXPORT_FORMATS).default('csv'),
    runs: Items.optional(),
  }),
  /** How a dataset is read and judged from now on. */
  'library.reread': z.strictObject({
    item: Item,
    reading: DatasetInput.omit({ file: true }),
    metric: z.string().nullable().default(null),
  }),
  'library.backup': z.strictObject({ file: z.string() }),
  /** Puts a backup in the place of the library's database, which is set aside. */
  'library.recover': z.strictObject({ file: z.string() }),
  'library.check': z.strictObject({}),
  'library.usage': z.strictObject({}),

  /** Queues a run and does not wait for it. */
  'runs.start': z.discriminatedUnion('command', [
    z.strictObject({ command: z.literal('import'), request: Import }),
    z.strictObject({ command: z.literal('fisher'), request: Fisher }),
    z.strictObject({ command: z.literal('score'), request: Score }),
    z.strictObject({ command: z.literal('merge'), request: Merge }),
    z.strictObject({ command: z.literal('sweep'), request: Sweep }),
    z.strictObject({ command: z.literal('search'), request: Search }),
  ]),
  /** What a run said on its way, as long as this Weir is open. */
  'runs.log': z.strictObject({ run: Item }),
  'runs.list': Query,
  'runs.show': z.strictObject({ run: Item }),
  'runs.cancel': z.strictObject({ run: Item }),
  /** Puts a run that did not finish into the queue again, and goes on where it stopped. */
  'runs.resume': z.strictObject({ run: Item, wait: Wait }),
  /** Does again what a run did, as a new run, and says which of its inputs have changed since. */
  'runs.repeat': z.strictObject({ run: Item, out: z.string().optional(), wait: Wait }),
  'runs.compare': z.strictObject({ runs: z.array(Item).min(2) }),
  /** The matrix of a sweep that is done, for other programs and papers. */
  'runs.matrix': z.strictObject({
    run: Item,
    format: z.enum(EXPORT_FORMATS).default('csv'),
    measure: z.enum(['relative', 'score']).default('relative'),
    samples: z.number().int().positive().optional(),
  }),
  'runs.move': z.strictObject({ run: Item, before: Item.nullable() }),
  'runs.pause': z.strictObject({ paused: z.boolean() }),
  'runs.paused': z.strictObject({}),

  /** A recipe's text as what it asks for, and back. */
  'recipe.read': z.strictObject({ text: z.string(), source: z.string().default('recipe') }),
  'recipe.write': z.strictObject({ recipe: z.record(z.string(), z.unknown()) }),
  /** What a recipe would do and need, before anything is computed or made. */
  'recipe.check': z.strictObject({ text: z.string(), source: z.string().default('recipe') }),

  /** The model card of one task of a merge, as it lies in its folder. */
  'merge.card': z.strictObject({ merge: Item, task: z.string() }),
  /** Every value of a Fisher of the library. */
  'fisher.values': z.strictObject({ fisher: Item }),
  /** What a file of texts holds, read as asked or as it seems to want to be. */
  'dataset.look': z.strictObject({ dataset: DatasetInput }),
  /** The labels of a dataset beside a checkpoint's. */
  'dataset.labels': z.strictObject({ dataset: DatasetInput, checkpoint: z.string() }),
  /** What checkpoints say of one text. */
  predict: z.strictObject({
    checkpoints: z.array(z.string()).min(1).max(8),
    text: z.string().max(20_000),
    pair: z.string().max(20_000).optional(),
  }),

  /** Takes the bundled sample into the library. */
  'sample.import': z.strictObject({}),
  'settings.read': z.strictObject({}),
  'settings.write': SettingsInput.partial(),
  /** Takes the whole library to another folder, where it is from then on. */
  'library.move': z.strictObject({ folder: z.string() }),
  about: z.strictObject({}),
  /** What lies in a folder of the machine that Weir runs on. */
  'files.list': z.strictObject({ folder: z.string().optional() }),
  /** See the capabilities: what only some hosts can do. */
  'host.reveal': z.strictObject({ path: z.string() }),
  'host.choose': z.strictObject({ what: z.enum(['folder', 'files', 'any']), title: z.string() }),
} as const satisfies Record<string, z.ZodType>;

export type Command = keyof typeof COMMANDS;
/** What may be said: defaults left out. */
export type CommandRequest<C extends Command> = z.input<(typeof COMMANDS)[C]>;
/** What a handler gets: defaults filled in. */
export type CommandInput<C extends Command> = z.output<(typeof COMMANDS)[C]>;
export type DatasetChoice = z.output<typeof DatasetInput>;
export type FisherSettings = z.output<typeof FisherInput>;
