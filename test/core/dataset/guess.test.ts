/** How tables of texts seem to want to be read, on tables shaped like those that people have. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { guessReading } from '../../../src-main/core/dataset/guess.ts';
import { createRandom } from '../../../src-main/core/tensor/random.ts';
import { describeWithFixtures } from '../../fixtures.ts';
import { TASKS, type Task } from '../../glue-mini.ts';
import { TINY_WORDS } from '../../tiny-checkpoint.ts';

type Table = readonly (readonly string[])[];

/** Rows by their number, from 0; `random` draws whole numbers below a limit. */
type Draw = (at: number, random: (limit: number) => number, say: (least: number) => string) => string[];

function draw(row: Draw, count = 50, seed = 1): Table {
  const source = createRandom(seed);
  const random = (limit: number): number => Math.floor(source.uniform() * limit);
  const say = (least: number): string =>
    Array.from({ length: least + random(6) }, () => TINY_WORDS[random(TINY_WORDS.length)]!).join(' ');
  return Array.from({ length: count }, (_, at) => row(at, random, say));
}

/** Shape → its rows, and how it is to be read. */
const SHAPES: Readonly<Record<string, readonly [Table, ReturnType<typeof guessReading>]>> = {
  'a header, a sentence and a label': [
    [['sentence', 'label'], ...draw((_, random, say) => [say(3), String(random(2))])],
    { header: true, text: [0], label: 1 },
  ],
  'texts with topics in words, no header': [
    draw((_, random, say) => [`${say(6)}, ${say(8)}`, ['World', 'Sci/Tech', 'Sports'][random(3)]!]),
    { header: false, text: [0], label: 1 },
  ],
  'three ids, two questions and a label, no header': [
    draw((at, random, say) => {
      const ids = [random(400_000), random(400_000), random(400_000)].map(String);
      return [...ids, `${say(3)} ${at}?`, `${say(3)}?`, String(random(2))];
    }),
    { header: false, text: [3, 4], label: 5 },
  ],
  'a running id, two questions and a label, with a header': [
    [
      ['id', 'question1', 'question2', 'is_duplicate'],
      ...draw((at, random, say) => [String(at), say(4), say(4), String(random(2))]),
    ],
    { header: true, text: [1, 2], label: 3 },
  ],
  'a source, a label, a mark that is mostly missing and a sentence, no header': [
    draw((at, random, say) => [`gj0${at % 3}`, String(random(2)), random(4) ? '' : '*', say(4)]),
    { header: false, text: [3], label: 1 },
  ],
  'a genre, a file, a year, a number, a score and two sentences, some rows with more': [
    draw((at, random, say) => [
      ...[`main-${at % 2}`, ['MSRvid', 'headlines'][at % 2]!, `2012test`, String(at).padStart(4, '0')],
      ...[(random(26) / 5).toFixed(3), say(3), say(3)],
      ...(at % 9 === 0 ? [say(2), say(2)] : []),
    ]),
    { header: false, text: [5, 6], label: 4 },
  ],
  'reviews and sentiments in words, with a header': [
    [
      ['review', 'sentiment'],
      ...draw((_, random, say) => [`${say(20)}<br />${say(30)}`, random(2) ? 'positive' : 'negative']),
    ],
    { header: true, text: [0], label: 1 },
  ],
  'the label first, and texts that are numbers too': [
    draw((at, random, say) => [String(random(3)), at % 7 === 0 ? '12' : say(5)]),
    { header: false, text: [1], label: 0 },
  ],
  'stars and a short title beside a long text': [
    draw((_, random, say) => [String(1 + random(5)), say(3), `${say(30)} ${say(30)}`]),
    { header: false, text: [2], label: 0 },
  ],
  'lists of words and of their labels': [
    draw((at, random, say) => {
      const words = say(4).split(' ');
      const labels = words.map(() => ['O', 'B-PER', 'I-PER'][random(3)]!);
      return [String(at), JSON.stringify(labels), JSON.stringify(words)];
    }),
    { header: false, text: [2], label: 1 },
  ],
  'lists of words and of ids, some of them cut, with a header': [
    [
      ['id', 'tokens', 'ner_tags'],
      ...draw((at, random, say) => {
        const words = say(at % 5 === 0 ? 90 : 1).split(' ');
        const labels = words.map(() => random(4));
        return [String(at), ...[words, labels].map((list) => JSON.stringify(list).slice(0, 200))];
      }),
    ],
    { header: true, text: [1], label: 2 },
  ],
  'a text and one list': [
    draw((_, random, say) => [say(4), JSON.stringify([random(3)])]),
    { header: false, text: [0], label: 1 },
  ],
  'nothing that looks like a text': [
    draw((at, random) => [String(at), `w${random(9)}`, String(random(2))]),
    { header: false, text: [], label: 2 },
  ],
  'labels that do not differ in the first rows': [
    [['review', 'sentiment'], ...draw((_, __, say) => [say(5), 'positive'])],
    { header: true, text: [0], label: undefined },
  ],
  'labels that are often missing': [
    draw((at, _, say) => [say(5), at % 3 === 0 ? '' : String(at % 2)]),
    { header: false, text: [0], label: undefined },
  ],
  'one row': [[['a good film', '1']], { header: false, text: [0], label: undefined }],
  'a header alone': [[['sentence', 'label']], { header: true, text: [], label: undefined }],
  'one column': [draw((_, __, say) => [say(4)]), { header: false, text: [0], label: undefined }],
  'empty cells': [
    Array.from({ length: 10 }, () => ['', '', '']),
    { header: false, text: [], label: undefined },
  ],
  'empty rows': [[[], [], []], { header: true, text: [], label: undefined }],
  'no rows': [[], { header: true, text: [], label: undefined }],
};

describe('a table is read with its header, texts and label', () => {
  it.each(Object.entries(SHAPES))('where it has %s', (_, [rows, expected]) => {
    expect(guessReading(rows)).toEqual(expected);
  });

  it('whichever its rows are', () => {
    for (let seed = 2; seed < 30; seed++) {
      const qqp: Draw = (_, random, say) => [String(random(1e6)), say(4), say(4), String(random(2))];
      expect(guessReading(draw(qqp, 50, seed)), String(seed)).toEqual({
        ...{ header: false, text: [1, 2], label: 3 },
      });
    }
  });
});

describe('a header that is known', () => {
  const rows = draw((_, random, say) => [say(5), String(random(2))]);

  it('is not looked for among the rows', () => {
    expect(guessReading(rows, true)).toEqual({ header: true, text: [0], label: 1 });
    expect(guessReading([['sentence', 'label'], ...rows], false).header).toBe(false);
  });

  it('is no header where a cell is long, a sentence, a number, empty, there twice, or stands below it too', () => {
    for (const first of [
      ['x'.repeat(40), 'label'],
      ['sentence', '1'],
      ['sentence', ''],
      ['a', 'a'],
      ['a film to see', 'label'],
    ])
      expect(guessReading([first, ...rows]).header, first.join()).toBe(false);
    expect(guessReading([[rows[3]![0]!, 'label'], ...rows]).header).toBe(false);
  });
});

describeWithFixtures('files of real tasks', (fixtures) => {
  it.each(Object.keys(TASKS) as Task[])('are read as their tasks say: %s', async (task) => {
    for (const name of ['fisher.tsv', 'dev.tsv']) {
      const rows: string[][] = [];
      const file = createReadStream(join(fixtures, 'glue-mini', 'data', task, name));
      for await (const line of createInterface(file)) if (rows.push(line.split('\t')) === 50) break;
      const { columns } = TASKS[task];
      const named = 'header' in columns ? columns : { text: [0], label: 1, header: true };
      expect(guessReading(rows), name).toEqual(named);
    }
  });
});
