/** Merging schemes (a table): by which part of the mask Fisher each role of parameter is weighed. */
import type { Role } from '../encoder/parameters.ts';

/**
 * The rules. A weight matrix is [out, in], so what makes a head or a neuron lies in rows, and what reads it in columns. `axis` is along
 * which the weights vary; a rule of axis `all` weighs a tensor by one number a model.
 */
export const RULES = {
  lambda: { axis: 'all', title: 'by λ alone' },
  global: { axis: 'all', title: 'by the mean of all layers' },
  'layer-heads': { axis: 'all', title: "by the layer's mean head" },
  'layer-neurons': { axis: 'all', title: "by the layer's mean neuron" },
  'head-rows': { axis: 'rows', title: 'by head, rows' },
  'head-columns': { axis: 'columns', title: 'by head, columns' },
  'neuron-rows': { axis: 'rows', title: 'by neuron, rows' },
  'neuron-columns': { axis: 'columns', title: 'by neuron, columns' },
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
