/** What a recipe's method takes of its models, Fishers mostly: read from the files that it names, otherwise computed. */
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
import type { Evidence } from '../../core/merge/method.ts';
import { evidenceOf } from '../../core/merge/methods.ts';
import type { StatisticKind } from '../../core/statistics/statistic.ts';
import { openStatistics, type TensorStatistics } from '../../core/statistics/tensor-statistics.ts';
import type { Hasher } from './known-hashes.ts';
import { obtainStatistic, type StatisticSettings } from './statistic-cache.ts';
import { GRADIENT_TOKENS, shareTokens } from './token-budget.ts';
import type { OpenRecipe } from './open-recipe.ts';

export interface RecipeHashes {
  readonly models: readonly InputHashes[];
  readonly base?: InputHashes;
}

/** What the method takes of the models. Statistics are open until it is disposed of. */
export interface RecipeEvidence extends AsyncDisposable {
  /** One a model, or none where the method needs none. */
  readonly fishers: readonly Fisher[];
  readonly statistics: readonly TensorStatistics[];
  readonly hashes: RecipeHashes;
  /** Those that the library keeps. */
  readonly records: readonly FisherRecord[];
  /** What the user should know. */
  readonly remarks: readonly string[];
  /** What computing took for each model; 0 for what was there. */
  readonly seconds: readonly number[];
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
  const evidence = evidenceOf(resolved);
  if (evidence === undefined) return weights;
  if (fisher === undefined) return { ...weights, dataset: await hasher.hashFile(dataset!.file) };
  return { ...weights, fisher: await hasher.hashFile(fisher), dataset: await readOrigin(evidence, fisher) };
}

/** The hash of the dataset that a file of evidence was taken on. */
async function readOrigin(evidence: Evidence, file: string): Promise<string> {
  if (evidence === 'mask-fisher') return (await readFisher(file)).dataset;
  await using statistics = await openStatistics(file, evidence);
  return statistics.origin.dataset;
}

async function hashBase({ base }: OpenRecipe, hasher: Hasher): Promise<Pick<RecipeHashes, 'base'>> {
  return base ? { base: { checkpoint: await hasher.hashFiles(base.weights.files) } } : {};
}

/** A model of a recipe, and what is collected for all of them. */
interface Taking {
  readonly open: OpenRecipe;
  readonly at: number;
  readonly own: InputHashes & { readonly checkpoint: string };
  readonly runtime: Runtime;
  readonly control: Control;
  readonly surroundings: Surroundings;
  /** Where statistics lie that no library keeps. */
  readonly scratch: string;
  readonly taken: {
    readonly fishers: Fisher[];
    readonly statistics: TensorStatistics[];
    readonly records: FisherRecord[];
    readonly remarks: string[];
    readonly seconds: number[];
  };
  readonly life: AsyncDisposableStack;
}

const TAKERS: Readonly<Record<Evidence, (taking: Taking) => Promise<void>>> = {
  'mask-fisher': takeMaskFisher,
  'full-fisher': takeStatistic,
  gram: takeStatistic,
};

/** `scratch`: a folder for what no library keeps. */
export async function takeEvidence(
  open: OpenRecipe,
  runtime: Runtime,
  hasher: Hasher,
  control: Control,
  surroundings: Surroundings,
  scratch: string,
): Promise<RecipeEvidence> {
  await using life = new AsyncDisposableStack();
  const taken = { fishers: [], statistics: [], records: [], remarks: [], seconds: [] };
  const hashes: InputHashes[] = [];
  const evidence = evidenceOf(open.resolved);
  for (const at of open.resolved.models.keys()) {
    const own = await hashModel(open, at, hasher);
    hashes.push(own);
    if (evidence)
      await TAKERS[evidence]({ open, at, own, runtime, control, surroundings, scratch, taken, life });
  }
  const base = await hashBase(open, hasher);
  const end = life.move();
  return { ...taken, hashes: { models: hashes, ...base }, [Symbol.asyncDispose]: () => end.disposeAsync() };
}

async function takeMaskFisher({
  open,
  at,
  own,
  runtime,
  control,
  surroundings,
  taken,
}: Taking): Promise<void> {
  const { resolved, checkpoints } = open;
  const { library, share } = surroundings;
  const model = resolved.models[at]!;
  const settings = pickFisherSettings(resolved.settings as FisherSettings);
  if (model.fisher !== undefined) {
    const fisher = await readFisher(model.fisher);
    requireOriginOf(fisher.checkpoint, own.checkpoint, model);
    const key = findDifference(fisher.settings, settings);
    if (key) taken.remarks.push(describeDifference(model.fisher, key, fisher.settings, settings));
    taken.fishers.push(fisher);
    taken.seconds.push(0);
    return;
  }
  const began = performance.now();
  const task = {
    checkpoint: checkpoints[at]!,
    dataset: model.dataset!,
    settings,
    title: `Fisher of ${model.task}`,
    checkpointHash: own.checkpoint,
    datasetHash: own.dataset!,
    tokenBudget: shareTokens(GRADIENT_TOKENS, share),
  };
  const found = await obtainFisher(task, library, () => Promise.resolve(runtime), control);
  const { fisher, file, cached } = found;
  const seconds = (performance.now() - began) / 1000;
  if (file !== undefined) taken.records.push(await describeFisher(task, found, file, seconds));
  taken.fishers.push(fisher);
  taken.seconds.push(cached ? 0 : seconds);
}

async function takeStatistic(taking: Taking): Promise<void> {
  const { open, at, own, runtime, control, surroundings, scratch, taken, life } = taking;
  const { resolved, checkpoints } = open;
  const kind = evidenceOf(resolved) as StatisticKind;
  const model = resolved.models[at]!;
  if (model.fisher !== undefined) {
    const statistics = life.use(await openStatistics(model.fisher, kind, checkpoints[at]!.encoder));
    requireOriginOf(statistics.origin.checkpoint, own.checkpoint, model);
    taken.statistics.push(statistics);
    taken.seconds.push(0);
    return;
  }
  const {
    labels = 'dataset',
    samples,
    seed,
    maxLength,
  } = resolved.settings as Partial<StatisticSettings> & Omit<StatisticSettings, 'labels'>;
  const { statistics, seconds } = await obtainStatistic(
    {
      kind,
      checkpoint: checkpoints[at]!,
      dataset: model.dataset!,
      settings: { labels, samples, seed, maxLength },
      title: `${STATISTIC_TITLES[kind]} of ${model.task}`,
      checkpointHash: own.checkpoint,
      datasetHash: own.dataset!,
      tokenBudget: shareTokens(GRADIENT_TOKENS, surroundings.share),
      folder: surroundings.library?.statistics ?? scratch,
    },
    runtime,
    control,
  );
  taken.statistics.push(life.use(statistics));
  taken.seconds.push(seconds);
}

const STATISTIC_TITLES: Readonly<Record<StatisticKind, string>> = {
  'full-fisher': 'Full Fisher',
  gram: 'Inputs',
};

function requireOriginOf(
  found: string,
  checkpoint: string,
  { fisher: file, checkpoint: folder }: RecipeModel,
): void {
  if (found === checkpoint) return;
  throw new WeirError(
    'mismatch',
    `Fisher '${file!}' is of weights ${found.slice(0, 12)}; '${folder}' has ${checkpoint.slice(0, 12)}.`,
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
