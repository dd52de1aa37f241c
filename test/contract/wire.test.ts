/** Records on their way between host and window: what comes through is what was sent, whatever it looks like. */
import { describe, expect, it } from 'vitest';
import { fromWire, toWire } from '../../src-main/contract/wire.ts';

const pass = (value: unknown): unknown => fromWire(toWire(value));

/** What only looks like something that was encoded. */
const LOOKALIKES: Readonly<Record<string, unknown>> = {
  'an unknown name': { $: 'x', v: 'y' },
  'a number that is none': { $: 'number', v: 'many' },
  'bytes that are none': { $: 'Float64Array', v: 'not base64' },
  'bytes of another length': { $: 'Float64Array', v: 'AAAA' },
  'values of other types': { $: 7, v: { $: null, v: [] } },
  'an encoded undefined': { $: 'undefined', v: '' },
  'an escape': { $: 'entries', v: [['a', 1]] },
  'keys in another order': { v: 'AAAAAAAA8D8=', $: 'Float64Array' },
  'one key of two': { '$,v': 1 },
  'a list': ['$', 'v'],
  'the envelope': { _: { _: 1 } },
  "an object's own __proto__": JSON.parse('{ "__proto__": { "a": 1 }, "$": "x" }') as unknown,
};

describe('what is sent comes through', () => {
  it.each(Object.entries(LOOKALIKES))('though it looks encoded: %s', (_, value) => {
    expect(pass(value)).toEqual(value);
    expect(pass({ inner: [value, { value }] })).toEqual({ inner: [value, { value }] });
  });

  it('as an object of its own, never as the prototype of one', () => {
    const text = '{"_":{"$":"entries","v":[["__proto__",{"isAdmin":true}]]}}';
    expect((fromWire(text) as { readonly isAdmin?: unknown }).isAdmin).toBeUndefined();
    expect(({} as { readonly isAdmin?: unknown }).isAdmin).toBeUndefined();
  });

  it.each([NaN, Infinity, -Infinity, 1e-320, Number.MAX_VALUE, 2 ** 53 - 1])('as the number %s', (value) => {
    expect(pass(value)).toBe(value);
    expect(pass([{ value }])).toEqual([{ value }]);
  });

  it('undefined alone and in lists, where it keeps its place; a key without a value may go', () => {
    expect(pass(undefined)).toBeUndefined();
    expect(pass([undefined, null, [undefined]])).toStrictEqual([undefined, null, [undefined]]);
    expect(pass({ a: undefined, b: null })).toStrictEqual({ b: null });
  });

  it.each([
    new Float32Array([1.5, NaN, -Infinity, -0]),
    new Float64Array([Math.PI, NaN, 5e-324]),
    new Uint8Array([0, 255]),
    new Uint8ClampedArray([0, 255]),
    new Int8Array([-128, 127]),
    new Int16Array([-32_768, 32_767]),
    new Uint16Array([0, 65_535]),
    new Int32Array([-(2 ** 31), 2 ** 31 - 1]),
    new Uint32Array([0, 2 ** 32 - 1]),
    new BigInt64Array([-(2n ** 63n), 1n]),
    new BigUint64Array([2n ** 64n - 1n]),
  ])('as an array of numbers of its kind: %o', (values) => {
    const found = pass({ deep: [values] }) as { readonly deep: readonly [typeof values] };
    expect(found.deep[0].constructor).toBe(values.constructor);
    expect(found.deep[0]).toEqual(values);
  });

  it('as a view, without what lies before and after it', () => {
    const all = Float64Array.from({ length: 10 }, (_, at) => at);
    expect(pass(all.subarray(3, 5))).toEqual(new Float64Array([3, 4]));
    expect(pass(Buffer.from('hello').subarray(1, 3))).toEqual(new Uint8Array([101, 108]));
    expect(pass(new Float32Array(0))).toEqual(new Float32Array(0));
  });

  it('as an array of more numbers than a call takes arguments', () => {
    const values = Float64Array.from({ length: 100_000 }, (_, at) => at / 7);
    expect(pass(values)).toEqual(values);
  });

  it('as text of any signs', () => {
    const text = '\u0000\u2028\ud800 "</script>" \\ 😀 \r\n';
    expect(pass({ [text]: text })).toEqual({ [text]: text });
  });
});

describe('what cannot be sent is refused', () => {
  it('a bigint, a circle, a view that is no array', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    for (const value of [1n, circle, new DataView(new ArrayBuffer(8))])
      expect(() => toWire(value)).toThrow(TypeError);
  });
});

describe('hostile text', () => {
  it.each([
    ...['', 'no JSON', '{"_":', '{"_":NaN}', '{"_":{"$":"Float64Array","v":"not base64"}}'],
    '{"_":{"$":"Float64Array","v":"AAAA"}}',
  ])('is refused as no such text: %s', (text) => {
    expect(() => fromWire(text)).toThrow(SyntaxError);
  });

  it.each(['null', '7', '"_"', '[]', '{}'])('without an envelope is nothing: %s', (text) => {
    expect(fromWire(text)).toBeUndefined();
  });

  it('stays what it is where it asks for what is no array of numbers', () => {
    for (const $ of ['constructor', '__proto__', 'Array', 'Function', 'entries']) {
      expect(fromWire(JSON.stringify({ _: { $, v: 'AAAA' } }))).toEqual({ $, v: 'AAAA' });
    }
    expect(fromWire('{"_":{"$":"Float64Array","v":{"length":1e9}}}')).toEqual({
      $: 'Float64Array',
      v: { length: 1e9 },
    });
  });
});
