/** Labels as targets: known, unknown, mapped, several, and values. */
import { describe, expect, it } from 'vitest';
import { createLabelReader } from '../../../src-main/core/dataset/labels.ts';
import type { TaskHead } from '../../../src-main/core/task/task-head.ts';

const mood: TaskHead = { problem: 'single-label', labels: ['negative', 'positive'], outputs: 2 };
const topics: TaskHead = { problem: 'multi-label', labels: ['art', 'Sci/Tech', 'home life'], outputs: 3 };
const score: TaskHead = { problem: 'regression', labels: ['LABEL_0'], outputs: 1 };

const read = (head: TaskHead, label: string | number | undefined, map?: Record<string, string | number>) =>
  createLabelReader(head, map)({ index: 16, label });

describe('a label that the checkpoint does not know', () => {
  it.each(['neutral', '2', 2, -1, 0.5, '-1', '', 'LABEL_2', '[0]', 'constructor', Number.NaN])(
    'is named with its row: %j',
    (label) => {
      expect(() => read(mood, label)).toThrow(
        `Row 17 has the label '${label}'; the checkpoint knows 'negative', 'positive'.`,
      );
    },
  );

  it('gets the nearest name as a hint', () => {
    expect(() => read(mood, 'possitive')).toThrow(
      expect.objectContaining({ hint: "Did you mean 'positive'?" }),
    );
  });

  it('is named with its dataset, where that is known', () => {
    expect(() => createLabelReader(mood, {}, 'moods.tsv')({ index: 1, label: 'x' })).toThrow(
      "Row 2 of dataset 'moods.tsv' has the label 'x'; the checkpoint knows 'negative', 'positive'.",
    );
  });

  it('is missing altogether', () => {
    expect(() => read(mood, undefined)).toThrow('Row 17 has no label');
  });
});

describe('a single label', () => {
  it.each(['positive', 'Positive', ' POSITIVE ', 1, '1', '1.0', 'LABEL_1', 'label_1', 'true', 'True'])(
    'may be written %j',
    (label) => {
      expect(read(mood, label)).toEqual([0, 1]);
    },
  );

  it('is looked for in its own case first', () => {
    const head: TaskHead = { problem: 'single-label', labels: ['US', 'us', 'Other'], outputs: 3 };
    expect(read(head, 'us')).toEqual([0, 1, 0]);
    expect(read(head, 'US')).toEqual([1, 0, 0]);
    expect(read(head, 'other')).toEqual([0, 0, 1]);
    expect(() => read(head, 'Us')).toThrow("the label 'Us'");
  });

  it('is looked for among the names before it is an id', () => {
    const head: TaskHead = { problem: 'single-label', labels: ['1', '0'], outputs: 2 };
    expect(read(head, 1)).toEqual([1, 0]);
  });
});

describe('a label map', () => {
  it('comes before names and ids', () => {
    expect(read(mood, '1', { 1: 'negative', 0: 1 })).toEqual([1, 0]);
    expect(read(mood, 0, { 1: 'negative', 0: 1 })).toEqual([0, 1]);
    expect(read(mood, 'bad', { bad: 'negative' })).toEqual([1, 0]);
  });

  it('leaves to names and ids what it does not mention', () => {
    expect(read(mood, 'positive', { bad: 'negative' })).toEqual([0, 1]);
  });

  it('must lead to labels of the checkpoint', () => {
    expect(() => createLabelReader(mood, { bad: 'negativ' })).toThrow(
      "The label map leads 'bad' to 'negativ'; the checkpoint knows 'negative', 'positive'.",
    );
  });
});

describe('a label map for values', () => {
  it('is refused, because it would do nothing', () => {
    expect(() => createLabelReader(score, { low: 0 })).toThrow(
      "The label map names 'low'; the checkpoint gives values, not labels.",
    );
  });
});

describe('several labels', () => {
  it.each([
    ['["art", "home life"]', [1, 0, 1]],
    ['[0, 2]', [1, 0, 1]],
    ['art|home life', [1, 0, 1]],
    ['art, home life', [1, 0, 1]],
    ['0 2', [1, 0, 1]],
    ['home life', [0, 0, 1]],
    ['sci/tech', [0, 1, 0]],
    [1, [0, 1, 0]],
    ['', [0, 0, 0]],
    ['[]', [0, 0, 0]],
  ])('may be written %j', (label, target) => {
    expect(read(topics, label)).toEqual(target);
  });

  it('are not zeros and ones', () => {
    expect(() => read(topics, '[0, 0, 1]')).toThrow("Row 17 has a label twice in '[0, 0, 1]'");
  });

  it('must all be known', () => {
    expect(() => read(topics, 'art,music')).toThrow("Row 17 has the label 'music'");
  });
});

describe('a value', () => {
  it.each([
    ['5.000', 5],
    [2.5, 2.5],
    [' -1e-3 ', -0.001],
  ])('may be written %j', (label, value) => {
    expect(read(score, label)).toEqual([value]);
  });

  it.each(['', 'high', 'NaN', 'Infinity', Number.NaN, '1,5', '1 2'])('cannot be %j', (label) => {
    expect(() => read(score, label)).toThrow(`Row 17 has the label '${label}'; expected a finite number.`);
  });
});

describe('labels of words', () => {
  const names: TaskHead = { problem: 'token-labels', labels: ['O', 'B-PER', 'I-PER'], outputs: 3 };
  const readWords = (
    wordLabels: readonly (string | number)[] | undefined,
    map?: Record<string, string | number>,
  ) => createLabelReader(names, map)({ index: 16, label: undefined, ...(wordLabels && { wordLabels }) });

  it.each(['B-LOC', 3, -1, -100, '', 'B', 0.5])(
    'that the checkpoint does not know are named with their row: %j',
    (label) => {
      expect(() => readWords(['O', label])).toThrow(
        `Row 17 has the label '${label}'; the checkpoint knows 'O', 'B-PER', 'I-PER'.`,
      );
    },
  );

  it('that are missing altogether are said to be', () => {
    expect(() => readWords(undefined)).toThrow('Row 17 has no labels of its words');
  });

  it('are names, in another case too, or ids, one for each word', () => {
    expect(readWords(['O', 'b-per', ' I-PER ', 'O', 'O'])).toEqual([0, 1, 2, 0, 0]);
    expect(readWords([0, '1', 2, 'LABEL_2'])).toEqual([0, 1, 2, 2]);
    expect(readWords([])).toEqual([]);
  });

  it('follow a map first', () => {
    expect(readWords(['B-person', 'O', 2], { 'B-person': 'B-PER', 2: 0 })).toEqual([1, 0, 0]);
  });
});

describe('what is no label of a text', () => {
  const chooses: TaskHead = { problem: 'multiple-choice', labels: [], outputs: 1 };

  it('is the number of a choice', () => {
    expect(read(chooses, 3)).toEqual([3]);
    expect(() => read(chooses, undefined)).toThrow('Row 17 has no label; expected one of its choices.');
  });

  it.each([
    ['span', 2],
    ['masked-language', 30],
    ['causal-language', 30],
  ] as const)('is nothing, where a part of the text is asked about: %s', (problem, outputs) => {
    expect(read({ problem, labels: [], outputs }, undefined)).toEqual([]);
  });

  it.each([
    ['span', 'parts of a context'],
    ['multiple-choice', 'choices'],
    ['masked-language', 'tokens'],
    ['causal-language', 'tokens'],
  ] as const)('has no map: %s', (problem, given) => {
    expect(() => createLabelReader({ problem, labels: [], outputs: 2 }, { a: 0 })).toThrow(
      `The label map names 'a'; the checkpoint gives ${given}, not labels.`,
    );
  });
});
