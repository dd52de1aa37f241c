/** Rows of the tasks that ask for more than a label of each text: hostile files first. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DatasetSpec, readRows } from '../../../src-main/core/dataset/rows.ts';
import { collect } from '../../collect.ts';
import { temporaryFolder } from '../../temporary.ts';

/** Objects as JSON lines, or a text as it is. */
type Content = string | Uint8Array | readonly object[];

async function read(name: string, content: Content, spec: Partial<DatasetSpec> = {}) {
  const file = join(await temporaryFolder(), name);
  const isList = Array.isArray(content);
  await writeFile(
    file,
    isList ? content.map((row) => `${JSON.stringify(row)}\n`).join('') : (content as string),
  );
  return collect(readRows({ file, ...spec }));
}

/** What `read` says, with the temporary folder left out. */
async function complain(...input: Parameters<typeof read>): Promise<string> {
  const error: unknown = await read(...input).catch((error: unknown) => error);
  expect(error).toMatchObject({ name: 'WeirError' });
  return (error as Error).message.replace(/'[^' ]*\/([^'/]*)'/g, "'$1'");
}

describe('labelled words', () => {
  const tokens = { problem: 'token-labels' } as const;
  const whole = { tokens: ['EU', 'rejects'], ner_tags: ['B-ORG', 'O'] };

  it.each([
    [{ tokens: ['a', 'b'], ner_tags: ['O'] }, '2 words and 1 labels on line 2; expected as many of both'],
    [{ ner_tags: ['O'] }, 'nothing for the words on line 2; expected a text'],
    [{ tokens: ['a'] }, 'nothing for the labels on line 2; expected a text'],
    [{ tokens: ['a', null], ner_tags: [0, 0] }, 'nothing for the word on line 2; expected a text'],
    [{ tokens: [['a']], ner_tags: [0] }, 'the word ["a"] on line 2; expected a text'],
    [{ tokens: ['a'], ner_tags: [null] }, 'nothing for the label on line 2; expected a text'],
    [{ tokens: ['a'], ner_tags: { a: 1 } }, 'the labels {"a":1} on line 2; expected a text'],
  ])('are refused, with their line: %j', async (row, complaint) => {
    expect(await complain('x.jsonl', [whole, row], tokens)).toBe(`Dataset 'x.jsonl' has ${complaint}.`);
  });

  it('are lists of JSON, names or ids', async () => {
    const rows = await read('x.jsonl', [whole, { tokens: [1999, '.'], ner_tags: [3, 0] }], tokens);
    expect(rows).toEqual([
      {
        ...{ index: 0, text: 'EU rejects', pair: undefined, label: undefined },
        ...{ words: ['EU', 'rejects'], wordLabels: ['B-ORG', 'O'] },
      },
      {
        ...{ index: 1, text: '1999 .', pair: undefined, label: undefined },
        ...{ words: ['1999', '.'], wordLabels: [3, 0] },
      },
    ]);
  });

  it('may be cells of a table, as JSON or between spaces', async () => {
    const content = 'words\tpos_tags\n["a b", "c"]\t[1, 2]\n[CLS] is  here\tX Y Z\n';
    const rows = await read('x.tsv', content, tokens);
    expect(rows.map(({ words, wordLabels }) => [words, wordLabels])).toEqual([
      [
        ['a b', 'c'],
        [1, 2],
      ],
      [
        ['[CLS]', 'is', 'here'],
        ['X', 'Y', 'Z'],
      ],
    ]);
  });

  it('need no labels where none are wanted', async () => {
    const [row] = await read('x.jsonl', [{ tokens: ['a'] }], { ...tokens, unlabelled: true });
    expect(row).toMatchObject({ words: ['a'] });
    expect(row).not.toHaveProperty('wordLabels');
  });

  it('are named by row in Parquet', async () => {
    // Its lists have one number for each row's number modulo 3; see rows.test.ts.
    const file = join(import.meta.dirname, '../../fixtures/rows.parquet');
    await expect(collect(readRows({ file, ...tokens, text: ['sentence'], label: 'tags' }))).rejects.toThrow(
      /has \d+ words and \d labels on row 1; expected as many of both/,
    );
    const rows = await collect(readRows({ file, ...tokens, text: ['tags'], label: 'tags' }));
    expect(rows[17]).toMatchObject({ words: ['1', '2'], wordLabels: [1, 2] });
  });
});

describe('CoNLL', () => {
  const lines = (...all: string[]) => all.map((line) => `${line}\n`).join('');
  const shown = (rows: Awaited<ReturnType<typeof read>>) =>
    rows.map(({ words, wordLabels }) => [words?.join(' '), wordLabels?.join(' ')]);

  it.each([
    [['EU NNP B-ORG', 'rejects O'], '2 columns on line 2; its sentence has 3'],
    [['', 'EU B-ORG', 'rejects VBZ O'], '3 columns on line 3; its sentence has 2'],
    [['a\tNN\tO', 'b\tO'], '2 columns on line 2; its sentence has 3'],
  ])('refuses words with other columns than their sentence: %j', async (content, complaint) => {
    expect(await complain('x.conll', lines(...content))).toBe(`Dataset 'x.conll' has ${complaint}.`);
  });

  it('refuses a sentence that lacks the column of labels, and a file without any', async () => {
    expect(await complain('x.bio', lines('a NN O', '', 'b'))).toBe(
      "Dataset 'x.bio' has nothing for the labels on line 3; expected a text.",
    );
    expect(await complain('x.bio', lines('a', 'b'))).toBe(
      "Dataset 'x.bio' has no column of a customary name for the label; its columns are 'tokens'.",
    );
  });

  it.each(['', '\n\n', '-DOCSTART- -X- O\n\n'])('refuses a file without words: %j', async (content) => {
    expect(await complain('x.conll', content)).toBe("Dataset 'x.conll' is empty.");
  });

  it('refuses a sentence without an end', async () => {
    expect(await complain('x.conll', 'a O\n'.repeat(2 ** 16 + 1))).toContain(
      'has more than 65536 words up to line 65537 without an empty line',
    );
  });

  it('has sentences between empty lines, and passes over the beginnings of documents', async () => {
    const content = lines(
      ...['-DOCSTART- -X- -X- O', '', 'EU NNP B-NP B-ORG', 'rejects VBZ B-VP O', '', '', '  '],
      ...['-DOCSTART- -X- -X- O', 'Peter NNP B-NP B-PER', '-DOCSTART- -X- -X- O', 'Fin NN I O'],
    );
    expect(shown(await read('x.conll', content))).toEqual([
      ['EU rejects', 'B-ORG O'],
      ['Peter', 'B-PER'],
      ['Fin', 'O'],
    ]);
  });

  it('has columns by tabs, which keep spaces, or by several spaces', async () => {
    expect(shown(await read('x.iob', 'New York\tB-LOC\r\n.\tO\r\n'))).toEqual([['New York .', 'B-LOC O']]);
    expect(shown(await read('x.iob2', 'New    B-LOC \n York  I-LOC'))).toEqual([['New York', 'B-LOC I-LOC']]);
  });

  it('has its words and labels in the first and last column, or in those that are chosen', async () => {
    const content = lines('1\tEU\tNNP\tB-ORG', '2\tis\tVBZ\tO');
    const chosen = { text: [1], label: '2' };
    expect(shown(await read('x.conll', content, chosen))).toEqual([['EU is', 'NNP VBZ']]);
    expect(shown(await read('x.conll', content))).toEqual([['1 2', 'B-ORG O']]);
    expect(await complain('x.conll', content, { label: 'ner' })).toBe(
      "Dataset 'x.conll' has no column 'ner'; its columns are 'tokens', '1', '2', 'tags'.",
    );
  });

  it('may end in .txt where words are to be labelled', async () => {
    expect(shown(await read('x.txt', 'EU B-ORG\n', { problem: 'token-labels' }))).toEqual([['EU', 'B-ORG']]);
    expect(shown(await read('x.train', 'EU B-ORG\n', { format: 'conll' }))).toEqual([['EU', 'B-ORG']]);
  });
});

describe('questions about contexts', () => {
  const span = { problem: 'span' } as const;
  const context = 'In 1969 the 🚀 flew to the Moon.';
  const question = 'Where?';
  const squad = (qas: unknown, more: object = {}) =>
    JSON.stringify({ version: 'v2.0', data: [{ title: 'Moon', paragraphs: [{ context, qas, ...more }] }] });
  const moon = { text: 'Moon', answer_start: 26 };

  it.each([
    [
      { text: ['Sun'], answer_start: [0] },
      'the answer "Sun" at 0 on line 1; expected it to stand there in the context',
    ],
    [
      { text: ['Moon'], answer_start: [27] },
      'the answer "Moon" at 27 on line 1; expected it to stand there in the context',
    ],
    [{ text: ['Moon'], answer_start: [-6] }, 'the answer "Moon" at -6'],
    [{ text: ['Moon'], answer_start: [1e15] }, 'the answer "Moon" at 1000000000000000'],
    [{ text: ['In'], answer_start: [null] }, 'the answer "In" at null'],
    [{ text: ['In'], answer_start: ['0'] }, 'the answer "In" at "0"'],
    [{ text: ['n'], answer_start: [0.5] }, 'the answer "n" at 0.5'],
    [{ text: [7], answer_start: [0] }, 'the answer 7 at 0'],
    [
      { text: ['In', 'Moon'], answer_start: [0] },
      'the answers {"text":["In","Moon"],"answer_start":[0]} on line 1; expected lists of \'text\' and \'answer_start\'',
    ],
    [{ text: 'In', answer_start: 0 }, 'the answers {"text":"In","answer_start":0}'],
    [['In'], 'the answers ["In"]'],
    ['Moon', 'the answers "Moon"'],
    [null, 'the answers null'],
  ])('are refused where an answer is %j', async (answers, complaint) => {
    expect(await complain('x.jsonl', [{ question, context, answers }], span)).toContain(complaint);
  });

  it.each([
    [{ context: null }, 'nothing for the context on line 1'],
    [{ question: ['a'] }, 'the question ["a"] on line 1'],
  ])('are refused without their texts: %j', async (change, complaint) => {
    const row = { question, context, answers: [], ...change };
    expect(await complain('x.jsonl', [row], span)).toBe(
      `Dataset 'x.jsonl' has ${complaint}; expected a text.`,
    );
  });

  it('are two columns of texts', async () => {
    expect(
      await complain('x.jsonl', [{ question, context, answers: [] }], { ...span, text: ['question'] }),
    ).toBe("Dataset 'x.jsonl' is given 1 text column; expected two.");
  });

  it('name the question in SQuAD', async () => {
    const qas = [
      { id: 'q1', question, answers: [moon] },
      { id: 'q2', question, answers: [{ ...moon, answer_start: 3 }] },
    ];
    expect(await complain('x.json', squad(qas), span)).toBe(
      "Dataset 'x.json' has the answer \"Moon\" at 3 on question 'q2'; expected it to stand there in the context.",
    );
    expect(await complain('x.json', squad([{ question, answers: 3 }]), span)).toContain(
      'the answers 3 on question 1',
    );
    expect(await complain('x.json', squad([{ id: 'q', answers: [] }]), span)).toContain(
      "nothing for the question on question 'q'",
    );
  });

  it.each([
    ['{"data": [{"paragraphs": 1}]}', "no list of objects 'paragraphs', which SQuAD's files have"],
    ['{"data": [{"paragraphs": [{"context": ""}]}]}', "no list of objects 'qas'"],
    ['{"data": [{"paragraphs": [1]}]}', "no list of objects 'paragraphs'"],
    ['{"data": [{"paragraphs": [', 'is not JSON'],
    ['{"data": [{"paragraphs": []}]}', 'is empty'],
  ])('are refused where SQuAD is not what it begins as: %s', async (content, complaint) => {
    expect(await complain('x.json', content)).toContain(complaint);
  });

  it.each(['[]', '7', 'null', '{}', '', '['.repeat(100_000), `{"data":${'['.repeat(100_000)}`])(
    'are refused where they are said to be SQuAD (case %#)',
    async (content) => {
      expect(await complain('x.json', content, { format: 'squad' })).toMatch(
        /^Dataset 'x.json' (is|has no list)/,
      );
    },
  );

  it('are refused where SQuAD is not UTF-8', async () => {
    const content = Buffer.from(squad([{ id: 'é', question, answers: [] }]), 'latin1');
    expect(await complain('x.json', content)).toContain('is not UTF-8 text');
  });

  it('are read from SQuAD, whatever its ending and layout, starts in UTF-16 units', async () => {
    const qas = [
      { id: 'q1', question, answers: [moon, moon, { text: 'In', answer_start: 0 }] },
      { id: 'q2', question: 'Why?', is_impossible: true, answers: [], plausible_answers: [moon] },
      { id: 'q3', question: 'What?', is_impossible: true, answers: [moon] },
    ];
    const expected = [
      {
        index: 0,
        text: question,
        pair: context,
        answers: [
          { text: 'Moon', start: 27 },
          { text: 'In', start: 0 },
        ],
      },
      { index: 1, text: 'Why?', pair: context, answers: [] },
      { index: 2, text: 'What?', pair: context, answers: [] },
    ].map((row) => ({ ...row, label: undefined }));
    const pretty = JSON.stringify(JSON.parse(squad(qas)), null, 4);
    expect(context.startsWith('Moon', 27)).toBe(true);
    expect(await read('x.json', squad(qas))).toEqual(expected);
    expect(await read('x.json', `\uFEFF${pretty}`, span)).toEqual(expected);
    expect(await read('x.jsonl', pretty, span)).toEqual(expected);
    expect(await read('x.squad', squad(qas), { format: 'squad' })).toEqual(expected);
    const [first] = await read('x.json', squad(qas), { ...span, unlabelled: true });
    expect(first).toEqual({ index: 0, text: question, pair: context, label: undefined });
  });

  it('are read from JSON lines, and where a table has JSON in its cells', async () => {
    const flat = { question, context, answers: { text: ['Moon', 'Moon'], answer_start: [26, 26] } };
    const answers = [{ text: 'Moon', start: 27 }];
    expect(await read('x.json', [flat, { ...flat, answers: { text: [], answer_start: [] } }])).toMatchObject([
      { answers },
      { answers: [] },
    ]);
    const table = `question\tcontext\tanswers\n${question}\t${context}\t${JSON.stringify([moon])}\n`;
    expect(await read('x.tsv', table, span)).toMatchObject([{ text: question, pair: context, answers }]);
  });

  it('count code points as Python does, at every place of a text', async () => {
    const text = '🚀é𝒳 \u0301漢字👩‍🚀 end';
    const points = Array.from(text);
    const rows = points.map((_, at) => ({
      ...{ question, context: text },
      answers: { text: [points.slice(at).join('')], answer_start: [at] },
    }));
    const found = await read('x.jsonl', rows, span);
    expect(found.map(({ answers }) => answers![0]!.start)).toEqual(
      points.map((_, at) => points.slice(0, at).join('').length),
    );
  });
});

describe('choices', () => {
  const choose = { problem: 'multiple-choice' } as const;
  const swag = {
    ...{ sent1: 'She sits.', sent2: 'He', label: 2 },
    ...{ ending0: 'runs', ending1: 'eats', ending2: 'sings', ending3: 'flies' },
  };

  it.each([
    [{ ...swag, label: 4 }, 'the label 4 on line 2; expected one of the 4 choices'],
    [{ ...swag, label: -1 }, 'the label -1'],
    [{ ...swag, label: 'E' }, 'the label "E"'],
    [{ ...swag, label: '' }, 'the label ""'],
    [{ ...swag, label: null }, 'the label null'],
    [{ ...swag, label: 0.5 }, 'the label 0.5'],
    [{ ...swag, sent2: undefined }, 'nothing for the second text on line 2; expected a text'],
    [{ ...swag, ending3: null }, 'nothing for the choice on line 2; expected a text'],
  ])('are refused, with their line: %j', async (row, complaint) => {
    expect(await complain('x.jsonl', [swag, row], choose)).toContain(complaint);
  });

  it.each([
    [['one'], '1 choices on line 2; expected at least two'],
    [[], '0 choices on line 2'],
    [['a', 'b', 'c'], '3 choices on line 2; expected 2, as on the first row'],
    ['a or b', 'the choices "a or b" on line 2; expected a list'],
    [{ label: ['A', 'B'] }, 'the choices {"label":["A","B"]} on line 2'],
    [{ text: ['a', 'b'], label: 'A' }, 'the choices {"text":["a","b"],"label":"A"}'],
    [['a', { b: 1 }], 'the choice {"b":1} on line 2'],
  ])('are refused as a list: %j', async (choices, complaint) => {
    const row = { question: 'Which?', choices: ['a', 'b'], label: 0 };
    expect(await complain('x.jsonl', [row, { ...row, choices }], choose)).toContain(complaint);
  });

  it('are asked for where no column is customary', async () => {
    expect(await complain('x.jsonl', [{ question: 'a', ending0: 'b', label: 0 }], choose)).toBe(
      "Dataset 'x.jsonl' has no column of a customary name for the choices; its columns are 'question', 'ending0', 'label'.",
    );
  });

  const chosen = { index: 0, pair: undefined };

  it.each([
    ['SWAG', swag, { text: 'She sits.', choices: ['He runs', 'He eats', 'He sings', 'He flies'], label: 2 }],
    [
      'HellaSwag',
      { ind: 4, ctx_a: 'x', ctx: 'A man', endings: ['a', 'b', 'c', 'd'], label: '3' },
      { text: 'A man', choices: ['a', 'b', 'c', 'd'], label: 3 },
    ],
    [
      'ARC',
      { id: 'x', question: 'Which?', choices: { text: ['a', 'b'], label: ['1', '2'] }, answerKey: '2' },
      { text: 'Which?', choices: ['a', 'b'], label: 1 },
    ],
    [
      'CommonsenseQA',
      { question: 'Which?', choices: { label: ['A', 'B', 'C'], text: ['a', 'b', 'c'] }, answerKey: 'C' },
      { text: 'Which?', choices: ['a', 'b', 'c'], label: 2 },
    ],
    [
      'RACE',
      { article: 'Long.', question: 'Which?', options: ['a', 'b', 'c', 'd'], answer: 'B' },
      { text: 'Long.', choices: ['Which? a', 'Which? b', 'Which? c', 'Which? d'], label: 1 },
    ],
    [
      'COPA',
      { premise: 'It rains.', choice1: 'wet', choice2: 'dry', question: 'effect', label: 0 },
      { text: 'It rains.', choices: ['wet', 'dry'], label: 0 },
    ],
    [
      'PIQA',
      { goal: 'Open it', sol1: 'push', sol2: 'pull', label: 1 },
      { text: 'Open it', choices: ['push', 'pull'], label: 1 },
    ],
  ])('are found in %s', async (_, row, expected) => {
    expect(await read('x.jsonl', [row], choose)).toEqual([{ ...chosen, ...expected }]);
    // Its columns tell what it is.
    expect(await read('x.jsonl', [row])).toEqual([{ ...chosen, ...expected }]);
  });

  it('may be in columns that are chosen', async () => {
    const content = 'q\tright\twrong\tkey\nWhich?\t1\t2\tb\n';
    const spec = { ...choose, text: ['q'], choices: ['right', 2], label: 'key' };
    expect(await read('x.tsv', content, spec)).toEqual([
      { ...chosen, text: 'Which?', choices: ['1', '2'], label: 1 },
    ]);
    expect((await read('x.tsv', content, { ...spec, unlabelled: true }))[0]!.label).toBeUndefined();
  });

  it('may be a list in a cell of a table', async () => {
    const content = 'question\tchoices\tlabel\nWhich?\t["a", "b"]\t1\n';
    expect(await read('x.tsv', content, choose)).toMatchObject([{ choices: ['a', 'b'], label: 1 }]);
  });
});

describe('texts of a language', () => {
  const language = { problem: 'causal-language' } as const;

  it('are refused where there are none', async () => {
    expect(await complain('x.txt', '\n \n\t\n')).toBe("Dataset 'x.txt' is empty.");
    expect(await complain('x.jsonl', [{ text: 'a' }, { text: null }], language)).toBe(
      "Dataset 'x.jsonl' has nothing for the text on line 2; expected a text.",
    );
    expect(await complain('x.jsonl', [{ title: 'a' }], language)).toContain(
      'no column of a customary name for the text',
    );
    expect(await complain('x.txt', 'a\n', { problem: 'single-label' })).toContain(
      'no column of a customary name for the label',
    );
  });

  it('are the lines of a plain text, but for the empty ones', async () => {
    const rows = await read('x.txt', '\uFEFF First line.\r\n\r\n   \nSecond\tline "here"\nlast');
    expect(rows).toEqual(
      [' First line.', 'Second\tline "here"', 'last'].map((text, index) => ({
        ...{ index, text, pair: undefined, label: undefined },
      })),
    );
  });

  it('need no labels, and are in a column that is customary or chosen', async () => {
    const rows = [{ id: 1, content: 'a b' }];
    expect((await read('x.jsonl', rows, language))[0]!.text).toBe('a b');
    expect((await read('x.jsonl', rows, { ...language, text: ['id'] }))[0]!.text).toBe('1');
    const table = 'sentence\tlabel\na good film\t1\n';
    expect(await read('x.tsv', table, { problem: 'masked-language' })).toEqual([
      { index: 0, text: 'a good film', pair: undefined, label: undefined },
    ]);
  });
});

describe('a file whose caller says no task', () => {
  it('is of labelled texts where it has these, whatever else it has', async () => {
    const row = {
      text: 'a',
      label: 1,
      tokens: ['a'],
      ner_tags: [0],
      question: 'b',
      context: 'c',
      answers: [],
    };
    expect(await read('x.jsonl', [row])).toEqual([{ index: 0, text: 'a', pair: undefined, label: 1 }]);
  });

  it('is of labelled texts where columns are chosen', async () => {
    const row = { tokens: ['a', 'b'], ner_tags: ['O', 'O'] };
    expect(await read('x.jsonl', [row], { text: ['tokens'], label: 'ner_tags' })).toEqual([
      { index: 0, text: '["a","b"]', pair: undefined, label: '["O","O"]' },
    ]);
    expect(await read('x.jsonl', [row])).toMatchObject([{ words: ['a', 'b'] }]);
  });
});
