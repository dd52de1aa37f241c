/** Parquet, one row group at a time. */
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { WeirError } from '../../contract/error.ts';
import { type OpenFile, openForReading, readInto } from '../files/disk.ts';
import type { TableFormat } from './table.ts';

export const PARQUET: TableFormat = {
  async readColumns({ file }) {
    await using source = await openForReading(file);
    const { metadata } = await readFooter(source, file);
    return namesOf(metadata).map((name, index) => ({ index, name }));
  },

  async *readCells({ file }, columns) {
    await using source = await openForReading(file);
    const { buffer, metadata } = await readFooter(source, file);
    const width = namesOf(metadata).length;
    const names = columns.map(({ name = '' }) => name);
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      const rows: Record<string, unknown>[] = await explainFormat(file, () =>
        parquetReadObjects({ file: buffer, metadata, compressors, columns: names, rowStart, rowEnd }),
      );
      for (const [offset, row] of rows.entries()) {
        yield { place: `row ${rowStart + offset + 1}`, width, cells: names.map((name) => row[name]) };
      }
      rowStart = rowEnd;
    }
  },
};

interface Footer {
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
}

async function readFooter(source: OpenFile, file: string): Promise<Footer> {
  const buffer: AsyncBuffer = {
    byteLength: source.size,
    async slice(begin, end = source.size) {
      const bytes = new Uint8Array(end - begin);
      await readInto(source, begin, bytes);
      return bytes.buffer;
    },
  };
  return { buffer, metadata: await explainFormat(file, () => parquetMetadataAsync(buffer)) };
}

function namesOf(metadata: FileMetaData): string[] {
  return parquetSchema(metadata).children.map(({ element }) => element.name);
}

async function explainFormat<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof WeirError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WeirError('invalid-dataset', `Dataset '${file}' is not Parquet that can be read: ${reason}.`, {
      cause,
    });
  }
}
