/** What a kind of run is: what it needs before it starts, and what it leaves in the library when it is done. */
import type { LibraryItem, RunCommand, RunRecord } from '../contract/library.ts';
import type { WorkInput, WorkResult } from '../contract/work.ts';
import type { Library } from '../library/library.ts';
import type { Lane } from '../library/runs.ts';

/** What the library keeps as a run's input: the worker's, and what only the host heeds. */
export type RunInput<C extends RunCommand> = WorkInput<C> & {
  /** What the result is to be called. */
  readonly title?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Items of the library that it was asked with; they must be what they were when it starts. */
  readonly expects?: readonly LibraryItem['id'][] | undefined;
};

export interface RunKind<C extends RunCommand> {
  readonly lane: Lane;
  /** The worker's input; throws where an expected input is gone. */
  readonly prepare: (library: Library, input: RunInput<C>) => WorkInput<C>;
  /**
   * Writes down what was made, within the transaction that ends the run.
   * @returns what is kept as the run's result
   */
  readonly record: (library: Library, run: RunRecord, input: RunInput<C>, result: WorkResult<C>) => unknown;
}

/** What each kind of run needs and leaves. */
export type RunKinds = { readonly [C in RunCommand]: RunKind<C> };
