/** Whether the tests of the GPU path can run here, and whether they must. */
import { existsSync } from 'node:fs';

/** CI insists: there, a missing driver fails the test instead of skipping it. */
export const gpuIsRequired = process.env.WEIR_REQUIRE_GPU === '1';

export const gpuIsThere =
  process.env.VK_DRIVER_FILES !== undefined || existsSync('/dev/dri') || process.platform !== 'linux';
