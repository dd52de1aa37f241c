/** Statistics of made-up models, written to a file and opened as those of real ones are. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { StatisticKind } from '../../../../src-main/core/statistics/statistic.ts';
import {
  openStatistics,
  type TensorStatistics,
  writeStatistic,
} from '../../../../src-main/core/statistics/tensor-statistics.ts';
import { createRandom } from '../../../../src-main/core/tensor/random.ts';
import { temporaryFolder } from '../../../temporary.ts';

export interface Numbers {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** Open until the test that asked for it ends. `spoilt`: a number of a tensor that is changed afterwards. */
export async function makeStatistics(
  kind: StatisticKind,
  tensors: Readonly<Record<string, Numbers>>,
  {
    same = {},
    spoilt,
  }: {
    readonly same?: Readonly<Record<string, string>>;
    readonly spoilt?: readonly [name: string, element: number, value: number] | undefined;
  } = {},
): Promise<TensorStatistics> {
  const path = join(await temporaryFolder(), `${kind}.safetensors`);
  const origin = { kind, checkpoint: 'c', dataset: 'd', settings: '{}', count: 8 };
  const statistic = {
    tensors: new Map(Object.entries(tensors)),
    same: new Map(Object.entries(same)),
    count: 8,
  };
  await writeStatistic(path, statistic, origin);
  const statistics = await openStatistics(path, kind);
  onTestFinished(() => statistics[Symbol.asyncDispose]());
  if (spoilt) {
    const [name, element, value] = spoilt;
    const { begin } = statistics.find(name)!;
    await using file = await open(path, 'r+');
    await file.write(new Uint8Array(Float32Array.of(value).buffer), 0, 4, begin + 4 * element);
  }
  return statistics;
}

/** Normal, and rounded to what a file holds. */
export function drawNumbers(seed: number, count: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: count }, () => Math.fround(random.normal()));
}

/** XᵀX of so many rows of inputs, rounded to what a file holds. */
export function takeGram(inputs: Float64Array, width: number): Numbers {
  const values = new Float64Array(width * width);
  for (let row = 0; row < inputs.length; row += width)
    for (let a = 0; a < width; a++)
      for (let b = 0; b < width; b++) values[a * width + b]! += inputs[row + a]! * inputs[row + b]!;
  return { shape: [width, width], values: values.map(Math.fround) };
}
