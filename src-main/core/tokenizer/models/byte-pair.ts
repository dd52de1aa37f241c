/** Byte-pair encoding: a word's characters, joined in the order in which the merges were learnt (tokenizers/src/models/bpe/word.rs). */
import { WeirError } from '../../../contract/error.ts';
import { type JsonObject, show } from '../../files/json.ts';
import { listByteIds, type Model, readVocabulary, spellInBytes } from './model.ts';

interface Merge {
  readonly rank: number;
  /** What the two are together. */
  readonly id: number;
}

/** A merge that may be done at a place of a word, unless the place has changed by then. */
interface Candidate extends Merge {
  readonly at: number;
}

/** Throws a WeirError: 'invalid-file' for a merge of tokens that the vocabulary lacks. */
export function createBytePair(config: JsonObject): Model {
  const vocabulary = readVocabulary(config.vocab);
  const prefix = readAffix(config.continuing_subword_prefix);
  const suffix = readAffix(config.end_of_word_suffix);
  const merges = readMerges(config.merges, vocabulary, prefix);
  const unknownId = typeof config.unk_token === 'string' ? vocabulary.get(config.unk_token) : undefined;
  const byteIds = listByteIds(config, vocabulary);

  /** The ids of a word's characters. What the vocabulary lacks is its bytes, or unknown, or left out. */
  function spell(word: string): number[] {
    const ids: number[] = [];
    let unknown = false;
    const characters = Array.from(word);
    for (const [index, character] of characters.entries()) {
      const last = index === characters.length - 1;
      const text = (index > 0 ? prefix : '') + character + (last ? suffix : '');
      const id = vocabulary.get(text);
      const bytes = id === undefined ? spellInBytes(text, byteIds) : undefined;
      // Bytes come before an unknown character that waits: so it is in the reference.
      if (bytes) ids.push(...bytes);
      else if (id !== undefined) {
        if (unknown) ids.push(unknownId!);
        unknown = false;
        ids.push(id);
      } else if (unknownId !== undefined) {
        if (unknown && config.fuse_unk !== true) ids.push(unknownId);
        unknown = true;
      }
    }
    if (unknown) ids.push(unknownId!);
    return ids;
  }

  return {
    vocabulary,
    unknownId,
    encode(word) {
      const whole = config.ignore_merges === true ? vocabulary.get(word) : undefined;
      return whole === undefined ? mergeAll(spell(word), merges) : [whole];
    },
  };
}

function readAffix(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Merges by their pair; `merges` are pairs of tokens, or texts with a space between the two. */
function readMerges(
  merges: unknown,
  vocabulary: ReadonlyMap<string, number>,
  prefix: string,
): ReadonlyMap<number, Merge> {
  if (!Array.isArray(merges)) throw new WeirError('unsupported', 'The byte-pair model lists no merges.');
  const found = new Map<number, Merge>();
  for (const [rank, item] of (merges as unknown[]).entries()) {
    const pair = typeof item === 'string' ? item.split(' ') : item;
    const [a, b] = Array.isArray(pair) && pair.length === 2 ? (pair as unknown[]) : [];
    const [first, second, id] =
      typeof a === 'string' && typeof b === 'string'
        ? [a, b, a + b.slice(prefix.length)].map((token) => vocabulary.get(token))
        : [];
    if (first === undefined || second === undefined || id === undefined) {
      throw new WeirError(
        'invalid-file',
        `Merge ${rank + 1}, ${show(item)}, is not of two tokens that the vocabulary has, alone and together.`,
      );
    }
    found.set(pairKey(first, second), { rank, id });
  }
  return found;
}

/** Exact, as ids are below 2³¹ and vocabularies far below 2²². */
function pairKey(first: number, second: number): number {
  return first * 2 ** 22 + second;
}

/** Does the merges that are possible, the one learnt first before the others, and of its places the first. */
function mergeAll(symbols: readonly number[], merges: ReadonlyMap<number, Merge>): readonly number[] {
  const ids = [...symbols];
  const next = ids.map((_, at) => (at + 1 < ids.length ? at + 1 : -1));
  const previous = ids.map((_, at) => at - 1);
  const gone = new Uint8Array(ids.length);
  const waiting = new Heap();
  const find = (at: number): Merge | undefined =>
    at < 0 || next[at]! < 0 ? undefined : merges.get(pairKey(ids[at]!, ids[next[at]!]!));
  const offer = (at: number) => {
    const merge = find(at);
    if (merge) waiting.push({ ...merge, at });
  };
  for (const at of ids.keys()) offer(at);
  for (let top = waiting.pop(); top; top = waiting.pop()) {
    const { at, id } = top;
    if (gone[at] || find(at)?.id !== id) continue;
    const second = next[at]!;
    ids[at] = id;
    gone[second] = 1;
    next[at] = next[second]!;
    if (next[at] >= 0) previous[next[at]] = at;
    offer(previous[at]!);
    offer(at);
  }
  return ids.filter((_, at) => !gone[at]);
}

/** The candidates, of which the one to be done first comes out first. */
class Heap {
  readonly #items: Candidate[] = [];

  push(item: Candidate): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0 && isBefore(item, items[(at - 1) >> 1]!)) {
      items[at] = items[(at - 1) >> 1]!;
      at = (at - 1) >> 1;
    }
    items[at] = item;
  }

  pop(): Candidate | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let at = 0;
    for (let child = 1; child < items.length; child = 2 * at + 1) {
      if (child + 1 < items.length && isBefore(items[child + 1]!, items[child]!)) child++;
      if (!isBefore(items[child]!, last)) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = last;
    return top;
  }
}

function isBefore(a: Candidate, b: Candidate): boolean {
  return a.rank === b.rank ? a.at < b.at : a.rank < b.rank;
}
