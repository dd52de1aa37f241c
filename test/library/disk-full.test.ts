/** A disk that is full, or broken, at any write of the database. */
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findFaults, Library } from '../../src-main/library/library.ts';
import { listItems, listScores } from '../../src-main/library/listing.ts';
import { compileShim, ERRORS, findShimFault } from '../failing-disk.ts';
import { temporaryFolder } from '../temporary.ts';

const PROGRAM = fileURLToPath(new URL('./programs/record.ts', import.meta.url));
const fault = findShimFault();

/** CI tries fewer: a write that fails is followed by none that succeeds. */
const STEP = process.env.WEIR_ALL_WRITES ? 1 : 3;

function countRows(folder: string): { readonly merges: number; readonly scores: number } {
  const library = Library.open(folder);
  try {
    expect(findFaults(library.db, { thorough: true })).toEqual([]);
    return { merges: listItems(library, 'merge', {}).total, scores: listScores(library, {}).total };
  } finally {
    library.close();
  }
}

it.skipIf(fault !== undefined).each(Object.keys(ERRORS) as (keyof typeof ERRORS)[])(
  'says %s in a sentence and keeps what was there',
  async (error) => {
    const run = await compileShim();
    const folder = join(await temporaryFolder(), 'library');
    Library.open(folder).close();
    let [kept, failed] = [0, 0];
    for (let first = 1; first < 500; first += STEP) {
      const { code, stderr } = await run([PROGRAM, folder], { folder, first, error });
      const { merges, scores } = countRows(folder);
      expect(scores).toBe(merges);
      if (code === 0) {
        expect(merges).toBe(kept + 1);
        break;
      }
      failed++;
      expect(stderr).toMatch(/^(no-space|invalid-file|invalid-input): The library '.*' .*\.\n$/);
      // What failed after it was durable may be there, whole.
      expect([kept, kept + 1]).toContain(merges);
      kept = merges;
    }
    expect(failed).toBeGreaterThan(3);
  },
  120_000,
);
