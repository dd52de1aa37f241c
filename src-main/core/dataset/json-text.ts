/** JSON as datasets have it: SQuAD's one object where a file begins as such, otherwise an object a line. */
import { JSON_LINES } from './json-lines.ts';
import { looksLikeSquad, SQUAD } from './squad.ts';
import type { TableFormat } from './table.ts';

export const JSON_TEXT: TableFormat = {
  async readColumns(source) {
    return (await chooseReader(source.file)).readColumns(source);
  },

  async *readCells(source, columns) {
    yield* (await chooseReader(source.file)).readCells(source, columns);
  },
};

async function chooseReader(file: string): Promise<TableFormat> {
  return (await looksLikeSquad(file)) ? SQUAD : JSON_LINES;
}
