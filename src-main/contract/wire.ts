/** Records as text: JSON in which numbers that are not finite, undefined in lists and arrays of numbers come through. */

interface Encoded {
  readonly $: string;
  readonly v: unknown;
}

const ARRAYS = {
  ...{ Float32Array, Float64Array, BigInt64Array, BigUint64Array, Int8Array, Int16Array, Int32Array },
  ...{ Uint8Array, Uint8ClampedArray, Uint16Array, Uint32Array },
} as const;
type ArrayName = keyof typeof ARRAYS;

function toBase64(bytes: Uint8Array): string {
  let text = '';
  // A call takes no more arguments than some ten thousands.
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** `this` holds the value as it is, before a toJSON of its own, which Node's Buffer has. */
function encode(this: Readonly<Record<string, unknown>>, key: string, plain: unknown): unknown {
  const value = this[key];
  if (typeof value === 'number' && !Number.isFinite(value)) return { $: 'number', v: String(value) };
  if (value === undefined && Array.isArray(this)) return { $: 'undefined', v: '' };
  // What only looks encoded.
  if (isEncoded(value)) return { $: 'entries', v: Object.entries(value) };
  if (!ArrayBuffer.isView(value)) return plain;
  const name = (Object.keys(ARRAYS) as ArrayName[]).find((one) => value instanceof ARRAYS[one]);
  if (name === undefined) throw new TypeError('A view of bytes that is no array cannot be sent.');
  return { $: name, v: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
}

function isEncoded(value: unknown): value is Encoded {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, '$')) return false;
  return Object.hasOwn(value, 'v') && Object.keys(value).length === 2;
}

/** What is not as `encode` writes it comes through as the plain object that it is. */
function decode(_key: string, value: unknown): unknown {
  // An undefined that a reviver gives leaves a hole in its list.
  if (Array.isArray(value)) return Array.from<unknown>(value);
  if (!isEncoded(value)) return value;
  const { $, v } = value;
  if ($ === 'entries' && Array.isArray(v)) return Object.fromEntries(v as [string, unknown][]);
  if (typeof v !== 'string') return value;
  if ($ === 'number') return Number(v);
  if ($ === 'undefined') return undefined;
  if (!Object.hasOwn(ARRAYS, $)) return value;
  try {
    return new ARRAYS[$ as ArrayName](fromBase64(v).buffer);
  } catch (cause) {
    throw new SyntaxError(`What should be a ${$} is none.`, { cause });
  }
}

/** Byte order is that of the machine: both ends are on it, or are little-endian as all that Weir runs on. */
export function toWire(value: unknown): string {
  return JSON.stringify({ _: value }, encode);
}

/** @throws SyntaxError */
export function fromWire(text: string): unknown {
  return (JSON.parse(text, decode) as { readonly _?: unknown } | null)?._;
}
