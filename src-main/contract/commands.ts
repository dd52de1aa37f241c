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

export const COMMANDS = {
  inspect: z.strictObject({ checkpoint: z.string() }),
  fisher: z.strictObject({
    checkpoint: z.string(),
    dataset: DatasetInput,
    settings: FisherInput,
    device: Device,
    out: z.string(),
  }),
  score: z.strictObject({
    checkpoint: z.string(),
    dataset: DatasetInput,
    metrics: z.array(z.string()).optional(),
    maxLength: MaxLength,
    device: Device,
  }),
  plan: z.strictObject({ recipe: z.string() }),
  merge: z.strictObject({
    recipe: z.string(),
    out: z.string(),
    /** Write over an earlier output of Weir. */
    replace: z.boolean().default(false),
    device: Device,
  }),
  devices: z.strictObject({}),
  bench: z.strictObject({ device: Device }),
} as const satisfies Record<string, z.ZodType>;

export type Command = keyof typeof COMMANDS;
/** What may be said: defaults left out. */
export type CommandRequest<C extends Command> = z.input<(typeof COMMANDS)[C]>;
/** What a handler gets: defaults filled in. */
export type CommandInput<C extends Command> = z.output<(typeof COMMANDS)[C]>;
export type DatasetChoice = z.output<typeof DatasetInput>;
export type FisherSettings = z.output<typeof FisherInput>;
