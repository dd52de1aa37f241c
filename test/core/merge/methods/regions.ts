/** Tensors in memory as a region, merged a few rows at a time by a combiner alone. */
import { Blender } from '../../../../src-main/core/merge/blend.ts';
import type { Combiner, MethodInputs, Region } from '../../../../src-main/core/merge/method.ts';
import { type Choice, createCombiner, METHODS, needsBase } from '../../../../src-main/core/merge/methods.ts';
import type { PlanTensor } from '../../../../src-main/core/merge/plan-tensor.ts';

export interface Tensors {
  readonly name?: string;
  readonly shape: readonly number[];
  /** Of each model, and of the base after them where `hasBase`. */
  readonly values: readonly Float32Array[];
  readonly hasBase?: boolean;
  readonly transposed?: boolean;
  readonly rules?: PlanTensor['rules'];
  /** Rows of a chunk; all of them, unless told. */
  readonly rowsAtOnce?: number;
}

function* cut({ shape: [rows], rowsAtOnce = rows! }: Tensors, columns: number) {
  for (let first = 0; first < rows!; first += rowsAtOnce)
    yield { first, rows: Math.min(rowsAtOnce, rows! - first), columns };
}

export function openRegion(tensors: Tensors): Region {
  const { name = 'a.weight', shape, values, hasBase = true, transposed, rules = ['elements'] } = tensors;
  const columns = shape.slice(1).reduce((a, b) => a * b, 1);
  const sources = values.map(() => ({ name, dtype: 'F32' as const }));
  return {
    tensor: { name, shape, rules, sources, ...(transposed && { transposed }) },
    models: [...values.keys()].slice(0, hasBase ? -1 : undefined),
    hasBase,
    first: 0,
    end: shape[0]!,
    columns,
    scan: async (visit) => {
      for (const place of cut(tensors, columns)) {
        const { first, rows } = place;
        // Copies: what is visited may be changed, and is gone afterwards.
        const chunk = values.map((of) => of.slice(first * columns, (first + rows) * columns));
        await Promise.resolve();
        visit(chunk, place);
        for (const of of chunk) of.fill(Number.NaN);
      }
    },
  };
}

/** What a combiner makes of the tensors, chunk after chunk. */
export async function combine(combiner: Combiner, tensors: Tensors): Promise<Float32Array> {
  const region = openRegion(tensors);
  const { columns } = region;
  const combination = await combiner(region);
  const merged = new Float32Array(tensors.values[0]!.length);
  const blender = new Blender({ sources: tensors.values.length, elements: merged.length, columns });
  for (const { first, rows } of cut(tensors, columns)) {
    const count = rows * columns;
    const chunk = tensors.values.map((of, source) => {
      const room = blender.sources[0][source]!.subarray(0, count);
      room.set(of.subarray(first * columns, first * columns + count));
      return room;
    });
    const out = blender.results[0].subarray(0, count);
    if ('blend' in combination) blender.blend(chunk, combination.blend, { first, columns }, out);
    else await combination.combine(chunk, { first, columns }, out);
    merged.set(out, first * columns);
  }
  return merged;
}

/** A method's combiner for models t0, t1, … with settings that the recipe's own parser fills up. */
export function combinerOf(
  method: Choice['method'],
  settings: object,
  inputs: Partial<MethodInputs> & Pick<MethodInputs, 'weights'>,
): { readonly combiner: Combiner; readonly settings: object; readonly hasBase: boolean } {
  const parsed = METHODS[method].settings.parse(settings);
  const tasks = inputs.weights.map((_, at) => `t${at}`);
  // The method's own parser made these settings.
  const choice = { method, settings: parsed } as Choice;
  return {
    combiner: createCombiner(choice, { tasks, fishers: [], statistics: [], ...inputs }),
    settings: parsed,
    hasBase: needsBase(choice),
  };
}
