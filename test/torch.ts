/** PyTorch, for the tests that hold results against it where golden files would be too large. */
import { execFile } from 'node:child_process';
import { describe, it } from 'vitest';
import { promisify } from 'node:util';
import { describeWithFixtures } from './fixtures.ts';
import { FAMILY_FIXTURES } from './family-fixtures.ts';

/** A Python that has PyTorch, or undefined where this machine has none. */
const python: string | undefined = process.env.WEIR_TORCH_PYTHON;

/** A module of the generator beside the fixtures of families, with what it prints. */
export async function runTorch(module: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const run = promisify(execFile)(python!, ['-m', `generator.${module}`, ...args], {
    cwd: FAMILY_FIXTURES,
    env,
  });
  return (await run).stdout;
}

/** A suite that needs real checkpoints and PyTorch: runs with both, or stands in the list as skipped and says why. */
export function describeWithTorch(name: string, suite: (fixtures: string) => void): void {
  if (python === undefined) {
    describe(`${name} (skipped: WEIR_TORCH_PYTHON is not set)`, () => {
      it.skip('needs PyTorch');
    });
  } else describeWithFixtures(name, suite);
}
