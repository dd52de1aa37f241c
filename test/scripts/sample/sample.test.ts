/** The bundled sample: small, made of nothing but its grammars, and as good as it says. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listWords } from '../../../scripts/sample/grammar.ts';
import { formatConfig } from '../../../scripts/sample/model.ts';
import { formatReadme } from '../../../scripts/sample/readme.ts';
import { formatRecipe } from '../../../scripts/sample/recipe.ts';
import { drawRows, formatRows, SPLITS, type Split } from '../../../scripts/sample/rows.ts';
import { TASKS } from '../../../scripts/sample/tasks.ts';
import { TOKENIZER_FILES } from '../../../scripts/sample/write.ts';
import { stageApp } from '../../app/stage.ts';
import type { ScoreTable } from '../../../src-main/contract/records.ts';
import { openCheckpoint, openTokenizer } from '../../../src-main/core/encoder/checkpoint.ts';
import { requireClassifier } from '../../../src-main/core/task/classifier.ts';
import { parseRecipe } from '../../../src-main/core/merge/recipe.ts';

const FOLDER = join(import.meta.dirname, '../../../resources/sample');
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const scores = JSON.parse(read('scores.json')) as ScoreTable;

it('has less than 4 MB in all', () => {
  const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const bytes = files.map(({ parentPath, name }) => statSync(join(parentPath, name)).size);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(4e6);
});

it('holds what the script writes, and nothing else', () => {
  const checkpoint = ['config.json', 'model.safetensors', 'tokenizer_config.json', 'vocab.txt'];
  const expected = [
    ...['base', ...TASKS.map(({ name }) => name)].flatMap((name) =>
      checkpoint.map((file) => `checkpoints/${name}/${file}`),
    ),
    ...TASKS.flatMap(({ name }) => Object.keys(SPLITS).map((split) => `data/${name}/${split}.tsv`)),
    ...['README.md', 'recipe.yaml', 'scores.json'],
  ];
  const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const found = files.map(({ parentPath, name }) =>
    join(parentPath, name)
      .slice(FOLDER.length + 1)
      .replaceAll('\\', '/'),
  );
  expect(found.toSorted()).toEqual(expected.toSorted());
});

it('has the recipe and the README that the script writes', () => {
  expect(read('recipe.yaml')).toBe(formatRecipe('fisher-mask'));
  expect(parseRecipe(read('recipe.yaml'), 'recipe.yaml').models.map(({ task }) => task)).toEqual(
    TASKS.map(({ name }) => name),
  );
  expect(read('README.md')).toBe(formatReadme(scores));
});

describe('the base', () => {
  it('is an encoder alone, whose tokenizer knows every word of the grammars', async () => {
    await using base = await openCheckpoint(join(FOLDER, 'checkpoints/base'));
    expect(base.config.head).toBeUndefined();
    expect(base.texts).toMatchObject({ config: formatConfig(), ...TOKENIZER_FILES });
    const tokenizer = openTokenizer(base);
    const unknown = TOKENIZER_FILES.vocabTxt.split('\n').indexOf('[UNK]');
    for (const word of TASKS.flatMap(({ grammar }) => listWords(grammar))) {
      expect(tokenizer.encode(word, undefined, 8).ids, word).not.toContain(unknown);
    }
  });
});

describe.each(TASKS.map((task) => [task.name, task] as const))('%s', (name, task) => {
  const folder = join(FOLDER, 'checkpoints', name);

  it.each(Object.keys(SPLITS) as Split[])('draws every row of %s.tsv from its grammar', (split) => {
    const rows = drawRows(task, split);
    expect(read(`data/${name}/${split}.tsv`)).toBe(formatRows(task, rows));
    expect(new Set(rows.map(({ texts }) => texts.join('\t'))).size).toBe(SPLITS[split].rows);
  });

  it('trains on no text that it is scored on', () => {
    const trained = new Set(drawRows(task, 'train').map(({ texts }) => texts.join('\t')));
    expect(drawRows(task, 'dev').filter(({ texts }) => trained.has(texts.join('\t')))).toEqual([]);
  });

  it('has an expert with the labels of its task', async () => {
    await using checkpoint = await openCheckpoint(folder);
    const { head, texts, weights } = requireClassifier(checkpoint);
    expect(head.labels).toEqual(task.labels);
    expect(texts).toMatchObject({ config: formatConfig(task.labels), ...TOKENIZER_FILES });
    expect(weights.metadata).toEqual({ format: 'pt' });
  });

  it('has an expert that scores what scores.json says', async () => {
    const { text, label } = task.columns;
    const dataset = { file: join(FOLDER, `data/${name}/dev.tsv`), text: [...text], label };
    const { metrics } = await (
      await stageApp()
    ).app.call('score', { checkpoint: folder, dataset, device: 'cpu', record: false });
    const said = scores.models.find((model) => model.name === name)!.scores[name]!.accuracy!;
    // Another processor rounds otherwise, which may turn one row.
    expect(Math.abs(metrics.accuracy! - said)).toBeLessThanOrEqual(1.01 / SPLITS.dev.rows);
    expect(said).toBeGreaterThan(0.85);
  });
});

it('shows what merging costs, and that the Fisher helps, stretched or not', () => {
  const mean = (kind: string, name?: string): number => {
    const models = scores.models.filter(
      (model) => model.kind === kind && (name ?? model.name) === model.name,
    );
    const accuracies = models.flatMap((model) =>
      Object.values(model.scores).map(({ accuracy }) => accuracy!),
    );
    return accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;
  };
  const merged = mean('merge', 'fisher-mask');
  expect(merged).toBeLessThan(mean('expert') - 0.05);
  expect(merged).toBeGreaterThan(mean('average') + 0.05);
  expect(merged).toBeGreaterThan(mean('merge', 'average, scale 1.5') + 0.03);
});
