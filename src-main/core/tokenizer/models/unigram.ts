/** Unigram: the pieces of a word whose scores, log-probabilities, have the largest sum (tokenizers/src/models/unigram/model.rs). */
import { WeirError } from '../../../contract/error.ts';
import { type JsonObject, show } from '../../files/json.ts';
import { listByteIds, type Model, spellInBytes } from './model.ts';

/** How much less than the worst piece an unknown character scores. */
const UNKNOWN_PENALTY = 10;

/** Throws a WeirError: 'unsupported' or 'invalid-file' where the pieces are no list of texts and scores. */
export function createUnigram(config: JsonObject): Model {
  const pieces = readPieces(config.vocab);
  const unknownId = typeof config.unk_id === 'number' ? config.unk_id : undefined;
  if (unknownId !== undefined && pieces[unknownId] === undefined) {
    throw new WeirError(
      'invalid-file',
      `The unknown token's id is ${show(config.unk_id)}, which no piece has.`,
    );
  }
  const vocabulary = new Map(pieces.map(([piece], id) => [piece, id]));
  const scores = Float64Array.from(pieces, ([, score]) => score);
  const unknownScore = scores.reduce((least, score) => Math.min(least, score), Infinity) - UNKNOWN_PENALTY;
  const longest = pieces.reduce((most, [piece]) => Math.max(most, piece.length), 0);
  const byteIds = listByteIds(config, vocabulary);

  /** Ids of the best path, −1 for an unknown character, and where each of its pieces begins. */
  function findPath(word: string): { readonly id: number; readonly begin: number; readonly end: number }[] {
    const best = new Float64Array(word.length + 1);
    const begins = new Int32Array(word.length + 1).fill(-1);
    const ids = new Int32Array(word.length + 1);
    const offer = (begin: number, end: number, score: number, id: number) => {
      // The first of equals stays, as in the reference.
      if (begins[end] !== -1 && score <= best[end]!) return;
      best[end] = score;
      begins[end] = begin;
      ids[end] = id;
    };
    for (let begin = 0; begin < word.length;) {
      const next = begin + (word.codePointAt(begin)! > 0xffff ? 2 : 1);
      let isKnown = false;
      for (let end = begin + 1; end <= Math.min(word.length, begin + longest); end++) {
        const id = vocabulary.get(word.slice(begin, end));
        if (id === undefined) continue;
        offer(begin, end, scores[id]! + best[begin]!, id);
        isKnown ||= end === next;
      }
      if (!isKnown) offer(begin, next, unknownScore + best[begin]!, -1);
      begin = next;
    }
    const path = [];
    for (let end = word.length; end > 0; end = begins[end]!)
      path.push({ id: ids[end]!, begin: begins[end]!, end });
    return path.reverse();
  }

  return {
    vocabulary,
    unknownId,
    encode(word) {
      const ids: number[] = [];
      let unknown = '';
      const flush = () => {
        if (unknown === '') return;
        const id = vocabulary.get(unknown);
        if (id !== undefined) ids.push(id);
        else ids.push(...(spellInBytes(unknown, byteIds) ?? (unknownId === undefined ? [] : [unknownId])));
        unknown = '';
      };
      for (const { id, begin, end } of findPath(word)) {
        // Unknown characters in a row are one token.
        if (id === -1 || id === unknownId) unknown += word.slice(begin, end);
        else {
          flush();
          ids.push(id);
        }
      }
      flush();
      return ids;
    },
  };
}

function readPieces(vocabulary: unknown): (readonly [piece: string, score: number])[] {
  if (!Array.isArray(vocabulary)) throw new WeirError('unsupported', 'The unigram model lists no pieces.');
  return vocabulary.map((item: unknown, id) => {
    const [piece, score] = Array.isArray(item) ? (item as unknown[]) : [];
    if (typeof piece === 'string' && typeof score === 'number') return [piece, score] as const;
    throw new WeirError('invalid-file', `Piece ${id} is ${show(item)}; expected a text and its score.`);
  });
}
