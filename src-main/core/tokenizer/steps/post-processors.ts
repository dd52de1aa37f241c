/** The post-processors of tokenizer.json: a table of what special tokens stand around texts, and of what type each token is. */
import { WeirError } from '../../../contract/error.ts';
import { isObject, type JsonObject, show } from '../../files/json.ts';

/** A special token by its id, or the tokens of a text: 0 the first, 1 the second; and their type. */
export interface Slot {
  readonly content: { readonly id: number } | { readonly text: 0 | 1 };
  readonly type: number;
}

/** What a text, and what a pair, becomes. */
export interface Template {
  readonly single: readonly Slot[];
  readonly pair: readonly Slot[];
}

const text = (text: 0 | 1, type = 0): Slot => ({ content: { text }, type });
const special = (id: number, type = 0): Slot => ({ content: { id }, type });

/** Without special tokens. The models that do without read no types. */
const PLAIN: Template = { single: [text(0)], pair: [text(0), text(1)] };

type IdOf = (token: string) => number | undefined;

/** What each does is told by its source, tokenizers/src/processors/; undefined: nothing. */
const POST_PROCESSORS: Readonly<Record<string, (config: JsonObject, idOf: IdOf) => Template | undefined>> = {
  BertProcessing: (config) => {
    const [cls, sep] = [readNamed(config.cls), readNamed(config.sep)];
    const single = [special(cls), text(0), special(sep)];
    return { single, pair: [...single, text(1, 1), special(sep, 1)] };
  },
  ByteLevel: () => undefined,
  RobertaProcessing: (config) => {
    const [cls, sep] = [readNamed(config.cls), readNamed(config.sep)];
    const single = [special(cls), text(0), special(sep)];
    return { single, pair: [...single, special(sep), text(1), special(sep)] };
  },
  Sequence: ({ processors }, idOf) =>
    (Array.isArray(processors) ? processors : [])
      .map((one) => create(one, idOf))
      .findLast((template) => template !== undefined),
  TemplateProcessing: (config, idOf) => ({
    single: readSlots(config, 'single', idOf),
    pair: readSlots(config, 'pair', idOf),
  }),
};

/** Throws a WeirError: 'unsupported' for one that is not in the table, 'mismatch' for a special token without an id. */
export function createTemplate(config: unknown, idOf: IdOf): Template {
  return (config === null || config === undefined ? undefined : create(config, idOf)) ?? PLAIN;
}

function create(config: unknown, idOf: IdOf): Template | undefined {
  const type = isObject(config) && typeof config.type === 'string' ? config.type : '';
  const found = Object.hasOwn(POST_PROCESSORS, type) ? POST_PROCESSORS[type] : undefined;
  if (found && isObject(config)) return found(config, idOf);
  const known = Object.keys(POST_PROCESSORS).join(', ');
  throw new WeirError(
    'unsupported',
    `The post-processor ${show(isObject(config) ? config.type : config)} is not known; known are: ${known}.`,
  );
}

/** The id of a token that is given as its text and id. */
function readNamed(value: unknown): number {
  const id: unknown = Array.isArray(value) ? value[1] : undefined;
  if (Number.isSafeInteger(id)) return id as number;
  throw new WeirError('unsupported', `A post-processor names ${show(value)}; expected a token and its id.`);
}

function readSlots(config: JsonObject, key: 'single' | 'pair', idOf: IdOf): Slot[] {
  const slots = config[key];
  if (!Array.isArray(slots)) throw new WeirError('unsupported', `The template has no ${key}.`);
  return (slots as unknown[]).flatMap((slot) => {
    const [kind, content] = Object.entries(isObject(slot) ? slot : {})[0] ?? [];
    const type = isObject(content) && typeof content.type_id === 'number' ? content.type_id : 0;
    if (kind === 'Sequence' && isObject(content)) return [text(content.id === 'B' ? 1 : 0, type)];
    if (kind === 'SpecialToken' && isObject(content))
      return listIds(config, String(content.id), idOf).map((id) => special(id, type));
    throw new WeirError('unsupported', `The template has ${show(slot)}.`);
  });
}

/** A special token may be several; where the file does not list them, it is the token of that name. */
function listIds({ special_tokens: listed }: JsonObject, name: string, idOf: IdOf): number[] {
  const entry = isObject(listed) && Object.hasOwn(listed, name) ? listed[name] : undefined;
  const ids: unknown = isObject(entry) ? entry.ids : undefined;
  if (Array.isArray(ids) && ids.every((id) => Number.isSafeInteger(id))) return ids as number[];
  const id = idOf(name);
  if (id !== undefined) return [id];
  throw new WeirError('mismatch', `The vocabulary has no token '${name}', which the template names.`);
}
