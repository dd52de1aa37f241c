/** Fine-tuning of the base to one task, on the rows of its train.tsv. */
import { listParameters, type Role } from '../../src-main/core/encoder/parameters.ts';
import { createRandom } from '../../src-main/core/tensor/random.ts';
import type { Tokenizer } from '../../src-main/core/tokenizer/tokenizer.ts';
import { pick } from './grammar.ts';
import { addHead, FAMILY, sampleConfig, type Model } from './model.ts';
import { drawRows } from './rows.ts';
import type { SampleTask } from './task.ts';
import { train, type Example } from './train.ts';

const SCHEDULE = { steps: 400, batch: 32, rate: 1e-3 };

/** Left as the base has them, as is common where rows are few. */
const FROZEN: ReadonlySet<Role> = new Set<Role>(['embeddings', 'pooler']);

/** A copy of the base with a task head, trained; and the loss that it came down to. */
export async function fineTune(
  base: Model,
  task: SampleTask,
  tokenizer: Tokenizer,
  seed: number,
): Promise<{ readonly expert: Model; readonly loss: number }> {
  const random = createRandom(seed);
  const config = sampleConfig(task.labels);
  const examples = drawRows(task, 'train').map(({ texts, label }): Example => {
    const target = task.labels.map((_, id) => Number(id === label));
    return { ...tokenizer.encode(texts[0]!, texts[1], config.positions), target };
  });
  const expert = addHead(base, config, task.labels.length, random);
  const parameters = listParameters(config, FAMILY);
  const frozen = new Set(parameters.filter(({ roles }) => FROZEN.has(roles[0]!)).map(({ name }) => name));
  const loss = await train(expert, {
    ...SCHEDULE,
    config,
    head: config.head!,
    trained: [...expert.keys()].filter((name) => !frozen.has(name)),
    draw: () => pick(examples, random),
  });
  return { expert, loss };
}
