/** Says once, before all tests, what is not there and therefore not tested. */
import { fixtures } from './fixtures.ts';
import { gpuIsRequired, gpuIsThere } from './gpu.ts';

export function setup(): void {
  if (fixtures === undefined) {
    console.warn('Skipped: tests on real checkpoints, for WEIR_FIXTURES names no folder that holds them.');
  }
  if (!gpuIsThere && !gpuIsRequired) {
    console.warn('Skipped: the test of the GPU path, for no GPU or Vulkan driver is there.');
  }
}
