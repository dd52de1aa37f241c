/** Metrics of words, answers and tokens against seqeval's and SQuAD's own counts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../src-main/core/score/metrics.ts';

interface Fixture {
  readonly entities: readonly [
    scheme: string,
    predicted: readonly string[],
    actual: readonly string[],
    counts: readonly [right: number, predicted: number, actual: number],
  ][];
  readonly answers: readonly [predicted: string, actual: readonly string[], exact: number, f1: number][];
}

// Written by the generator beside it, which asks seqeval and transformers' SQuAD metrics.
const file = join(import.meta.dirname, '../../fixtures/metrics/metrics.json');
const fixture = JSON.parse(readFileSync(file, 'utf8')) as Fixture;

const split = (lines: readonly string[]) => lines.map((line) => line.split(' ').filter(Boolean));
const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);

const { 'entity-f1': f1, 'entity-precision': precision, 'entity-recall': recall } = METRICS;

describe('metrics of entities', () => {
  it('refuse no sentences, and sentences without a partner or with other words', () => {
    expect(() => f1.compute([], [])).toThrow('Cannot score 0 predictions on 0 labels');
    expect(() => f1.compute([['O']], [])).toThrow('Cannot score 1 predictions on 0 labels');
    expect(() => recall.compute([['O'], ['O']], [['O'], ['O', 'O']])).toThrow(
      'Cannot score sentence 2: it has 1 predictions and 2 labels.',
    );
  });

  it.each([...new Set(fixture.entities.map(([scheme]) => scheme))])('count as seqeval does: %s', (scheme) => {
    const cases = fixture.entities.filter(([own]) => own === scheme);
    expect(cases.length).toBeGreaterThan(20);
    for (const [, predicted, actual, [right, found, truth]] of cases) {
      const lines = [split(predicted), split(actual)] as const;
      const title = JSON.stringify([predicted, actual]);
      expect(precision.compute(...lines), title).toBe(ratio(right, found));
      expect(recall.compute(...lines), title).toBe(ratio(right, truth));
      expect(f1.compute(...lines), title).toBeCloseTo(ratio(2 * right, found + truth), 14);
    }
  });

  it('count U- and L- as single words and endings', () => {
    const actual = [['U-PER', 'U-PER', 'B-LOC', 'I-LOC', 'L-LOC', 'I-LOC']];
    const asBio = [['B-PER', 'B-PER', 'B-LOC', 'I-LOC', 'I-LOC', 'B-LOC']];
    expect(f1.compute(asBio, actual)).toBe(1);
  });

  it('take a label without a prefix for an entity as long as it lasts', () => {
    expect(recall.compute([['Person', 'Person', 'Org', 'O']], [['B-Person', 'I-Person', 'B-Org', 'O']])).toBe(
      1,
    );
  });

  it('are 0 where there is no entity to find, and none is found', () => {
    for (const metric of [f1, precision, recall]) expect(metric.compute([['O'], []], [['O'], []])).toBe(0);
  });
});

describe('metrics of answers', () => {
  const { 'exact-match': exact, 'answer-f1': overlap } = METRICS;

  it('refuse no questions, and questions without a partner', () => {
    expect(() => exact.compute([], [])).toThrow('Cannot score 0 predictions on 0 labels');
    expect(() => overlap.compute(['a'], [['a'], []])).toThrow('Cannot score 1 predictions on 2 labels');
  });

  it('compare as SQuAD does', () => {
    expect(fixture.answers.length).toBeGreaterThan(200);
    for (const [predicted, actual, isExact, f1Score] of fixture.answers) {
      const title = JSON.stringify([predicted, actual]);
      expect(exact.compute([predicted], [actual]), title).toBe(isExact);
      expect(overlap.compute([predicted], [actual]), title).toBeCloseTo(f1Score, 14);
    }
  });

  it('are means over questions, the best true answer of each', () => {
    const predicted = ['the Cat sat', 'no', ''];
    const actual = [['a dog', 'cat sat down'], ['yes'], []];
    expect(exact.compute(predicted, actual)).toBeCloseTo(1 / 3, 14);
    expect(overlap.compute(predicted, actual)).toBeCloseTo((0.8 + 0 + 1) / 3, 14);
  });

  it('want no answer where there is none', () => {
    for (const metric of [exact, overlap]) {
      expect(metric.compute([''], [[]])).toBe(1);
      expect(metric.compute(['cat'], [[]])).toBe(0);
      expect(metric.compute([''], [['cat']])).toBe(0);
    }
  });
});

describe('metrics of tokens', () => {
  const { loss, perplexity } = METRICS;

  it('refuse no tokens, and name the one whose loss is no number', () => {
    for (const metric of [loss, perplexity]) {
      expect(() => metric.compute([], undefined)).toThrow('Cannot score texts without any token.');
      expect(() => metric.compute([1, Number.NaN], undefined)).toThrow('token 2: its loss is NaN');
    }
  });

  it('are the mean loss, and the number of tokens that it is like choosing among', () => {
    const chances = [0.5, 0.25, 0.125, 1, 0.01];
    const losses = Float32Array.from(chances, (chance) => -Math.log(chance));
    // The geometric mean of 1/p.
    const expected = chances.reduce((product, chance) => product / chance, 1) ** (1 / chances.length);
    expect(perplexity.compute(losses, undefined)).toBeCloseTo(expected, 5);
    expect(loss.compute(losses, undefined)).toBeCloseTo(Math.log(expected), 6);
  });

  it('are better where they are lower, and stay numbers', () => {
    expect([loss.higherIsBetter, perplexity.higherIsBetter]).toEqual([false, false]);
    expect(perplexity.compute([1e6], undefined)).toBe(Number.MAX_VALUE);
  });
});
