/** The Fisher's settings on a tiny checkpoint: what each label source, batch and budget must agree with. */
import { describe, expect, it } from 'vitest';
import type { FisherSettings } from '../../../src-main/contract/commands.ts';
import type { Row } from '../../../src-main/core/dataset/rows.ts';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { requireClassifier } from '../../../src-main/core/task/classifier.ts';
import { computeMaskFisher, type MaskFisher } from '../../../src-main/core/fisher/mask-fisher.ts';
import { DEFAULT_FISHER_SETTINGS } from '../../../src-main/core/fisher/settings.ts';
import { predict } from '../../../src-main/core/score/predictions.ts';
import { createRuntime } from '../../../src-main/engine/devices.ts';
import { temporaryFolder } from '../../temporary.ts';
import { TINY_WORDS, writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

const HEADS = {
  'single-label': { labels: ['a', 'b', 'c'], config: { problem_type: 'single_label_classification' } },
  'multi-label': { labels: ['a', 'b', 'c'], config: { problem_type: 'multi_label_classification' } },
  regression: { labels: ['a'], config: { problem_type: 'regression' } },
} as const;
type Problem = keyof typeof HEADS;

const runtime = createRuntime('cpu');

function rowsOf(...texts: string[]): Row[] {
  return texts.map((text, index) => ({ index, text, pair: undefined, label: undefined }));
}

/** Texts of every length up to what the positions allow. */
const VARIED = rowsOf(
  ...Array.from({ length: 23 }, (_, at) => TINY_WORDS.slice(at % 7, (at % 7) + 1 + (at % 11)).join(' ')),
);

interface Choices {
  readonly problem?: Problem;
  readonly rows?: readonly Row[];
  readonly target?: (row: Pick<Row, 'index'>) => number[];
  readonly settings?: Partial<FisherSettings>;
  readonly tokenBudget?: number;
}

async function compute(choices: Choices): Promise<MaskFisher> {
  const { problem = 'single-label', rows = VARIED, tokenBudget = 64 } = choices;
  const folder = await writeTinyCheckpoint(await temporaryFolder(), HEADS[problem]);
  await using checkpoint = await openCheckpoint(folder);
  const settings = { ...DEFAULT_FISHER_SETTINGS, maxLength: 16, ...choices.settings };
  const readLabel = choices.target ?? (({ index }) => oneHot(index % 3, 3));
  return await computeMaskFisher({
    checkpoint: requireClassifier(checkpoint),
    rows,
    readLabel,
    settings,
    runtime,
    tokenBudget,
    title: '',
  });
}

async function logitsOf(problem: Problem, rows: readonly Row[]): Promise<number[]> {
  const folder = await writeTinyCheckpoint(await temporaryFolder(), HEADS[problem]);
  await using checkpoint = await openCheckpoint(folder);
  const input = {
    checkpoint: requireClassifier(checkpoint),
    rows,
    readLabel: undefined,
    maxLength: 16,
    runtime,
    tokenBudget: 64,
  };
  for await (const { logits } of predict(input)) return [...logits];
  throw new Error('There was no row.');
}

const oneHot = (label: number, labels: number): number[] =>
  Array.from({ length: labels }, (_, at) => Number(at === label));
const all = ({ heads, neurons }: MaskFisher): number[] => [...heads, ...neurons];
const weighedSum = (terms: readonly (readonly [weight: number, fisher: MaskFisher])[]): number[] =>
  all(terms[0]![1]).map((_, at) =>
    terms.reduce((sum, [weight, fisher]) => sum + weight * all(fisher)[at]!, 0),
  );

function relativeError(found: readonly number[], expected: readonly number[]): number {
  const norm = (values: readonly number[]) => Math.hypot(...values);
  return norm(found.map((value, at) => value - expected[at]!)) / norm(expected);
}

describe('expected labels', () => {
  const rows = rowsOf('the film was not very good');

  it('sum the squares over every label by its probability', async () => {
    const powers = (await logitsOf('single-label', rows)).map(Math.exp);
    const sum = powers.reduce((a, b) => a + b, 0);
    const terms = await Promise.all(
      powers.map(
        async (power, c) => [power / sum, await compute({ rows, target: () => oneHot(c, 3) })] as const,
      ),
    );
    const found = await compute({ rows, settings: { labels: 'expected' } });
    expect(relativeError(all(found), weighedSum(terms))).toBeLessThan(1e-5);
  });

  it('sum over every set of labels where there may be several', async () => {
    const p = (await logitsOf('multi-label', rows)).map((logit) => 1 / (1 + Math.exp(-logit)));
    const sets = Array.from({ length: 8 }, (_, bits) => [0, 1, 2].map((k) => (bits >> k) & 1));
    const terms = await Promise.all(
      sets.map(async (target) => {
        const weight = target.reduce((product, y, k) => product * (y ? p[k]! : 1 - p[k]!), 1);
        return [weight, await compute({ problem: 'multi-label', rows, target: () => target })] as const;
      }),
    );
    const found = await compute({ problem: 'multi-label', rows, settings: { labels: 'expected' } });
    expect(relativeError(all(found), weighedSum(terms))).toBeLessThan(1e-5);
  });

  it('integrate over the normal of variance 1/2 that squared error stands for', async () => {
    const [value] = await logitsOf('regression', rows);
    // Two points a standard deviation away have the same second moment.
    const terms = await Promise.all(
      [-1, 1].map(async (sign) => {
        const target = () => [value! + sign * Math.SQRT1_2];
        return [0.5, await compute({ problem: 'regression', rows, target })] as const;
      }),
    );
    const found = await compute({ problem: 'regression', rows, settings: { labels: 'expected' } });
    expect(relativeError(all(found), weighedSum(terms))).toBeLessThan(1e-5);
  });

  it('square the mean of a batch as independent labels would', async () => {
    const each = await Promise.all(
      VARIED.slice(0, 3).map((row) => compute({ rows: [row], settings: { labels: 'expected' } })),
    );
    const together = await compute({
      rows: VARIED.slice(0, 3),
      settings: { labels: 'expected', gradient: 'batch' },
    });
    expect(relativeError(all(together), weighedSum(each.map((fisher) => [1 / 9, fisher])))).toBeLessThan(
      1e-5,
    );
  });
});

describe('sampled labels', () => {
  it.each(Object.keys(HEADS) as Problem[])('have the expectation as their mean (%s)', async (problem) => {
    const rows = rowsOf(...Array<string>(4000).fill('a dull play and a fine song'));
    const sampled = await compute({ problem, rows, settings: { labels: 'sampled' }, tokenBudget: 8192 });
    const expected = await compute({ problem, rows: rows.slice(0, 1), settings: { labels: 'expected' } });
    // Some six standard errors of 4,000 draws.
    expect(relativeError(all(sampled), all(expected))).toBeLessThan(0.1);
  });

  it('follow the seed, not the batches', async () => {
    const draw = (seed: number, tokenBudget: number) =>
      compute({ settings: { labels: 'sampled', seed }, tokenBudget });
    expect(relativeError(all(await draw(1, 16)), all(await draw(1, 256)))).toBeLessThan(1e-5);
    expect(relativeError(all(await draw(2, 16)), all(await draw(1, 16)))).toBeGreaterThan(1e-2);
  });
});

describe('batches', () => {
  it.each(['example', 'batch'] as const)(
    'of any token budget give the same Fisher (%s)',
    async (gradient) => {
      const settings = { gradient, batch: 4 };
      const wide = await compute({ settings, tokenBudget: 4096 });
      const narrow = await compute({ settings, tokenBudget: 1 });
      expect(narrow.count).toBe(gradient === 'batch' ? 6 : 23);
      expect(relativeError(all(narrow), all(wide))).toBeLessThan(1e-5);
    },
  );

  it('of one example each are the Fisher by examples', async () => {
    const byBatch = await compute({ settings: { gradient: 'batch', batch: 1 } });
    expect(relativeError(all(byBatch), all(await compute({})))).toBeLessThan(1e-6);
  });
});

describe('what cannot be computed', () => {
  it('is refused when there are no rows', async () => {
    await expect(compute({ rows: [] })).rejects.toThrow(/There are no rows/);
  });

  it('stops when it is asked to', async () => {
    const folder = await writeTinyCheckpoint(await temporaryFolder());
    await using checkpoint = await openCheckpoint(folder);
    const input = {
      checkpoint: requireClassifier(checkpoint),
      rows: VARIED,
      readLabel: () => [1, 0],
      runtime,
      tokenBudget: 8,
      title: '',
    };
    const stop = new AbortController();
    let batches = 0;
    const report = () => {
      if (++batches === 2) stop.abort();
    };
    const control = { signal: stop.signal, report };
    await expect(computeMaskFisher({ ...input, settings: DEFAULT_FISHER_SETTINGS }, control)).rejects.toThrow(
      /abort/i,
    );
    expect(batches).toBe(2);
  });
});
