/** Carries out the recipe argv[2] to the folder argv[3], in the place of an earlier merge, with the library's folders below argv[4]. */
import { join } from 'node:path';
import { asWeirError } from '../../../../src-main/contract/error.ts';
import { runMerge } from '../../../../src-main/runs/worker/merge.ts';
import { readRecipe } from '../../../recipe-text.ts';

const [, , recipe = '', out = '', home = ''] = process.argv;
const [checkpoints, fishers, partial, statistics] = ['checkpoints', 'fishers', 'partial', 'statistics'].map(
  (name) => join(home, name),
);
try {
  await runMerge(
    { recipe: await readRecipe(recipe), out, replace: true, device: 'cpu' },
    {},
    { library: { checkpoints: checkpoints!, fishers: fishers!, partial: partial!, statistics: statistics! } },
  );
} catch (error) {
  const { code, message } = asWeirError(error);
  console.error(`${code}: ${message}`);
  process.exitCode = 1;
}
