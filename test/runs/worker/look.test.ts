/** A first look at a file of texts, whatever it is. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { DatasetChoice } from '../../../src-main/contract/commands.ts';
import { runLook } from '../../../src-main/runs/worker/look.ts';
import { temporaryFolder } from '../../temporary.ts';

const ROWS = Array.from({ length: 60 }, (_, at) => [`a film of number ${at}`, at % 2 ? 'good' : 'bad']);
const HEADER = ['review', 'sentiment'];

async function look(name: string, content: string | Buffer, choices: Partial<DatasetChoice> = {}) {
  const file = join(await temporaryFolder(), name);
  await writeFile(file, content);
  return runLook({ dataset: { file, ...choices } }, {}, {});
}

const join2 = (rows: readonly (readonly string[])[], by: string): string =>
  rows.map((row) => row.join(by)).join('\n');

describe('what cannot be looked at is refused in one sentence', () => {
  it.each([
    ['an empty file', 'a.tsv', '', /is empty\.$/],
    ['a file of empty lines', 'a.tsv', '\n\n\n', /is empty\.$/],
    ['bytes', 'a.tsv', Buffer.from([0xff, 0xfe, 0, 0xd8, 10]), /is not UTF-8 text/],
    ['UTF-16', 'a.csv', Buffer.from('text,label\n', 'utf16le').fill(0xff, 0, 2), /is not UTF-8 text/],
    ['what only calls itself Parquet', 'a.parquet', 'PAR1 not really', /a\.parquet/],
    ['what only calls itself JSON', 'a.jsonl', '{"text": "good"', /a\.jsonl/],
    ['an ending that says nothing', 'a.dat', 'good\t1', /says no format/],
    ['a line without an end', 'a.tsv', 'x'.repeat(2 ** 24 + 2 ** 17), /bytes on line 1\.$/],
    ['quotes that never end', 'a.csv', `text,label\n"good,1\n${'x'.repeat(100)}`, /a\.csv/],
  ])('%s', async (_, name, content, says) => {
    const looked = look(name, content);
    await expect(looked).rejects.toThrow(says);
    await expect(looked).rejects.toThrow(/^[^\n]+\.$/);
  });

  it('a file that is not there, and a folder', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'a.tsv'));
    const read = (name: string) => runLook({ dataset: { file: join(folder, name) } }, {}, {});
    await expect(read('b.tsv')).rejects.toMatchObject({ code: 'missing-file' });
    await expect(read('a.tsv')).rejects.toThrow(/is not a file\.$/);
  });
});

describe('a file is looked at', () => {
  it.each([
    ['a.tsv', join2([HEADER, ...ROWS], '\t'), {}],
    ['a.TSV', join2([HEADER, ...ROWS], '\t'), {}],
    ['a.csv', join2([HEADER, ...ROWS], ','), {}],
    ['a.jsonl', ROWS.map(([review, sentiment]) => JSON.stringify({ review, sentiment })).join('\n'), {}],
    ['a.data', join2([HEADER, ...ROWS], ';'), { format: 'csv', delimiter: ';' }],
    [
      'a.txt',
      ROWS.map(([review, sentiment]) => JSON.stringify({ review, sentiment })).join('\n'),
      {
        format: 'jsonl',
      },
    ],
  ] as const)('%s, with names, texts and label', async (name, content, choices) => {
    const found = await look(name, content, choices);
    expect(found).toMatchObject({
      columns: HEADER.map((column, index) => ({ name: column, index })),
      ...{ text: [0], label: 1, fault: null },
    });
    expect(found.rows).toEqual(ROWS.slice(0, 20));
  });

  it('without a header', async () => {
    for (const [name, choices] of [
      ['a.tsv', {}],
      ['a.dat', { format: 'tsv' }],
    ] as const) {
      const found = await look(name, join2(ROWS, '\t'), choices);
      expect(found).toMatchObject({
        text: [0],
        label: 1,
        fault: null,
        columns: [{ name: null }, { name: null }],
      });
      expect(found.rows[0]).toEqual(ROWS[0]);
    }
  });

  it('with quotes, delimiters and line ends within cells', async () => {
    const rows = ROWS.map(([text, label], at) => `"${text!}, ""said""\nnumber ${at}",${label!}`);
    const found = await look('a.csv', ['review,sentiment', ...rows].join('\r\n'));
    expect(found.rows[1]).toEqual(['a film of number 1, "said"\nnumber 1', 'good']);
    expect(found).toMatchObject({ text: [0], label: 1, fault: null });
  });

  it('that is Parquet', async () => {
    const file = fileURLToPath(new URL('../../fixtures/rows.parquet', import.meta.url));
    const found = await runLook({ dataset: { file } }, {}, {});
    // Columns id, sentence, label, tags and good; labels are 64-bit integers.
    expect(found).toMatchObject({ text: [1], label: 2, fault: null });
    expect(found.columns.map(({ name }) => name)).toEqual(['id', 'sentence', 'label', 'tags', 'good']);
    expect(found.rows.map((row) => row[2])).toEqual(found.rows.map((_, at) => String(at % 3)));
  });

  it('with long cells cut, and what is no text shown as JSON', async () => {
    const rows = [
      { text: 'good '.repeat(100), label: [1, 2], more: null },
      { text: 'a bad film', label: 3 },
    ];
    const found = await look('a.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
    expect(found.rows[0]!.map((cell) => cell.length)).toEqual([300, 5, 0]);
    expect(found.rows[1]).toEqual(['a bad film', '3', '']);
  });
});

describe('a look says why rows cannot be read', () => {
  it('so far as columns are asked for that are not there', async () => {
    const found = await look('a.tsv', join2([HEADER, ...ROWS], '\t'), { label: 'colour' });
    expect(found).toMatchObject({ text: [0], label: 1 });
    expect(found.fault).toMatch(/has no column 'colour'; its columns are 'review', 'sentiment'\.$/);
  });

  it('where nothing looks like a text or a label, and no name tells', async () => {
    const numbers = ROWS.map((_, at) => [String(at), String(at * 7)]);
    const found = await look('a.tsv', join2([['x', 'y'], ...numbers], '\t'));
    expect(found.fault).toMatch(/no column of a customary name for the text; its columns are 'x', 'y'\.$/);
    const texts = ROWS.map(([text]) => [text!, 'good']);
    const second = await look('a.tsv', join2([HEADER, ...texts], '\t'));
    expect(second.fault).toMatch(/no column of a customary name for the label/);
  });

  it('and nothing where names tell what the first cells do not', async () => {
    const sorted = ROWS.map(([text]) => [text!, '1']);
    expect(await look('a.tsv', join2([['sentence', 'label'], ...sorted], '\t'))).toMatchObject({
      ...{ text: [0], label: 1, fault: null },
    });
    const short = ROWS.map((_, at) => [`w${at}`, String(at % 2)]);
    expect(await look('a.tsv', join2([['sentence', 'label'], ...short], '\t'))).toMatchObject({
      ...{ text: [0], label: 1, fault: null },
    });
  });
});

describe('a file of another task than labelled texts', () => {
  const words = ['a', 'film', 'of', 'Kubrick'];
  const question = { question: 'Which film is it?', context: 'It is a film.' };
  const squad = {
    data: [{ paragraphs: [{ context: 'A.', qas: [{ id: 'q', question: 'B?', answers: [] }] }] }],
  };

  it.each([
    ['a.conll', words.map((word) => `${word} NN O`).join('\n'), [0], 2],
    ['a.jsonl', JSON.stringify({ ner_tags: [0, 0, 0, 1], tokens: words }), [1], 0],
    ['a.json', JSON.stringify(squad), [0, 1], 2],
    ['a.jsonl', JSON.stringify({ answers: { text: [], answer_start: [] }, ...question }), [1, 2], 0],
    ['a.jsonl', JSON.stringify({ label: 1, endings: ['x', 'y'], ctx: 'a film' }), [2], 0],
    ['a.txt', 'A film.\nAnother film.\n', [0], null],
  ] as const)('is read by the names of its columns: %s %s', async (name, content, text, label) => {
    expect(await look(name, content)).toMatchObject({ text, label, fault: null });
  });
});
