/** The table of commands as commander's program. */
import { resolve } from 'node:path';
import { Command as Program, type Argument, type Option } from 'commander';
import type { Command, CommandRequest } from '../../contract/commands.ts';
import type { Results } from '../../contract/records.ts';
import { VERSION } from '../../contract/version.ts';
import { COMMAND_ROWS, type Given } from './commands.ts';
import { formatDocument } from './document.ts';
import { JSON_OPTION, type Options } from './options.ts';
import { createPaint, disarm } from './paint.ts';
import { createProgressLine } from './progress-line.ts';
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
  for (const name of Object.keys(COMMAND_ROWS) as Command[]) addCommand(program, name, world, signal);
  return program;
}

function addCommand(program: Program, name: Command, world: World, signal: AbortSignal): void {
  const { says, argument, required, options, example } = COMMAND_ROWS[name];
  const command = program
    .command(name)
    .description(says)
    .usage(formatUsage(argument, required))
    .addHelpText('after', `\nExample:\n  $ ${example}`);
  if (argument) command.addArgument(argument);
  for (const option of [...required, ...options, JSON_OPTION]) command.addOption(option);
  command.action(async () => {
    // Commander's own check comes before that for unknown options, and would hide what was misspelt.
    const missing = required.find((option) => command.getOptionValue(option.attributeName()) === undefined);
    if (missing) command.error(`required option '${unbracket(missing.flags)}' is missing`);
    const path = (given: string): string => resolve(world.folder, given);
    await runCommand(
      name,
      { argument: command.args[0] ?? '', options: command.opts<Options>(), path },
      world,
      signal,
    );
  });
}

async function runCommand(
  name: Command,
  given: Given,
  { app, stdout, stderr }: World,
  signal: AbortSignal,
): Promise<void> {
  const progress = stderr.isTTY ? createProgressLine(stderr) : undefined;
  const result = await app
    .call(name, createRequest(name, given), { signal, report: progress?.report })
    .finally(() => progress?.clear());
  stdout.write(given.options.json ? formatForPrograms(name, result) : formatForPeople(name, result, stdout));
}

function createRequest<C extends Command>(name: C, given: Given): CommandRequest<C> {
  return COMMAND_ROWS[name].request(given);
}

function formatForPrograms<C extends Command>(name: C, result: Results[C]): string {
  const { document } = COMMAND_ROWS[name];
  return formatDocument(document ? document(result) : result);
}

function formatForPeople<C extends Command>(
  name: C,
  result: Results[C],
  stdout: NodeJS.WritableStream,
): string {
  return disarm(`${COMMAND_ROWS[name].print(result, createPaint(stdout)).join('\n')}\n`);
}

function formatUsage(argument: Argument | undefined, required: readonly Option[]): string {
  return [argument?.name() ?? [], ...required.map(({ flags }) => unbracket(flags)), '[options]']
    .flat()
    .join(' ');
}

/** `--dataset <FILE>` reads `--dataset FILE`. */
function unbracket(flags: string): string {
  return flags.replace(/[<>]/g, '');
}
