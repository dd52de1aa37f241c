/** The sample's recipe: all of its experts, merged. */
import { TASKS } from './tasks.ts';
import type { SampleTask } from './task.ts';

/** θ = θ₀ + SCALE · (merged − θ₀): what averaging shrinks is stretched again. */
export const SCALE = 1.5;

const SETTINGS = {
  'fisher-mask': `{ scheme: aligned, samples: 512, normalize: mean, scale: ${SCALE} }`,
  average: `{ scale: ${SCALE} }`,
} as const;

/** The text of recipe.yaml, for the folder that holds `checkpoints` and `data`. */
export function formatRecipe(method: keyof typeof SETTINGS): string {
  return `# What \`npm run demo\` merges.
method: ${method}
settings: ${SETTINGS[method]}
base: checkpoints/base
models:
${TASKS.map(formatModel).join('')}`;
}

function formatModel({ name, columns }: SampleTask): string {
  const read = `text: [${columns.text.join(', ')}], label: ${columns.label}`;
  return `  - checkpoint: checkpoints/${name}
    task: ${name}
    dataset: { file: data/${name}/train.tsv, ${read} }
    evaluate: { file: data/${name}/dev.tsv, ${read} }
`;
}
