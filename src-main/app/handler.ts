/** Who does what a command asks for. */
import type { Command, CommandInput } from '../contract/commands.ts';
import type { Results } from '../contract/records.ts';
import type { RunControl } from '../runs/worker-run.ts';
import type { Workshop } from './workshop.ts';

export type Handler<C extends Command> = (
  input: CommandInput<C>,
  control: RunControl,
  workshop: Workshop,
) => Promise<Results[C]> | Results[C];

export type HandlersOf<C extends Command> = { readonly [K in C]: Handler<K> };

/** The commands whose names begin alike. */
export type CommandsOf<Prefix extends string> = Extract<Command, `${Prefix}.${string}`>;
