/** The normalizers of tokenizer.json: a table of what is done to a text before it is split. */
import { WeirError } from '../../../contract/error.ts';
import { isObject, type JsonObject, show } from '../../files/json.ts';
import { characterClass, createForm, lowerCase, skipSpace, skipSpaceBefore } from './characters.ts';
import { createCharsmap } from './charsmap.ts';
import { compilePattern } from './patterns.ts';

export type Normalize = (text: string) => string;

/** What each does is told by its source, tokenizers/src/normalizers/. */
const NORMALIZERS: Readonly<Record<string, (config: JsonObject) => Normalize>> = {
  BertNormalizer: createBertNormalizer,
  ByteLevel: () => spellBytes,
  Lowercase: () => lowerCase,
  NFC: () => createForm('NFC'),
  NFD: () => createForm('NFD'),
  NFKC: () => createForm('NFKC'),
  NFKD: () => createForm('NFKD'),
  Nmt: () => (text) => text.replace(NMT_REMOVED, '').replace(NMT_SPACES, ' '),
  Precompiled: ({ precompiled_charsmap: map }) =>
    typeof map === 'string' && map !== '' ? createCharsmap(Buffer.from(map, 'base64')) : (text) => text,
  Prepend: ({ prepend }) => {
    const text = readString(prepend, 'prepend');
    return (rest) => (rest === '' ? '' : text + rest);
  },
  Replace: ({ pattern, content }) => {
    const [compiled, text] = [compilePattern(pattern), readString(content, 'content')];
    return (rest) => rest.replace(compiled, () => text);
  },
  Sequence: ({ normalizers }) => {
    const all = (Array.isArray(normalizers) ? normalizers : []).map(createNormalizer);
    return (text) => all.reduce((text, normalize) => normalize(text), text);
  },
  Strip: ({ strip_left: left, strip_right: right }) => {
    return (text) => {
      const end = right === true ? skipSpaceBefore(text, text.length) : text.length;
      return text.slice(left === true ? Math.min(skipSpace(text, 0), end) : 0, end);
    };
  },
  StripAccents: () => {
    const marks = new RegExp(characterClass('mark'), 'gv');
    return (text) => text.replace(marks, '');
  },
};

/** Throws a WeirError ('unsupported') for one that is not in the table, or without what it needs. */
export function createNormalizer(config: unknown): Normalize {
  if (config === null || config === undefined) return (text) => text;
  const type = isObject(config) && typeof config.type === 'string' ? config.type : '';
  const create = Object.hasOwn(NORMALIZERS, type) ? NORMALIZERS[type] : undefined;
  if (create && isObject(config)) return create(config);
  const known = Object.keys(NORMALIZERS).join(', ');
  throw new WeirError(
    'unsupported',
    `The normalizer ${show(isObject(config) ? config.type : config)} is not known; known are: ${known}.`,
  );
}

const NMT_REMOVED = new RegExp(String.raw`[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]`, 'g');
const NMT_SPACES = /[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/g;

const IDEOGRAPHS =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;

/** Cleans, sets ideographs apart, strips accents, lower-cases: in this order. */
function createBertNormalizer(config: JsonObject): Normalize {
  const lower = config.lowercase !== false;
  const strip = typeof config.strip_accents === 'boolean' ? config.strip_accents : lower;
  const removed = new RegExp(String.raw`[\0\ufffd[${characterClass('other')}--[\t\n\r]]]`, 'gv');
  const accents = new RegExp(characterClass('nonspacing'), 'gv');
  const steps: readonly (readonly [used: boolean, step: Normalize])[] = [
    [config.clean_text !== false, (text) => text.replace(removed, '').replace(/\p{White_Space}/gu, ' ')],
    [config.handle_chinese_chars !== false, (text) => text.replace(IDEOGRAPHS, ' $& ')],
    [strip, createForm('NFD')],
    [strip, (text) => text.replace(accents, '')],
    [lower, lowerCase],
  ];
  const used = steps.filter(([used]) => used);
  return (text) => used.reduce((text, [, step]) => step(text), text);
}

const encoder = new TextEncoder();

/** The bytes of UTF-8, each as the printable character that GPT-2 gives it (encoder.py, bytes_to_unicode). */
export function spellBytes(text: string): string {
  // Printable ASCII spells itself.
  if (/^[!-~]*$/.test(text)) return text;
  let spelled = '';
  for (const byte of encoder.encode(text)) spelled += BYTES[byte]!;
  return spelled;
}

const BYTES: readonly string[] = listByteCharacters();

function listByteCharacters(): string[] {
  const printable = /[!-~\xa1-\xac\xae-\xff]/;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const character = String.fromCharCode(byte);
    return printable.test(character) ? character : String.fromCharCode(next++);
  });
}

function readString(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new WeirError('unsupported', `A normalizer has ${name} ${show(value)}; expected a text.`);
}
