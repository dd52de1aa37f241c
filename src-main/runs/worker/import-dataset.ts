/** What the library keeps of a dataset: how it is read, its first rows, how many there are, its hash. */
import { stat } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import type { CommandInput, DatasetChoice } from '../../contract/commands.ts';
import { WeirError } from '../../contract/error.ts';
import type { Control } from '../../contract/progress.ts';
import type { ImportedDataset } from '../../contract/work.ts';
import { chooseFormat } from '../../core/dataset/formats.ts';
import { readRows, type Row } from '../../core/dataset/rows.ts';
import { explain } from '../../core/files/disk.ts';
import type { Hasher } from './known-hashes.ts';

const PREVIEW = 20;
const LONGEST_CELL = 200;

/** Stems that say nothing without their folder. */
const COMMON = /^(train|dev|test|valid|validation|data|eval)([-_].*)?$/i;

function nameDataset(file: string): string {
  const stem = basename(file, extname(file));
  return COMMON.test(stem) ? `${basename(dirname(file))}-${stem}` : stem;
}

function listCells({ text, pair, label }: Row): string[] {
  const cells = [
    text,
    ...(pair === undefined ? [] : [pair]),
    ...(label === undefined ? [] : [String(label)]),
  ];
  return cells.map((cell) => (cell.length > LONGEST_CELL ? `${cell.slice(0, LONGEST_CELL - 1)}…` : cell));
}

/** Without a column of labels, it is one of texts. */
async function readAll(
  dataset: Omit<DatasetChoice, 'labels'>,
  control: Control,
): Promise<{ readonly rows: number; readonly preview: string[][] }> {
  const read = async (unlabelled: boolean) => {
    const preview: string[][] = [];
    let rows = 0;
    for await (const row of readRows({ ...dataset, unlabelled }, control)) {
      if (rows++ < PREVIEW) preview.push(listCells(row));
    }
    return { rows, preview };
  };
  return await read(false).catch((error: unknown) => {
    const isLabelMissing =
      error instanceof WeirError && /label/i.test(error.message) && dataset.label === undefined;
    if (!isLabelMissing) throw error;
    return read(true);
  });
}

export async function importDataset(
  file: string,
  { reading, metric }: Pick<CommandInput<'library.import'>, 'reading' | 'metric'>,
  hasher: Hasher,
  control: Control,
): Promise<ImportedDataset> {
  const dataset = { ...reading, file };
  const before = await stat(file).catch((error: unknown) => {
    throw explain(error, file, 'read');
  });
  const { reader, source } = chooseFormat(dataset);
  const columns = await reader.readColumns(source);
  const { rows, preview } = await readAll(dataset, control);
  return {
    name: nameDataset(file),
    hash: await hasher.hashFile(file),
    file,
    bytes: before.size,
    changedAt: before.mtimeMs,
    rows,
    columns: columns.map(({ name, index }) => name ?? String(index)),
    reading,
    metric: metric ?? null,
    preview,
  };
}
