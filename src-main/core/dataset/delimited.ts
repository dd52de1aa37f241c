/** Tables of text whose cells a delimiter separates: GLUE's unquoted kind and the quoted kind of RFC 4180. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { WeirError } from '../../contract/error.ts';
import type { Source, TableFormat } from './table.ts';
import { LONGEST_RECORD, readLines, readText } from './text.ts';

interface TextRecord {
  /** From 1; a quoted record of several lines goes by its last. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Quote characters are ordinary characters, a line is a row, and empty lines are skipped. */
export const UNQUOTED = fromRecords(readUnquoted);

/** A quoted cell may hold delimiters, line ends and doubled quotes; a quote inside an unquoted cell is kept as it is. */
export const QUOTED = fromRecords(readQuoted);

function fromRecords(readRecords: (source: Source) => AsyncIterable<TextRecord>): TableFormat {
  return {
    async readColumns(source) {
      for await (const { cells } of readRecords(source)) {
        return cells.map((cell, index) => ({ index, name: source.header ? cell.trim() : undefined }));
      }
      return [];
    },

    async *readCells(source, columns) {
      let isHeader = source.header;
      for await (const { line, cells } of readRecords(source)) {
        if (isHeader) isHeader = false;
        else {
          yield {
            place: `line ${line}`,
            width: cells.length,
            cells: columns.map(({ index }) => cells[index]),
          };
        }
      }
    },
  };
}

async function* readUnquoted({ file, delimiter }: Source): AsyncGenerator<TextRecord> {
  let line = 0;
  for await (const text of readLines(file)) {
    line++;
    if (text !== '') yield { line, cells: text.split(delimiter) };
  }
}

async function* readQuoted({ file, delimiter }: Source): AsyncGenerator<TextRecord> {
  const parser = parse({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD,
    info: true,
  });
  const fed = pipeline(Readable.from(readText(file)), parser);
  // The reader below meets the same error; unheard here, it would end the program.
  fed.catch(() => undefined);
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      yield { line: info.lines, cells: record };
    }
    await fed;
  } catch (error) {
    throw error instanceof CsvError ? explainQuoting(error, file) : error;
  }
}

interface ParsedRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function explainQuoting(error: CsvError, file: string): WeirError {
  const place = typeof error.lines === 'number' ? `, line ${error.lines}` : '';
  return new WeirError('invalid-dataset', `Dataset '${file}'${place}: ${error.message}.`, {
    hint: 'Where quote characters are ordinary characters, say quote: false.',
    cause: error,
  });
}
