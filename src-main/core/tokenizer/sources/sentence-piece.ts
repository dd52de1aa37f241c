/** What Hugging Face's conversion makes of a SentencePiece model: unigram or BPE as tokenizer.json (transformers/convert_slow_tokenizer.py). */
import type { JsonObject } from '../../files/json.ts';
import { assembleTemplate, type TemplateName } from './definition-parts.ts';
import type { Piece, SentencePieceModel } from './sentence-piece-model.ts';
import type { SpecialTokens } from './special-tokens.ts';

type ScoredPiece = readonly [text: string, score: number];

/** How a family numbers and normalizes. */
export interface Conversion {
  /** The tokens by their ids: fairseq's families put their own in front. */
  readonly listPieces: (pieces: readonly Piece[]) => readonly ScoredPiece[];
  /** The unknown token's id where it is not the model's own. */
  readonly unknownId: number | undefined;
  readonly normalizers: (config: JsonObject, own: OwnNormalizers) => readonly (JsonObject | undefined)[];
  readonly template: TemplateName;
}

/** What the model itself asks for; undefined where it does not. */
interface OwnNormalizers {
  readonly charsmap: JsonObject | undefined;
  /** Several spaces become one text. */
  readonly joinSpaces: (content: string) => JsonObject | undefined;
}

const scored = ({ text, score }: Piece): ScoredPiece => [text, score];

/** A number with a comma is split there, for which the conversion makes it worthless. */
const NUMBER_AND_COMMA = /[\p{Nd}²³¹⁰-⁹₀-₉],$/u;

const fairseqNormalizers: Conversion['normalizers'] = (_, { charsmap, joinSpaces }) => [
  charsmap,
  { type: 'Strip', strip_left: false, strip_right: true },
  joinSpaces('▁'),
];

export const CONVERSIONS = {
  albert: {
    listPieces: (pieces) =>
      pieces.map(({ text, score }) => [text, NUMBER_AND_COMMA.test(text) ? score - 100 : score]),
    unknownId: undefined,
    normalizers: (config, { charsmap, joinSpaces }) => [
      { type: 'Replace', pattern: { String: '``' }, content: '"' },
      { type: 'Replace', pattern: { String: "''" }, content: '"' },
      ...(config.keep_accents === true ? [] : [{ type: 'NFKD' }, { type: 'StripAccents' }]),
      config.do_lower_case === false ? undefined : { type: 'Lowercase' },
      charsmap,
      joinSpaces(' '),
    ],
    template: 'bert',
  },
  camembert: {
    listPieces: (pieces) => [
      ['<s>NOTUSED', 0],
      ['<pad>', 0],
      ['</s>NOTUSED', 0],
      ['<unk>', 0],
      ['<unk>NOTUSED', -100],
      ...pieces.slice(1).map(scored),
      ['<mask>', 0],
    ],
    unknownId: 3,
    normalizers: fairseqNormalizers,
    template: 'roberta',
  },
  'deberta-v2': {
    listPieces: (pieces) => pieces.map(scored),
    unknownId: undefined,
    normalizers: (config, { charsmap, joinSpaces }) => [
      config.do_lower_case === true ? { type: 'Lowercase' } : undefined,
      { type: 'Strip', strip_left: true, strip_right: true },
      charsmap,
      joinSpaces(' '),
    ],
    template: 'bert',
  },
  'xlm-roberta': {
    listPieces: (pieces) => [
      ['<s>', 0],
      ['<pad>', 0],
      ['</s>', 0],
      ['<unk>', 0],
      ...pieces.slice(3).map(scored),
      ['<mask>', 0],
    ],
    unknownId: 3,
    normalizers: fairseqNormalizers,
    template: 'roberta',
  },
} as const satisfies Record<string, Conversion>;

/** The ids of the tokens; of equal ones the last. */
export function numberPieces(model: SentencePieceModel, { listPieces }: Conversion): Map<string, number> {
  return new Map(listPieces(model.pieces).map(([text], id) => [text, id]));
}

/**
 * A tokenizer.json that does what the family's own class does. Where transformers' conversion leaves out what SentencePiece itself
 * does (byte fallback, a model that wants no space in front or keeps spaces), this is as SentencePiece.
 */
export function assembleSentencePiece(
  model: SentencePieceModel,
  conversion: Conversion,
  config: JsonObject,
  special: SpecialTokens,
): JsonObject {
  const pieces = conversion.listPieces(model.pieces);
  const { charsmap, removesExtraSpaces } = model;
  const normalizers = conversion.normalizers(config, {
    charsmap:
      charsmap.length === 0
        ? undefined
        : { type: 'Precompiled', precompiled_charsmap: Buffer.from(charsmap).toString('base64') },
    joinSpaces: (content) =>
      removesExtraSpaces ? { type: 'Replace', pattern: { Regex: ' {2,}' }, content } : undefined,
  });
  const prefixes = typeof config.add_prefix_space === 'boolean' ? config.add_prefix_space : model.addsPrefix;
  const metaspace = { type: 'Metaspace', prepend_scheme: prefixes ? 'always' : 'never' };
  const punctuation = { type: 'Punctuation', behavior: 'Isolated' };
  return {
    added_tokens: [...listModelTokens(model, numberPieces(model, conversion), special), ...special.added],
    normalizer: { type: 'Sequence', normalizers: normalizers.filter(Boolean) },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: config.split_by_punct === true ? [punctuation, metaspace] : [metaspace],
    },
    post_processor: assembleTemplate(conversion.template, special),
    model:
      model.algorithm === 'unigram'
        ? {
            type: 'Unigram',
            unk_id: conversion.unknownId ?? model.unknownId,
            vocab: pieces,
            byte_fallback: model.byteFallback,
          }
        : {
            type: 'BPE',
            vocab: Object.fromEntries(pieces.map(([text], id) => [text, id])),
            merges: listMerges(model.pieces, pieces),
            unk_token: model.unknownPiece,
            fuse_unk: true,
            byte_fallback: model.byteFallback,
          },
  };
}

/** The model's control and user-defined pieces, found as they stand, but for those that are special anyway. */
function listModelTokens(
  { pieces }: SentencePieceModel,
  ids: ReadonlyMap<string, number>,
  { added }: SpecialTokens,
): JsonObject[] {
  const known = new Set(added.map(({ content }) => content));
  return pieces.flatMap(({ text, type }) => {
    const id = ids.get(text);
    if ((type !== 'control' && type !== 'user-defined') || known.has(text) || id === undefined) return [];
    return [{ id, content: text, special: type === 'control', normalized: false }];
  });
}

/** Every way to make a piece of two, the piece with the better score first, then of the longer parts (generate_merges). */
function listMerges(own: readonly Piece[], pieces: readonly ScoredPiece[]): [string, string][] {
  const order = new Map(own.map(({ text }, index) => [text, index]));
  const merges = [...new Map(pieces)].flatMap(([text, score]) => {
    const characters = Array.from(text);
    const ways = characters.slice(1).flatMap((_, before) => {
      const [a, b] = [characters.slice(0, before + 1).join(''), characters.slice(before + 1).join('')];
      const [first, second] = [order.get(a), order.get(b)];
      if (first === undefined || second === undefined) return [];
      const lengths = [before + 1, characters.length - before - 1] as const;
      return [{ pair: [a, b] as [string, string], first, second, score, lengths }];
    });
    return ways.sort((x, y) => x.first - y.first || x.second - y.second);
  });
  merges.sort((x, y) => y.score - x.score || y.lengths[0] - x.lengths[0] || y.lengths[1] - x.lengths[1]);
  return merges.map(({ pair }) => pair);
}
