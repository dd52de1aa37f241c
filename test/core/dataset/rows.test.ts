/** Datasets of every format, honest and otherwise. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DatasetSpec, readRows } from '../../../src-main/core/dataset/rows.ts';
import { collect } from '../../collect.ts';
import { describeWithFixtures } from '../../fixtures.ts';
import { temporaryFolder } from '../../temporary.ts';

/** Writes a file and reads it as a dataset. */
async function read(name: string, content: string | Uint8Array, spec: Partial<DatasetSpec> = {}) {
  const file = join(await temporaryFolder(), name);
  await writeFile(file, content);
  return collect(readRows({ file, ...spec }));
}

/** What `read` says, with the temporary folder left out. */
async function complain(...input: Parameters<typeof read>) {
  const error: unknown = await read(...input).catch((error: unknown) => error);
  expect(error).toMatchObject({ name: 'WeirError' });
  const { code, message, hint } = error as { code: string; message: string; hint?: string };
  return { code, message: message.replace(/'[^' ]*\/([^'/]*)'/g, "'$1'"), hint };
}

const pairs = (rows: Awaited<ReturnType<typeof read>>) => rows.map(({ text, label }) => [text, label]);

describe('a dataset that is no dataset', () => {
  it('is named when it is not there', async () => {
    const file = join(await temporaryFolder(), 'x.tsv');
    await expect(collect(readRows({ file }))).rejects.toMatchObject({
      code: 'missing-file',
      message: `'${file}' cannot be read: there is no such file or folder.`,
    });
  });

  it('is refused when it is a folder', async () => {
    const file = join(await temporaryFolder(), 'x.csv');
    await mkdir(file);
    await expect(collect(readRows({ file }))).rejects.toThrow(`'${file}' is not a file.`);
  });

  it.each(['x.tsv', 'x.csv', 'x.jsonl'])('is refused when it is empty: %s', async (name) => {
    expect((await complain(name, '')).message).toBe(`Dataset '${name}' is empty.`);
    expect((await complain(name, '\uFEFF\n\n')).message).toBe(`Dataset '${name}' is empty.`);
  });

  it.each(['x.tsv', 'x.csv'])('is refused when it has a header alone: %s', async (name) => {
    const { message } = await complain(name, name === 'x.tsv' ? 'text\tlabel\n' : 'text,label\n');
    expect(message).toBe(`Dataset '${name}' has a header but no rows.`);
  });

  it.each(['x.tsv', 'x.csv', 'x.jsonl'])('is refused when it is not UTF-8: %s', async (name) => {
    const first = name === 'x.jsonl' ? '{"text": "a", "label": 1}' : 'text\tlabel';
    const { message, hint } = await complain(name, Buffer.from(`${first}\ncaf\u00e9\t1\n`, 'latin1'));
    const place = name === 'x.csv' ? 'byte 0' : 'line 2';
    expect(message).toBe(`Dataset '${name}' is not UTF-8 text (near ${place}).`);
    expect(hint).toContain('Save it as UTF-8');
  });

  it('is refused when its last character is cut', async () => {
    const { message } = await complain('x.tsv', Buffer.from('text\tlabel\na\t1\nñ').subarray(0, -1));
    expect(message).toContain('is not UTF-8 text');
  });

  it('is refused when a line has no end', async () => {
    const { message } = await complain('x.tsv', `text\tlabel\n${'a'.repeat(2 ** 24 + 2 ** 17)}`);
    expect(message).toBe("Dataset 'x.tsv' has more than 16777216 bytes on line 2.");
  });

  it('is refused when its ending says nothing', async () => {
    const { code, message } = await complain('x.xlsx', 'PK');
    expect(code).toBe('unsupported');
    expect(message).toBe(
      "The ending of dataset 'x.xlsx' says no format; known are .tsv, .csv, .jsonl, .ndjson, .json, .parquet, .conll, .bio, .iob, .iob2, .txt.",
    );
  });

  it('stops when somebody asks', async () => {
    const file = join(await temporaryFolder(), 'x.tsv');
    await writeFile(file, 'text\tlabel\na\t1\n');
    const rows = readRows({ file }, { signal: AbortSignal.abort() });
    await expect(collect(rows)).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('columns', () => {
  it('that are not there are named beside those that are', async () => {
    expect(await complain('x.tsv', 'sentence\tlabel\na\t1\n', { text: ['sentance'] })).toEqual({
      code: 'invalid-dataset',
      message: "Dataset 'x.tsv' has no column 'sentance'; its columns are 'sentence', 'label'.",
      hint: "Did you mean 'sentence'?",
    });
    const { message } = await complain('x.tsv', 'a\tb\tc\n', { header: false, text: [0], label: 3 });
    expect(message).toBe(
      "Dataset 'x.tsv' has no column 3; without a header its 3 columns go by number, from 0 to 2.",
    );
  });

  it.each([-1, 0.5, Number.NaN, '-1', ''])('cannot have the number %j', async (label) => {
    expect((await complain('x.tsv', 'text\tlabel\na\t1\n', { label })).message).toMatch(/has no column/);
  });

  it('that a row lacks are named with its line', async () => {
    const content = 'id\tsentence\tlabel\n0\ta\t1\n\n1\tb\n';
    expect((await complain('x.tsv', content)).message).toBe(
      "Dataset 'x.tsv' has nothing in column 'label' on line 4, a row of 2 columns.",
    );
    expect((await complain('x.csv', content.replaceAll('\t', ','))).message).toBe(
      "Dataset 'x.csv' has nothing in column 'label' on line 4, a row of 2 columns.",
    );
    expect((await complain('x.tsv', content, { header: false, text: [1], label: 2 })).message).toContain(
      'nothing in column 2 on line 4',
    );
  });

  it('of the same name go by number', async () => {
    const content = 'text\tlabel\tlabel\na\t0\t1\n';
    expect((await complain('x.tsv', content, { label: 'label' })).message).toContain("has 2 columns 'label'");
    expect(pairs(await read('x.tsv', content, { label: 2 }))).toEqual([['a', '1']]);
  });

  it('go by number, also as a string of digits, and a name comes first', async () => {
    const content = 'x\t0\tlabel\na\tb\tc\n';
    expect(pairs(await read('x.tsv', content, { text: [0], label: '2' }))).toEqual([['a', 'c']]);
    expect(pairs(await read('x.tsv', content, { text: ['0'] }))).toEqual([['b', 'c']]);
  });

  it.each([
    ['sentence\tlabel', 'a', undefined, 'b'],
    ['Label\tText', 'b', undefined, 'a'],
    ['question1\tquestion2\tlabels', 'a', 'b', 'c'],
    ['score\tsentence1\tsentence2', 'b', 'c', 'a'],
    ['hypothesis\tpremise\tlabel', 'b', 'a', 'c'],
    ['question\tsentence\tlabel', 'a', 'b', 'c'],
  ])('of customary names are found: %s', async (header, text, pair, label) => {
    expect(await read('x.tsv', `${header}\na\tb\tc\n`)).toEqual([{ index: 0, text, pair, label }]);
  });

  it('of customary names are not chosen between', async () => {
    const { message } = await complain('x.tsv', 'text\ttext\tlabel\na\tb\t1\n');
    expect(message).toBe("Dataset 'x.tsv' has 2 columns 'text'; choose by number.");
  });

  it('of a wide table are not all listed', async () => {
    const header = Array.from({ length: 10_000 }, (_, at) => `c${at}`).join('\t');
    const { message } = await complain('x.tsv', `${header}\n`, { text: ['text'] });
    expect(message).toMatch(/'c0', 'c1', .* 'c19' and 9980 more\.$/);
  });

  it('of other names are asked for', async () => {
    expect(await complain('x.tsv', 'words\tlabel\na\t1\n')).toEqual({
      code: 'invalid-dataset',
      message:
        "Dataset 'x.tsv' has no column of a customary name for the text; its columns are 'words', 'label'.",
      hint: 'Say which column holds the text.',
    });
    const { message } = await complain('x.tsv', 'text\tmood\na\t1\n');
    expect(message).toContain('no column of a customary name for the label');
    expect((await complain('x.tsv', 'a\tb\n', { header: false })).message).toContain(
      'without a header its 2 columns go by number, from 0 to 1',
    );
  });

  it('are one or two for the text', async () => {
    const content = 'a\tb\tc\tlabel\n1\t2\t3\t4\n';
    expect((await complain('x.tsv', content, { text: [] })).message).toContain('given 0 text columns');
    expect((await complain('x.tsv', content, { text: [0, 1, 2] })).message).toContain('given 3 text columns');
  });

  it('need no label where none is wanted', async () => {
    const rows = await read('x.tsv', 'text\na\n', { unlabelled: true });
    expect(rows).toEqual([{ index: 0, text: 'a', pair: undefined, label: undefined }]);
  });
});

describe('TSV', () => {
  it('takes quotes, double spaces and surplus columns as they are', async () => {
    const content = 'he said "no\t0\n"quoted"\t1\tmore\n  two  spaces \t1\n\t0\n';
    expect(pairs(await read('x.tsv', content, { header: false, text: [0], label: 1 }))).toEqual([
      ['he said "no', '0'],
      ['"quoted"', '1'],
      ['  two  spaces ', '1'],
      ['', '0'],
    ]);
  });

  it('may have Windows line ends, a byte order mark and no last line end', async () => {
    const rows = await read('x.tsv', '\uFEFFsentence\tlabel\r\na\t0\r\nb\t1');
    expect(pairs(rows)).toEqual([
      ['a', '0'],
      ['b', '1'],
    ]);
    expect(rows.map(({ index }) => index)).toEqual([0, 1]);
  });

  it('keeps characters whole that two chunks share', async () => {
    const text = 'ä€😀'.repeat(30_000);
    expect(pairs(await read('x.tsv', `text\tlabel\n${text}\t1\n`))).toEqual([[text, '1']]);
  });

  it('unquotes when asked to, and otherwise says how', async () => {
    const content = '"sentence"\t"label"\n"a\tb"\t"1"\n';
    const { message, hint } = await complain('x.tsv', content, { text: ['sentence'] });
    expect(message).toContain(`its columns are '"sentence"', '"label"'`);
    expect(hint).toBe('The header is quoted: say quote: true.');
    expect(pairs(await read('x.tsv', content, { quote: true }))).toEqual([['a\tb', '1']]);
  });

  it('may have another delimiter and another ending', async () => {
    expect(pairs(await read('x.tsv', 'text|label\na "b|1\n', { delimiter: '|' }))).toEqual([['a "b', '1']]);
    expect(pairs(await read('x.txt', 'text\tlabel\n"a\t1\n', { delimiter: '\\t' }))).toEqual([['"a', '1']]);
    expect(pairs(await read('x.dat', 'text\tlabel\na\t1\n', { format: 'tsv' }))).toEqual([['a', '1']]);
  });

  it.each(['', 'ab', '"', '\n'])('cannot have the delimiter %j', async (delimiter) => {
    expect((await complain('x.tsv', 'text\tlabel\na\t1\n', { delimiter })).code).toBe('invalid-input');
  });
});

describe('CSV', () => {
  it('may quote delimiters, line ends and quotes', async () => {
    const content = 'text,label\r\n"a, ""b""\r\nc",1\r\nit\'s 5" long,0\r\n';
    expect(pairs(await read('x.csv', content))).toEqual([
      ['a, "b"\r\nc', '1'],
      ['it\'s 5" long', '0'],
    ]);
  });

  it('names the line of a quote that never ends', async () => {
    const { code, message, hint } = await complain('x.csv', 'text,label\na,1\n"b,0\nc,1\n');
    expect(code).toBe('invalid-dataset');
    expect(message).toMatch(/^Dataset 'x.csv', line \d: Quote Not Closed/);
    expect(hint).toContain('quote: false');
  });

  it('is read unquoted when asked to, with another delimiter too', async () => {
    expect(pairs(await read('x.csv', 'text;label\n"a;1\n', { quote: false, delimiter: ';' }))).toEqual([
      ['"a', '1'],
    ]);
    expect(pairs(await read('x.csv', 'text;label\n"a;b";1\n', { delimiter: ';' }))).toEqual([['a;b', '1']]);
  });

  it('is closed when its reader stops early', async () => {
    const file = join(await temporaryFolder(), 'x.csv');
    await writeFile(file, `text,label\n${'some words,1\n'.repeat(50_000)}`);
    for await (const row of readRows({ file })) {
      expect(row.text).toBe('some words');
      break;
    }
  });
});

describe('JSONL', () => {
  it('has columns by key, whatever their order', async () => {
    const content =
      '{"text": "a", "label": 1}\n\n{"label": true, "text": "b"}\n{"text": 3, "label": ["x", "y"], "more": {}}\n';
    expect(pairs(await read('x.jsonl', content))).toEqual([
      ['a', 1],
      ['b', 'true'],
      ['3', '["x","y"]'],
    ]);
  });

  it.each(['{"text": "b"', '[{"text": "b"}]', '7', 'null', '{"text": "b",}'])(
    'refuses the line %s',
    async (line) => {
      const { message } = await complain('x.jsonl', `{"text": "a", "label": 1}\n${line}\n`);
      expect(message).toBe("Dataset 'x.jsonl' has no JSON object on line 2.");
    },
  );

  it.each([
    ['{"text": "b"}', "nothing in column 'label' on line 2, a row of 1 columns"],
    ['{"text": null, "label": 1}', "nothing in column 'text' on line 2"],
    ['{"text": "b", "label": {"id": 1}}', "neither text nor number in column 'label' on line 2"],
  ])('names what lacks in %s', async (line, complaint) => {
    const { message } = await complain('x.jsonl', `{"text": "a", "label": 1}\n${line}\n`);
    expect(message).toContain(complaint);
  });

  it('takes no key for a column that objects merely inherit', async () => {
    const content = '{"text": "a", "label": 1}\n';
    expect((await complain('x.jsonl', content, { text: ['constructor'] })).message).toContain(
      "no column 'constructor'",
    );
  });

  it('takes no delimiter', async () => {
    expect((await complain('x.jsonl', '{}', { delimiter: ',' })).code).toBe('invalid-input');
  });
});

describe('Parquet', () => {
  // Written by pyarrow 25: 40 rows in row groups of 16, ZSTD; columns id, sentence, label (int64), tags (list), good (boolean).
  const file = join(import.meta.dirname, '../../fixtures/rows.parquet');

  it('is read across row groups', async () => {
    const rows = await collect(readRows({ file }));
    expect(rows).toHaveLength(40);
    expect(rows[0]).toEqual({
      index: 0,
      text: 'The red number 0 — naïve "quoted"\ttext',
      pair: undefined,
      label: 0,
    });
    expect(rows[39]).toEqual({
      index: 39,
      text: 'The blue number 39 — naïve "quoted"\ttext',
      pair: undefined,
      label: 0,
    });
    expect(rows.map(({ label }) => label)).toEqual(rows.map((_, index) => index % 3));
  });

  it('has lists, booleans and columns by number', async () => {
    const lists = await collect(readRows({ file, text: [1, 'id'], label: 'tags' }));
    expect(lists[17]).toMatchObject({ pair: '17', label: '[1,2]' });
    const booleans = await collect(readRows({ file, label: 4 }));
    expect(booleans.slice(0, 2).map(({ label }) => label)).toEqual(['true', 'false']);
  });

  it('lists its columns when one is not there', async () => {
    await expect(collect(readRows({ file, label: 'mood' }))).rejects.toThrow(
      "has no column 'mood'; its columns are 'id', 'sentence', 'label', 'tags', 'good'.",
    );
  });

  it.each([
    ['empty', ''],
    ['short', 'PAR1'],
    ['of another kind', 'text\tlabel\n'.repeat(100)],
    ['without a footer', `PAR1${'x'.repeat(500)}\xff\xff\xff\x7fPAR1`],
  ])('is refused when it is %s', async (_, content) => {
    const { code, message } = await complain('x.parquet', Buffer.from(content, 'latin1'));
    expect(code).toBe('invalid-dataset');
    expect(message).toMatch(/^Dataset 'x.parquet' is not Parquet that can be read/);
  });
});

describeWithFixtures('readRows on the fixtures', (fixtures) => {
  it.each([
    ['sst2', 872, {}],
    ['agnews', 7600, { header: false, text: [0], label: 1 }],
    ['qqp', 3000, { header: false, text: [3, 4], label: 5 }],
    ['cola', 1043, { header: false, text: [3], label: 1 }],
    ['stsb', 1500, { header: false, text: [5, 6], label: 4 }],
  ])('finds every row of %s', async (task, count, spec) => {
    const rows = await collect(
      readRows({ file: join(fixtures, 'glue-mini/data', task, 'dev.tsv'), ...spec }),
    );
    expect(rows).toHaveLength(count);
    expect(rows.every(({ text, label }) => text !== '' && label !== '')).toBe(true);
  });
});
