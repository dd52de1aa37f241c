/** The bench: a worker measures what workers do, and the host the library, which is the host's alone. */
import { benchLibrary } from '../library/bench/bench.ts';
import type { Handler } from './handler.ts';

export const BENCH: Handler<'bench'> = async (input, control, workshop) => {
  const measured = input.only === 'library' ? undefined : await workshop.work('bench', input, control);
  const wanted = input.only === undefined || input.only === 'library';
  return {
    ...{
      device: undefined,
      sgemm: undefined,
      fisher: undefined,
      families: undefined,
      merge: undefined,
      hash: undefined,
    },
    ...measured,
    library: wanted ? await benchLibrary(control) : undefined,
  };
};
