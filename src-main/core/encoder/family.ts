/** What a family of encoders states: its names for sizes, parameters and task heads, and its forward pass. */
import type { Node } from '../graph/node.ts';
import type { HeadKind } from '../task/task-head.ts';
import type { ActivationName } from './activations.ts';
import type { EncoderConfig } from './config.ts';
import type { ConfigReader, SettingSource } from './config-values.ts';
import type { Encoding } from './encoding.ts';
import type { LengthInputName } from './length-inputs.ts';
import type { Naming } from './parameters.ts';

type Setting =
  'layers' | 'heads' | 'hidden' | 'neurons' | 'vocabulary' | 'positions' | 'types' | 'activation' | 'epsilon';

export interface Family extends Naming<EncoderConfig> {
  readonly title: string;
  readonly settings: Readonly<Record<Setting, SettingSource>>;
  /** Sizes and traits that other families do not have. Throws 'unsupported' for what the forward pass does not know. */
  readonly readTraits?: (
    read: ConfigReader,
    sizes: Pick<EncoderConfig, 'layers' | 'hidden' | 'positions'>,
  ) => Partial<EncoderConfig>;
  /** What a model with a task head puts before the names of its encoder's tensors. */
  readonly prefix: string;
  /** What the forward pass reads beside the tokens, which depends on their number alone. */
  readonly inputs: readonly LengthInputName[];
  /** States of the last layer: see `Encoding.outlet`. */
  readonly encode: (encoding: Encoding) => Node;
  readonly heads: Readonly<Partial<Record<HeadKind, HeadRow>>>;
}

/** A linear map, by the names of its tensors as the whole model has them. */
export interface LinearNames {
  readonly weight: string;
  readonly bias?: string;
}

/** A task head: which states it reads, and what lies between them and its outputs. */
export interface HeadRow {
  /** The first token's (or, where the configuration says so, the mean of all), the last token's, every token's, or those of the tokens that are asked about. */
  readonly reads: 'first' | 'last' | 'all' | 'places';
  /** Through the encoder's own pooler. */
  readonly pooler?: true;
  readonly dense?: LinearNames & { readonly activation: ActivationName };
  readonly norm?: LinearNames;
  /** `tied`: the weight is the table of words, where the configuration does not say otherwise. */
  readonly output: LinearNames & { readonly tied?: true };
}
