/** The options of lists (a table), and the query that they make. */
import { InvalidArgumentError, Option } from 'commander';
import type { CommandRequest } from '../../contract/commands.ts';
import { parseFrom, type Options } from './options.ts';

type Query = CommandRequest<'library.scores'>;
type Value = string | number | boolean | null;

/** What reads as a number is one: columns hold raw values. */
function readValue(raw: string): Value {
  if (raw === 'null') return null;
  if (raw === 'true' || raw === 'false') return raw === 'true';
  return raw.trim() !== '' && Number.isFinite(Number(raw)) ? Number(raw) : raw;
}

function appendCondition(
  raw: string,
  before: Readonly<Record<string, Value>> = {},
): Readonly<Record<string, Value>> {
  const at = raw.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Expected COLUMN=VALUE.');
  return { ...before, [raw.slice(0, at)]: readValue(raw.slice(at + 1)) };
}

function appendSort(raw: string, before: NonNullable<Query['sort']> = []): NonNullable<Query['sort']> {
  const [column = '', order, ...rest] = raw.split(':');
  if (column === '' || rest.length > 0 || (order !== undefined && order !== 'asc' && order !== 'desc')) {
    throw new InvalidArgumentError('Expected COLUMN, or COLUMN:desc.');
  }
  return [...before, { column, descending: order === 'desc' }];
}

function appendText(raw: string, before: readonly string[] = []): readonly string[] {
  return [...before, raw];
}

export const TAG = new Option('--tag <TAG>', 'tag to look for, or to give').argParser(appendText);

export const LIST: readonly Option[] = [
  new Option('--search <WORDS>', 'words that names, tags or notes have'),
  TAG,
  new Option('--where <COLUMN=VALUE>', 'value that a column has').argParser(appendCondition),
  new Option('--sort <COLUMN>', 'column to sort by, COLUMN:desc downwards').argParser(appendSort),
  new Option('--limit <N>', 'rows to show').default(50).argParser(parseFrom(0)),
  new Option('--offset <N>', 'rows to pass over').default(0).argParser(parseFrom(0)),
  new Option('--trashed', 'what is in the trash instead'),
];

/** Several tags cannot be asked for at once: the last one counts. */
export function readQuery({ search, tag, where, sort, limit, offset, trashed }: Options): Query {
  const wanted = tag?.at(-1);
  const conditions = { ...where, ...(wanted === undefined ? {} : { tags: wanted }) };
  return { search, where: conditions, sort, limit, offset, trashed };
}
