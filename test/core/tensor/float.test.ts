/** Float conversions against IEEE 754 read slowly: every 16-bit pattern, and every rounding near it. */
import { describe, expect, it } from 'vitest';
import { type FloatDType, fromFloat32, isFloat, toFloat32 } from '../../../src-main/core/tensor/float.ts';

/** Exponent and mantissa bits of the 16-bit formats. */
const FORMATS = { F16: [5, 10], BF16: [8, 7] } as const;
type Short = keyof typeof FORMATS;

/** A 16-bit pattern's value by the definition, in float64, which holds them all exactly. */
function define(pattern: number, format: Short): number {
  const [exponentBits, mantissaBits] = FORMATS[format];
  const sign = pattern >> 15 ? -1 : 1;
  const exponent = (pattern >> mantissaBits) & (2 ** exponentBits - 1);
  const mantissa = pattern & (2 ** mantissaBits - 1);
  if (exponent === 2 ** exponentBits - 1) return mantissa === 0 ? sign * Infinity : NaN;
  const bias = 2 ** (exponentBits - 1) - 1;
  if (exponent === 0) return sign * mantissa * 2 ** (1 - bias - mantissaBits);
  return sign * (1 + mantissa / 2 ** mantissaBits) * 2 ** (exponent - bias);
}

const patterns = new Uint16Array(65_536).map((_, pattern) => pattern);
const bytesOf = (array: Float32Array | Float64Array | Uint16Array): Uint8Array =>
  new Uint8Array(array.buffer);
const store = (values: readonly number[], dtype: FloatDType): number[] => {
  const bytes = fromFloat32(Float32Array.from(values), dtype);
  return Array.from(new Uint16Array(bytes.buffer));
};

describe.each(['F16', 'BF16'] as const)('%s', (format) => {
  const decoded = toFloat32(bytesOf(patterns), format);

  it('reads every pattern as the format defines it', () => {
    expect(decoded.findIndex((value, i) => !Object.is(value, define(i, format)))).toBe(-1);
  });

  it('writes every pattern back as it was, and a NaN as a NaN', () => {
    const again = new Uint16Array(fromFloat32(decoded, format).buffer);
    const wrong = patterns.filter((pattern) =>
      Number.isNaN(decoded[pattern])
        ? !Number.isNaN(define(again[pattern]!, format))
        : again[pattern] !== pattern,
    );
    expect([...wrong]).toEqual([]);
  });

  it('rounds to the nearest value, and a tie to the even pattern', () => {
    const infinity = format === 'F16' ? 0x7c00 : 0x7f80;
    const values: number[] = [];
    const expected: number[] = [];
    for (let pattern = 0; pattern < infinity; pattern++) {
      const low = define(pattern, format);
      // What the next value would be if the exponent had no end: where rounding turns into infinity.
      const high =
        pattern + 1 === infinity ? 2 * low - define(pattern - 1, format) : define(pattern + 1, format);
      const middle = (low + high) / 2;
      const even = pattern + (pattern & 1);
      const below = Math.fround(middle - (high - low) / 64);
      const above = Math.fround(middle + (high - low) / 64);
      // The smallest BF16 values have no float32 in between.
      if (below < middle && above > middle) {
        values.push(below, middle, above, -below, -middle, -above);
        expected.push(pattern, even, pattern + 1);
        expected.push(pattern | 0x8000, even | 0x8000, (pattern + 1) | 0x8000);
      }
    }
    expect(values.length).toBeGreaterThan(6 * 30_000);
    expect(store(values, format)).toEqual(expected);
  });

  it('makes what is too large infinite, and keeps infinities and signs of zero', () => {
    const infinity = format === 'F16' ? 0x7c00 : 0x7f80;
    expect(store([3.4028234e38, -3.4028234e38, Infinity, -Infinity, 0, -0], format)).toEqual([
      infinity,
      infinity | 0x8000,
      infinity,
      infinity | 0x8000,
      0,
      0x8000,
    ]);
  });

  it('keeps a NaN whose payload lies in the bits that are cut off', () => {
    const bits = Uint32Array.of(0x7f80_0001, 0xff80_0001, 0x7fff_ffff, 0xffff_ffff);
    const stored = fromFloat32(new Float32Array(bits.buffer), format);
    expect(Array.from(toFloat32(stored, format))).toEqual([NaN, NaN, NaN, NaN]);
  });
});

describe('F32', () => {
  it('is a view of the same memory, both ways', () => {
    const values = Float32Array.of(1, -2.5, NaN);
    const bytes = fromFloat32(values, 'F32');
    expect(bytes.buffer).toBe(values.buffer);
    expect(toFloat32(bytes, 'F32').buffer).toBe(values.buffer);
  });

  it('is copied where it does not lie on a multiple of four, also out of a pooled Buffer', () => {
    for (const pool of [new Uint8Array(16), Buffer.alloc(16)]) {
      pool.set(bytesOf(Float32Array.of(1.5, -3)), 3);
      expect(Array.from(toFloat32(pool.subarray(3, 11), 'F32'))).toEqual([1.5, -3]);
    }
  });
});

describe('F64', () => {
  it('is rounded to the nearest float32', () => {
    const doubles = Float64Array.of(0.1, 1e300, 1 + 2 ** -24, 1 + 3 * 2 ** -24, NaN);
    expect(Array.from(toFloat32(bytesOf(doubles), 'F64'))).toEqual(Array.from(doubles, Math.fround));
  });

  it('holds float32 values exactly', () => {
    const bytes = fromFloat32(Float32Array.of(0.1, -Infinity), 'F64');
    expect(Array.from(new Float64Array(bytes.buffer))).toEqual([Math.fround(0.1), -Infinity]);
  });
});

describe('the array to write into', () => {
  it('may be longer than what is written', () => {
    const floats = new Float32Array(4).fill(9);
    const written = toFloat32(bytesOf(Uint16Array.of(0x3c00, 0xc000)), 'F16', floats);
    expect(Array.from(written)).toEqual([1, -2]);
    expect(Array.from(floats)).toEqual([1, -2, 9, 9]);
    const bytes = new Uint8Array(6).fill(7);
    expect(Array.from(fromFloat32(Float32Array.of(1, -2), 'BF16', bytes))).toEqual([0x80, 0x3f, 0x00, 0xc0]);
    expect(Array.from(bytes.subarray(4))).toEqual([7, 7]);
  });

  it('may not be shorter', () => {
    expect(() => toFloat32(new Uint8Array(8), 'F16', new Float32Array(3))).toThrow(
      'An array of 3 elements was given for 4.',
    );
  });
});

it('refuses bytes that end within a value', () => {
  expect(() => toFloat32(new Uint8Array(7), 'F32')).toThrow('7 bytes are not a whole number of F32 values.');
});

it('knows the floats among the types', () => {
  expect((['F64', 'F32', 'F16', 'BF16', 'I64', 'U8', 'BOOL'] as const).filter(isFloat)).toEqual([
    'F64',
    'F32',
    'F16',
    'BF16',
  ]);
});
