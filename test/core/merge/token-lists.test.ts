/** Which tokens a checkpoint means by its ids, by whatever files it says so. */
import { describe, expect, it } from 'vitest';
import type { CheckpointTexts } from '../../../src-main/core/files/checkpoint-texts.ts';
import { findTokenClash, listsTokens } from '../../../src-main/core/merge/vocabulary.ts';
import { readKind } from '../tokenizer/kinds.ts';

/** What the checkpoint brings, and the tokenizer.json that transformers makes of it. */
function readTexts(kind: string): readonly [own: CheckpointTexts, converted: CheckpointTexts] {
  const { files, tokenizerJson } = readKind(kind);
  const config = files.config!;
  return [
    { ...(files as CheckpointTexts), config },
    { config, tokenizerJson },
  ];
}

const clash = (a: CheckpointTexts, b: CheckpointTexts) =>
  findTokenClash([
    { name: 'a', texts: a, limit: Infinity },
    { name: 'b', texts: b, limit: Infinity },
  ]);

describe('findTokenClash', () => {
  const kinds = [
    'bert',
    'roberta',
    'gpt2',
    'xlm-roberta',
    'xlm-roberta-bpe',
    'camembert',
    'albert',
    'deberta-v2',
  ];

  it.each(kinds)('knows the tokens of %s by its own files as by the tokenizer.json made of them', (kind) => {
    const [own, converted] = readTexts(kind);
    expect(listsTokens('a', own)).toBe(true);
    expect(clash(own, converted)).toBeUndefined();
    const renamed = converted.tokenizerJson!.replace(/"(▁?)ba"(?=[:,]-?\d)/g, '"$1other"');
    expect(renamed).not.toBe(converted.tokenizerJson);
    expect(clash(own, { ...converted, tokenizerJson: renamed })?.names).toEqual(['a', 'b']);
  });

  it('tells families apart that number the same SentencePiece model differently', () => {
    const [own] = readTexts('xlm-roberta');
    expect(clash(own, { ...own, config: '{"model_type": "camembert"}' })).toEqual({
      id: 0,
      names: ['a', 'b'],
      tokens: ['<s>', '<s>NOTUSED'],
    });
  });

  it('lists no tokens of a SentencePiece model whose family Weir does not know', () => {
    const [own] = readTexts('xlm-roberta');
    expect(listsTokens('a', { ...own, config: '{"model_type": "xlnet"}' })).toBe(false);
  });

  it('counts what added_tokens.json adds', () => {
    const [own] = readTexts('roberta');
    const add = (token: string) => ({ ...own, addedTokens: JSON.stringify({ [token]: 1500 }) });
    expect(clash(add('<x>'), add('<y>'))).toEqual({ id: 1500, names: ['a', 'b'], tokens: ['<x>', '<y>'] });
  });
});
