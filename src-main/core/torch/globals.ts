/** The names that a state dict may ask for (a table); whatever else a pickle asks for is refused. */
import type { DType } from '../tensor/dtype.ts';
import { type Dict, type Global, isKind, type Tensor, type Tuple, type Value } from './pickle-value.ts';

type Call = NonNullable<Global['call']>;

/** The classes of torch/storage.py. Complex and quantized numbers are of no use to a merge. */
const STORAGES: Readonly<Record<string, DType>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

/** Empty, or of a list of pairs, as Python 2 wrote it. */
function makeDict([pairs, ...rest]: readonly Value[], spend: (values: number) => void): Dict | undefined {
  if (pairs === undefined) return { kind: 'dict', items: [] };
  if (rest.length > 0 || !isKind(pairs, 'list')) return undefined;
  spend(pairs.items.length);
  const items: Value[] = [];
  for (const pair of pairs.items) {
    if (!(isKind(pair, 'list') || isKind(pair, 'tuple')) || pair.items.length !== 2) return undefined;
    items.push(pair.items[0]!, pair.items[1]!);
  }
  return { kind: 'dict', items };
}

function makeSize([sizes, ...rest]: readonly Value[]): Tuple | undefined {
  return isKind(sizes, 'tuple') && rest.length === 0 ? sizes : undefined;
}

/** Of storage, offset, shape, strides; what may follow (whether it needs a gradient, hooks, metadata) is no part of the weights. */
function makeTensor([storage, offset, shape, strides]: readonly Value[]): Tensor | undefined {
  if (!isKind(storage, 'storage') || offset === undefined) return undefined;
  if (!isKind(shape, 'tuple') || !isKind(strides, 'tuple')) return undefined;
  return { kind: 'tensor', storage, offset, shape, strides };
}

function unwrapParameter([tensor]: readonly Value[]): Tensor | undefined {
  return isKind(tensor, 'tensor') ? tensor : undefined;
}

/** By the names of torch/_utils.py and of Python's library. */
const CALLS: Readonly<Record<string, Call>> = {
  'collections.OrderedDict': makeDict,
  'torch.Size': makeSize,
  'torch._utils._rebuild_tensor': makeTensor,
  'torch._utils._rebuild_tensor_v2': makeTensor,
  'torch._utils._rebuild_parameter': unwrapParameter,
  'torch._utils._rebuild_parameter_with_state': unwrapParameter,
};

export const GLOBALS: ReadonlyMap<string, Global> = new Map(
  [
    ...Object.entries(STORAGES).map(([name, dtype]) => ({ name: `torch.${name}`, dtype })),
    ...Object.entries(CALLS).map(([name, call]) => ({ name, call })),
  ].map((row) => [row.name, { kind: 'global', ...row }]),
);
