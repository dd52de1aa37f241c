/** What a pickle may hold that Weir reads: Python's plain values, and the storages and tensors of a state dict. */
import type { DType } from '../tensor/dtype.ts';

export type Value =
  | null
  | boolean
  | number
  /** Whole numbers past 2⁵³. */
  | bigint
  | string
  | Tuple
  | List
  | Dict
  | Global
  | Storage
  | Tensor;

export interface Tuple {
  readonly kind: 'tuple';
  readonly items: readonly Value[];
}

export interface List {
  readonly kind: 'list';
  readonly items: Value[];
}

/** As it was written: key, value, key, value. No table, because hostile files make a million of them. */
export interface Dict {
  readonly kind: 'dict';
  readonly items: Value[];
}

/** A name that a state dict may ask for; nothing but its row in a table of ours. */
export interface Global {
  readonly kind: 'global';
  readonly name: string;
  /** Of a class of storages. */
  readonly dtype?: DType;
  /** What stands for a call. Each value that it copies is paid for with `spend`. */
  readonly call?: (
    args: readonly Value[],
    spend: (values: number) => void,
  ) => Tuple | Dict | Tensor | undefined;
}

/** Numbers in the file, one after the other. */
export interface Storage {
  readonly kind: 'storage';
  readonly key: string;
  readonly dtype: DType;
  readonly elements: number;
}

/** As the pickle says it: nothing of it is judged yet. */
export interface Tensor {
  readonly kind: 'tensor';
  readonly storage: Storage;
  /** In elements. */
  readonly offset: Value;
  readonly shape: Tuple;
  readonly strides: Tuple;
}

export function isKind<K extends Exclude<Value, null | string | number | bigint | boolean>['kind']>(
  value: Value | undefined,
  kind: K,
): value is Extract<Value, { readonly kind: K }> {
  return typeof value === 'object' && value !== null && value.kind === kind;
}

/** A value for a sentence: its kind where it is of many parts. */
export function describe(value: Value | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'None';
  if (typeof value === 'string') return `'${cut(value)}'`;
  if (typeof value !== 'object') return String(value);
  return value.kind === 'global' ? `'${value.name}'` : `a ${value.kind}`;
}

/** A stranger's text for a sentence: of one line, and not too long. */
export function cut(text: string): string {
  const short = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return short.replace(/\p{Cc}/gu, '\u{fffd}');
}
