/** Averages on a sphere of whole tensors: with vectors as long as the tensor, where Weir works in their span. */
import { add, lengthOf, multiply, type Settings, type Whole } from './whole.ts';

type Vector = Float64Array;

type Mean = (vectors: readonly Vector[], shares: readonly number[], settings: Settings) => Vector;

const MEANS: Readonly<Record<'slerp' | 'multi-slerp' | 'karcher', Mean>> = {
  slerp: ([a, b], [, t]) => {
    const cosine = multiply(a!, b!) / (lengthOf(a!) * lengthOf(b!));
    if (Math.abs(cosine) > 0.9995) return add([a!, b!], [1 - t!, t!]);
    const angle = Math.acos(cosine);
    return add(
      [a!, b!],
      [Math.sin((1 - t!) * angle) / Math.sin(angle), Math.sin(t! * angle) / Math.sin(angle)],
    );
  },
  'multi-slerp': (vectors, shares) => {
    const units = vectors.map(toUnit);
    const mean = toUnit(add(units, shares));
    const tangents = units.map((unit) => add([unit, mean], [1, -multiply(unit, mean)]));
    const tangent = add(tangents, shares);
    const angle = lengthOf(tangent) + 1e-8;
    const length = shares.reduce((total, share, at) => total + share * lengthOf(vectors[at]!), 0);
    return add([mean, tangent], [length * Math.cos(angle), (length * Math.sin(angle)) / angle]);
  },
  karcher: (vectors, shares, { iterations = 10, tolerance = 1e-5 }) => {
    const units = vectors.map(toUnit);
    let point = toUnit(add(units, shares));
    for (let round = 0; round < iterations; round++) {
      const logarithms = units.map((unit) => {
        const angle = Math.acos(Math.min(1, Math.max(-1, multiply(unit, point))));
        if (angle < tolerance) return unit.map(() => 0);
        return add([unit, point], [1, -multiply(unit, point)]).map(
          (value) => (value * angle) / Math.sin(angle),
        );
      });
      const step = add(logarithms, shares);
      const length = lengthOf(step);
      if (length < tolerance) break;
      point = toUnit(add([point, step], [Math.cos(length), Math.sin(length) / length]));
    }
    const length = shares.reduce((total, share, at) => total + share * lengthOf(vectors[at]!), 0);
    return point.map((value) => length * value);
  },
};

export function meanOnSphere(kind: keyof typeof MEANS): (whole: Whole, settings: Settings) => Vector {
  return ({ models, base, weights }, settings) => {
    const total = weights.reduce((a, b) => a + b, 0);
    const origin = settings.origin === 'base' ? base : base.map(() => 0);
    const vectors = models.map((of) => add([of, origin], [1, -1]));
    const mean = MEANS[kind](
      vectors,
      weights.map((weight) => weight / total),
      settings,
    );
    return add([mean, origin], [1, 1]);
  };
}

function toUnit(vector: Vector): Vector {
  const length = lengthOf(vector);
  return vector.map((value) => value / length);
}
