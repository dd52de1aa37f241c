/** The methods as the window offers them (a table): in which group, what is taken on data for them, when they need the base, how many they merge. */

export type MethodGroup = 'averages' | 'fisher' | 'taskVectors' | 'sphere' | 'others';

/** What is taken of every checkpoint on rows of its task. */
export type Evidence = 'mask-fisher' | 'full-fisher' | 'gram';

export type SettingValue = string | number | boolean;
export type SettingValues = Readonly<Record<string, SettingValue>>;

/** When a method reads the base. */
type BaseRule = 'never' | 'always' | 'scaled' | 'sparse' | 'origin';

interface MethodRow {
  readonly group: MethodGroup;
  readonly base: BaseRule;
  readonly evidence?: Evidence;
  /** Checkpoints that it merges at most. */
  readonly most?: number;
}

const TASK_VECTORS = { group: 'taskVectors', base: 'always' } as const;

export const METHODS = {
  average: { group: 'averages', base: 'scaled' },
  'fisher-mask': { group: 'fisher', base: 'sparse', evidence: 'mask-fisher' },
  'full-fisher': { group: 'fisher', base: 'scaled', evidence: 'full-fisher' },
  'task-arithmetic': TASK_VECTORS,
  ties: TASK_VECTORS,
  'dare-linear': TASK_VECTORS,
  'dare-ties': TASK_VECTORS,
  'della-linear': TASK_VECTORS,
  della: TASK_VECTORS,
  breadcrumbs: TASK_VECTORS,
  'breadcrumbs-ties': TASK_VECTORS,
  sce: TASK_VECTORS,
  slerp: { group: 'sphere', base: 'origin', most: 2 },
  'multi-slerp': { group: 'sphere', base: 'origin' },
  karcher: { group: 'sphere', base: 'never' },
  'model-stock': { group: 'others', base: 'always' },
  regmean: { group: 'others', base: 'scaled', evidence: 'gram' },
} as const satisfies Readonly<Record<string, MethodRow>>;

export type MethodName = keyof typeof METHODS;

/** In the order of the menu: group by group. */
export const METHOD_NAMES = Object.keys(METHODS) as MethodName[];

export function rowOf(method: MethodName): MethodRow {
  return METHODS[method];
}

export function evidenceOf(method: MethodName): Evidence | undefined {
  return rowOf(method).evidence;
}

export function isMethod(name: string): name is MethodName {
  return Object.hasOwn(METHODS, name);
}

const isScaled = ({ scale = 1 }: SettingValues): boolean => scale !== 1;

/** By what a recipe says, its defaults being what it does not say. */
const BASE_RULES: Readonly<Record<BaseRule, (said: SettingValues) => boolean>> = {
  never: () => false,
  always: () => true,
  scaled: isScaled,
  sparse: (said) => isScaled(said) || (said.sparsify ?? 'none') !== 'none',
  origin: ({ origin = 'zero' }) => origin === 'base',
};

export function needsBase(method: MethodName, said: SettingValues = {}): boolean {
  return BASE_RULES[rowOf(method).base](said);
}

/** Whatever its settings are. */
export function alwaysNeedsBase(method: MethodName): boolean {
  return rowOf(method).base === 'always';
}
