/** Safetensors files spelled byte by byte from the format's description, independent of our writer. */

/** Length, header and data. The header may be any text; `length` may lie about it. */
export function spell(
  header: object | string,
  data: Uint8Array = new Uint8Array(),
  length?: bigint,
): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(length ?? BigInt(json.length));
  return Buffer.concat([prefix, json, data]);
}

/** The header's padding in the reference implementation: spaces up to a multiple of eight bytes. */
export function pad(header: object): string {
  const json = JSON.stringify(header);
  return json + ' '.repeat((8 - (Buffer.byteLength(json) % 8)) % 8);
}

export function floats(...values: number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}
