/** What a config.json says of an encoder: family, sizes, activation and task head. */
import { WeirError } from '../../contract/error.ts';
import { type JsonObject, parseObject, show } from '../files/json.ts';
import { ACTIVATIONS, type ActivationName } from './activations.ts';
import { FAMILIES, type Family } from './families.ts';
import type { Sizes } from './sizes.ts';
import { parseTaskHead, type TaskHead } from './task-head.ts';

export interface EncoderConfig extends Sizes {
  /** config.json's `model_type`. */
  readonly family: string;
  readonly heads: number;
  readonly headSize: number;
  readonly activation: ActivationName;
  readonly epsilon: number;
  /** Absent in a checkpoint that is an encoder alone. */
  readonly head: TaskHead | undefined;
}

/** `source` names the file in errors. Throws 'invalid-file', or 'unsupported' for what Weir does not know. */
export function parseConfig(text: string, source: string): EncoderConfig {
  const json = parseObject(text, source);
  const type = json.model_type;
  const family = typeof type === 'string' && Object.hasOwn(FAMILIES, type) ? FAMILIES[type] : undefined;
  if (typeof type !== 'string' || !family) {
    const known = Object.keys(FAMILIES).join(', ');
    throw new WeirError('unsupported', `${source} has model_type ${show(type)}; known are: ${known}.`);
  }
  const size = (key: keyof Family['settings']): number => readSize(json, family.settings[key], source);
  const [hidden, heads] = [size('hidden'), size('heads')];
  if (hidden % heads !== 0) {
    throw new WeirError(
      'invalid-file',
      `${source} splits ${hidden} hidden units among ${heads} heads, which leaves a rest.`,
    );
  }
  if ((json.position_embedding_type ?? 'absolute') !== 'absolute') {
    const found = show(json.position_embedding_type);
    throw new WeirError(
      'unsupported',
      `${source} has position_embedding_type ${found}; expected "absolute".`,
    );
  }
  return {
    family: type,
    layers: size('layers'),
    heads,
    headSize: hidden / heads,
    hidden,
    attention: hidden,
    neurons: size('neurons'),
    vocabulary: size('vocabulary'),
    positions: size('positions'),
    types: size('types'),
    activation: readActivation(json[family.settings.activation], source),
    epsilon: readEpsilon(json[family.settings.epsilon], source),
    head: parseTaskHead(json, source),
  };
}

function readSize(json: JsonObject, key: string, source: string): number {
  const value = json[key];
  if (!Number.isSafeInteger(value) || (value as number) < 1) {
    throw new WeirError(
      'invalid-file',
      `${source} has '${key}' ${show(value)}; expected a whole number from 1.`,
    );
  }
  return value as number;
}

function readActivation(value: unknown, source: string): ActivationName {
  if (typeof value === 'string' && Object.hasOwn(ACTIVATIONS, value)) return value as ActivationName;
  const known = Object.keys(ACTIVATIONS).join(', ');
  throw new WeirError('unsupported', `${source} has the activation ${show(value)}; known are: ${known}.`);
}

function readEpsilon(value: unknown, source: string): number {
  if (typeof value === 'number' && value >= 0 && value < 1) return value;
  throw new WeirError(
    'invalid-file',
    `${source} has the layer norm epsilon ${show(value)}; expected a small number.`,
  );
}
