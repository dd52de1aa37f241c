/** Whether the models of a merge were fine-tuned from its base: else what they learned beyond it says nothing. */
import { WeirError } from '../../contract/error.ts';
import { isTaskVectorMethod } from '../../core/merge/methods.ts';
import type { OpenRecipe } from './open-recipe.ts';
import { measureDistance, RELATED, takeSample } from './weight-sample.ts';

/**
 * Throws 'mismatch' where a model is too far from the base that its task vector is taken from; where the base is only what a merge is scaled
 * about, that is a remark, as is a base that is one of the models.
 */
export async function checkBase({ recipe, checkpoints, base }: OpenRecipe): Promise<string[]> {
  const origin = base && (await takeSample(base));
  if (!origin) return [];
  const remarks: string[] = [];
  for (const [at, { checkpoint: name }] of recipe.models.entries()) {
    const own = await takeSample(checkpoints[at]!);
    const distance = own ? measureDistance(own, origin) : 0;
    if (own && distance === 0) {
      remarks.push(
        `'${name}' has the same weights as the base '${recipe.base!}' where they were compared: it learned nothing beyond it.`,
      );
    }
    // Of a base of zeros nothing is known.
    if (!(distance > RELATED) || !Number.isFinite(distance)) continue;
    const sentence = `'${name}' was not fine-tuned from '${recipe.base!}': their weights differ by ${distance.toFixed(2)} of the base's size`;
    if (isTaskVectorMethod(recipe)) {
      throw new WeirError('mismatch', `${sentence}; expected less than ${RELATED}.`, {
        hint: `Method '${recipe.method}' merges what models learned beyond the base: name the one that all of them began from.`,
      });
    }
    remarks.push(`${sentence}, so that a scale about it says little.`);
  }
  return remarks;
}
