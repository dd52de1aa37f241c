/** Sweeps and searches as runs: what they found is the run's result, and nothing else of them is kept. */
import { requireExpected } from './expectations.ts';
import type { RunKind } from './run-kind.ts';

function createTrialRun<C extends 'sweep' | 'search'>(): RunKind<C> {
  return {
    lane: 'compute',
    prepare: (library, input) => {
      requireExpected(library, input.expects);
      return input;
    },
    record: (_library, _run, _input, result) => result,
  };
}

export const SWEEP_RUN = createTrialRun<'sweep'>();
export const SEARCH_RUN = createTrialRun<'search'>();
