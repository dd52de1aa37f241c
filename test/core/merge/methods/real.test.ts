/** Every method that needs no data, on real checkpoints and their base: several tensors against a second implementation. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Checkpoint, openCheckpoint } from '../../../../src-main/core/encoder/checkpoint.ts';
import { describeWithFixtures } from '../../../fixtures.ts';
import { expectReference } from './merging.ts';

const TENSORS = [
  'embeddings.position_embeddings.weight',
  'embeddings.LayerNorm.weight',
  'encoder.layer.0.attention.self.query.weight',
  'encoder.layer.1.attention.output.dense.bias',
  'encoder.layer.2.intermediate.dense.weight',
  'encoder.layer.3.output.dense.weight',
  'encoder.layer.3.output.LayerNorm.bias',
  'pooler.dense.weight',
];

const CASES: readonly (readonly [method: string, settings: object])[] = [
  ['average', { scale: 1.5 }],
  ['task-arithmetic', {}],
  ['ties', {}],
  ['ties', { density: 0.5, rescale: 'norm' }],
  ['dare-linear', {}],
  ['dare-ties', {}],
  ['della-linear', {}],
  ['della', {}],
  ['breadcrumbs', {}],
  ['breadcrumbs-ties', {}],
  ['slerp', {}],
  ['slerp', { origin: 'base' }],
  ['multi-slerp', {}],
  ['multi-slerp', { origin: 'base' }],
  ['karcher', {}],
  ['model-stock', {}],
  ['sce', {}],
  ['sce', { density: 0.1 }],
];

describeWithFixtures('every number of several tensors of real checkpoints is the formula', (fixtures) => {
  const open = (name: string) => openCheckpoint(join(fixtures, 'glue-mini', 'checkpoints', name));
  let models: readonly Checkpoint[];
  let base: Checkpoint;

  beforeAll(async () => {
    [models, base] = [await Promise.all(['sst2', 'agnews', 'qqp'].map(open)), await open('base')];
  });
  afterAll(async () => {
    for (const checkpoint of [...models, base]) await checkpoint[Symbol.asyncDispose]();
  });

  it.each(CASES)('by %s with %j', async (method, settings) => {
    const among = method === 'slerp' ? models.slice(0, 2) : models;
    const weights = [1, 0.6, 1.7].slice(0, among.length);
    const looked = await expectReference({ method, settings, models: among, weights, base }, TENSORS);
    expect(looked).toBe(TENSORS.length);
  });
});
