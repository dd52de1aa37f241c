/** The choice of an answer among the spans of a context, also over several pieces of it. */
import { describe, expect, it } from 'vitest';
import { createCollector } from '../../../src-main/core/score/evidence.ts';
import { createSpanChoice } from '../../../src-main/core/score/spans.ts';
import { splitWords } from '../../../src-main/core/task/words.ts';

const context = splitWords('one two three four');
/** A first token, a question of one word, and the context's words from `begin` on. */
const piece = (begin: number, starts: readonly number[], ends: readonly number[]) => ({
  words: [-1, -1, ...starts.slice(2).map((_, at) => begin + at)],
  logits: Float32Array.from([...starts, ...ends]),
});

describe('an answer', () => {
  it('is the span whose ends score most together, and never one that ends before it begins', () => {
    const choice = createSpanChoice();
    choice.add(piece(0, [0, 9, 1, 5, 0, 0], [0, 9, 6, 1, 4, 0]));
    // 'one' scores 1 + 6, 'two three' 5 + 4; 'two' to 'one' would score 5 + 6.
    expect(choice.answer(context)).toBe('two three');
  });

  it('is the best of all pieces, by the words of the whole context', () => {
    const choice = createSpanChoice();
    choice.add(piece(0, [0, 0, 2, 0], [0, 0, 2, 0]));
    choice.add(piece(2, [0, 0, 0, 3], [0, 0, 0, 3]));
    expect(choice.answer(context)).toBe('four');
  });

  it('is nothing where the first token scores more in every piece', () => {
    const choice = createSpanChoice();
    choice.add(piece(0, [4, 0, 1, 1], [4, 0, 1, 1]));
    expect(choice.isNothing()).toBe(true);
    choice.add(piece(2, [1, 0, 3, 0], [1, 0, 3, 0]));
    expect(choice.isNothing()).toBe(false);
  });
});

describe('nothing is answered', () => {
  const answer = (isAnswerable: readonly boolean[]) => {
    const collector = createCollector({ problem: 'span', labels: [], outputs: 2 });
    for (const [index, answerable] of isAnswerable.entries()) {
      const answers = answerable ? [{ text: 'one', start: 0 }] : [];
      collector.meet({ index, text: 'which', pair: 'one two', label: undefined, answers });
      const asked = piece(0, [9, 0, 1, 0], [9, 0, 1, 0]);
      collector.add({ index, sequences: [], target: undefined, endsRow: true, ...asked });
    }
    return collector.finish().answers!.predicted;
  };

  it('where a dataset has questions that nothing answers', () => {
    expect(answer([true, false])).toEqual(['', '']);
  });

  it('in no other dataset', () => {
    expect(answer([true, true])).toEqual(['one', 'one']);
  });
});
