/** From what heads answer to what metrics compare (a table by problem). */
import type { Row } from '../dataset/rows.ts';
import { IGNORED } from '../task/examples.ts';
import type { Problem, TaskHead } from '../task/task-head.ts';
import { splitWords } from '../task/words.ts';
import type { Evidence } from './metrics.ts';
import type { Prediction } from './predictions.ts';
import { createSpanChoice } from './spans.ts';

/** Gathers predictions, in the order of their rows. */
export interface Collector {
  /** A row, before any prediction of it. */
  meet(row: Row): void;
  add(prediction: Prediction): void;
  finish(): Partial<Evidence>;
}

export function createCollector(head: TaskHead): Collector {
  return COLLECTORS[head.problem](head);
}

/** Numbers of each prediction, side by side. */
const collectNumbers =
  (answer: (logits: ArrayLike<number>) => number[], truth: (target: ArrayLike<number>) => number[]) =>
  (): Collector => {
    const numbers = { predicted: [] as number[], actual: [] as number[] };
    return {
      meet: () => undefined,
      add: ({ logits, target }) => {
        numbers.predicted.push(...answer(logits));
        numbers.actual.push(...truth(target!));
      },
      finish: () => ({ numbers }),
    };
  };

const largest = (values: ArrayLike<number>): number[] => [indexOfLargest(values)];

/** The label of a word is that of its first token; words that were cut off are not counted. */
function collectWords({ labels, outputs }: TaskHead): Collector {
  const numbers = { predicted: [] as number[], actual: [] as number[] };
  const sentences = { predicted: [] as string[][], actual: [] as string[][] };
  return {
    meet: () => undefined,
    add: ({ logits, target }) => {
      const asked = [...target!.keys()].filter((at) => target![at] !== IGNORED);
      const predicted = asked.map((at) => indexOfLargest(logits.subarray(at * outputs, (at + 1) * outputs)));
      const actual = asked.map((at) => target![at]!);
      numbers.predicted.push(...predicted);
      numbers.actual.push(...actual);
      sentences.predicted.push(predicted.map((id) => labels[id]!));
      sentences.actual.push(actual.map((id) => labels[id]!));
    },
    finish: () => ({ numbers, sentences }),
  };
}

/** The best span over all pieces of a row's context; nothing is an answer where the dataset has questions without one (SQuAD 2.0). */
function collectSpans(): Collector {
  const found: { readonly span: string; readonly isNothing: boolean; readonly actual: readonly string[] }[] =
    [];
  const waiting = new Map<number, Row>();
  let choice = createSpanChoice();
  return {
    meet: (row) => waiting.set(row.index, row),
    add: (prediction) => {
      choice.add(prediction);
      if (!prediction.endsRow) return;
      const { pair = '', answers: truth = [] } = waiting.get(prediction.index)!;
      waiting.delete(prediction.index);
      const span = choice.answer(splitWords(pair));
      found.push({ span, isNothing: choice.isNothing(), actual: truth.map(({ text }) => text) });
      choice = createSpanChoice();
    },
    finish: () => {
      const allowsNothing = found.some(({ actual }) => actual.length === 0);
      const predicted = found.map(({ span, isNothing }) => (allowsNothing && isNothing ? '' : span));
      return { answers: { predicted, actual: found.map(({ actual }) => actual) } };
    },
  };
}

function collectLosses(): Collector {
  const predicted: number[] = [];
  return {
    meet: () => undefined,
    add: ({ logits }) => {
      for (const loss of logits) predicted.push(loss);
    },
    finish: () => ({ losses: { predicted, actual: undefined } }),
  };
}

const COLLECTORS: Readonly<Record<Problem, (head: TaskHead) => Collector>> = {
  'single-label': collectNumbers(largest, largest),
  'multi-label': collectNumbers(
    (logits) => Array.from(logits, (value) => Number(value > 0)),
    (target) => Array.from(target, (value) => Number(value > 0.5)),
  ),
  regression: collectNumbers(
    (logits) => Array.from(logits),
    (target) => Array.from(target),
  ),
  'multiple-choice': collectNumbers(largest, largest),
  'token-labels': collectWords,
  span: collectSpans,
  'masked-language': collectLosses,
  'causal-language': collectLosses,
};

function indexOfLargest(values: ArrayLike<number>): number {
  let best = 0;
  for (let at = 1; at < values.length; at++) if (values[at]! > values[best]!) best = at;
  return best;
}
