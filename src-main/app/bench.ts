/** The bench: a worker measures what workers do, and the host the library, which is the host's alone. */
import { UNMEASURED } from '../contract/bench.ts';
import type { CommandInput } from '../contract/commands.ts';
import type { SweepRecord } from '../contract/sweep.ts';
import type { RunControl } from '../runs/worker-run.ts';
import { benchLibrary } from '../library/bench/bench.ts';
import { recordOrWork } from './compute.ts';
import type { Handler } from './handler.ts';
import { resolvePaperSweep } from './recipe-names.ts';
import type { Workshop } from './workshop.ts';

export const BENCH: Handler<'bench'> = async (input, control, workshop) => {
  if (input.paper !== undefined)
    return { ...UNMEASURED, paper: await measurePaper(input.paper, input, control, workshop) };
  const measured = input.only === 'library' ? undefined : await workshop.work('bench', input, control);
  const wanted = input.only === undefined || input.only === 'library';
  return {
    ...UNMEASURED,
    ...measured,
    library: wanted ? await benchLibrary(control) : undefined,
  };
};

/** A sweep like any other, which the history keeps. */
async function measurePaper(
  wanted: string,
  { samples, device, name, record }: CommandInput<'bench'>,
  control: RunControl,
  workshop: Workshop,
): Promise<SweepRecord> {
  const { recipe, expects, title } = await resolvePaperSweep(workshop, wanted, samples ?? undefined);
  const input = { recipe, device, expects };
  const draft = { command: 'sweep', name: name ?? `The paper's claim on ${title}`, input } as const;
  return await recordOrWork(workshop, draft, record, control);
}
