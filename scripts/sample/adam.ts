/** Adam (Kingma & Ba 2015, algorithm 1), on float32 arrays in place. */

const DECAY = { mean: 0.9, square: 0.999 } as const;
const EPSILON = 1e-8;

export class Adam {
  readonly #moments: readonly { readonly mean: Float32Array; readonly square: Float32Array }[];
  readonly #values: readonly Float32Array[];
  #step = 0;

  /** Changes `values` at each step. */
  constructor(values: readonly Float32Array[]) {
    this.#values = values;
    this.#moments = values.map(({ length }) => ({
      mean: new Float32Array(length),
      square: new Float32Array(length),
    }));
  }

  /** One step against `gradients`, of the values' order and lengths. */
  step(gradients: readonly Float32Array[], rate: number): void {
    this.#step++;
    const correction = Math.sqrt(1 - DECAY.square ** this.#step);
    const pace = (rate * correction) / (1 - DECAY.mean ** this.#step);
    // With both corrections in the pace, epsilon takes that of the square root.
    const floor = EPSILON * correction;
    for (const [index, values] of this.#values.entries()) {
      const { mean, square } = this.#moments[index]!;
      const gradient = gradients[index]!;
      for (let at = 0; at < values.length; at++) {
        const slope = gradient[at]!;
        const m = (mean[at] = DECAY.mean * mean[at]! + (1 - DECAY.mean) * slope);
        const v = (square[at] = DECAY.square * square[at]! + (1 - DECAY.square) * slope * slope);
        values[at]! -= (pace * m) / (Math.sqrt(v) + floor);
      }
    }
  }
}
