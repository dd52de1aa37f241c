/** What the instructions of a pickle work on: a stack with marks, a memo, and a budget. */
import type { Cursor } from './pickle-arguments.ts';
import type { Value } from './pickle-value.ts';

export interface Machine {
  readonly cursor: Cursor;
  readonly stack: Value[];
  /** Heights of the stack where tuples, lists and dicts begin that are still being filled. */
  readonly marks: number[];
  readonly memo: Map<number, Value>;
  /** What a persistent id stands for. */
  readonly findPersistent: (id: Value) => Value;
  /** Throws where the pickles of a file have had more instructions than all of them may have. */
  readonly spend: (instructions: number) => void;
  readonly complain: Cursor['complain'];
}

/** The topmost value, which stays; never one below the last mark. */
export function peek({ stack, marks, complain }: Machine): Value {
  if (stack.length <= (marks.at(-1) ?? 0))
    throw complain('has a pickle that takes a value where there is none');
  return stack.at(-1)!;
}

export function pop(machine: Machine): Value {
  const value = peek(machine);
  machine.stack.pop();
  return value;
}

/** Everything above the last mark, and the mark. */
export function popToMark({ stack, marks, complain }: Machine): Value[] {
  const mark = marks.pop();
  if (mark === undefined) throw complain('has a pickle that ends a list where none began');
  return stack.splice(mark);
}
