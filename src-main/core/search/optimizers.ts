/** The ways to search (a table). */
import type { SearchAlgorithm } from '../../contract/sweep.ts';
import { createCmaEs } from './cma-es.ts';
import { createDirichlet } from './dirichlet.ts';
import { createGrid } from './grid.ts';
import type { Optimizer, OptimizerInput } from './optimizer.ts';

export const OPTIMIZERS: Readonly<Record<SearchAlgorithm, (input: OptimizerInput) => Optimizer>> = {
  grid: createGrid,
  dirichlet: createDirichlet,
  'cma-es': createCmaEs,
};
