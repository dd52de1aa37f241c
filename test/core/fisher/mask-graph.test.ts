/** The gradient graph itself: what is in it, and what is not because no mask needs it. */
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { requireClassifier } from '../../../src-main/core/task/classifier.ts';
import { buildMaskGraph } from '../../../src-main/core/fisher/mask-graph.ts';
import { sortTopologically, type Graph } from '../../../src-main/core/graph/node.ts';
import { printGraph } from '../../../src-main/core/graph/print.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

async function build(layers: number): Promise<Graph> {
  const folder = await writeTinyCheckpoint(await temporaryFolder(), {
    config: { num_hidden_layers: layers },
  });
  await using checkpoint = await openCheckpoint(folder);
  return buildMaskGraph(requireClassifier(checkpoint), 'dataset');
}

/** How often each weight is read, by name. */
function readsOf(graph: Graph): ReadonlyMap<string, number> {
  const reads = new Map<string, number>();
  for (const { inputs } of sortTopologically(Object.values(graph.outputs))) {
    for (const { op, attributes } of inputs) {
      const name = String(attributes.name);
      if (op === 'Weight') reads.set(name, (reads.get(name) ?? 0) + 1);
    }
  }
  return reads;
}

describe('the mask graph', () => {
  it('of one layer reads as the method does', async () => {
    expect(printGraph(await build(1))).toMatchSnapshot();
  });

  it('holds no mask any more: they are 1, and only their gradients are left', async () => {
    const graph = await build(3);
    expect(Object.keys(graph.outputs)).toEqual([
      'heads.0',
      'heads.1',
      'heads.2',
      'neurons.0',
      'neurons.1',
      'neurons.2',
    ]);
    expect(graph.outputs['heads.1']!.shape).toEqual(['batch', 2, 1, 1]);
    expect(graph.outputs['neurons.2']!.shape).toEqual(['batch', 1, 12]);
  });

  it('goes back through a weight once, and through none that lies before the first mask', async () => {
    const reads = readsOf(await build(3));
    const query = (layer: number) => reads.get(`bert.encoder.layer.${layer}.attention.self.query.weight`);
    expect([query(0), query(1), query(2)]).toEqual([1, 2, 2]);
    expect(reads.get('bert.embeddings.word_embeddings.weight')).toBe(1);
    expect(reads.get('bert.encoder.layer.0.output.dense.weight')).toBe(2);
  });
});
