/** The bench: a worker measures what workers do, and the host the library, which is the host's alone. */
import { UNMEASURED } from '../contract/bench.ts';
import { benchLibrary } from '../library/bench/bench.ts';
import type { Handler } from './handler.ts';

export const BENCH: Handler<'bench'> = async (input, control, workshop) => {
  const measured = input.only === 'library' ? undefined : await workshop.work('bench', input, control);
  const wanted = input.only === undefined || input.only === 'library';
  return {
    ...UNMEASURED,
    ...measured,
    library: wanted ? await benchLibrary(control) : undefined,
  };
};
