/** A recipe while it is made: the part of it that the page's controls read and change; all else stays as it is written. */
import { evidenceOf, type MethodName, type SettingValues } from './method-table.ts';

export interface DatasetDraft {
  /** A name of the library, or a path. */
  readonly file: string;
  readonly [key: string]: unknown;
}

export interface ModelDraft {
  readonly checkpoint: string;
  readonly task: string;
  readonly weight?: number | undefined;
  readonly dataset?: DatasetDraft | undefined;
  readonly evaluate?: DatasetDraft | undefined;
  readonly fisher?: string | undefined;
}

export interface OutputDraft {
  readonly dtype?: string;
  readonly vocabulary?: string;
  readonly onnx?: boolean;
}

export interface RecipeDraft {
  readonly method: MethodName;
  readonly settings?: SettingValues | undefined;
  readonly base?: string | undefined;
  readonly models: readonly ModelDraft[];
  readonly output?: OutputDraft | undefined;
}

/** In the order in which a person would write them, those that say nothing left out. */
export function orderRecipe({
  method,
  settings,
  base,
  models,
  output,
}: RecipeDraft): Record<string, unknown> {
  return {
    method,
    ...(settings && Object.keys(settings).length > 0 && { settings }),
    ...(base !== undefined && { base }),
    models: models.map(orderModel),
    ...(output && saysMore(output) && { output }),
  };
}

export function orderModel({
  checkpoint,
  task,
  weight,
  dataset,
  evaluate,
  fisher,
}: ModelDraft): Record<string, unknown> {
  return {
    checkpoint,
    task,
    ...(weight !== undefined && weight !== 1 && { weight }),
    ...(dataset && { dataset }),
    ...(evaluate && { evaluate }),
    ...(fisher !== undefined && { fisher }),
  };
}

export function saysMore({ dtype = 'float32', vocabulary = 'own', onnx = false }: OutputDraft): boolean {
  return dtype !== 'float32' || vocabulary !== 'own' || onnx;
}

export function changeModel(recipe: RecipeDraft, at: number, changes: Partial<ModelDraft>): RecipeDraft {
  return {
    ...recipe,
    models: recipe.models.map((model, index) => (index === at ? { ...model, ...changes } : model)),
  };
}

/** By another method. A file of one kind says nothing to a method of another: where there are texts, it is taken anew. */
export function changeMethod(recipe: RecipeDraft, method: MethodName, settings: SettingValues): RecipeDraft {
  const keepsFiles = evidenceOf(method) === evidenceOf(recipe.method) || evidenceOf(method) === undefined;
  const drop = ({ fisher, ...model }: ModelDraft): ModelDraft =>
    keepsFiles || !model.dataset ? { ...model, fisher } : model;
  return { ...recipe, method, settings, models: recipe.models.map(drop) };
}

/** A folder's name on every system that no other model's folder has: what stands in its way becomes a dash. */
export function nameTask(name: string, taken: readonly string[]): string {
  const plain = name
    .replace(/[/\\:*?"<>|\p{Cc}]+/gu, '-')
    .replace(/^\.+|[. ]+$/g, '')
    .slice(0, 90);
  const task = plain === '' ? 'task' : plain;
  const used = new Set(taken.map((one) => one.toLowerCase()));
  let free = task;
  for (let number = 2; used.has(free.toLowerCase()); number++) free = `${task}-${number}`;
  return free;
}

/** 'reviews+headlines', 'reviews+headlines+2 more': what a merge is called unless somebody says otherwise. */
export function nameMerge({ models }: RecipeDraft): string {
  const tasks = models.map(({ task }) => task);
  const shown = tasks.length > 4 ? [...tasks.slice(0, 3), `${tasks.length - 3} more`] : tasks;
  return shown.join('+').slice(0, 100);
}

const ABSOLUTE = /^(?:[/\\]|[a-z]:[/\\])/i;

/** Of what a recipe names: whether the library has a thing of this name. */
export type IsNamed = (kind: 'checkpoint' | 'dataset' | 'fisher', name: string) => boolean;

function mapPaths(
  recipe: RecipeDraft,
  change: (kind: Parameters<IsNamed>[0], path: string) => string,
): RecipeDraft {
  const dataset = (one: DatasetDraft | undefined): DatasetDraft | undefined =>
    one && { ...one, file: change('dataset', one.file) };
  return {
    ...recipe,
    base: recipe.base === undefined ? undefined : change('checkpoint', recipe.base),
    models: recipe.models.map((model) => ({
      ...model,
      checkpoint: change('checkpoint', model.checkpoint),
      dataset: dataset(model.dataset),
      evaluate: dataset(model.evaluate),
      fisher: model.fisher === undefined ? undefined : change('fisher', model.fisher),
    })),
  };
}

/** The paths that begin in the recipe's own folder. */
export function listRelative(recipe: RecipeDraft, isNamed: IsNamed): string[] {
  const found: string[] = [];
  mapPaths(recipe, (kind, path) => {
    if (!ABSOLUTE.test(path) && !isNamed(kind, path)) found.push(path);
    return path;
  });
  return found;
}

/** The recipe with those paths made absolute, so that it says the same in the library's folder. */
export function rootPaths(recipe: RecipeDraft, folder: string, isNamed: IsNamed): RecipeDraft {
  const separator = folder.includes('\\') ? '\\' : '/';
  return mapPaths(recipe, (kind, path) =>
    ABSOLUTE.test(path) || isNamed(kind, path)
      ? path
      : `${folder.replace(/[/\\]$/, '')}${separator}${path.replace(/^\.[/\\]/, '')}`,
  );
}
