/** Linear regression of linear maps: the one map that does on every model's inputs what the model's own map does. */
import { WeirError } from '../../contract/error.ts';
import { expectTensor } from '../encoder/checkpoint.ts';
import { addRows, solvePositive } from './positive-system.ts';
import type { MethodInputs, Region } from './method.ts';

/** How much of the mean diagonal holds to the average what no input says anything of. */
const RIDGE = 1e-9;

/**
 * Elements off the diagonal count so much at most. Along directions without inputs, as there are with fewer rows than inputs, float32's rounding is
 * all that a matrix holds: it would not be positive, or noise be divided by next to nothing. Measured at 768 inputs and 300 rows, noise moves the
 * map by 2 % of the distance between two models; with 1e-6 in place of 1e-4 it was twelve times that distance.
 */
const MOST_OFF_DIAGONAL = 1 - 1e-4;

/**
 * W in float64, row-major as the tensor is kept, of a region that is a whole matrix: the minimum of Σ_j λ_j ‖X_j (W − W_j)‖² + ε ‖W − W̄‖², where W̄ is
 * the average by λ. By Cholesky's decomposition of Σ λ G_j + ε.
 * Throws 'mismatch' where matrices are not XᵀX of any X.
 */
export async function mergeLinearMaps(
  region: Region,
  offDiagonal: number,
  { weights, statistics }: MethodInputs,
): Promise<Float64Array> {
  const { tensor, models, columns } = region;
  const beside = Math.min(offDiagonal, MOST_OFF_DIAGONAL);
  const [rows] = tensor.shape;
  const width = tensor.transposed ? rows! : columns;
  const outputs = tensor.transposed ? columns : rows!;
  // In the span of [in, out]: a map that is kept [out, in] is turned.
  const maps = await readMaps(region, width, outputs);
  const total = models.reduce((sum, model) => sum + weights[model]!, 0);
  const shareOf = (model: number) => (total > 0 ? weights[model]! / total : 1 / models.length);
  const left = new Float64Array(width * width);
  const right = new Float64Array(width * outputs);
  const products = new Float64Array(width);
  for (const [at, model] of models.entries()) {
    const own = statistics[model]!;
    const map = { of: maps[at]!, begin: 0, stride: outputs };
    const entry = expectTensor(own.find(tensor.name)!, [width, width]);
    for (let row = 0; row < width; row++) {
      const gram = await own.read(entry, row * width, (row + 1) * width);
      for (let column = 0; column < width; column++) {
        products[column] = shareOf(model) * gram[column]! * (row === column ? 1 : beside);
        left[row * width + column]! += products[column]!;
      }
      addRows(right, row * outputs, outputs, map, products, width);
    }
  }
  let trace = 0;
  for (let row = 0; row < width; row++) trace += left[row * width + row]!;
  const ridge = (RIDGE * trace) / width || 1;
  for (let row = 0; row < width; row++) {
    left[row * width + row]! += ridge;
    for (const [at, model] of models.entries()) {
      const own = { of: maps[at]!, begin: row * outputs, stride: outputs };
      addRows(right, row * outputs, outputs, own, Float64Array.of(ridge * shareOf(model)), 1);
    }
  }
  if (!solvePositive(left, right, width, outputs)) {
    throw new WeirError(
      'mismatch',
      `The Gram matrices of tensor '${tensor.name}' are not those of any inputs; expected positive ones.`,
    );
  }
  return tensor.transposed ? right : transpose(right, width, outputs);
}

async function readMaps(region: Region, width: number, outputs: number): Promise<Float32Array[]> {
  const maps = region.models.map(() => new Float32Array(width * outputs));
  await region.scan((values, { first, columns }) => {
    for (const [model, map] of maps.entries()) {
      const own = values[model]!;
      if (region.tensor.transposed) map.set(own, (first - region.first) * columns);
      else
        for (let at = 0; at < own.length; at++) {
          const row = first - region.first + Math.floor(at / columns);
          map[(at % columns) * outputs + row] = own[at]!;
        }
    }
  });
  return maps;
}

function transpose(values: Float64Array, rows: number, columns: number): Float64Array {
  const turned = new Float64Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = values[row * columns + column]!;
  return turned;
}
