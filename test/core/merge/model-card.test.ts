/** The texts beside a merged checkpoint: model card and index. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ScoreTable } from '../../../src-main/contract/records.ts';
import { formatModelCard } from '../../../src-main/core/merge/model-card.ts';
import { type Plan, planMerge } from '../../../src-main/core/merge/plan.ts';
import { parseRecipe } from '../../../src-main/core/merge/recipe.ts';
import { formatShardIndex } from '../../../src-main/core/merge/shard-index.ts';
import { makeTiny } from './tiny.ts';

async function makePlan(): Promise<Plan> {
  const a = await makeTiny();
  const recipe = parseRecipe(
    'method: average\nmodels: [{ checkpoint: "o/a: b", task: a_b }, { checkpoint: c, task: c }]',
    'r.yaml',
  );
  const hashes = { models: [{ checkpoint: 'f'.repeat(64) }, {}] };
  return planMerge({ recipe, checkpoints: [a, a], base: undefined, hashes });
}

const SCORES: ScoreTable = {
  tasks: [
    { task: 'a_b', metrics: ['accuracy'], rows: 100, dataset: 'd'.repeat(64) },
    { task: 'c', metrics: ['matthews'], rows: 100, dataset: 'd'.repeat(64) },
  ],
  models: [
    { name: 'a_b', kind: 'expert', scores: { a_b: { accuracy: 0.8 } } },
    { name: 'c', kind: 'expert', scores: { c: { matthews: 0 } } },
    { name: 'average', kind: 'average', scores: { a_b: { accuracy: 0.6 }, c: { matthews: 0.1 } } },
    { name: 'merge', kind: 'merge', scores: { a_b: { accuracy: 0.7 } } },
  ],
};

describe('a model card', () => {
  it('opens with front matter that is YAML, whatever the names', async () => {
    const card = formatModelCard({
      task: 'c',
      plan: await makePlan(),
      recipe: 'x',
      scores: undefined,
      version: '1.0.0',
      device: 'cpu',
    });
    const [, front] = card.split('---\n');
    expect(parse(front!)).toEqual({
      library_name: 'transformers',
      tags: ['weir', 'merge', 'average'],
      base_model: ['o/a: b', 'c'],
      base_model_relation: 'merge',
    });
    expect(card).not.toContain('## Scores');
  });

  it('tells the scores, absolute and relative to the expert', async () => {
    const card = formatModelCard({
      task: 'c',
      plan: await makePlan(),
      recipe: 'x',
      scores: SCORES,
      version: '1.0.0',
      device: 'cpu',
    });
    expect(card).toContain('| a\\_b | accuracy | 0.8000 |  | 0.6000 (75.0 %) | 0.7000 (87.5 %) |');
    expect(card).toContain('\n# a\\_b + c: c\n');
    expect(card).toContain('| task | metric | a\\_b | c | average | merge |');
    expect(card).toContain('| c | matthews |  | 0.0000 | 0.1000 |  |');
  });

  it('holds the recipe as it was written, even one with fences of its own', async () => {
    const recipe = 'method: average # ```\n````\n';
    const card = formatModelCard({
      task: 'c',
      plan: await makePlan(),
      recipe,
      scores: undefined,
      version: '1.0.0',
      device: 'cpu',
    });
    expect(card).toContain(`\n\`\`\`\`\`yaml\n${recipe}\`\`\`\`\`\n`);
    expect(card).toMatch(/\nPlan [0-9a-f]{64}\n$/);
  });
});

describe('a shard index', () => {
  it('places every tensor, sorted by name, and counts the bytes', () => {
    const text = formatShardIndex({
      'encoder.safetensors': [
        { name: 'bert.b', size: 8 },
        { name: 'bert.a', size: 4 },
      ],
      'task-head.safetensors': [{ name: 'a.weight', size: 2 }],
    });
    expect(JSON.parse(text)).toEqual({
      metadata: { total_size: 14 },
      weight_map: {
        'a.weight': 'task-head.safetensors',
        'bert.a': 'encoder.safetensors',
        'bert.b': 'encoder.safetensors',
      },
    });
    expect(text.indexOf('bert.a')).toBeLessThan(text.indexOf('bert.b'));
  });
});
