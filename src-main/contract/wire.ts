/** Records as text: JSON in which numbers that are not finite, undefined in lists and arrays of numbers come through. */

interface Encoded {
  readonly $: string;
  readonly v: string;
}

const ARRAYS = { Float32Array, Float64Array, Uint8Array } as const;
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

function encode(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return { $: 'number', v: String(value) };
  const name = (Object.keys(ARRAYS) as ArrayName[]).find((one) => value instanceof ARRAYS[one]);
  if (name === undefined) return value;
  const { buffer, byteOffset, byteLength } = value as Float64Array;
  return { $: name, v: toBase64(new Uint8Array(buffer, byteOffset, byteLength)) };
}

function isEncoded(value: unknown): value is Encoded {
  return typeof value === 'object' && value !== null && Object.keys(value).join() === '$,v';
}

function decode(_key: string, value: unknown): unknown {
  if (!isEncoded(value)) return value;
  if (value.$ === 'number') return Number(value.v);
  if (!Object.hasOwn(ARRAYS, value.$)) return value;
  return new ARRAYS[value.$ as ArrayName](fromBase64(value.v).buffer);
}

/** Byte order is that of the machine: both ends are on it, or are little-endian as all that Weir runs on. */
export function toWire(value: unknown): string {
  return JSON.stringify({ _: value }, encode);
}

/** @throws SyntaxError */
export function fromWire(text: string): unknown {
  return (JSON.parse(text, decode) as { readonly _?: unknown })._;
}
