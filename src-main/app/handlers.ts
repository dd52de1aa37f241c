/** Who does what a command asks for (a table); each is loaded when it is first called, ONNX Runtime with those that compute. */
import type { Command, CommandInput } from '../contract/commands.ts';
import type { Control } from '../contract/progress.ts';
import type { Results } from '../contract/records.ts';

export type Handlers = {
  readonly [C in Command]: (input: CommandInput<C>, control: Control) => Promise<Results[C]>;
};

export const HANDLERS: Handlers = {
  inspect: async (input) => (await import('./inspect.ts')).inspectCheckpoint(input),
  fisher: async (input, control) => (await import('../runs/worker/fisher.ts')).runFisher(input, control),
  score: async (input, control) => (await import('../runs/worker/score.ts')).runScore(input, control),
  plan: async (input) => (await import('../runs/worker/plan.ts')).runPlan(input),
  merge: async (input, control) => (await import('../runs/worker/merge.ts')).runMerge(input, control),
  devices: async () => (await import('../runs/worker/devices.ts')).runDevices(),
  bench: async (input, control) => (await import('../runs/worker/bench.ts')).runBench(input, control),
};
