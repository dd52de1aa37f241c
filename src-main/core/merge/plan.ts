/** A plan: a recipe resolved against its checkpoints, tensor by tensor, before any weight or Fisher is read. */
import { WeirError } from '../../contract/error.ts';
import type { Checkpoint, EncoderTensor } from '../encoder/checkpoint.ts';
import { isLinearMap } from '../encoder/parameters.ts';
import { hashText } from '../files/hash.ts';
import { canonicalJson } from './canonical-json.ts';
import { type Named, requireCompatible, requireSameTokens } from './compatibility.ts';
import { evidenceOf, needsBase, notesOf, ruleOf } from './methods.ts';
import type { Recipe, RecipeModel } from './recipe.ts';
import { OUTPUT_DTYPES, type OutputDType } from './recipe-output.ts';
import type { PlanTensor } from './plan-tensor.ts';
import { type Rule, RULES } from './schemes.ts';
import { planWordRows, type Table } from './word-rows.ts';

/** SHA-256 of what goes in, where it is known. */
export interface InputHashes {
  readonly checkpoint?: string;
  readonly fisher?: string;
  readonly dataset?: string;
}

export interface PlanModel {
  readonly task: string;
  /** As the recipe has it. */
  readonly checkpoint: string;
  /** λ */
  readonly weight: number;
  /** Where its Fisher, or what else the method takes of it, comes from; absent where it takes nothing. */
  readonly fisher?: { readonly from: 'file' | 'dataset'; readonly file: string };
  readonly hashes?: InputHashes;
}

/** Plain data: equal recipes on equal checkpoints give equal plans. */
export type Plan = Pick<Recipe, 'method' | 'settings'> & {
  readonly version: 2;
  readonly family: string;
  /** What stands before the tensors' names in the merged file. */
  readonly prefix: string;
  readonly dtype: OutputDType;
  readonly models: readonly PlanModel[];
  /** Only where the method reads it. */
  readonly base?: { readonly checkpoint: string; readonly hashes?: InputHashes };
  /** What the user should know. */
  readonly notes: readonly string[];
  /** What the tasks share. */
  readonly tensors: readonly PlanTensor[];
  /** For each model, what its task has for itself: the word embeddings, where the vocabularies differ and are not merged. */
  readonly taskTensors?: readonly (readonly PlanTensor[])[];
};

export interface PlanInput {
  /** Its paths are taken into the plan as they are, so that a recipe that moves with its files keeps its plan. */
  readonly recipe: Recipe;
  /** Of the models, in their order; only headers and texts are looked at. */
  readonly checkpoints: readonly Checkpoint[];
  readonly base: Checkpoint | undefined;
  readonly hashes?: { readonly models: readonly InputHashes[]; readonly base?: InputHashes };
}

/** Throws 'mismatch' where the checkpoints do not fit together. */
export function planMerge({ recipe, checkpoints, base, hashes }: PlanInput): Plan {
  const { method, settings, models } = recipe;
  const hasEvidence = evidenceOf(recipe) !== undefined;
  const named: Named[] = models.map((model, at) => ({
    name: model.checkpoint,
    checkpoint: checkpoints[at]!,
  }));
  const scaled = needsBase(recipe) ? nameBase(recipe, base) : undefined;
  const sources = scaled ? [...checkpoints, scaled.checkpoint] : checkpoints;
  requireCompatible(named[0]!, [...named.slice(1), ...(scaled ? [scaled] : [])]);
  requireSameTokens(named, scaled, recipe.output.vocabulary);
  const words = planWordRows(named, scaled, recipe.output.vocabulary);
  const { family, config, encoder } = checkpoints[0]!;
  const planned = encoder.map((tensor, at) => ({
    key: tensor.key,
    tensor: planTensor(
      tensor,
      recipe,
      sources.map((source) => source.encoder[at]!.entry),
    ),
  }));
  const { tables } = words;
  return {
    version: 2,
    // The two come from one recipe, which TypeScript forgets where they are taken apart.
    ...({ method, settings } as Pick<Recipe, 'method' | 'settings'>),
    family: config.family,
    prefix: family.prefix,
    dtype: OUTPUT_DTYPES[recipe.output.dtype],
    models: models.map((model, at) => planModel(model, hasEvidence, hashes?.models[at])),
    ...(scaled && { base: { checkpoint: scaled.name, ...(hashes?.base && { hashes: hashes.base }) } }),
    notes: [...notesOf(recipe), ...words.notes],
    tensors: planned.flatMap(({ key, tensor }) => {
      if (key !== 'words') return [tensor];
      return 'shared' in tables ? [asTable(tensor, tables.shared)] : [];
    }),
    ...('own' in tables && {
      taskTensors: tables.own.map((table) =>
        planned.filter(({ key }) => key === 'words').map(({ tensor }) => asTable(tensor, table)),
      ),
    }),
  };
}

function planTensor(tensor: EncoderTensor, recipe: Recipe, sources: PlanTensor['sources']): PlanTensor {
  const { name, layer, layers, shape, roles, transposed } = tensor;
  return {
    name,
    ...(layer !== undefined && { layer }),
    ...((layers.length > 1 || layers[0] !== layer) && { layers }),
    shape,
    rules: simplify(roles.map((role) => ruleOf(role, recipe, isLinearMap(tensor)))),
    ...(transposed && { transposed }),
    sources: sources.map((source) => ({ name: source.name, dtype: source.dtype })),
  };
}

/** Parts that one number weighs need not be told apart. */
function simplify(rules: readonly Rule[]): readonly Rule[] {
  const [first] = rules;
  return RULES[first!].axis === 'all' && rules.every((rule) => rule === first) ? [first!] : rules;
}

function asTable(tensor: PlanTensor, { rows, bands }: Table): PlanTensor {
  return { ...tensor, shape: tensor.shape.with(0, rows), ...(bands && { bands }) };
}

/** Lower-case hexadecimal SHA-256. */
export function hashPlan(plan: Plan): string {
  return hashText(canonicalJson(plan));
}

function planModel(model: RecipeModel, hasEvidence: boolean, hashes: InputHashes | undefined): PlanModel {
  const { task, checkpoint, weight, fisher, dataset } = model;
  const origin =
    fisher === undefined
      ? ({ from: 'dataset', file: dataset?.file ?? '' } as const)
      : ({ from: 'file', file: fisher } as const);
  return { task, checkpoint, weight, ...(hasEvidence && { fisher: origin }), ...(hashes && { hashes }) };
}

function nameBase(recipe: Recipe, base: Checkpoint | undefined): Named {
  if (base && recipe.base !== undefined) return { name: recipe.base, checkpoint: base };
  throw new WeirError('internal', `A merge by '${recipe.method}' was planned without its base.`);
}
