/** The settings of the methods (a table), and those that a careful person would choose. */
import type { LibraryCheckpoint } from '../../../src-main/contract/library.ts';
import type { MethodName, RecipeDraft, SettingValues } from './recipe-draft.ts';

interface Base {
  readonly key: SettingKey;
  /** What a recipe that does not say it means. */
  readonly unsaid: string | number;
}

export type Setting = Base &
  (
    | { readonly kind: 'choice'; readonly choices: readonly string[] }
    | { readonly kind: 'number'; readonly least?: number; readonly step: number | 'any' }
  );

export type SettingKey =
  'scheme' | 'normalize' | 'scale' | 'gradient' | 'labels' | 'samples' | 'seed' | 'batch' | 'maxLength';

const SCALE: Setting = { key: 'scale', kind: 'number', step: 'any', unsaid: 1 };

export const SETTINGS: Readonly<Record<MethodName, readonly Setting[]>> = {
  'fisher-mask': [
    { key: 'scheme', kind: 'choice', choices: ['aligned', 'paper'], unsaid: 'paper' },
    { key: 'normalize', kind: 'choice', choices: ['mean', 'none'], unsaid: 'none' },
    SCALE,
    { key: 'gradient', kind: 'choice', choices: ['example', 'batch'], unsaid: 'example' },
    { key: 'labels', kind: 'choice', choices: ['dataset', 'expected', 'sampled'], unsaid: 'dataset' },
    { key: 'samples', kind: 'number', least: 1, step: 1, unsaid: 2048 },
    { key: 'seed', kind: 'number', least: 0, step: 1, unsaid: 0 },
    { key: 'batch', kind: 'number', least: 1, step: 1, unsaid: 32 },
    { key: 'maxLength', kind: 'number', least: 1, step: 1, unsaid: 128 },
  ],
  average: [SCALE],
};

export const METHODS: readonly MethodName[] = ['fisher-mask', 'average'];

export const DTYPES = ['float32', 'float16', 'bfloat16'] as const;

/** Once measured as the best on pairs of one base; about none there is nothing to scale. */
const SCALE_ABOUT_BASE = 1.5;

/** The base that all of them were fine-tuned from, where that is known. */
export function findSharedBase(chosen: readonly LibraryCheckpoint[]): number | undefined {
  const [first] = chosen;
  if (first === undefined || first.baseId === null) return undefined;
  return chosen.every(({ baseId }) => baseId === first.baseId) ? first.baseId : undefined;
}

/** A plain average is what others are compared with: it is not scaled unless somebody says so. */
export function suggestSettings(method: MethodName, hasBase: boolean): SettingValues {
  if (method === 'average') return {};
  return { scheme: 'aligned', normalize: 'mean', ...(hasBase && { scale: SCALE_ABOUT_BASE }) };
}

/** What a recipe has, said or not. */
export function readSetting({ settings }: RecipeDraft, { key, unsaid }: Setting): string | number {
  return settings?.[key] ?? unsaid;
}
