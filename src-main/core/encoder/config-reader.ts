/** Reads config.json: family, sizes, activation, what only some families have, and the task head. */
import { WeirError } from '../../contract/error.ts';
import { type JsonObject, parseObject, show } from '../files/json.ts';
import { parseTaskHead } from '../task/task-head.ts';
import type { EncoderConfig } from './config.ts';
import { createReader, readActivation, readEpsilon, readSetting, readSize } from './config-values.ts';
import { FAMILIES } from './families.ts';
import type { Family } from './family.ts';

/** `source` names the file in errors. Throws 'invalid-file', or 'unsupported' for what Weir does not know. */
export function parseConfig(text: string, source: string): EncoderConfig {
  const json = parseObject(text, source);
  const [type, family] = findFamily(json, source);
  const { settings } = family;
  const size = (key: Exclude<keyof Family['settings'], 'activation' | 'epsilon'>): number =>
    readSize(json, settings[key], source, MAY_BE_NONE.has(key) ? 0 : 1);
  const [hidden, heads, layers, neurons] = [size('hidden'), size('heads'), size('layers'), size('neurons')];
  if (hidden % heads !== 0) {
    throw new WeirError(
      'invalid-file',
      `${source} splits ${hidden} hidden units among ${heads} heads, which leaves a rest.`,
    );
  }
  const vocabulary = size('vocabulary');
  const positions = size('positions');
  const read = createReader(json, source);
  const special = family.readTraits?.(read, { layers, hidden, positions }) ?? {};
  const { firstPosition = 0 } = special;
  if (firstPosition >= positions) {
    throw new WeirError(
      'invalid-file',
      `${source} has ${positions} positions, of which the first ${firstPosition} are of no token.`,
    );
  }
  if ((special.neurons ?? neurons) === 0)
    throw new WeirError('invalid-file', `${source} has FFN layers of no neurons.`);
  return {
    family: type,
    layers,
    groups: layers,
    heads,
    headSize: hidden / heads,
    hidden,
    embedding: hidden,
    attention: hidden,
    fused: 3 * hidden,
    neurons,
    gated: 2 * neurons,
    vocabulary,
    positions,
    types: size('types'),
    distances: 0,
    maxTokens: positions - firstPosition,
    tied: json.tie_word_embeddings !== false,
    activation: readActivation(readSetting(json, settings.activation), source),
    epsilon: readEpsilon(readSetting(json, settings.epsilon), source),
    ...special,
    head: parseTaskHead(json, source, vocabulary),
  };
}

/** Sizes that an encoder may lack, or that follow from others where they are not said. */
const MAY_BE_NONE: ReadonlySet<keyof Family['settings']> = new Set(['types', 'neurons']);

function findFamily(json: JsonObject, source: string): readonly [type: string, family: Family] {
  const type = json.model_type;
  const family = typeof type === 'string' && Object.hasOwn(FAMILIES, type) ? FAMILIES[type] : undefined;
  if (typeof type === 'string' && family) return [type, family];
  const known = Object.keys(FAMILIES).join(', ');
  throw new WeirError('unsupported', `${source} has model_type ${show(type)}; known are: ${known}.`, {
    hint: 'A family needs its parameters, their roles and its forward pass in Weir; this one has none of them.',
  });
}
