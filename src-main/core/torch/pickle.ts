/** Reads pickles as data: a small machine that knows Python's plain values and an allow-list of names, and runs nothing. */
import { WeirError } from '../../contract/error.ts';
import { ARGUMENTS, type Cursor } from './pickle-arguments.ts';
import { type Machine, pop } from './pickle-machine.ts';
import { OPCODES } from './pickle-opcodes.ts';
import type { Value } from './pickle-value.ts';

export const LARGEST_PICKLE = 16 * 2 ** 20;
/** What 10,000 tensors need: some 40 a tensor. */
const MOST_INSTRUCTIONS = 400_000;
/** Python writes lists and dicts in batches of 1000. */
const MOST_STACKED = 10_000;
const MOST_NESTED = 100;

export interface PickleReader {
  /** The value of the next pickle. Throws 'invalid-file', or 'unsupported' for a name that no state dict needs. */
  readonly read: () => Value;
  /** Bytes read so far. */
  readonly tell: () => number;
}

/**
 * Reads the pickles that lie one after the other in `bytes`. All of them together may take so many instructions that a hostile
 * file costs less than a second and 200 MB.
 */
export function openPickles(
  bytes: Buffer,
  file: string,
  findPersistent: Machine['findPersistent'],
): PickleReader {
  const complain = (what: string): WeirError => new WeirError('invalid-file', `'${file}' ${what}.`);
  const cursor: Cursor = { bytes, at: 0, file, complain };
  let left = MOST_INSTRUCTIONS;
  const spend = (instructions: number): void => {
    left -= instructions;
    if (left < 0) throw complain(`has a pickle of more than ${MOST_INSTRUCTIONS} instructions`);
  };
  return {
    read: () => run({ cursor, stack: [], marks: [], memo: new Map(), findPersistent, spend, complain }),
    tell: () => cursor.at,
  };
}

function run(machine: Machine): Value {
  const { cursor, stack, marks, complain } = machine;
  for (;;) {
    machine.spend(1);
    const code = cursor.bytes[cursor.at];
    if (code === undefined) throw complain('is cut short: its pickle has no end');
    cursor.at++;
    const opcode = OPCODES[code];
    if (opcode === undefined) {
      throw complain(
        `has the byte 0x${code.toString(16).padStart(2, '0')} where a pickle has an instruction`,
      );
    }
    const argument = ARGUMENTS[opcode.argument](cursor);
    if (opcode.name === 'STOP') return pop(machine);
    const pushed = opcode.act(machine, argument);
    if (pushed !== undefined) stack.push(pushed);
    if (stack.length > MOST_STACKED)
      throw complain(`has a pickle that stacks more than ${MOST_STACKED} values`);
    if (marks.length > MOST_NESTED)
      throw complain(`has a pickle nested more than ${MOST_NESTED} levels deep`);
  }
}
