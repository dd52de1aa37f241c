/** A recipe while it is made: the part of it that the page's controls read and change; all else stays as it is written. */

export type MethodName = 'fisher-mask' | 'average';

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

export type SettingValues = Readonly<Record<string, string | number>>;

export interface RecipeDraft {
  readonly method: MethodName;
  readonly settings?: SettingValues | undefined;
  readonly base?: string | undefined;
  readonly layers?: number | undefined;
  readonly models: readonly ModelDraft[];
  readonly output?:
    { readonly dtype?: string; readonly vocabulary?: string; readonly onnx?: boolean } | undefined;
}

/** In the order in which a person would write them, those that say nothing left out. */
export function orderRecipe({
  method,
  settings,
  base,
  layers,
  models,
  output,
}: RecipeDraft): Record<string, unknown> {
  return {
    method,
    ...(settings && Object.keys(settings).length > 0 && { settings }),
    ...(base !== undefined && { base }),
    ...(layers !== undefined && { layers }),
    models: models.map(({ checkpoint, task, weight, dataset, evaluate, fisher }) => ({
      checkpoint,
      task,
      ...(weight !== undefined && weight !== 1 && { weight }),
      ...(dataset && { dataset }),
      ...(evaluate && { evaluate }),
      ...(fisher !== undefined && { fisher }),
    })),
    ...(output && saysMore(output) && { output }),
  };
}

function saysMore({
  dtype = 'float32',
  vocabulary = 'own',
  onnx = false,
}: NonNullable<RecipeDraft['output']>): boolean {
  return dtype !== 'float32' || vocabulary !== 'own' || onnx;
}

export function changeModel(recipe: RecipeDraft, at: number, changes: Partial<ModelDraft>): RecipeDraft {
  return {
    ...recipe,
    models: recipe.models.map((model, index) => (index === at ? { ...model, ...changes } : model)),
  };
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
