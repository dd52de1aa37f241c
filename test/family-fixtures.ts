/** The tiny classifiers of every family: see README.md beside them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../src-main/core/dataset/rows.ts';

export const FAMILY_FIXTURES = join(import.meta.dirname, 'fixtures/families');

/** Of a family's folder. Some rows are pairs, which one choice of columns could not say. */
export function readFamilyRows(folder: string): Row[] {
  const lines = readFileSync(join(folder, 'rows.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line, index) => {
    const { text, pair, label } = JSON.parse(line) as Row;
    return { index, text, pair, label };
  });
}
