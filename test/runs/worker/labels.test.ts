/** The labels of a dataset beside those of a checkpoint. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DatasetChoice } from '../../../src-main/contract/commands.ts';
import { runLabels } from '../../../src-main/runs/worker/labels.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

interface Choices extends Partial<DatasetChoice> {
  /** The checkpoint's; one of them is a regression's. */
  readonly known?: readonly string[];
  readonly problem?: string;
}

/** What is told of a dataset with these labels, a row each. */
async function tell(found: readonly (string | number)[], { known, problem, ...reading }: Choices = {}) {
  const folder = await temporaryFolder();
  const config = problem === undefined ? {} : { problem_type: problem };
  const checkpoint = await writeTinyCheckpoint(join(folder, 'a'), {
    ...(known && { labels: known }),
    config,
  });
  const file = join(folder, 'a.tsv');
  await writeFile(file, `text\tlabel\n${found.map((label) => `good film\t${label}\n`).join('')}`);
  return runLabels({ dataset: { file, ...reading }, checkpoint }, {}, {});
}

describe('labels are refused in a sentence', () => {
  it('of a checkpoint without a task head, by a map to nowhere, and where there is no column', async () => {
    await expect(tell(['1'], { known: [] })).rejects.toThrow(/^[^\n]+\.$/);
    await expect(tell(['1'], { labels: { 1: 'joy' } })).rejects.toThrow(/leads '1' to 'joy'; .*\.$/);
    await expect(tell(['1'], { label: 'colour' })).rejects.toThrow(/no column 'colour'/);
  });

  it('and stop when somebody asks to', async () => {
    const folder = await temporaryFolder();
    const checkpoint = await writeTinyCheckpoint(join(folder, 'a'));
    await writeFile(join(folder, 'a.tsv'), `text\tlabel\n${'good\t1\n'.repeat(5000)}`);
    const signal = AbortSignal.abort();
    const told = runLabels({ dataset: { file: join(folder, 'a.tsv') }, checkpoint }, { signal }, {});
    await expect(told).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('labels are told with their meaning', () => {
  it('the commonest first, in all their spellings, and null for what the checkpoint does not know', async () => {
    const { labels, rows, problem, known, warning } = await tell([
      ...['negative', 'Positive', 'Positive', '1', '1', '1', 'LABEL_0', 'joy', ' '],
    ]);
    expect(labels).toEqual([
      { label: '1', rows: 3, meaning: 'positive' },
      { label: 'Positive', rows: 2, meaning: 'positive' },
      { label: 'negative', rows: 1, meaning: 'negative' },
      { label: 'LABEL_0', rows: 1, meaning: 'negative' },
      { label: 'joy', rows: 1, meaning: null },
      { label: ' ', rows: 1, meaning: null },
    ]);
    expect({ rows, problem, known, warning }).toEqual({
      ...{ rows: 9, problem: 'single-label', known: ['negative', 'positive'], warning: null },
    });
  });

  it('as they are mapped, and then nothing is warned of', async () => {
    const { labels, warning } = await tell(['2', '1'], { labels: { 1: 'negative', 2: 'positive' } });
    expect(labels.map(({ meaning }) => meaning)).toEqual(['positive', 'negative']);
    expect(warning).toBeNull();
  });

  it('as values where the checkpoint gives values', async () => {
    const { labels, problem, warning } = await tell(['2.5', '0', 'much'], { known: ['score'] });
    expect(labels.map(({ label, meaning }) => [label, meaning])).toEqual([
      ...[
        ['2.5', '2.5'],
        ['0', '0'],
        ['much', null],
      ],
    ]);
    expect([problem, warning]).toEqual(['regression', null]);
  });

  it('as all the labels that a row has', async () => {
    const { labels } = await tell(['joy|awe', 'awe'], {
      ...{ known: ['joy', 'awe', 'fear'], problem: 'multi_label_classification' },
    });
    expect(labels.map(({ meaning }) => meaning)).toEqual(['joy, awe', 'awe']);
  });

  it('but not without end: of very many, the first fifty, and all rows', async () => {
    const { labels, rows } = await tell(
      Array.from({ length: 200 }, (_, at) => `l${at % 100}`),
      { known: ['score'] },
    );
    expect([labels.length, rows, labels[0]!.rows]).toEqual([50, 200, 2]);
  });
});

describe('a warning is given', () => {
  it('where labels are counted from 1 and the checkpoint names its own', async () => {
    const { labels, warning } = await tell(['1', '2', '2']);
    expect(warning).toBe('The file counts its labels from 1, the checkpoint from 0; say which is which.');
    // What would be taken for a label that it is not.
    expect(labels.map(({ meaning }) => meaning)).toEqual([null, 'positive']);
    expect((await tell(['0', '1'])).warning).toBeNull();
    expect((await tell(['1', '2'], { known: ['LABEL_0', 'LABEL_1'] })).warning).toBeNull();
  });

  it('where names come in another order', async () => {
    const known = ['negative', 'neutral', 'positive'];
    expect((await tell(['Positive', 'negative', 'neutral'], { known })).warning).toBe(
      "The file's labels come in another order (Positive, negative, neutral) than the checkpoint's (negative, neutral, positive); they are matched by name.",
    );
    expect((await tell(['negative', 'positive', 'neutral', 'x'], { known })).warning).toBeNull();
    expect((await tell(['negative', 'positive'], { known })).warning).toBeNull();
  });
});
