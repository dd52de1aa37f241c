/** What checkpoints say of one text. */
import { WeirError } from '../../contract/error.ts';
import type { PredictionRecord } from '../../contract/desk.ts';
import type { Worker } from '../../contract/work.ts';
import { openCheckpoint } from '../../core/encoder/checkpoint.ts';
import { requireClassifier } from '../../core/task/classifier.ts';
import type { Problem } from '../../core/task/task-head.ts';
import { predict } from '../../core/score/predictions.ts';
import { chooseRuntime } from '../../engine/devices.ts';
import { FORWARD_TOKENS } from './token-budget.ts';

function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Logits as what people read: probabilities, or the value itself. */
const OUTPUTS: Readonly<Partial<Record<Problem, (logits: readonly number[]) => readonly number[]>>> = {
  'single-label': softmax,
  'multi-label': (logits) => logits.map((logit) => 1 / (1 + Math.exp(-logit))),
  regression: (logits) => logits,
};

export const runPredict: Worker<'predict'> = async (
  { checkpoints, text, pair, device },
  control,
  { threads },
) => {
  const runtime = await chooseRuntime(device, threads);
  const records: PredictionRecord[] = [];
  for (const folder of checkpoints) {
    await using checkpoint = await openCheckpoint(folder);
    const classifier = requireClassifier(checkpoint);
    const { problem, labels } = classifier.head;
    const read = OUTPUTS[problem];
    if (!read) {
      throw new WeirError(
        'unsupported',
        `'${folder}' answers ${problem}, which is not shown for a single text; score it on a dataset instead.`,
      );
    }
    const rows = [{ index: 0, text, pair, label: undefined }];
    const settings = { maxLength: checkpoint.config.maxTokens, tokenBudget: FORWARD_TOKENS, runtime };
    for await (const { logits } of predict(
      { checkpoint: classifier, rows, readLabel: undefined, ...settings },
      control,
    )) {
      records.push({ checkpoint: folder, problem, labels, outputs: read(Array.from(logits)) });
    }
  }
  return records;
};
