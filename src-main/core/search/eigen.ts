/** Eigenvalues and eigenvectors of a symmetric matrix. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** `vectors[row][at]`: column `at` belongs to `values[at]`. */
export function decompose(matrix: readonly (readonly number[])[]): {
  readonly values: readonly number[];
  readonly vectors: readonly (readonly number[])[];
} {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    new Matrix(matrix.map((row) => [...row])),
    { assumeSymmetric: true },
  );
  return { values: realEigenvalues, vectors: eigenvectorMatrix.to2DArray() };
}
