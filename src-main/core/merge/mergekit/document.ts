/** A recipe of mergekit as it is written: its keys, and those of them that ask for what Weir does not do. */
import { z } from 'zod';
import { isObject } from '../../files/json.ts';
import { complain } from '../recipe-complaint.ts';
import type { Path, RecipeText } from '../recipe-text.ts';
import { strictObject } from '../strict-object.ts';
import type { Objections } from './objections.ts';

/** What mergekit calls a model: a path, or a name. */
const MODEL_NAME = z.string().min(1);

/** Judged by the method that reads them. */
const VALUES = z.record(z.string(), z.unknown()).nullish();

const Slice = strictObject({
  sources: z
    .array(
      strictObject({
        model: MODEL_NAME,
        layer_range: z.tuple([z.number().int(), z.number().int()]),
        parameters: VALUES,
      }),
    )
    .min(1),
  base_model: MODEL_NAME.nullish(),
  residual_weight: z.unknown().optional(),
  parameters: VALUES,
});

const Document = strictObject({
  merge_method: z.string(),
  models: z
    .array(strictObject({ model: MODEL_NAME, parameters: VALUES }))
    .min(1)
    .nullish(),
  slices: z.array(Slice).min(1).nullish(),
  modules: z.unknown().optional(),
  base_model: MODEL_NAME.nullish(),
  parameters: VALUES,
  dtype: z.string().nullish(),
  out_dtype: z.string().nullish(),
  tokenizer_source: MODEL_NAME.nullish(),
  tokenizer: z.unknown().optional(),
  chat_template: z.unknown().optional(),
  // What several recipes in one file call each other by; alone it asks for nothing.
  name: z.string().nullish(),
});

export type MergekitDocument = z.output<typeof Document>;
export type MergekitSlice = z.output<typeof Slice>;

/** Keys that mergekit reads, and why Weir does not. */
const LACKED: Readonly<Partial<Record<keyof MergekitDocument, string>>> = {
  modules: 'Weir merges an encoder as one',
  tokenizer: "of single tokens Weir can say nothing, and of the whole it reads 'tokenizer_source'",
  chat_template: 'every task keeps the tokenizer that it has',
};

/** mergekit's recipes name their method so, and Weir's do not. */
export function isMergekit(value: unknown): boolean {
  return isObject(value) && Object.hasOwn(value, 'merge_method');
}

/** Throws one sentence for an unknown key, a value of another kind, or a key that Weir does not follow. */
export function readDocument(read: RecipeText, source: string, { lack }: Objections): MergekitDocument {
  const parsed = Document.safeParse(read.value);
  if (!parsed.success) throw complain(parsed.error.issues, read, source);
  const document = parsed.data;
  for (const [key, reason] of Object.entries(LACKED))
    if (isSaid(document[key as keyof MergekitDocument])) throw lack([key], `asks for '${key}'; ${reason}.`);
  for (const [at, { residual_weight: residual }] of document.slices?.entries() ?? [])
    if (isSaid(residual))
      throw lack(
        ['slices', at, 'residual_weight'],
        `asks for 'residual_weight' in slices[${at}]; Weir adds nothing to what it merges.`,
      );
  return document;
}

/** A key without a value says nothing. */
function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Where a document names checkpoints; `*` stands for every entry of a list. */
export const MERGEKIT_PATHS: readonly Path[] = [
  ['base_model'],
  ['tokenizer_source'],
  ['models', '*', 'model'],
  ['slices', '*', 'base_model'],
  ['slices', '*', 'sources', '*', 'model'],
];

/** What `tokenizer_source` may say that names no model. */
export const TOKENIZER_WORDS: readonly string[] = ['union', 'base'];
