/** Plain text: a text a line, in one column; empty lines are no rows. */
import type { TableFormat } from './table.ts';
import { readLines } from './text.ts';

export const PLAIN_TEXT: TableFormat = {
  async readColumns({ file }) {
    for await (const text of readLines(file)) if (text.trim() !== '') return [{ index: 0, name: 'text' }];
    return [];
  },

  async *readCells({ file }, columns) {
    let line = 0;
    for await (const text of readLines(file)) {
      line++;
      if (text.trim() === '') continue;
      yield {
        place: `line ${line}`,
        width: 1,
        cells: columns.map(({ index }) => (index === 0 ? text : undefined)),
      };
    }
  },
};
