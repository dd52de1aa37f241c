/** Inputs of forward passes that depend on the number of tokens alone (a table): positions, distances, who sees whom. */
import { input, type Node } from '../graph/node.ts';
import type { Feed } from '../graph/runtime.ts';
import type { EncoderConfig } from './config.ts';
import { rowOfDistance } from './distances.ts';

/** Far below any attention score, and still finite in every float type that devices compute with. */
export const MASKED_SCORE = -1e4;

interface LengthInput {
  readonly node: (config: EncoderConfig) => Node;
  /** For so many tokens. */
  readonly feed: (tokens: number, config: EncoderConfig) => Feed;
}

export const LENGTH_INPUTS = {
  /** Rows of the table of positions, [tokens]. */
  positions: {
    node: () => input('positions', ['tokens'], 'int64'),
    feed: (tokens, { firstPosition = 0 }) => feedIds(tokens, (at) => at + firstPosition),
  },
  /** Rows of the table of distances by key − query = −n … n − 1, [2·tokens]. */
  distances: {
    node: () => input('distances', ['2*tokens'], 'int64'),
    feed: (tokens, config) => feedIds(2 * tokens, (at) => rowOfDistance(tokens - at, config)),
  },
  /** The same by query − key. */
  origins: {
    node: () => input('origins', ['2*tokens'], 'int64'),
    feed: (tokens, config) => feedIds(2 * tokens, (at) => rowOfDistance(at - tokens, config)),
  },
  /** Added to scores, [query, key]: no token sees those after it. */
  future: {
    node: () => input('future', ['tokens', 'tokens']),
    feed: (tokens) => feedPairs(tokens, (query, key) => key > query),
  },
  /** Added to scores, [query, key]: no token of a local layer sees far ones. */
  far: {
    node: () => input('far', ['tokens', 'tokens']),
    feed: (tokens, { local }) =>
      feedPairs(tokens, (query, key) => Math.abs(query - key) > (local?.reach ?? tokens)),
  },
  globalCosines: rotation('globalCosines', 'global', Math.cos),
  globalSines: rotation('globalSines', 'global', Math.sin),
  localCosines: rotation('localCosines', 'local', Math.cos),
  localSines: rotation('localSines', 'local', Math.sin),
} as const satisfies Record<string, LengthInput>;

export type LengthInputName = keyof typeof LENGTH_INPUTS;

/** What rotary positions (Su et al. 2021) turn pairs of a head's units by: [tokens, 1, head size], both halves alike. */
function rotation(name: string, span: 'global' | 'local', of: (angle: number) => number): LengthInput {
  return {
    node: ({ headSize }) => input(name, ['tokens', 1, headSize]),
    feed: (tokens, { headSize, rotary }) => {
      const values = new Float32Array(tokens * headSize);
      for (let at = 0; at < values.length; at++) {
        const pair = (at % headSize) % (headSize / 2);
        const frequency = rotary![span] ** ((-2 * pair) / headSize);
        values[at] = of(Math.floor(at / headSize) * frequency);
      }
      return { values, shape: [tokens, 1, headSize] };
    },
  };
}

function feedIds(length: number, idOf: (at: number) => number): Feed {
  return { values: BigInt64Array.from({ length }, (_, at) => BigInt(idOf(at))), shape: [length] };
}

function feedPairs(tokens: number, isMasked: (query: number, key: number) => boolean): Feed {
  const values = new Float32Array(tokens * tokens);
  for (let at = 0; at < values.length; at++)
    values[at] = isMasked(Math.floor(at / tokens), at % tokens) ? MASKED_SCORE : 0;
  return { values, shape: [tokens, tokens] };
}
