/** Searches end to end on tiny checkpoints: what they vary, and that they report on rows that no trial saw. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SearchRecord } from '../../../src-main/contract/sweep.ts';
import type { WorkInput } from '../../../src-main/contract/work.ts';
import { parseRecipe } from '../../../src-main/core/merge/recipe.ts';
import { runSearch } from '../../../src-main/runs/worker/search.ts';
import { readRecipe } from '../../recipe-text.ts';
import { temporaryFolder } from '../../temporary.ts';
import { TINY_WORDS, writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  for (const [seed, task] of ['a', 'b'].entries()) {
    await writeTinyCheckpoint(join(folder, task), { seed });
    const rows = Array.from(
      { length: 40 },
      (_, at) => `${TINY_WORDS[at % 17]!} ${TINY_WORDS[at % 5]!}\t${at % 3 === 0 ? 'negative' : 'positive'}`,
    );
    await writeFile(join(folder, `${task}.tsv`), ['text\tlabel', ...rows].join('\n'));
  }
});

const EVALUATED = 'evaluate: { file: a.tsv }';

async function search(
  changes: Partial<WorkInput<'search'>> = {},
  evaluate = EVALUATED,
): Promise<SearchRecord> {
  const path = join(folder, 'recipe.yaml');
  await writeFile(
    path,
    `# kept\nmethod: average\nmodels:\n  - { checkpoint: a, task: a, ${EVALUATED} }\n  - { checkpoint: b, task: b${evaluate === '' ? '' : `, ${evaluate}`} }\n`,
  );
  const input = {
    algorithm: 'cma-es',
    objective: 'mean',
    trials: 12,
    seed: 3,
    share: 0.5,
    device: 'cpu',
  } as const;
  return await runSearch(
    { ...input, ...changes, recipe: await readRecipe(path), over: changes.over, out: changes.out },
    {},
    {},
  );
}

describe('a search', () => {
  it.each(['cma-es', 'dirichlet', 'grid'] as const)(
    'by %s finds nothing worse than it began with',
    async (algorithm) => {
      const { trials, best, over, report } = await search({ algorithm });
      expect(over).toEqual(['weights']);
      expect(trials.length).toBeGreaterThan(1);
      expect(trials.length).toBeLessThanOrEqual(12);
      expect(trials[0]!.weights).toEqual({ a: 1, b: 1 });
      expect(trials[best]!.objective).toBe(Math.max(...trials.map(({ objective }) => objective)));
      // Every row is of one part.
      for (const { choosing, reporting } of Object.values(report.rows)) expect(choosing + reporting).toBe(40);
      expect(Math.min(...Object.values(report.rows).map(({ reporting }) => reporting))).toBeGreaterThan(0);
    },
  );

  it('is the same again with its seed, and writes the recipe that it found', async () => {
    const out = join(folder, 'found.yaml');
    const [first, second] = [await search({ out }), await search()];
    expect(second.trials).toEqual(first.trials);
    const text = await readFile(out, 'utf8');
    expect(text).toContain('# kept');
    const weights = parseRecipe(text, 'found').models.map(({ weight }) => weight);
    expect(weights).toEqual(Object.values(first.trials[first.best]!.weights));
  });

  it('is refused without held-out data, or over what a method lacks', async () => {
    await expect(search({}, '')).rejects.toThrow(
      "no 'evaluate' for the task 'b', so that there is no held-out data to search on",
    );
    await expect(search({ over: ['density'] })).rejects.toThrow(
      "'density' cannot be searched with method 'average'; known are weights.",
    );
  });

  it('says where it is judged by what Fishers were taken on', async () => {
    const record = await search({ trials: 1 }, 'dataset: { file: b.tsv }, evaluate: { file: b.tsv }');
    expect(record.warnings).toEqual([
      "The Fisher of 'b' is taken on the file that it is evaluated on, so that its scores flatter.",
    ]);
  });
});
