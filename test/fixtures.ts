/** Where the real checkpoints and golden values lie, for the tests that need them. */
import { describe, it } from 'vitest';

/** The folder that holds `glue-mini/`, or undefined where this machine has none. */
export const fixtures: string | undefined = process.env.WEIR_FIXTURES;

/** A suite that needs the fixtures: runs with their folder, or stands in the list as skipped and says why. */
export function describeWithFixtures(name: string, suite: (fixtures: string) => void): void {
  if (fixtures === undefined) {
    describe(`${name} (skipped: WEIR_FIXTURES is not set)`, () => {
      it.skip('needs the fixtures');
    });
  } else {
    const folder = fixtures;
    describe(name, () => {
      suite(folder);
    });
  }
}
