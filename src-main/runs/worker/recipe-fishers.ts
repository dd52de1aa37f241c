/** The Fishers that a recipe needs: read from the files that it names, otherwise computed. */
import { WeirError } from '../../contract/error.ts';
import type { Control } from '../../contract/progress.ts';
import type { FisherRecord } from '../../contract/records.ts';
import type { Surroundings } from '../../contract/work.ts';
import type { Fisher } from '../../core/fisher/fisher.ts';
import { readFisher } from '../../core/fisher/fisher-file.ts';
import { findDifference, pickFisherSettings, type FisherSettings } from '../../core/fisher/settings.ts';
import type { Runtime } from '../../core/graph/runtime.ts';
import type { InputHashes } from '../../core/merge/plan.ts';
import type { RecipeModel } from '../../core/merge/recipe.ts';
import { describeFisher, obtainFisher } from './fisher-cache.ts';
import type { Hasher } from './known-hashes.ts';
import { GRADIENT_TOKENS, shareTokens } from './token-budget.ts';
import type { OpenRecipe } from './open-recipe.ts';

export interface RecipeHashes {
  readonly models: readonly InputHashes[];
  readonly base?: InputHashes;
}

export interface RecipeFishers {
  /** One a model, or none where the method needs none. */
  readonly fishers: readonly Fisher[];
  readonly hashes: RecipeHashes;
  /** Those that the library keeps. */
  readonly records: readonly FisherRecord[];
  /** What the user should know. */
  readonly remarks: readonly string[];
}

/** Of all that a merge is made from. */
export async function hashInputs(open: OpenRecipe, hasher: Hasher): Promise<RecipeHashes> {
  const models: InputHashes[] = [];
  for (const at of open.resolved.models.keys()) models.push(await hashModel(open, at, hasher));
  return { models, ...(await hashBase(open, hasher)) };
}

async function hashModel(
  { resolved, checkpoints }: OpenRecipe,
  at: number,
  hasher: Hasher,
): Promise<InputHashes & { readonly checkpoint: string }> {
  const { fisher, dataset } = resolved.models[at]!;
  const weights = { checkpoint: await hasher.hashFiles(checkpoints[at]!.weights.files) };
  if (resolved.method !== 'fisher-mask') return weights;
  if (fisher === undefined) return { ...weights, dataset: await hasher.hashFile(dataset!.file) };
  return { ...weights, fisher: await hasher.hashFile(fisher), dataset: (await readFisher(fisher)).dataset };
}

async function hashBase({ base }: OpenRecipe, hasher: Hasher): Promise<Pick<RecipeHashes, 'base'>> {
  return base ? { base: { checkpoint: await hasher.hashFiles(base.weights.files) } } : {};
}

export async function takeFishers(
  open: OpenRecipe,
  runtime: Runtime,
  hasher: Hasher,
  control: Control,
  { library, share }: Surroundings,
): Promise<RecipeFishers> {
  const { resolved, checkpoints } = open;
  const fishers: Fisher[] = [];
  const hashes: InputHashes[] = [];
  const records: FisherRecord[] = [];
  const remarks: string[] = [];
  for (const [at, model] of resolved.models.entries()) {
    const checkpoint = checkpoints[at]!;
    const own = await hashModel(open, at, hasher);
    hashes.push(own);
    if (resolved.method !== 'fisher-mask') continue;
    const settings = pickFisherSettings(resolved.settings);
    if (model.fisher !== undefined) {
      const fisher = await readFisher(model.fisher);
      requireFisherOf(fisher, own.checkpoint, model);
      const key = findDifference(fisher.settings, settings);
      if (key) remarks.push(describeDifference(model.fisher, key, fisher.settings, settings));
      fishers.push(fisher);
    } else {
      const began = performance.now();
      const title = `Fisher of ${model.task}`;
      const task = {
        checkpoint,
        dataset: model.dataset!,
        settings,
        title,
        checkpointHash: own.checkpoint,
        datasetHash: own.dataset!,
        tokenBudget: shareTokens(GRADIENT_TOKENS, share),
      };
      const found = await obtainFisher(task, library, () => Promise.resolve(runtime), control);
      const { fisher, file } = found;
      if (file !== undefined)
        records.push(await describeFisher(task, found, file, (performance.now() - began) / 1000));
      fishers.push(fisher);
    }
  }
  return {
    fishers,
    hashes: { models: hashes, ...(await hashBase(open, hasher)) },
    records,
    remarks,
  };
}

function requireFisherOf(
  fisher: Fisher,
  checkpoint: string,
  { fisher: file, checkpoint: folder }: RecipeModel,
): void {
  if (fisher.checkpoint === checkpoint) return;
  throw new WeirError(
    'mismatch',
    `Fisher '${file!}' is of weights ${fisher.checkpoint.slice(0, 12)}; '${folder}' has ${checkpoint.slice(0, 12)}.`,
    { hint: 'Compute it again: the checkpoint has changed, or it is another.' },
  );
}

function describeDifference(
  file: string,
  key: keyof FisherSettings,
  found: FisherSettings,
  asked: FisherSettings,
): string {
  return `Fisher '${file}' was taken with ${key} ${found[key]}; the recipe says ${asked[key]}, which is not applied to a file.`;
}
