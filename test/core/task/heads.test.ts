/** The task heads beside those of one label a sequence against plain PyTorch: answers, mask Fishers and scores of tiny models. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLabelReader } from '../../../src-main/core/dataset/labels.ts';
import { readRows, type Row } from '../../../src-main/core/dataset/rows.ts';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { computeMaskFisher, type MaskFisherInput } from '../../../src-main/core/fisher/mask-fisher.ts';
import { DEFAULT_FISHER_SETTINGS, type FisherSettings } from '../../../src-main/core/fisher/settings.ts';
import type { MetricName } from '../../../src-main/core/score/metrics.ts';
import { predict } from '../../../src-main/core/score/predictions.ts';
import { computeScores } from '../../../src-main/core/score/scoring.ts';
import { requireClassifier, type Classifier } from '../../../src-main/core/task/classifier.ts';
import type { Example } from '../../../src-main/core/task/examples.ts';
import type { Problem } from '../../../src-main/core/task/task-head.ts';
import { createRuntime } from '../../../src-main/engine/devices.ts';
import { fisherError, worstError, type GoldenFisher } from '../../golden.ts';

/** See README.md beside those of families. */
const FIXTURES = join(import.meta.dirname, '../../fixtures/heads');

const PROBLEMS = [
  'multi-label',
  'regression',
  'token-labels',
  'span',
  'multiple-choice',
  'masked-language',
  'causal-language',
] as const satisfies readonly Problem[];

interface Golden {
  /** As predictions have them: of a language model, the losses of what is asked. */
  readonly logits: readonly (readonly number[])[];
  readonly fisher: GoldenFisher;
  readonly fisherExpected?: GoldenFisher;
  readonly scores: Readonly<Partial<Record<MetricName, number>>>;
  /** What a masked language model reads, and is asked. */
  readonly masked?: readonly {
    readonly ids: readonly number[];
    readonly types: readonly number[];
    readonly places: readonly number[];
    readonly target: readonly number[];
  }[];
}

/** What Fishers, predictions and scores are all taken from. */
type Taken = Pick<MaskFisherInput, 'rows' | 'readLabel' | 'runtime' | 'tokenBudget' | 'encode' | 'title'> & {
  readonly checkpoint: Classifier;
};

describe.each(PROBLEMS)('%s', (problem) => {
  const folder = join(FIXTURES, problem);
  const golden = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')) as Golden;

  async function open(use: (taken: Taken & { readonly maxLength: number }) => Promise<void>): Promise<void> {
    await using opened = await openCheckpoint(folder);
    const checkpoint = requireClassifier(opened);
    expect(checkpoint.head.problem).toBe(problem);
    const rows: Row[] = [];
    for await (const row of readRows({ file: join(folder, 'rows.jsonl'), problem })) rows.push(row);
    await use({
      checkpoint,
      rows,
      readLabel: createLabelReader(checkpoint.head),
      runtime: createRuntime('cpu'),
      // Small enough that rows are batched and padded in several ways, large enough for an example's four choices.
      tokenBudget: 150,
      maxLength: 128,
      title: problem,
      // What is hidden is drawn by Weir's own generator; here it is what the reference hid.
      ...(golden.masked && { encode: takeMasked }),
    });
  }

  const takeMasked = ({ index }: Row): Example[] => {
    const { ids, types, places, target } = golden.masked![index]!;
    return [{ index, sequences: [{ ids: [...ids], types: [...types] }], places, target, endsRow: true }];
  };

  const takeFisher = (taken: Taken, settings: Partial<FisherSettings> = {}) =>
    computeMaskFisher({ ...taken, settings: { ...DEFAULT_FISHER_SETTINGS, ...settings } });

  it("gives PyTorch's answers", () =>
    open(async (taken) => {
      let rows = 0;
      for await (const { index, logits } of predict(taken)) {
        expect(worstError(logits, golden.logits[index]!), `row ${index}`).toBeLessThanOrEqual(1e-4);
        rows++;
      }
      expect(rows).toBe(golden.logits.length);
    }));

  it("takes PyTorch's mask Fisher", () =>
    open(async (taken) => {
      const found = await takeFisher(taken);
      expect(found.count).toBe(golden.logits.length);
      expect(fisherError(found, golden.fisher)).toBeLessThanOrEqual(1e-5);
    }));

  it('takes it over the labels that it expects, or says that these are too many', () =>
    open(async (taken) => {
      const found = takeFisher(taken, { labels: 'expected' });
      if (golden.fisherExpected)
        expect(fisherError(await found, golden.fisherExpected)).toBeLessThanOrEqual(1e-5);
      else await expect(found).rejects.toMatchObject({ code: 'unsupported' });
    }));

  it('scores as the customary scripts do', () =>
    open(async (taken) => {
      const metrics = Object.keys(golden.scores) as MetricName[];
      const found = await computeScores({
        ...taken,
        readLabel: createLabelReader(taken.checkpoint.head),
        metrics,
        total: taken.rows.length,
      });
      expect(found.rows).toBe(golden.logits.length);
      for (const metric of metrics) {
        expect(worstError([found.metrics[metric]!], [golden.scores[metric]!]), metric).toBeLessThanOrEqual(
          1e-6,
        );
      }
    }));
});
