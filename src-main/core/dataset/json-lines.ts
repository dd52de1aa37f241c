/** JSONL: one object a line, its keys the columns. */
import { WeirError } from '../../contract/error.ts';
import { isObject } from '../files/json.ts';
import type { TableFormat } from './table.ts';
import { readLines } from './text.ts';

/** The first object's keys are the columns of the whole file; empty lines are skipped. */
export const JSON_LINES: TableFormat = {
  async readColumns({ file }) {
    for await (const { object } of readObjects(file)) {
      return Object.keys(object).map((name, index) => ({ index, name }));
    }
    return [];
  },

  async *readCells({ file }, columns) {
    for await (const { line, object } of readObjects(file)) {
      yield {
        place: `line ${line}`,
        width: Object.keys(object).length,
        cells: columns.map(({ name = '' }) => (Object.hasOwn(object, name) ? object[name] : undefined)),
      };
    }
  },
};

async function* readObjects(file: string): AsyncGenerator<{ line: number; object: Record<string, unknown> }> {
  let line = 0;
  for await (const text of readLines(file)) {
    line++;
    if (text.trim() !== '') yield { line, object: parseLine(text, file, line) };
  }
}

function parseLine(text: string, file: string, line: number): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (isObject(value)) return value;
  throw new WeirError('invalid-dataset', `Dataset '${file}' has no JSON object on line ${line}.`, {
    hint: 'JSONL has one object a line, and no array around them.',
  });
}
