/** A recipe: which checkpoints are merged, how, with what weights and data. */
import { z } from 'zod';
import { DatasetInput } from '../../contract/commands.ts';
import { type Choice, evidenceOf, findSettingFault, METHOD_NAMES, METHODS, needsBase } from './methods.ts';
import { complain, refuse, spell } from './recipe-complaint.ts';
import type { Evidence } from './method.ts';
import { OUTPUT, type OUTPUT_DTYPES, type VocabularyChoice } from './recipe-output.ts';
import { readRecipe } from './recipe-form.ts';
import type { Path } from './recipe-text.ts';
import { strictObject } from './strict-object.ts';
import { TASK_NAME } from './task-name.ts';

/** Bytes: what is longer is no recipe but a file of another kind. */
export const LARGEST_RECIPE = 2 ** 20;

const Metrics = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform((metric) => (typeof metric === 'string' ? [metric] : metric));

/** A model of a recipe, or of a sweep. */
export const MODEL = strictObject({
  checkpoint: z.string().min(1),
  task: TASK_NAME,
  // Sums of them are finite.
  weight: z.number().min(0).max(1e9).default(1),
  dataset: strictObject(DatasetInput.shape).optional(),
  evaluate: strictObject({ ...DatasetInput.shape, metric: Metrics.optional() }).optional(),
  fisher: z.string().min(1).optional(),
});

const Outline = strictObject({
  method: z.enum(METHOD_NAMES),
  settings: z.unknown().optional(),
  base: z.string().min(1).optional(),
  layers: z.number().int().positive().optional(),
  models: z.array(MODEL).min(1),
  output: OUTPUT,
});

export type RecipeModel = Readonly<z.output<typeof MODEL>>;

export type Recipe = Choice & {
  /** Path of the checkpoint that the models were fine-tuned from. */
  readonly base?: string | undefined;
  /** How many layers every model must have. */
  readonly layers?: number | undefined;
  readonly models: readonly RecipeModel[];
  readonly output: {
    readonly dtype: keyof typeof OUTPUT_DTYPES;
    readonly vocabulary: VocabularyChoice;
    /** Whether every task is written as ONNX too. */
    readonly onnx?: boolean | undefined;
  };
};

/**
 * Reads YAML or JSON; paths stay as they are written. `source` names the recipe in errors. Throws 'invalid-recipe' with one sentence, and
 * its line as a hint: for text that does not parse, an unknown key (with the nearest known one), an impossible value or combination.
 */
export function parseRecipe(text: string, source: string): Recipe {
  const read = readRecipe(text, source);
  const outline = Outline.safeParse(read.value);
  if (!outline.success) throw complain(outline.error.issues, read, source);
  const settings = METHODS[outline.data.method].settings.safeParse(outline.data.settings ?? {});
  if (!settings.success) throw complain(settings.error.issues, read, source, ['settings']);
  // The method's own parser made these settings: the pair is one that `Choice` allows.
  const recipe = { ...outline.data, settings: settings.data } as Recipe;
  const [fault] = findFaults(recipe);
  if (fault) throw refuse(fault.complaint, source, read.lineOf(fault.path));
  return recipe;
}

interface Fault {
  readonly path: Path;
  readonly complaint: string;
}

/** What is taken on a dataset, as sentences call it. */
const EVIDENCE_WORDS: Readonly<Record<Evidence, string>> = {
  'mask-fisher': 'the Fisher',
  'full-fisher': 'the full Fisher',
  gram: 'Gram matrices',
};

/** What no single value is to blame for. */
function* findFaults(recipe: Recipe): Generator<Fault> {
  const { method, base, models } = recipe;
  const evidence = evidenceOf(recipe);
  const seen = new Map<string, string>();
  for (const [index, { task, dataset, fisher }] of models.entries()) {
    const path = ['models', index];
    // Some disks take upper and lower case for the same.
    const earlier = seen.get(task.toLowerCase());
    if (earlier !== undefined) {
      const also = earlier === task ? '' : `, and '${earlier}' is the same folder on some disks`;
      yield { path: [...path, 'task'], complaint: `has two models for the task '${task}'${also}.` };
    }
    seen.set(task.toLowerCase(), task);
    if (evidence && !dataset && fisher === undefined) {
      const needs = `method '${method}' needs a dataset to take ${EVIDENCE_WORDS[evidence]} on, or a file with it`;
      yield { path, complaint: `has neither 'dataset' nor 'fisher' in ${spell(path)}; ${needs}.` };
    }
  }
  if (models.every(({ weight }) => weight === 0)) {
    yield { path: ['models'], complaint: 'has the weight 0 for every model; expected at least one above 0.' };
  }
  const { least = 1, most = Infinity } = METHODS[method].models ?? {};
  if (models.length < least || models.length > most) {
    const expected = least === most ? `${least}` : `${least} or more`;
    yield {
      path: ['models'],
      complaint: `has ${models.length === 1 ? '1 model' : `${models.length} models`}; method '${method}' takes ${expected}.`,
    };
  }
  const fault = findSettingFault(recipe);
  if (fault)
    yield { path: ['settings', fault[0]], complaint: `has a setting '${fault[0]}' that ${fault[1]}.` };
  if (needsBase(recipe) && base === undefined) {
    const cause = findSettingThatNeedsBase(recipe);
    yield cause === undefined
      ? {
          path: ['method'],
          complaint: `lacks a 'base'; method '${method}' merges what was learned beyond it.`,
        }
      : { path: ['settings', cause[0]], complaint: `has ${cause[1]}` };
  }
}

/** The setting by which a method that can do without a base needs one, and how to say so. */
function findSettingThatNeedsBase({ method, settings }: Choice): readonly [string, string] | undefined {
  const standard: object = METHODS[method].settings.parse({});
  // Settings of the method are put in place of its own.
  const isNeeded = (changes: object) => METHODS[method].needsBase({ ...standard, ...changes } as never);
  if (isNeeded({})) return undefined;
  const cause = Object.entries(settings).find(([key, value]) => isNeeded({ [key]: value as unknown }));
  if (cause === undefined) return undefined;
  const [key, value] = cause as [string, unknown];
  return [
    key,
    key === 'scale'
      ? `the scale ${String(value)}, which needs a 'base' to scale about.`
      : `${JSON.stringify(value)} as settings.${key}, which needs a 'base'.`,
  ];
}
