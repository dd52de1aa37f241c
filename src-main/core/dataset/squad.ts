/** SQuAD's JSON (Rajpurkar et al. 2016, 2018): articles of paragraphs of questions, each question a row. */
import { WeirError } from '../../contract/error.ts';
import { isObject, type JsonObject } from '../files/json.ts';
import type { TableFormat } from './table.ts';
import { readHead, readText } from './text.ts';

/** Characters of a file: it is one JSON text, which is held as a whole. SQuAD's own has 42 million. */
const LONGEST = 2 ** 27;

const BEGIN = /^\uFEFF?\s*\{\s*(?:"version"\s*:\s*(?:"[^"]*"|[\d.]+)\s*,\s*)?"data"\s*:\s*\[\s*\{/;

const COLUMNS = ['question', 'context', 'answers', 'id'] as const;

/** Whether a file begins as SQuAD's do: `{"version": …, "data": [{… "paragraphs"`, with or without the version. */
export async function looksLikeSquad(file: string): Promise<boolean> {
  const head = await readHead(file);
  return BEGIN.test(head) && head.includes('"paragraphs"');
}

/** Questions that are marked as impossible have no answers, whatever else stands there. */
export const SQUAD: TableFormat = {
  async readColumns({ file }) {
    const { value } = await readQuestions(file).next();
    return value ? COLUMNS.map((name, index) => ({ index, name })) : [];
  },

  async *readCells({ file }, columns) {
    let number = 0;
    for await (const question of readQuestions(file)) {
      number++;
      yield {
        place: `question ${typeof question.id === 'string' ? `'${question.id}'` : number}`,
        width: COLUMNS.length,
        cells: columns.map(({ index }) => question[COLUMNS[index]!]),
      };
    }
  },
};

type Question = Readonly<Record<(typeof COLUMNS)[number], unknown>>;

async function* readQuestions(file: string): AsyncGenerator<Question, undefined> {
  for (const article of listOf(parse(await readWhole(file), file), 'data', file)) {
    for (const paragraph of listOf(article, 'paragraphs', file)) {
      for (const { question, id, answers, is_impossible: impossible } of listOf(paragraph, 'qas', file)) {
        yield { question, id, context: paragraph.context, answers: impossible === true ? [] : answers };
      }
    }
  }
  return undefined;
}

async function readWhole(file: string): Promise<string> {
  let text = '';
  for await (const chunk of readText(file)) {
    text += chunk;
    if (text.length <= LONGEST) continue;
    throw new WeirError(
      'invalid-dataset',
      `Dataset '${file}' is one JSON text of more than ${LONGEST} characters, which is held as a whole.`,
      { hint: 'Save it as JSONL, one question a line.' },
    );
  }
  return text;
}

function parse(text: string, file: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (cause) {
    throw new WeirError('invalid-dataset', `Dataset '${file}' is not JSON: ${(cause as Error).message}.`, {
      cause,
    });
  }
  throw new WeirError('invalid-dataset', `Dataset '${file}' is JSON, but not an object with 'data'.`);
}

function listOf(holder: JsonObject, key: string, file: string): JsonObject[] {
  const list = holder[key];
  if (Array.isArray(list) && list.every(isObject)) return list;
  throw new WeirError(
    'invalid-dataset',
    `Dataset '${file}' has no list of objects '${key}', which SQuAD's files have.`,
  );
}
