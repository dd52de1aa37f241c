/** The nearest known name: what is taken for it, and what for nothing. */
import { describe, expect, it } from 'vitest';
import { findNearest } from '../../src-main/core/nearest.ts';

describe('findNearest', () => {
  it.each([
    ['sentance', 'sentence'],
    ['Sentence', 'sentence'],
    ['lable', 'label'],
    ['labels', 'label'],
  ])('takes %s for %s', (name, known) => {
    expect(findNearest(name, ['label', 'sentence', 'id'])).toBe(known);
  });

  it.each(['text', 'premise', '', 'x'.repeat(50)])('takes %j for nothing', (name) => {
    expect(findNearest(name, ['label', 'sentence'])).toBeUndefined();
  });

  it('takes the first of two that are as near', () => {
    expect(findNearest('text3', ['text1', 'text2'])).toBe('text1');
  });
});
