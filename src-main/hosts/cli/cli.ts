/** The command line from arguments to exit code. */
import { CommanderError } from 'commander';
import { WeirError } from '../../contract/error.ts';
import { COMMAND_ROWS } from './commands.ts';
import { formatDocument } from './document.ts';
import { awaitInterruption } from './interruption.ts';
import { disarm } from './paint.ts';
import { createProgram, GROUPS } from './program.ts';
import type { World } from './world.ts';

/** Runs one command; `argv` is what follows `weir`. Gives the exit code: 0, 1 for a failure, 2 for wrong usage, 130 after Ctrl-C. */
export async function runCli(argv: readonly string[], world: Omit<World, 'fail'>): Promise<number> {
  using interruption = awaitInterruption(world.signals, world.exit);
  const { signal } = interruption;
  const fail = (error: WeirError, code: number): number => {
    printFailure(error, argv.includes('--json'), world);
    return code;
  };
  let code = 0;
  const failing = {
    ...world,
    fail: () => {
      code = 1;
    },
  };
  try {
    await createProgram(failing, signal).parseAsync(completeWords(argv), { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      // No command was given, and commander has printed the help.
      return error.code === 'commander.help' ? 2 : fail(describeMisuse(error, argv), 2);
    }
    if (!(error instanceof WeirError)) throw error;
    const stopped = error.code === 'cancelled' && signal.aborted;
    return stopped ? fail(signal.reason as WeirError, interruption.exitCode) : fail(error, 1);
  }
}

/** 'weir library' alone lists it. */
function completeWords(argv: readonly string[]): readonly string[] {
  const [first = '', second = '--'] = argv;
  const isWhole = !Object.hasOwn(GROUPS, first) || !second.startsWith('-') || second === '--help';
  return isWhole ? argv : [first, 'list', ...argv.slice(1)];
}

/** Commander's "error: unknown option '--lable'", and on a second line "(Did you mean --label?)". */
function describeMisuse({ message }: CommanderError, argv: readonly string[]): WeirError {
  const [sentence = '', suggestion] = message.replace(/^error: /, '').split('\n');
  const typed = [argv.slice(0, 2).join(' '), argv[0] ?? ''].find((words) =>
    Object.hasOwn(COMMAND_ROWS, words),
  );
  const page = typed === undefined ? 'weir --help' : `weir ${typed} --help`;
  const hint = suggestion?.replace(/^\((.*)\)$/, '$1') ?? `See '${page}'.`;
  return new WeirError('invalid-input', sentence.replace(/[^.?!]$/, '$&.'), { hint });
}

function printFailure(
  { code, message, hint }: WeirError,
  json: boolean,
  { stdout, stderr }: Pick<World, 'stdout' | 'stderr'>,
): void {
  if (json) {
    stdout.write(formatDocument({ error: { code, message, hint } }));
  } else {
    const lines = [`weir: ${message}`, ...(hint === undefined ? [] : [`      ${hint}`])];
    for (const line of lines) stderr.write(`${disarm(line).replaceAll('\n', ' ')}\n`);
  }
}
