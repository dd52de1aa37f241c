/** What a recipe needs of memory and disk, told from its checkpoints' headers. */
import type { Checkpoint } from '../../core/encoder/checkpoint.ts';
import { OUTPUT_DTYPES } from '../../core/merge/recipe.ts';
import { BYTES } from '../../core/tensor/dtype.ts';
import { estimateFisher, estimateMerge, estimateScore, type Need } from './estimate.ts';
import type { OpenRecipe } from './open-recipe.ts';
import { FORWARD_TOKENS, GRADIENT_TOKENS, shareTokens } from './token-budget.ts';

/** Counts Fishers as to be computed, though the library may have them. */
export function estimateRecipe({ resolved, checkpoints }: OpenRecipe, share: number | undefined): Need {
  const { settings, models, method, output } = resolved;
  const maxLength = 'maxLength' in settings ? settings.maxLength : 128;
  const steps = models.flatMap(({ evaluate, fisher }, at): Need[] => {
    const { config, weights } = checkpoints[at]!;
    const bytes = sumBytes([...weights.tensors.values()]);
    const forward = shareTokens(FORWARD_TOKENS, share);
    const gradient = shareTokens(GRADIENT_TOKENS, share);
    return [
      ...(evaluate ? [estimateScore(config, bytes, { maxLength }, forward)] : []),
      ...(method === 'fisher-mask' && fisher === undefined
        ? [estimateFisher(config, bytes, { maxLength }, gradient)]
        : []),
    ];
  });
  const encoder = countElements(checkpoints[0]!) * BYTES[OUTPUT_DTYPES[output.dtype]];
  const heads = checkpoints.reduce((sum, { head }) => sum + sumBytes([head.weight, head.bias]), 0);
  const average = method !== 'average' || settings.scale !== 1;
  return estimateMerge({ encoder, heads, average }, steps);
}

function countElements({ encoder }: Checkpoint): number {
  return encoder.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

function sumBytes(entries: readonly { readonly begin: number; readonly end: number }[]): number {
  return entries.reduce((sum, { begin, end }) => sum + end - begin, 0);
}
