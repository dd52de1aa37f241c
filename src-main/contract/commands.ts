/** Every command of Weir with the parser of its input: the runtime check and the type come from one place. */
import { z } from 'zod';

/** By header name, or by number from 0. */
const Column = z.union([z.string(), z.number().int().nonnegative()]);

/** Where labelled texts lie and how to read them. */
export const DatasetInput = z.strictObject({
  file: z.string(),
  text: z.array(Column).min(1).max(2).optional(),
  label: Column.optional(),
  header: z.boolean().optional(),
  /** Instead of what the file's ending says. */
  format: z.enum(['tsv', 'csv', 'jsonl', 'parquet']).optional(),
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

export const COMMANDS = {
  inspect: z.strictObject({ checkpoint: z.string() }),
  fisher: z.strictObject({
    checkpoint: z.string(),
    dataset: DatasetInput,
    settings: FisherInput,
    device: Device,
    /** A file for a copy of its own; the library keeps one in any case. */
    out: z.string().optional(),
    ...Recorded,
  }),
  score: z.strictObject({
    checkpoint: z.string(),
    dataset: DatasetInput,
    metrics: z.array(z.string()).optional(),
    maxLength: MaxLength,
    device: Device,
    ...Recorded,
  }),
  plan: z.strictObject({ recipe: z.string() }),
  merge: z.strictObject({
    /** A file, or a merge of the library, whose recipe is carried out again. */
    recipe: z.string(),
    /** Where it is not said, the library's own folder of merges. */
    out: z.string().optional(),
    /** Write over an earlier output of Weir. */
    replace: z.boolean().default(false),
    device: Device,
    ...Recorded,
  }),
  devices: z.strictObject({}),
  bench: z.strictObject({ device: Device }),

  'library.list': Query.extend({ kind: Kind.default('checkpoint') }),
  'library.scores': Query,
  'library.show': z.strictObject({ item: Item }),
  'library.import': z.strictObject({
    /** Checkpoints' folders or files, datasets' files; with `scan`, trees in which to look for checkpoints. */
    paths: z.array(z.string()).min(1),
    scan: z.boolean().default(false),
    /** Whether checkpoints stay where they lie or are copied into the library. */
    storage: z.enum(['linked', 'copied']).default('linked'),
    /** Of a single one. */
    name: z.string().optional(),
    tags: z.array(z.string()).default([]),
    /** How datasets are read. */
    reading: DatasetInput.omit({ file: true }).default({}),
    metric: z.string().optional(),
  }),
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
  'library.export': z.strictObject({ format: z.enum(['csv', 'json']).default('csv') }),
  'library.backup': z.strictObject({ file: z.string() }),
  /** Puts a backup in the place of the library's database, which is set aside. */
  'library.recover': z.strictObject({ file: z.string() }),
  'library.check': z.strictObject({}),
  'library.usage': z.strictObject({}),

  'runs.list': Query,
  'runs.show': z.strictObject({ run: Item }),
  'runs.cancel': z.strictObject({ run: Item }),
  /** Puts a run that did not finish into the queue again, and goes on where it stopped. */
  'runs.resume': z.strictObject({ run: Item }),
  /** Does again what a run did, as a new run, and says which of its inputs have changed since. */
  'runs.repeat': z.strictObject({ run: Item, out: z.string().optional() }),
  'runs.compare': z.strictObject({ runs: z.array(Item).min(2) }),
  'runs.move': z.strictObject({ run: Item, before: Item.nullable() }),
  'runs.pause': z.strictObject({ paused: z.boolean() }),
} as const satisfies Record<string, z.ZodType>;

export type Command = keyof typeof COMMANDS;
/** What may be said: defaults left out. */
export type CommandRequest<C extends Command> = z.input<(typeof COMMANDS)[C]>;
/** What a handler gets: defaults filled in. */
export type CommandInput<C extends Command> = z.output<(typeof COMMANDS)[C]>;
export type DatasetChoice = z.output<typeof DatasetInput>;
export type FisherSettings = z.output<typeof FisherInput>;
