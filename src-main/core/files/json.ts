/** JSON objects from files that nobody vouches for. */
import { WeirError } from '../../contract/error.ts';

/** The reference reader's limit, for the same reason: what is longer is an attack or an accident. */
export const LARGEST_JSON = 100_000_000;

const DEEPEST_JSON = 100;

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The object that a text, or its UTF-8 bytes, spells. Unlike JSON.parse, it refuses a key that stands twice in one object, and
 * nesting so deep that it can only be meant to exhaust memory. A byte order mark is passed over. `title` begins the error's sentence. Throws 'invalid-file'.
 */
export function parseObject(json: string | Uint8Array, title: string): JsonObject {
  try {
    const text =
      typeof json === 'string'
        ? json.replace(/^\uFEFF/, '')
        : new TextDecoder('utf-8', { fatal: true }).decode(json);
    checkKeys(text, title);
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (cause) {
    if (cause instanceof WeirError) throw cause;
    throw new WeirError('invalid-file', `${title} is not JSON: ${(cause as Error).message}.`, { cause });
  }
  throw new WeirError('invalid-file', `${title} is JSON, but not an object.`);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value for a sentence, cut where it is long. */
export function show(value: unknown): string {
  // Parquet has 64-bit integers, of which JSON knows nothing.
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'bigint' ? Number(part) : part,
  ) as string | undefined;
  if (text === undefined) return 'nothing';
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** One walk over the brackets and strings of a text that may not even be JSON: JSON.parse judges that afterwards. */
function checkKeys(text: string, title: string): void {
  const colon = /\s*:/y;
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{' || character === '[') {
      if (open.push(new Set()) > DEEPEST_JSON) {
        throw new WeirError('invalid-file', `${title} is nested more than ${DEEPEST_JSON} levels deep.`);
      }
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === '"') {
      const begin = at++;
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
      colon.lastIndex = at + 1;
      if (!colon.test(text)) continue;
      const key = JSON.parse(text.slice(begin, at + 1)) as string;
      if (open.at(-1)?.has(key)) throw new WeirError('invalid-file', `${title} names ${show(key)} twice.`);
      open.at(-1)?.add(key);
    }
  }
}
