/** The models of tokenizer.json: a table by their type. */
import { WeirError } from '../../../contract/error.ts';
import { isObject, type JsonObject, show } from '../../files/json.ts';
import { createBytePair } from './byte-pair.ts';
import { type Model, withMemory } from './model.ts';
import { createUnigram } from './unigram.ts';
import { createWordPiece } from './word-piece.ts';

const MODELS: Readonly<Record<string, (config: JsonObject) => Model>> = {
  BPE: createBytePair,
  Unigram: createUnigram,
  WordPiece: createWordPiece,
};

/** Throws a WeirError ('unsupported') for a type that is not in the table. */
export function createModel(config: unknown): Model {
  if (!isObject(config)) throw new WeirError('unsupported', `The model is ${show(config)}.`);
  const type = config.type ?? guessType(config);
  const create = typeof type === 'string' && Object.hasOwn(MODELS, type) ? MODELS[type] : undefined;
  if (create) return withMemory(create(config));
  const known = Object.keys(MODELS).join(', ');
  throw new WeirError('unsupported', `The model ${show(config.type)} is not known; known are: ${known}.`);
}

/** Files from before tokenizers 0.9 do not say the type of their model. */
function guessType(config: JsonObject): string | undefined {
  if ('merges' in config) return 'BPE';
  if (Array.isArray(config.vocab)) return 'Unigram';
  return 'continuing_subword_prefix' in config ? 'WordPiece' : undefined;
}
