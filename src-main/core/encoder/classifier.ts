/** A checkpoint as graph nodes: its encoder and task head over its own weights. */
import { weight, type Node } from '../graph/node.ts';
import { tensorName, type Classifier } from './checkpoint.ts';
import { encode, type Encoded } from './forward.ts';
import { classify } from './objective.ts';

export interface ClassifierNodes extends Encoded {
  /** [batch, outputs] */
  readonly logits: Node;
}

export function buildClassifier(checkpoint: Classifier): ClassifierNodes {
  const { weights, config, head } = checkpoint;
  const leaf = (name: string): Node => {
    const { shape, dtype } = weights.entry(name);
    return weight(name, shape, dtype);
  };
  const encoded = encode(config, (key, layer) => leaf(tensorName(checkpoint, key, layer)));
  return { ...encoded, logits: classify(encoded.pooled, leaf(head.weight.name), leaf(head.bias.name)) };
}
