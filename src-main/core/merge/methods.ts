/** The methods of merging (a table). */
import type { Role } from '../encoder/parameters.ts';
import type { Combiner, Evidence, Method, MethodInputs } from './method.ts';
import { AVERAGE, type AverageSettings } from './methods/average.ts';
import { BREADCRUMBS, BREADCRUMBS_TIES, type BreadcrumbsSettings } from './methods/breadcrumbs.ts';
import { DARE_LINEAR, DARE_TIES, type DareSettings } from './methods/dare.ts';
import { DELLA, DELLA_LINEAR, type DellaSettings } from './methods/della.ts';
import { FISHER_MASK, type FisherMaskSettings } from './methods/fisher-mask.ts';
import { FULL_FISHER, type FullFisherSettings } from './methods/full-fisher.ts';
import { MODEL_STOCK, type ModelStockSettings } from './methods/model-stock.ts';
import { REGMEAN, type RegMeanSettings } from './methods/regmean.ts';
import { SCE, type SceSettings } from './methods/sce.ts';
import {
  KARCHER,
  type KarcherSettings,
  MULTI_SLERP,
  SLERP,
  type SlerpSettings,
} from './methods/spherical.ts';
import { TASK_ARITHMETIC, type TaskArithmeticSettings } from './methods/task-arithmetic.ts';
import { TIES, type TiesSettings } from './methods/ties.ts';
import type { Rule } from './schemes.ts';

interface SettingsOf {
  readonly average: AverageSettings;
  readonly 'fisher-mask': FisherMaskSettings;
  readonly 'full-fisher': FullFisherSettings;
  readonly regmean: RegMeanSettings;
  readonly 'task-arithmetic': TaskArithmeticSettings;
  readonly ties: TiesSettings;
  readonly 'dare-linear': DareSettings;
  readonly 'dare-ties': DareSettings;
  readonly 'della-linear': DellaSettings;
  readonly della: DellaSettings;
  readonly breadcrumbs: BreadcrumbsSettings;
  readonly 'breadcrumbs-ties': BreadcrumbsSettings;
  readonly slerp: SlerpSettings;
  readonly 'multi-slerp': SlerpSettings;
  readonly karcher: KarcherSettings;
  readonly 'model-stock': ModelStockSettings;
  readonly sce: SceSettings;
}

export type MethodName = keyof SettingsOf;

/** A method and its settings, one of each kind. */
export type Choice<M extends MethodName = MethodName> = {
  readonly [N in M]: { readonly method: N; readonly settings: SettingsOf[N] };
}[M];

export const METHODS: { readonly [M in MethodName]: Method<SettingsOf[M]> } = {
  average: AVERAGE,
  'fisher-mask': FISHER_MASK,
  'full-fisher': FULL_FISHER,
  regmean: REGMEAN,
  'task-arithmetic': TASK_ARITHMETIC,
  ties: TIES,
  'dare-linear': DARE_LINEAR,
  'dare-ties': DARE_TIES,
  'della-linear': DELLA_LINEAR,
  della: DELLA,
  breadcrumbs: BREADCRUMBS,
  'breadcrumbs-ties': BREADCRUMBS_TIES,
  slerp: SLERP,
  'multi-slerp': MULTI_SLERP,
  karcher: KARCHER,
  'model-stock': MODEL_STOCK,
  sce: SCE,
};

export const METHOD_NAMES = Object.keys(METHODS) as [MethodName, ...MethodName[]];

/** The parts of a choice, told apart so that TypeScript sees that they belong together. */
interface Pair<M extends MethodName> {
  readonly method: M;
  readonly settings: SettingsOf[M];
}

/** Whether the base is read. */
export function needsBase<M extends MethodName>({ method, settings }: Pair<M>): boolean {
  return METHODS[method].needsBase(settings);
}

/** Whether the base is read whatever the scale: what models learned beyond it is merged. */
export function isTaskVectorMethod<M extends MethodName>({ method, settings }: Pair<M>): boolean {
  return METHODS[method].needsBase({ ...settings, scale: 1 });
}

/** What is taken of every model on its dataset. */
export function evidenceOf({ method }: { readonly method: MethodName }): Evidence | undefined {
  return METHODS[method].evidence;
}

export function ruleOf<M extends MethodName>(
  role: Role,
  { method, settings }: Pair<M>,
  isMatrix: boolean,
): Rule {
  return METHODS[method].ruleOf(role, settings, isMatrix);
}

export function notesOf<M extends MethodName>({ method, settings }: Pair<M>): readonly string[] {
  return METHODS[method].notes?.(settings) ?? [];
}

export function findSettingFault<M extends MethodName>({
  method,
  settings,
}: Pair<M>): readonly [setting: string, complaint: string] | undefined {
  return METHODS[method].findFault?.(settings);
}

export function createCombiner<M extends MethodName>(
  { method, settings }: Pair<M>,
  inputs: MethodInputs,
): Combiner {
  return METHODS[method].createCombiner(settings, inputs);
}
