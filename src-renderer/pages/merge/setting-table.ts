/** The settings of the methods (a table), and those that a careful person would choose. */
import type { LibraryCheckpoint } from '../../../src-main/contract/library.ts';
import type { MethodName, SettingValue, SettingValues } from './method-table.ts';

interface Base {
  readonly key: SettingKey;
  /** What its words are found by, where one key means several things. */
  readonly words: SettingWord;
  /** What a recipe that does not say it means; undefined: that follows from other settings. */
  readonly unsaid: SettingValue | undefined;
  /** Another setting, and its values that make this one say something. */
  readonly when?: { readonly key: SettingKey; readonly values: readonly SettingValue[] };
}

/** From `least` to `most`; above or below them where the number itself is no value. */
export interface Range {
  readonly least?: number;
  readonly above?: number;
  readonly most?: number;
  readonly below?: number;
  readonly isWhole?: boolean;
}

export type Setting = Base &
  (
    | { readonly kind: 'choice'; readonly choices: readonly string[] }
    | ({ readonly kind: 'number' } & Range)
    | { readonly kind: 'switch' }
  );

export type SettingKey =
  | 'scheme'
  | 'normalize'
  | 'scale'
  | 'gradient'
  | 'labels'
  | 'samples'
  | 'seed'
  | 'batch'
  | 'maxLength'
  | 'sparsify'
  | 'density'
  | 'floor'
  | 'offDiagonal'
  | 'average'
  | 'rescale'
  | 'epsilon'
  | 'gamma'
  | 'origin'
  | 'iterations'
  | 'tolerance';

export type SettingWord =
  | SettingKey
  | 'addedScale'
  | 'thinnedDensity'
  | 'selectedDensity'
  | 'drawnSeed'
  | 'normalizeFull'
  | 'inputSamples';

function choice(
  key: SettingKey,
  choices: readonly string[],
  unsaid: string,
  words: SettingWord = key,
): Setting {
  return { key, words, kind: 'choice', choices, unsaid };
}

function number(key: SettingKey, unsaid: number, range: Range = {}, words: SettingWord = key): Setting {
  return { key, words, kind: 'number', unsaid, ...range };
}

const COUNT: Range = { least: 1, isWhole: true };
const PART: Range = { above: 0, most: 1 };

const SCALE = number('scale', 1);
const LABELS = choice('labels', ['dataset', 'expected', 'sampled'], 'dataset');
const SAMPLES = number('samples', 2048, COUNT);
const SEED = number('seed', 0, { least: 0, isWhole: true });
const DRAWN_SEED = number('seed', 0, { least: 0, isWhole: true }, 'drawnSeed');
const MAX_LENGTH = number('maxLength', 128, COUNT);
const RANDOM_RESCALE = choice('rescale', ['expected', 'norm', 'none'], 'expected');
const RESCALE = choice('rescale', ['none', 'norm'], 'none');
const ORIGIN = choice('origin', ['zero', 'base'], 'zero');

const density = (unsaid: number): Setting => number('density', unsaid, PART);
/** Of a sum of task vectors. */
const added = (scale: number, average: boolean): readonly Setting[] => [
  number('scale', scale, {}, 'addedScale'),
  { key: 'average', words: 'average', kind: 'switch', unsaid: average },
];
const dare = (scale: number, average: boolean): readonly Setting[] => [
  density(0.5),
  ...added(scale, average),
  RANDOM_RESCALE,
  DRAWN_SEED,
];
const della = (scale: number, average: boolean): readonly Setting[] => [
  density(0.5),
  number('epsilon', 0.15, { least: 0, below: 0.5 }),
  ...added(scale, average),
  RANDOM_RESCALE,
  DRAWN_SEED,
];
const BREADCRUMBS: readonly Setting[] = [
  density(0.9),
  number('gamma', 0.01, { least: 0, below: 1 }),
  ...added(0.4, false),
  RESCALE,
];

export const SETTINGS: Readonly<Record<MethodName, readonly Setting[]>> = {
  average: [SCALE],
  'fisher-mask': [
    choice('scheme', ['aligned', 'paper'], 'paper'),
    choice('normalize', ['mean', 'none'], 'none'),
    SCALE,
    choice('gradient', ['example', 'batch'], 'example'),
    LABELS,
    SAMPLES,
    SEED,
    number('batch', 32, COUNT),
    MAX_LENGTH,
    choice('sparsify', ['none', 'ties', 'dare'], 'none'),
    {
      key: 'density',
      words: 'thinnedDensity',
      kind: 'number',
      ...PART,
      unsaid: undefined,
      when: { key: 'sparsify', values: ['ties', 'dare'] },
    },
  ],
  'full-fisher': [
    LABELS,
    SAMPLES,
    SEED,
    MAX_LENGTH,
    choice('normalize', ['none', 'mean', 'norm'], 'none', 'normalizeFull'),
    number('floor', 1e-6, { least: 0 }),
    SCALE,
  ],
  regmean: [
    number('samples', 256, COUNT, 'inputSamples'),
    SEED,
    MAX_LENGTH,
    number('offDiagonal', 0.9, { least: 0, most: 1 }),
    SCALE,
  ],
  'task-arithmetic': added(0.4, false),
  ties: [density(0.2), ...added(1, true), RESCALE],
  'dare-linear': dare(0.4, false),
  'dare-ties': dare(1, true),
  'della-linear': della(0.4, false),
  della: della(1, true),
  breadcrumbs: BREADCRUMBS,
  'breadcrumbs-ties': BREADCRUMBS,
  sce: [number('density', 1, PART, 'selectedDensity')],
  slerp: [ORIGIN],
  'multi-slerp': [ORIGIN],
  karcher: [
    number('iterations', 10, { least: 1, most: 1000, isWhole: true }),
    number('tolerance', 1e-5, { above: 0 }),
  ],
  'model-stock': [],
};

export const DTYPES = ['float32', 'float16', 'bfloat16'] as const;

/**
 * With a base, of all that was tried on pairs and on all tasks of the README's table the best where it was chosen, and near the best where it was
 * told; about none there is nothing to thin out.
 */
const ABOUT_BASE = { sparsify: 'ties', density: 0.5 } as const;

/** Of the full Fisher, each of which costs many of the mask's. */
const COSTLY_SAMPLES = 256;

/** The base that all of them were fine-tuned from, where that is known. */
export function findSharedBase(chosen: readonly LibraryCheckpoint[]): number | undefined {
  const [first] = chosen;
  if (first === undefined || first.baseId === null) return undefined;
  return chosen.every(({ baseId }) => baseId === first.baseId) ? first.baseId : undefined;
}

/** Other methods begin as their papers have it: a plain average, say, is what others are compared with. */
export function suggestSettings(method: MethodName, hasBase: boolean): SettingValues {
  if (method === 'full-fisher') return { samples: COSTLY_SAMPLES };
  if (method !== 'fisher-mask') return {};
  return { scheme: 'aligned', normalize: 'mean', ...(hasBase && ABOUT_BASE) };
}

/** What settings mean, said or not. */
export function readSetting(
  said: SettingValues | undefined,
  { key, unsaid }: Setting,
): SettingValue | undefined {
  return said?.[key] ?? unsaid;
}

/** Those that say something beside the others. */
export function listSettings(method: MethodName, said: SettingValues | undefined): readonly Setting[] {
  return SETTINGS[method].filter(({ when }) => {
    const other = SETTINGS[method].find(({ key }) => key === when?.key);
    const value = other && readSetting(said, other);
    return when === undefined || (value !== undefined && when.values.includes(value));
  });
}

/** With one changed; undefined: no longer said. What says nothing beside it goes. */
export function changeSetting(
  method: MethodName,
  said: SettingValues | undefined,
  key: SettingKey,
  value: SettingValue | undefined,
): SettingValues {
  const { [key]: _before, ...others } = said ?? {};
  const changed: SettingValues = value === undefined ? others : { ...said, [key]: value };
  const mute = SETTINGS[method].filter((setting) => !listSettings(method, changed).includes(setting));
  return Object.fromEntries(
    Object.entries(changed).filter(([name]) => mute.every((one) => one.key !== name)),
  );
}

export function isInRange(value: number, { least, above, most, below, isWhole = false }: Range): boolean {
  return (
    Number.isFinite(value) &&
    (!isWhole || Number.isInteger(value)) &&
    value >= (least ?? -Infinity) &&
    value > (above ?? -Infinity) &&
    value <= (most ?? Infinity) &&
    value < (below ?? Infinity)
  );
}
