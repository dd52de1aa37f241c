/** Every instruction of pickle protocols 0 to 5 and what Weir does with it (a table), after Python's Lib/pickletools.py. */
import { WeirError } from '../../contract/error.ts';
import { GLOBALS } from './globals.ts';
import type { Argument, ARGUMENTS } from './pickle-arguments.ts';
import { type Machine, peek, pop, popToMark } from './pickle-machine.ts';
import { cut, describe, type Dict, type Global, isKind, type Value } from './pickle-value.ts';

/** Returns what is pushed, if anything is. */
type Act = (machine: Machine, argument: Argument) => Value | undefined;

export interface Opcode {
  readonly name: string;
  readonly argument: keyof typeof ARGUMENTS;
  readonly act: Act;
}

const HIGHEST_PROTOCOL = 5;

const push: Act = (_, argument) => argument;

const pushConstant =
  (value: Value): Act =>
  () =>
    value;

const pushTuple =
  (size: number): Act =>
  (machine) => {
    const items = Array.from({ length: size }, () => pop(machine)).reverse();
    return { kind: 'tuple', items };
  };

const none: Act = () => undefined;

/** By the instruction's name: what makes objects of any class, or values that no state dict has. */
const refuse =
  (name: string): Act =>
  ({ complain }) => {
    throw complain(`uses the pickle instruction ${name}, which no state dict needs; nothing of it was run`);
  };

/** By the class's name, where that tells more. */
const refuseInstance: Act = (machine, name) => {
  findGlobal(machine, name as string);
  return refuse('INST')(machine, name);
};

function findGlobal({ cursor: { file } }: Machine, name: string): Global {
  const found = GLOBALS.get(name);
  if (found) return found;
  throw new WeirError(
    'unsupported',
    `'${file}' asks for '${cut(name)}', which no state dict needs; nothing of it was run.`,
    {
      hint: 'Where you trust the file, load it with PyTorch and save its state dict alone, best as safetensors.',
    },
  );
}

const takeGlobal: Act = (machine) => {
  const [name, module] = [pop(machine), pop(machine)];
  if (typeof name !== 'string' || typeof module !== 'string') {
    throw machine.complain(`asks for ${describe(name)} of ${describe(module)}; expected two names`);
  }
  return findGlobal(machine, `${module}.${name}`);
};

const call: Act = (machine) => {
  const [args, callee] = [pop(machine), pop(machine)];
  if (!isKind(callee, 'global') || !callee.call) {
    throw machine.complain(`calls ${describe(callee)}, which no state dict needs; nothing of it was run`);
  }
  const result = isKind(args, 'tuple') ? callee.call(args.items, machine.spend) : undefined;
  if (result === undefined) {
    throw machine.complain(`calls '${callee.name}' with arguments that torch.save does not write`);
  }
  return result;
};

/** The versions of its modules, which torch hangs on a state dict, are no part of the weights. */
const passOverMetadata: Act = (machine) => {
  const [state, target] = [pop(machine), peek(machine)];
  const [attribute] = isKind(state, 'dict') && state.items.length === 2 ? state.items : [state];
  if (!isKind(target, 'dict') || attribute !== '_metadata') {
    throw machine.complain(
      `sets ${describe(attribute)} on ${describe(target)}; expected _metadata on a dict`,
    );
  }
  return undefined;
};

const remember =
  (placeOf: (machine: Machine, argument: Argument) => number): Act =>
  (machine, argument) => {
    machine.memo.set(placeOf(machine, argument), peek(machine));
    return undefined;
  };

const recall: Act = ({ memo, complain }, place) => {
  const value = memo.get(place as number);
  if (value === undefined)
    throw complain(`has a pickle that asks for its value ${place}, which it never kept`);
  return value;
};

const checkProtocol: Act = ({ complain }, protocol) => {
  if ((protocol as number) <= HIGHEST_PROTOCOL) return undefined;
  throw complain(`has a pickle of protocol ${protocol}; known are 0 to ${HIGHEST_PROTOCOL}`);
};

/** Frames only help to read ahead; one that lies is refused all the same. */
const checkFrame: Act = ({ cursor, complain }, size) => {
  const left = cursor.bytes.length - cursor.at;
  if ((size as number) <= left) return undefined;
  throw complain(`announces a frame of ${size} bytes, but only ${left} follow`);
};

const mark: Act = ({ stack, marks }) => {
  marks.push(stack.length);
  return undefined;
};

/** A value, or a mark above all values. */
const drop: Act = (machine) => {
  if (machine.stack.length === machine.marks.at(-1)) machine.marks.pop();
  else pop(machine);
  return undefined;
};

const dropToMark: Act = (machine) => {
  popToMark(machine);
  return undefined;
};

const append =
  (take: (machine: Machine) => readonly Value[]): Act =>
  (machine) => {
    const items = take(machine);
    const list = peek(machine);
    if (!isKind(list, 'list')) throw machine.complain(`appends to ${describe(list)}; expected a list`);
    for (const item of items) list.items.push(item);
    return undefined;
  };

const setItems =
  (take: (machine: Machine) => readonly Value[]): Act =>
  (machine) => {
    const items = take(machine);
    const dict = peek(machine);
    if (!isKind(dict, 'dict')) throw machine.complain(`sets keys of ${describe(dict)}; expected a dict`);
    addPairs(machine, dict, items);
    return undefined;
  };

const makeDict: Act = (machine) => {
  const dict: Dict = { kind: 'dict', items: [] };
  addPairs(machine, dict, popToMark(machine));
  return dict;
};

/** `items`: key, value, key, value. */
function addPairs({ complain }: Machine, dict: Dict, items: readonly Value[]): void {
  for (let at = 0; at < items.length; at += 2) {
    const [key, value] = [items[at], items[at + 1]];
    if (key === undefined || value === undefined || (typeof key === 'object' && key !== null)) {
      throw complain(`has a dict with ${describe(key)} as a key and ${describe(value)} there`);
    }
    dict.items.push(key, value);
  }
}

const popOne = (machine: Machine): readonly Value[] => [pop(machine)];
const popPair = (machine: Machine): readonly Value[] => [pop(machine), pop(machine)].reverse();
const argumentPlace = (_: Machine, place: Argument): number => place as number;
const nextPlace = ({ memo }: Machine): number => memo.size;

const ROWS: readonly (readonly [code: number | string, ...row: [string, keyof typeof ARGUMENTS, Act]])[] = [
  ['.', 'STOP', 'none', none],
  [0x80, 'PROTO', 'uint8', checkProtocol],
  [0x95, 'FRAME', 'uint64', checkFrame],

  ['N', 'NONE', 'none', pushConstant(null)],
  [0x88, 'NEWTRUE', 'none', pushConstant(true)],
  [0x89, 'NEWFALSE', 'none', pushConstant(false)],
  ['I', 'INT', 'integerLine', push],
  ['J', 'BININT', 'int32', push],
  ['K', 'BININT1', 'uint8', push],
  ['M', 'BININT2', 'uint16', push],
  ['L', 'LONG', 'integerLine', push],
  [0x8a, 'LONG1', 'long1', push],
  [0x8b, 'LONG4', 'long4', push],
  ['F', 'FLOAT', 'floatLine', push],
  ['G', 'BINFLOAT', 'float64', push],
  ['S', 'STRING', 'quotedLine', push],
  ['T', 'BINSTRING', 'text4', push],
  ['U', 'SHORT_BINSTRING', 'text1', push],
  ['V', 'UNICODE', 'escapedLine', push],
  ['X', 'BINUNICODE', 'text4', push],
  [0x8c, 'SHORT_BINUNICODE', 'text1', push],
  [0x8d, 'BINUNICODE8', 'text8', push],

  ['(', 'MARK', 'none', mark],
  ['0', 'POP', 'none', drop],
  ['1', 'POP_MARK', 'none', dropToMark],
  ['2', 'DUP', 'none', peek],
  [')', 'EMPTY_TUPLE', 'none', pushTuple(0)],
  [0x85, 'TUPLE1', 'none', pushTuple(1)],
  [0x86, 'TUPLE2', 'none', pushTuple(2)],
  [0x87, 'TUPLE3', 'none', pushTuple(3)],
  ['t', 'TUPLE', 'none', (machine) => ({ kind: 'tuple', items: popToMark(machine) })],
  [']', 'EMPTY_LIST', 'none', () => ({ kind: 'list', items: [] })],
  ['l', 'LIST', 'none', (machine) => ({ kind: 'list', items: popToMark(machine) })],
  ['a', 'APPEND', 'none', append(popOne)],
  ['e', 'APPENDS', 'none', append(popToMark)],
  ['}', 'EMPTY_DICT', 'none', () => ({ kind: 'dict', items: [] })],
  ['d', 'DICT', 'none', makeDict],
  ['s', 'SETITEM', 'none', setItems(popPair)],
  ['u', 'SETITEMS', 'none', setItems(popToMark)],

  ['p', 'PUT', 'integerLine', remember(argumentPlace)],
  ['q', 'BINPUT', 'uint8', remember(argumentPlace)],
  ['r', 'LONG_BINPUT', 'uint32', remember(argumentPlace)],
  [0x94, 'MEMOIZE', 'none', remember(nextPlace)],
  ['g', 'GET', 'integerLine', recall],
  ['h', 'BINGET', 'uint8', recall],
  ['j', 'LONG_BINGET', 'uint32', recall],

  ['c', 'GLOBAL', 'dottedLines', (machine, name) => findGlobal(machine, name as string)],
  [0x93, 'STACK_GLOBAL', 'none', takeGlobal],
  ['Q', 'BINPERSID', 'none', (machine) => machine.findPersistent(pop(machine))],
  ['R', 'REDUCE', 'none', call],
  ['b', 'BUILD', 'none', passOverMetadata],

  ['i', 'INST', 'dottedLines', refuseInstance],
  ['o', 'OBJ', 'none', refuse('OBJ')],
  ['P', 'PERSID', 'line', refuse('PERSID')],
  ['B', 'BINBYTES', 'none', refuse('BINBYTES')],
  ['C', 'SHORT_BINBYTES', 'none', refuse('SHORT_BINBYTES')],
  [0x81, 'NEWOBJ', 'none', refuse('NEWOBJ')],
  [0x82, 'EXT1', 'none', refuse('EXT1')],
  [0x83, 'EXT2', 'none', refuse('EXT2')],
  [0x84, 'EXT4', 'none', refuse('EXT4')],
  [0x8e, 'BINBYTES8', 'none', refuse('BINBYTES8')],
  [0x8f, 'EMPTY_SET', 'none', refuse('EMPTY_SET')],
  [0x90, 'ADDITEMS', 'none', refuse('ADDITEMS')],
  [0x91, 'FROZENSET', 'none', refuse('FROZENSET')],
  [0x92, 'NEWOBJ_EX', 'none', refuse('NEWOBJ_EX')],
  [0x96, 'BYTEARRAY8', 'none', refuse('BYTEARRAY8')],
  [0x97, 'NEXT_BUFFER', 'none', refuse('NEXT_BUFFER')],
  [0x98, 'READONLY_BUFFER', 'none', refuse('READONLY_BUFFER')],
];

/** By the instruction's byte. */
export const OPCODES: readonly (Opcode | undefined)[] = (() => {
  const table = Array<Opcode | undefined>(256).fill(undefined);
  for (const [code, name, argument, act] of ROWS) {
    table[typeof code === 'string' ? code.charCodeAt(0) : code] = { name, argument, act };
  }
  return table;
})();
