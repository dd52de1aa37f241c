/** A SentencePiece model as its file says it (sentencepiece/src/sentencepiece_model.proto). */
import { WeirError } from '../../../contract/error.ts';
import { type Field, readFields } from './wire-format.ts';

export type PieceType = 'normal' | 'unknown' | 'control' | 'user-defined' | 'unused' | 'byte';

export interface Piece {
  readonly text: string;
  /** The logarithm of a probability or, of a byte-pair model, minus the rank of the merge that makes the piece. */
  readonly score: number;
  readonly type: PieceType;
}

export interface SentencePieceModel {
  /** By their ids. */
  readonly pieces: readonly Piece[];
  readonly algorithm: 'unigram' | 'bpe';
  /** Whether what no piece spells is spelled in bytes. */
  readonly byteFallback: boolean;
  readonly unknownId: number;
  readonly unknownPiece: string;
  /** How characters are rewritten; empty: not at all. */
  readonly charsmap: Uint8Array;
  /** Whether a text gets a space in front. */
  readonly addsPrefix: boolean;
  readonly removesExtraSpaces: boolean;
}

const PIECE_TYPES: Readonly<Record<number, PieceType>> = {
  1: 'normal',
  2: 'unknown',
  3: 'control',
  4: 'user-defined',
  5: 'unused',
  6: 'byte',
};

const ALGORITHMS: Readonly<Record<number, SentencePieceModel['algorithm']>> = { 1: 'unigram', 2: 'bpe' };

/**
 * Reads the file called `name`. Throws a WeirError: 'invalid-file' for bytes that are no model, and for one without pieces or with a
 * piece twice; 'unsupported' for models of words or characters.
 */
export function readSentencePiece(bytes: Uint8Array, name: string): SentencePieceModel {
  const title = `The SentencePiece model ${name}`;
  const model = readMessage(bytes, title);
  const pieces = model.all(1).map((value, id) => readPiece(readMessage(value, title), id, title));
  if (pieces.length === 0) throw new WeirError('invalid-file', `${title} has no pieces.`);
  const ids = new Map<string, number>();
  for (const [id, { text }] of pieces.entries()) {
    const earlier = ids.get(text);
    if (earlier !== undefined) {
      throw new WeirError(
        'invalid-file',
        `${title} has the piece '${text}' twice, with the ids ${earlier} and ${id}.`,
      );
    }
    ids.set(text, id);
  }
  // What a message leaves out has the value that the schema gives it.
  const trainer = readMessage(model.bytes(2) ?? NOTHING, title);
  const normalizer = readMessage(model.bytes(3) ?? NOTHING, title);
  const type = trainer.integer(3) ?? 1;
  const algorithm = ALGORITHMS[type];
  if (algorithm === undefined) {
    throw new WeirError('unsupported', `${title} is of type ${type}; known are unigram (1) and BPE (2).`);
  }
  return {
    pieces,
    algorithm,
    byteFallback: trainer.integer(35) === 1,
    unknownId: trainer.integer(40) ?? 0,
    unknownPiece: trainer.text(45) ?? '<unk>',
    charsmap: normalizer.bytes(2) ?? NOTHING,
    addsPrefix: normalizer.integer(3) !== 0,
    removesExtraSpaces: normalizer.integer(4) !== 0,
  };
}

const NOTHING = new Uint8Array();

function readPiece(fields: Message, id: number, title: string): Piece {
  const text = fields.text(1);
  const score = fields.float(2) ?? 0;
  const type = PIECE_TYPES[fields.integer(3) ?? 1];
  if (text !== undefined && text !== '' && Number.isFinite(score) && type !== undefined)
    return { text, score, type };
  throw new WeirError(
    'invalid-file',
    `${title} has no text, no finite score or no known type for the piece ${id}.`,
  );
}

/** The fields of a message by their numbers; of several values of one number the last counts. */
interface Message {
  all(number: number): readonly Field['value'][];
  integer(number: number): number | undefined;
  float(number: number): number | undefined;
  bytes(number: number): Uint8Array | undefined;
  text(number: number): string | undefined;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readMessage(content: Field['value'], title: string): Message {
  if (typeof content === 'number')
    throw new WeirError('invalid-file', `${title} has a number where a message belongs.`);
  const values = Map.groupBy(readFields(content, title), ({ number }) => number);
  const all = (number: number) => (values.get(number) ?? []).map(({ value }) => value);
  const bytes = (number: number) =>
    all(number).findLast((value): value is Uint8Array => value instanceof Uint8Array);
  return {
    all,
    integer: (number) => all(number).findLast((value) => typeof value === 'number'),
    float(number) {
      const value = bytes(number);
      if (value?.length !== 4) return undefined;
      return new DataView(value.buffer, value.byteOffset, 4).getFloat32(0, true);
    },
    bytes,
    text(number) {
      const value = bytes(number);
      try {
        return value && decoder.decode(value);
      } catch (cause) {
        throw new WeirError('invalid-file', `${title} has a text that is not UTF-8.`, { cause });
      }
    },
  };
}
