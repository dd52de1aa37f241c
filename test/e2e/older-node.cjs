/** What an Electron with Node 20 lacks of the Node 24 that Weir's own Electron carries, as far as Weir needs it: for tests in such a one. */

Map.groupBy ??= (items, keyOf) => {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (groups.has(key)) groups.get(key).push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

globalThis.AsyncDisposableStack ??= class {
  #steps = [];

  use(value) {
    if (value) this.#steps.push(() => value[Symbol.asyncDispose]?.() ?? value[Symbol.dispose]?.());
    return value;
  }

  defer(step) {
    this.#steps.push(step);
  }

  move() {
    const other = new AsyncDisposableStack();
    other.#steps = this.#steps;
    this.#steps = [];
    return other;
  }

  async disposeAsync() {
    for (const step of this.#steps.splice(0).reverse()) await step();
  }

  [Symbol.asyncDispose]() {
    return this.disposeAsync();
  }
};

function decodeHalf(bits) {
  const sign = bits >> 15 ? -1 : 1;
  const [exponent, mantissa] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

globalThis.Float16Array ??= class {
  static BYTES_PER_ELEMENT = 2;
  #bits;

  constructor(buffer, offset, length) {
    this.#bits = new Uint16Array(buffer, offset, length);
  }

  *[Symbol.iterator]() {
    for (const bits of this.#bits) yield decodeHalf(bits);
  }

  set() {
    throw new Error('An Electron with Node 20 writes no float16.');
  }
};
