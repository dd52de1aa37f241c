/** The table of commands as commander's program. */
import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { Command as Program, type Argument, type Option } from 'commander';
import { DATASET_ENDINGS } from '../../contract/dataset-formats.ts';
import { VERSION } from '../../contract/version.ts';
import type { AnyRow, Given } from './command-row.ts';
import { COMMAND_ROWS } from './commands.ts';
import { formatDocument } from './document.ts';
import { JSON_OPTION, type Options } from './options.ts';
import { createPaint, disarm } from './paint.ts';
import { createProgressLine } from './progress-line.ts';
import { addServe } from './serve.ts';
import type { World } from './world.ts';

/** A program that throws commander's errors instead of printing them. `signal` stops the command that it runs. */
export function createProgram(world: World, signal: AbortSignal): Program {
  const program = new Program('weir')
    .description('Merges fine-tuned language models by the Fisher information of their mask nodes.')
    .usage('COMMAND [options]')
    .version(VERSION, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .configureHelp({
      optionTerm: ({ flags }) => unbracket(flags),
      subcommandTerm: (command) =>
        [command.name(), ...command.registeredArguments.map((taken) => taken.name())].join(' '),
    })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
      outputError: () => undefined,
    })
    .addHelpText('after', "\n'weir COMMAND --help' tells what a command takes, with an example.");
  for (const [typed, row] of Object.entries(COMMAND_ROWS)) {
    const [first = '', second] = typed.split(' ');
    const parent = second === undefined ? program : findGroup(program, first);
    addCommand(parent, second ?? first, row, world, signal);
  }
  addServe(program, world, signal);
  return program;
}

/** Words that stand before others → what they are about. */
export const GROUPS: Readonly<Record<string, string>> = {
  library: 'keep checkpoints, datasets, Fishers, merges and their scores',
  runs: 'see, stop, resume, repeat and compare what was run',
};

function findGroup(program: Program, name: string): Program {
  const there = program.commands.find((command) => command.name() === name);
  if (there) return there;
  return program
    .command(name)
    .description(GROUPS[name] ?? '')
    .usage('COMMAND [options]')
    .helpCommand(false);
}

function addCommand(parent: Program, name: string, row: AnyRow, world: World, signal: AbortSignal): void {
  const { says, arguments: taken = [], required, options, example } = row;
  const command = parent
    .command(name)
    .description(says)
    .usage(formatUsage(taken, required))
    .addHelpText('after', `\nExample:\n  $ ${example}`);
  for (const argument of taken) command.addArgument(argument);
  for (const option of [...required, ...options, JSON_OPTION]) command.addOption(option);
  command.action(async () => {
    // Commander's own check comes before that for unknown options, and would hide what was misspelt.
    const missing = required.find((option) => command.getOptionValue(option.attributeName()) === undefined);
    if (missing) command.error(`required option '${unbracket(missing.flags)}' is missing`);
    const path = (given: string): string => resolve(world.folder, given);
    const place = (given: string): string => (isName(given, path(given)) ? given : path(given));
    const given = {
      argument: command.args[0] ?? '',
      arguments: command.args,
      options: command.opts<Options>(),
    };
    await runCommand(row, { ...given, path, place }, world, signal);
  });
}

/** Endings of what is a file, there or not: recipes and datasets. */
const FILES = ['.yaml', '.yml', ...DATASET_ENDINGS];

/** A bare word that names no file here, and no file of a kind that has an ending, is a name of the library; so is '#12'. */
function isName(given: string, path: string): boolean {
  return (
    !existsSync(path) &&
    (/^[a-z]+:/.test(given) || !(/[\\/]|^[.~]/.test(given) || FILES.includes(extname(given).toLowerCase())))
  );
}

async function runCommand(row: AnyRow, given: Given, world: World, signal: AbortSignal): Promise<void> {
  const { stdout, stderr } = world;
  const { library, json } = given.options;
  const app = world.app(library === undefined ? undefined : given.path(library));
  const progress = stderr.isTTY ? createProgressLine(stderr) : undefined;
  try {
    const result = await app
      .call(row.command, row.request(given), { signal, report: progress?.report })
      .finally(() => progress?.clear());
    if (row.raw) stdout.write(row.raw(result));
    else if (json) stdout.write(formatDocument(row.document ? row.document(result) : result));
    else stdout.write(disarm(`${row.print(result, createPaint(stdout)).join('\n')}\n`));
    if (row.fails?.(result)) world.fail();
  } finally {
    await app.close();
  }
}

function formatUsage(taken: readonly Argument[], required: readonly Option[]): string {
  return [
    ...taken.map((argument) => argument.name() + (argument.variadic ? '...' : '')),
    ...required.map(({ flags }) => unbracket(flags)),
    '[options]',
  ]
    .flat()
    .join(' ');
}

/** `--dataset <FILE>` reads `--dataset FILE`. */
function unbracket(flags: string): string {
  return flags.replace(/[<>]/g, '');
}
