/** The best answer among the spans of a context, or none, as question answering is customarily decoded (Devlin et al. 2019). */
import type { Words } from '../task/words.ts';
import type { Prediction } from './predictions.ts';

/** Tokens of the longest answer, and ends that are tried for each of the two. */
const LONGEST = 30;
const TRIED = 20;

export interface SpanChoice {
  /** One piece of the context. */
  add(prediction: Pick<Prediction, 'logits' | 'words'>): void;
  /** The text of the best span, '' where no word of the context was ever read. */
  answer(context: Words): string;
  /** Whether the first token, which is nothing, scores more as an answer in every piece. */
  isNothing(): boolean;
}

/** Scores are sums of the two logits, so that pieces compare. */
export function createSpanChoice(): SpanChoice {
  let nothing = Infinity;
  let best: { readonly score: number; readonly first: number; readonly last: number } | undefined;
  return {
    add: ({ logits, words = [] }) => {
      const tokens = words.length;
      nothing = Math.min(nothing, logits[0]! + logits[tokens]!);
      const starts = findBest(logits.subarray(0, tokens), words);
      const ends = findBest(logits.subarray(tokens), words);
      for (const start of starts) {
        for (const end of ends) {
          if (end < start || end - start >= LONGEST) continue;
          const score = logits[start]! + logits[tokens + end]!;
          if (score > (best?.score ?? -Infinity)) best = { score, first: words[start]!, last: words[end]! };
        }
      }
    },
    isNothing: () => nothing > (best?.score ?? -Infinity),
    answer: (context) => (best ? context.textOf(best.first, best.last) : ''),
  };
}

/** The tokens of the context with the largest logits, the largest first. */
function findBest(logits: Float32Array, words: readonly number[]): number[] {
  return [...logits.keys()]
    .filter((at) => words[at]! >= 0)
    .sort((a, b) => logits[b]! - logits[a]! || a - b)
    .slice(0, TRIED);
}
