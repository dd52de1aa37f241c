/** The methods of mergekit (a table): which of Weir's each is, what its parameters are there, and what stands for what is not said. */
import type { MethodName } from '../methods.ts';
import type { Asked } from './asked.ts';
import type { BaseRole } from './base-role.ts';
import type { ParameterName } from './parameters.ts';

type Settings = Readonly<Record<string, string | number | boolean>>;

export interface MergekitMethod {
  readonly ours: MethodName;
  readonly base: BaseRole;
  readonly takes: readonly ParameterName[];
  /** λ of each model; all weigh alike where it is absent. */
  readonly weights?: (asked: Asked) => readonly number[];
  /** `hasBase`: whether there is a base apart from the models. */
  readonly settings: (asked: Asked, hasBase: boolean) => Settings;
}

/** What thins task vectors out, and its parameters. */
type Thinning = 'none' | 'magnitude' | 'outliers' | 'random' | 'ranked';

const OF_THINNING: Readonly<Record<Thinning, (asked: Asked) => Settings>> = {
  none: () => ({}),
  magnitude: () => ({}),
  outliers: (asked) => ({ gamma: asked.shared('gamma', 0.01) }),
  random: () => ({}),
  ranked: (asked) => ({ epsilon: asked.shared('epsilon', 0.15) }),
};

const weighAsSaid = (asked: Asked): readonly number[] => asked.numbers('weight');

/** What mergekit calls generalized task arithmetic; `normalize`, `rescale`: its defaults. */
function taskVectors(
  ours: MethodName,
  thinning: Thinning,
  normalize: boolean,
  rescale: boolean,
): MergekitMethod {
  const ofThinning: readonly ParameterName[] =
    thinning === 'outliers' ? ['gamma'] : thinning === 'ranked' ? ['epsilon'] : [];
  return {
    ours,
    base: 'apart',
    takes: ['weight', 'density', ...ofThinning, 'lambda', 'normalize', 'rescale', 'int8_mask'],
    weights: weighAsSaid,
    settings: (asked) => {
      const density = asked.shared('density', 1);
      const isRescaled = asked.flag('rescale', rescale);
      asked.flag('int8_mask', false);
      if (thinning === 'none' && density < 1)
        throw asked.lack('density', `asks for the density ${density} of a method that thins nothing out.`);
      return {
        ...(thinning !== 'none' && { density, ...OF_THINNING[thinning](asked) }),
        scale: asked.number('lambda', 1),
        average: asked.flag('normalize', normalize),
        ...(thinning !== 'none' && { rescale: isRescaled ? 'norm' : 'none' }),
      };
    },
  };
}

/** Weights that are not divided by their sum are none of Weir's, unless that changes nothing. */
function requireNormalized(asked: Asked, name: 'normalize' | 'normalize_weights'): void {
  if (asked.flag(name, true)) return;
  const sum = weighAsSaid(asked).reduce((a, b) => a + b, 0);
  if (Math.abs(sum - 1) < 1e-9) return;
  throw asked.lack(
    name,
    `asks for '${name}: false' with weights that add up to ${Number(sum.toPrecision(6))}; Weir divides by their sum.`,
  );
}

const originOf = (hasBase: boolean): Settings => ({ origin: hasBase ? 'base' : 'zero' });

export const MERGEKIT_METHODS: Readonly<Record<string, MergekitMethod>> = {
  linear: {
    ours: 'average',
    base: 'model',
    takes: ['weight', 'normalize'],
    weights: weighAsSaid,
    settings: (asked) => {
      requireNormalized(asked, 'normalize');
      return {};
    },
  },
  task_arithmetic: taskVectors('task-arithmetic', 'none', false, false),
  ties: taskVectors('ties', 'magnitude', true, false),
  dare_ties: taskVectors('dare-ties', 'random', false, true),
  dare_linear: taskVectors('dare-linear', 'random', false, true),
  breadcrumbs: taskVectors('breadcrumbs', 'outliers', false, false),
  breadcrumbs_ties: taskVectors('breadcrumbs-ties', 'outliers', false, false),
  della: taskVectors('della', 'ranked', true, true),
  della_linear: taskVectors('della-linear', 'ranked', false, true),
  slerp: {
    ours: 'slerp',
    base: 'first',
    takes: ['t'],
    weights: (asked) => {
      const t = asked.number('t');
      return [1 - t, t];
    },
    settings: () => originOf(false),
  },
  nuslerp: {
    ours: 'slerp',
    base: 'optional',
    takes: ['weight', 'nuslerp_flatten', 'nuslerp_row_wise'],
    weights: weighAsSaid,
    settings: (asked, hasBase) => {
      if (!asked.flag('nuslerp_flatten', true))
        throw asked.lack(
          'nuslerp_flatten',
          'asks to interpolate row by row; Weir takes each tensor as a whole.',
        );
      if (asked.flag('nuslerp_row_wise', false))
        throw asked.lack(
          'nuslerp_row_wise',
          'asks to interpolate row by row; Weir takes each tensor as a whole.',
        );
      return originOf(hasBase);
    },
  },
  multislerp: {
    ours: 'multi-slerp',
    base: 'optional',
    takes: ['weight', 'normalize_weights', 'eps'],
    weights: weighAsSaid,
    settings: (asked, hasBase) => {
      requireNormalized(asked, 'normalize_weights');
      const eps = asked.number('eps', 1e-8);
      if (eps !== 1e-8) throw asked.lack('eps', `asks for the eps ${eps}; Weir's is 1e-8.`);
      return originOf(hasBase);
    },
  },
  karcher: {
    ours: 'karcher',
    base: 'model',
    takes: ['max_iter', 'tol'],
    settings: (asked) => ({ iterations: asked.number('max_iter', 10), tolerance: asked.number('tol', 1e-5) }),
  },
  model_stock: {
    ours: 'model-stock',
    base: 'apart',
    takes: ['filter_wise'],
    settings: (asked) => {
      if (asked.flag('filter_wise', false))
        throw asked.lack('filter_wise', 'asks for an angle of every row; Weir takes one of each tensor.');
      return {};
    },
  },
  sce: {
    ours: 'sce',
    base: 'apart',
    takes: ['select_topk', 'int8_mask'],
    settings: (asked) => {
      asked.flag('int8_mask', false);
      return { density: asked.number('select_topk', 1) };
    },
  },
};

/** Methods that Weir lacks, and what they do. */
export const LACKED_METHODS: Readonly<Record<string, string>> = {
  passthrough: 'copies layers, also one upon the other',
  nearswap: 'goes over to a second model where that is near',
  arcee_fusion: 'takes over the largest changes alone',
  ram: 'averages only what several models changed',
  ramplus_tl: 'averages only what several models changed',
};
