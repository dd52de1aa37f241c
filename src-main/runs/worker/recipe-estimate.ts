/** What a recipe needs of memory and disk, told from its checkpoints' headers. */
import type { Checkpoint } from '../../core/encoder/checkpoint.ts';
import type { Recipe } from '../../core/merge/recipe.ts';
import { OUTPUT_DTYPES } from '../../core/merge/recipe-output.ts';
import { BYTES } from '../../core/tensor/dtype.ts';
import type { Evidence } from '../../core/merge/method.ts';
import { evidenceOf } from '../../core/merge/methods.ts';
import { estimateFisher, estimateMerge, estimateScore, estimateStatistic, type Need } from './estimate.ts';
import type { OpenRecipe } from './open-recipe.ts';
import { FORWARD_TOKENS, GRADIENT_TOKENS, shareTokens } from './token-budget.ts';

/** Counts Fishers as to be computed, though the library may have them. */
export function estimateRecipe({ resolved, checkpoints }: OpenRecipe, share: number | undefined): Need {
  const { settings, models, method, output } = resolved;
  const evidence = evidenceOf(resolved);
  const maxLength = 'maxLength' in settings ? settings.maxLength : 128;
  const steps = models.flatMap(({ evaluate, fisher }, at): Need[] => {
    const { config, weights } = checkpoints[at]!;
    const bytes = sumBytes([...weights.tensors.values()]);
    const forward = shareTokens(FORWARD_TOKENS, share);
    const gradient = shareTokens(GRADIENT_TOKENS, share);
    return [
      ...(evaluate || output.onnx ? [estimateScore(config, bytes, { maxLength }, forward)] : []),
      ...(evidence && fisher === undefined
        ? [estimateEvidence(evidence, checkpoints[at]!, maxLength, gradient)]
        : []),
    ];
  });
  const encoder = countElements(checkpoints, output.vocabulary) * BYTES[OUTPUT_DTYPES[output.dtype]];
  const heads = checkpoints.reduce(
    (sum, { head }) => sum + sumBytes(head.tensors.map(({ entry }) => entry)),
    0,
  );
  // Every task's export has the encoder for itself.
  const exports = output.onnx ? models.length * encoder + heads : 0;
  const average = method !== 'average' || settings.scale !== 1;
  return estimateMerge({ encoder, heads, exports, average }, steps);
}

/** Of the encoder that tasks share and, where vocabularies differ, of every task's own word embeddings or of the largest. */
function countElements(checkpoints: readonly Checkpoint[], choice: Recipe['output']['vocabulary']): number {
  const rows = checkpoints.map(({ config }) => config.vocabulary);
  const most = Math.max(...rows);
  const tables = choice === 'own' && Math.min(...rows) < most ? rows : [most];
  return checkpoints[0]!.encoder.reduce((sum, { key, shape }) => {
    const width = shape.slice(1).reduce((a, b) => a * b, 1);
    return sum + width * (key === 'words' ? tables.reduce((a, b) => a + b, 0) : shape[0]!);
  }, 0);
}

function estimateEvidence(
  evidence: Evidence,
  checkpoint: Checkpoint,
  maxLength: number,
  tokens: number,
): Need {
  if (evidence !== 'mask-fisher') return estimateStatistic(evidence, checkpoint, { maxLength }, tokens);
  return estimateFisher(
    checkpoint.config,
    sumBytes([...checkpoint.weights.tensors.values()]),
    { maxLength },
    tokens,
  );
}

function sumBytes(entries: readonly { readonly begin: number; readonly end: number }[]): number {
  return entries.reduce((sum, { begin, end }) => sum + end - begin, 0);
}
