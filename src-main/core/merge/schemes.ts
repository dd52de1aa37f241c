/** Merging schemes (a table): by which part of the mask Fisher each role of parameter is weighed. */
import type { Role } from '../encoder/parameters.ts';

/**
 * The rules. A weight matrix is [out, in], so what makes a head or a neuron lies in rows, and what reads it in columns; of one that is kept
 * transposed, the other way round. `axis` is along which the weights vary; a rule of axis `all` weighs a tensor by one number a model.
 */
export const RULES = {
  lambda: { axis: 'all', title: 'by λ alone' },
  global: { axis: 'all', title: 'by the mean of all layers' },
  'layer-heads': { axis: 'all', title: "by the layer's mean head" },
  'layer-neurons': { axis: 'all', title: "by the layer's mean neuron" },
  'head-rows': { axis: 'rows', title: 'by head' },
  'head-columns': { axis: 'columns', title: 'by head' },
  'neuron-rows': { axis: 'rows', title: 'by neuron' },
  'neuron-columns': { axis: 'columns', title: 'by neuron' },
  elements: { axis: 'all', title: 'element by element' },
  tensor: { axis: 'all', title: 'as a whole' },
  inputs: { axis: 'all', title: 'by the inputs that it is multiplied with' },
} as const satisfies Record<string, { axis: Axis; title: string }>;

export type Axis = 'all' | 'rows' | 'columns';
export type Rule = keyof typeof RULES;
export type RoleRules = Readonly<Record<Role, Rule>>;

export const SCHEME_NAMES = ['paper', 'aligned'] as const;
export type SchemeName = (typeof SCHEME_NAMES)[number];

const PAPER: RoleRules = {
  embeddings: 'global',
  query: 'head-rows',
  key: 'head-rows',
  value: 'layer-heads',
  'attention-output': 'layer-heads',
  'attention-rest': 'layer-heads',
  intermediate: 'neuron-rows',
  'ffn-output': 'layer-neurons',
  'ffn-rest': 'layer-neurons',
  final: 'global',
  pooler: 'global',
};

export const SCHEMES: Readonly<Record<SchemeName, RoleRules>> = {
  paper: PAPER,
  /** A head's values, and what reads a head or a neuron, weigh as it does. */
  aligned: {
    ...PAPER,
    value: 'head-rows',
    'attention-output': 'head-columns',
    'ffn-output': 'neuron-columns',
  },
};

/** A tensor as a plan weighs it. */
export interface Weighed {
  readonly shape: readonly number[];
  /** Of equal parts along the outputs: one in most tensors. */
  readonly rules: readonly Rule[];
  /** A matrix that is kept [in, out]. */
  readonly transposed?: boolean;
}

/** Along which axis its weights vary, as the tensor is kept. Several parts lie along the outputs, whatever weighs each of them. */
export function findAxis({ rules, transposed, shape }: Weighed): Axis {
  const axis = rules.length > 1 ? 'rows' : RULES[rules[0]!].axis;
  if (axis === 'all' || transposed !== true || shape.length < 2) return axis;
  return axis === 'rows' ? 'columns' : 'rows';
}
