/** A checkpoint that answers a task: its task head found beside its encoder, and both as graph nodes. */
import { WeirError } from '../../contract/error.ts';
import { expectTensor, findTensor, type Checkpoint } from '../encoder/checkpoint.ts';
import { createMasks, inputTokens, type LayerMasks } from '../encoder/encoding.ts';
import type { HeadRow } from '../encoder/family.ts';
import { weight, type Node } from '../graph/node.ts';
import type { TensorEntry } from '../safetensors/header.ts';
import { answer, listHeadTensors } from './head.ts';
import { HEAD_KINDS, type TaskHead } from './task-head.ts';

/** A tensor of a task head. */
export interface HeadTensor {
  /** As today's models call it. */
  readonly name: string;
  readonly entry: TensorEntry;
}

/** A checkpoint that answers a task. */
export interface Classifier extends Checkpoint {
  readonly head: TaskHead & { readonly row: HeadRow; readonly tensors: readonly HeadTensor[] };
}

/** The checkpoint with its task head; throws where it has none, or one that its family is not known to have. */
export function requireClassifier(checkpoint: Checkpoint): Classifier {
  const { folder, config, family, tensors } = checkpoint;
  const row = config.head && family.heads[HEAD_KINDS[config.head.problem]];
  if (!config.head || !row) {
    throw new WeirError(
      'unsupported',
      `'${folder}' has no task head that Weir knows; expected a checkpoint of ${family.title} with one of: ${Object.keys(family.heads).join(', ')}.`,
    );
  }
  const found = listHeadTensors(row, config, config.head).map(({ name, shape }): HeadTensor => {
    const entry = tensors.get(name);
    if (entry) return { name, entry: expectTensor(entry, shape) };
    throw new WeirError('mismatch', `'${folder}' has no tensor '${name}', which its task head needs.`);
  });
  if (row.pooler && !findTensor(checkpoint, 'poolerWeight')) {
    throw new WeirError('mismatch', `'${folder}' lacks the encoder's pooler, which its task head reads.`);
  }
  return { ...checkpoint, head: { ...config.head, row, tensors: found } };
}

export interface ClassifierNodes {
  /** See `answer` in head.ts. */
  readonly logits: Node;
  /** The mask nodes that are differentiated, a layer each. */
  readonly masks: readonly LayerMasks[];
}

/**
 * `choices`: sequences of each example, where the task is to choose among them; `reach`: whether only what the task head reads is computed in
 * the last layer, or all.
 */
export function buildClassifier(
  checkpoint: Classifier,
  choices?: number,
  reach: 'read' | 'all' = 'read',
): ClassifierNodes {
  const { config, family, head } = checkpoint;
  const leaves = new Map<TensorEntry, Node>();
  /** The same node for the same tensor: layers may share it, and a language model's head has the words. */
  const leaf = (entry: TensorEntry): Node => {
    const node = leaves.get(entry) ?? weight(entry.name, entry.shape, entry.dtype);
    leaves.set(entry, node);
    return node;
  };
  const headEntries = new Map(head.tensors.map(({ name, entry }) => [name, entry]));
  const masks = createMasks(config, choices);
  const encoding = {
    config,
    ...inputTokens(choices),
    transposed: family.transposed === true,
    masks: masks.layers,
    outlet: reach === 'read' && head.row.reads === 'first' && config.pooling !== 'mean' ? 'first' : 'all',
    parameter: (key, layer) => {
      const tensor = findTensor(checkpoint, key, layer);
      return tensor && leaf(tensor.entry);
    },
  } as const satisfies Parameters<typeof family.encode>[0];
  const logits = answer({
    encoding,
    states: family.encode(encoding),
    head,
    row: head.row,
    choices,
    tensor: (name) => {
      const entry = headEntries.get(name);
      return entry && leaf(entry);
    },
  });
  return { logits, masks: masks.nodes };
}
