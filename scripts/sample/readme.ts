/** The sample's README.md, with its figures. */
import type { ScoreTable } from '../../src-main/contract/records.ts';
import { SPLITS } from './rows.ts';
import { TASKS } from './tasks.ts';

export function formatReadme(scores: ScoreTable): string {
  return `# The sample

One base and ${TASKS.length} experts that were fine-tuned from it, with their datasets: small enough to merge in seconds, and made so that merging
costs something. \`npm run sample\` writes all of this folder anew; nothing in it is written by hand, and no text is anybody else's.

| task | asks | labels |
| --- | --- | --- |
${TASKS.map(({ name, about, labels }) => `| ${name} | ${about} | ${labels.join(', ')} |`).join('\n')}

- \`data/\`: every text is drawn from its task's grammar in \`scripts/sample/tasks/\`, ${SPLITS.train.rows} to train on and ${SPLITS.dev.rows} others to be scored on;
  a few labels are wrong on purpose, as labels are.
- \`checkpoints/\`: BERT in small, as Hugging Face lays it out. The base learned to guess a masked word in well-formed texts of all tasks;
  each expert is the base with its layers and a task head trained on one train.tsv. Gradients are those of Weir's own graph, steps are Adam's.
- \`recipe.yaml\`: what \`npm run demo\` merges, with the settings that did best on a pair of larger checkpoints.
- \`scores.json\`: the figures below.

## Accuracy on dev.tsv

${formatScores(scores)}

An expert is scored on its own task; the last line is stretched about the base as the merge is. The figures show what the method does and
prove nothing about it: of a dozen ways to make the experts, this one was kept by figures like these, on train.tsv and dev.tsv, because
merging them costs much and the Fisher helps. On another kind of processor training rounds otherwise, and ends in slightly other figures.
`;
}

/** A line for each model; its mean also relative to the experts'. */
function formatScores({ tasks, models }: ScoreTable): string {
  const experts = models
    .filter(({ kind }) => kind === 'expert')
    .map(({ name, scores }) => accuracyOf(scores, name));
  const merges = models.filter(({ kind }) => kind !== 'expert');
  const lines = merges.map(
    ({ name, scores }) => [name, tasks.map(({ task }) => accuracyOf(scores, task))] as const,
  );
  return [
    ['', ...tasks.map(({ task }) => task), 'mean', 'of the experts'],
    ['---', ...tasks.map(() => '---:'), '---:', '---:'],
    ...([['experts', experts], ...lines] as const).map(([name, accuracies]) => [
      name,
      ...[...accuracies, mean(accuracies)].map((accuracy) => accuracy.toFixed(3)),
      `${(100 * mean(accuracies.map((accuracy, at) => accuracy / experts[at]!))).toFixed(1)} %`,
    ]),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function accuracyOf(scores: ScoreTable['models'][number]['scores'], task: string): number {
  return scores[task]!.accuracy!;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
