/** The main job on real checkpoints: scores of experts, averages and merges against those of the authors' own code in PyTorch. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readRecipe } from '../../recipe-text.ts';
import { runMerge } from '../../../src-main/runs/worker/merge.ts';
import { describeWithFixtures } from '../../fixtures.ts';
import { GOLDEN_NAMES, TASKS, type Task } from '../../glue-mini.ts';
import { temporaryFolder } from '../../temporary.ts';

type Scores = Readonly<Record<string, Readonly<Record<string, number>>>>;
interface GoldenMerge {
  readonly tasks: readonly Task[];
  readonly results: Readonly<Record<string, { readonly scores: Scores }>>;
}

/** What the golden files call a method. */
const KINDS = {
  'fisher-mask/paper/batch': { scheme: 'paper', gradient: 'batch' },
  'fisher-mask/paper/example': { scheme: 'paper', gradient: 'example' },
  'fisher-mask/aligned/example': { scheme: 'aligned', gradient: 'example' },
} as const;

/** The quick ones; every one when all are asked for, which takes minutes. */
const CHOSEN = process.env.WEIR_ALL_MERGES === undefined ? ['sst2+cola', 'cola+stsb'] : undefined;

describeWithFixtures('merges of real checkpoints', (fixtures) => {
  const glue = join(fixtures, 'glue-mini');
  const readGolden = (name: string) =>
    JSON.parse(readFileSync(join(glue, 'golden', name), 'utf8')) as unknown;
  const merges = readGolden('merges.json') as readonly GoldenMerge[];

  const recipeOf = (tasks: readonly Task[], settings: object) => ({
    method: 'fisher-mask',
    settings,
    models: tasks.map((task) => {
      const { columns, metrics } = TASKS[task];
      const file = (name: string) => join(glue, 'data', task, name);
      return {
        checkpoint: join(glue, 'checkpoints', task),
        task,
        dataset: { file: file('fisher.tsv'), ...columns },
        evaluate: { file: file('dev.tsv'), ...columns, metric: metrics },
      };
    }),
  });

  /** Within one row: of a correlation, as much as one of so many rows can move it. */
  const expectScores = (
    task: Task,
    found: Readonly<Record<string, number>>,
    golden: Readonly<Record<string, number>>,
  ) => {
    const { devRows } = readGolden(`${task}.json`) as { devRows: number };
    for (const metric of TASKS[task].metrics) {
      const difference = Math.abs(found[metric]! - golden[GOLDEN_NAMES[metric]]!);
      expect(difference, `${metric} of ${task}`).toBeLessThanOrEqual(
        (metric === 'accuracy' ? 1.001 : 2) / devRows,
      );
    }
  };

  for (const { tasks, results } of merges) {
    if (CHOSEN && !CHOSEN.includes(tasks.join('+'))) continue;
    for (const [kind, settings] of Object.entries(KINDS)) {
      it(`score as the authors' code does: ${tasks.join(' + ')}, ${kind}`, { timeout: 600_000 }, async () => {
        const folder = await temporaryFolder();
        const recipe = join(folder, 'recipe.json');
        await writeFile(recipe, JSON.stringify(recipeOf(tasks, settings)));
        const { scores } = await runMerge({
          recipe: await readRecipe(recipe),
          out: join(folder, 'out'),
          device: 'cpu',
          replace: false,
        });
        for (const { kind: role, scores: found } of scores!.models) {
          for (const task of tasks) {
            if (!found[task]) continue;
            const expert = readGolden(`${task}.json`) as { devScores: Readonly<Record<string, number>> };
            const golden = {
              expert: expert.devScores,
              average: results.average?.scores[task],
              merge: results[kind]?.scores[task],
            };
            expectScores(task, found[task], golden[role]!);
          }
        }
      });
    }
  }
});
