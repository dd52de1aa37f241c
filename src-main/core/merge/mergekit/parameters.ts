/** The parameters of mergekit's methods (a table): what each may be, and whether it is said of a model or of the document. */
import { z } from 'zod';

/** Said of a model, or of all of them at once. */
const OF_MODELS = {
  weight: z.number().min(0),
  density: z.number().gt(0).max(1),
  gamma: z.number().min(0).lt(1),
  epsilon: z.number().min(0).lt(0.5),
};

const OF_DOCUMENT = {
  lambda: z.number(),
  t: z.number().min(0).max(1),
  select_topk: z.number().gt(0).max(1),
  max_iter: z.number().int().positive().max(1000),
  tol: z.number().positive(),
  eps: z.number().positive(),
};

const FLAGS = {
  normalize: z.boolean(),
  normalize_weights: z.boolean(),
  rescale: z.boolean(),
  int8_mask: z.boolean(),
  filter_wise: z.boolean(),
  nuslerp_flatten: z.boolean(),
  nuslerp_row_wise: z.boolean(),
};

export type ModelNumber = keyof typeof OF_MODELS;
export type DocumentNumber = keyof typeof OF_DOCUMENT;
export type Flag = keyof typeof FLAGS;
export type ParameterName = ModelNumber | DocumentNumber | Flag;

export const PARAMETERS: Readonly<Record<ParameterName, z.ZodType<number | boolean>>> = {
  ...OF_MODELS,
  ...OF_DOCUMENT,
  ...FLAGS,
};

export function isOfModels(name: string): boolean {
  return Object.hasOwn(OF_MODELS, name);
}

export function isFlag(name: string): boolean {
  return Object.hasOwn(FLAGS, name);
}
