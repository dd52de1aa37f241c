/** Makes resources/sample, the same bytes each time on the same machine: `npm run sample`. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTokenizer } from '../../src-main/core/tokenizer/tokenizer.ts';
import { fineTune } from './fine-tune.ts';
import { measureSample } from './measure.ts';
import { pretrainBase } from './pretrain.ts';
import { formatReadme } from './readme.ts';
import { formatRecipe } from './recipe.ts';
import { TASKS } from './tasks.ts';
import { TOKENIZER_FILES, writeCheckpoint, writeDatasets } from './write.ts';

const FOLDER = join(import.meta.dirname, '../../resources/sample');
const SEED = 0;

/** Prints what came of a step and how long it took. */
async function timed<T extends { readonly loss: number }>(title: string, step: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await step();
  const seconds = (performance.now() - began) / 1000;
  console.log(`${title}: loss ${result.loss.toFixed(3)}, ${seconds.toFixed(0)} s`);
  return result;
}

const tokenizer = createTokenizer(TOKENIZER_FILES);
await rm(FOLDER, { recursive: true, force: true });
const { base } = await timed('base', () => pretrainBase(tokenizer, SEED));
await writeCheckpoint(join(FOLDER, 'checkpoints/base'), base);
for (const task of TASKS) {
  const { expert } = await timed(task.name, () => fineTune(base, task, tokenizer, SEED));
  await writeCheckpoint(join(FOLDER, 'checkpoints', task.name), expert, task.labels);
  await writeDatasets(join(FOLDER, 'data', task.name), task);
}
await writeFile(join(FOLDER, 'recipe.yaml'), formatRecipe('fisher-mask'));
const scores = await measureSample(FOLDER);
await writeFile(join(FOLDER, 'scores.json'), `${JSON.stringify(scores, undefined, 2)}\n`);
const readme = formatReadme(scores);
await writeFile(join(FOLDER, 'README.md'), readme);
console.log(`\n${readme.slice(readme.indexOf('## Accuracy'))}`);
