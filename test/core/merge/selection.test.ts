/** The largest of many numbers, found by passing over them: always those that sorting finds. */
import { describe, expect, it } from 'vitest';
import { createGate, LargestSearch } from '../../../src-main/core/merge/selection.ts';
import { createRandom } from '../../../src-main/core/tensor/random.ts';

/** In parts that divide by nothing, from a place in a larger buffer, as a task vector lies. */
function* cut(numbers: Float64Array): Generator<Float64Array> {
  const size = Math.max(1, Math.ceil(numbers.length / 3));
  for (let begin = 0; begin < numbers.length; begin += size) {
    const part = numbers.subarray(begin, begin + size);
    const room = new Float64Array(part.length + 3);
    room.set(part, 1);
    yield room.subarray(1, part.length + 1);
  }
}

function search(numbers: Float64Array, countOf: (nonzero: number) => number) {
  const largest = new LargestSearch(numbers.length, countOf);
  let passes = 0;
  while (!largest.found) {
    expect(passes++).toBeLessThan(5);
    for (const part of cut(numbers)) largest.offer(part);
    largest.endPass();
  }
  return { largest: largest.found, passes };
}

/** The places of those that are kept, by the search and by sorting. */
function expectSorted(numbers: Float64Array, k: number): void {
  const gate = createGate(search(numbers, () => k).largest);
  const kept = numbers.map((number) => (gate(number) ? 1 : 0));
  const sorted = numbers.toSorted();
  const count = Math.min(k, numbers.length);
  const threshold = sorted[numbers.length - count] ?? Infinity;
  let ties = count - (numbers.length - sorted.findLastIndex((number) => number <= threshold) - 1);
  const expected = numbers.map((number) =>
    number > threshold || (number === threshold && count > 0 && ties-- > 0) ? 1 : 0,
  );
  expect(expected.reduce((a, b) => a + b, 0)).toBe(count);
  expect(kept).toEqual(expected);
}

const KINDS: Readonly<Record<string, (at: number, random: ReturnType<typeof createRandom>) => number>> = {
  'like normal changes': (_, random) => Math.abs(random.normal()),
  'of float32': (_, random) => Math.fround(Math.abs(random.normal()) * 1e-3),
  'mostly zero': (_, random) => (random.integer(10) > 0 ? 0 : random.uniform()),
  'of four sizes': (_, random) => random.integer(4),
  'that differ in their last bits': (_, random) => 1 + random.integer(1000) * 2 ** -52,
  'from the smallest to the largest': (_, random) => 2 ** (random.integer(2097) - 1073),
  'all equal': () => 0.25,
  'all zero': () => 0,
};

describe.each(Object.entries(KINDS))('of numbers %s', (_, draw) => {
  it.each([1, 2, 7, 1000])('%i: any k gives what sorting gives', (count) => {
    const random = createRandom(count);
    const numbers = Float64Array.from({ length: count }, (__, at) => draw(at, random));
    for (const k of [0, 1, 2, Math.floor(count / 2), count - 1, count, count + 1, 10 * count])
      expectSorted(numbers, k);
  });

  it('more than are kept and sorted: any k gives what sorting gives', () => {
    const random = createRandom(3);
    // The search keeps 2^18 at most.
    const numbers = Float64Array.from({ length: 300_001 }, (__, at) => draw(at, random));
    for (const k of [0, 1, 77_777, 300_000, 300_001]) expectSorted(numbers, k);
  });
});

it('k may depend on how many are not zero', () => {
  const numbers = Float64Array.of(0, 3, 0, 1, 2, 0, 5);
  const gate = createGate(search(numbers, (nonzero) => nonzero / 2).largest);
  expect(numbers.filter((number) => gate(number))).toEqual(Float64Array.of(3, 5));
});

it('what is no number is never among the largest, and the search ends', () => {
  const numbers = Float64Array.of(1, Number.NaN, 3, Number.NaN, 2);
  for (let k = 0; k <= 6; k++) {
    const gate = createGate(search(numbers, () => k).largest);
    expect([...numbers].filter((number) => gate(number)).every(Number.isFinite)).toBe(true);
  }
});

it('of no numbers none is found', () => {
  expect(search(new Float64Array(0), () => 3).largest).toEqual({ threshold: Infinity, ties: 0 });
});
