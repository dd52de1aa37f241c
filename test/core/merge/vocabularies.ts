/** Tiny checkpoints that know more tokens or fewer, and plans of their merges. */
import type { Fisher } from '../../../src-main/core/fisher/fisher.ts';
import { planMerge } from '../../../src-main/core/merge/plan.ts';
import { parseRecipe } from '../../../src-main/core/merge/recipe.ts';
import type { VocabularyChoice } from '../../../src-main/core/merge/recipe-output.ts';
import { makeTiny, SIZES, type Tiny, type TinyOptions } from './tiny.ts';

export const WORDS = 'embeddings.word_embeddings.weight';
export const WIDTH = SIZES.hidden;
export const SHARED = ['p', 'q', 'r', 's', 't', 'u', 'v'];

/** A checkpoint that knows these tokens, and has so many rows beyond them. */
export function know(
  seed: number,
  tokens: readonly string[],
  padding = 0,
  options: TinyOptions = {},
): Promise<Tiny> {
  const vocabTxt = tokens.map((token) => `${token}\n`).join('');
  return makeTiny({ seed, vocabTxt, sizes: { vocabulary: tokens.length + padding }, ...options });
}

export interface Setting {
  readonly vocabulary?: VocabularyChoice;
  readonly weights?: readonly number[];
  readonly fishers?: readonly Fisher[];
  readonly base?: Tiny;
  readonly scale?: number;
  readonly dtype?: string;
}

export function planOf(models: readonly Tiny[], setting: Setting) {
  const { vocabulary, weights, fishers, base, scale = 1, dtype = 'float32' } = setting;
  const recipe = parseRecipe(
    JSON.stringify({
      method: fishers ? 'fisher-mask' : 'average',
      settings: { scale, ...(fishers && { scheme: 'aligned' }) },
      ...(base && { base: 'base' }),
      models: models.map((_, at) => ({
        checkpoint: `x/${at}`,
        task: `t${at}`,
        fisher: 'f',
        weight: weights?.[at] ?? 1,
      })),
      output: { dtype, ...(vocabulary && { vocabulary }) },
    }),
    'r.json',
  );
  return planMerge({ recipe, checkpoints: models, base });
}

/** Of 7, 10 and 8 tokens. */
export async function threeSizes(): Promise<[Tiny, Tiny, Tiny]> {
  return [await know(1, SHARED), await know(2, [...SHARED, 'x', 'y', 'z']), await know(3, [...SHARED, 'x'])];
}
