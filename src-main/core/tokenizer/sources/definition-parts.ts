/** Parts of tokenizer.json that definitions are assembled from. */
import type { JsonObject } from '../../files/json.ts';
import type { SpecialTokens } from './special-tokens.ts';

/** What stands between the texts of a pair, and of what type the second is, by families. MPNet reads no types, but is given them. */
const PAIRS = {
  bert: { separators: 1, type: 1 },
  mpnet: { separators: 2, type: 1 },
  roberta: { separators: 2, type: 0 },
} as const;

/** Around texts: `[CLS] A [SEP] B [SEP]`, `<s> A </s> </s> B </s>`, or nothing. */
export type TemplateName = keyof typeof PAIRS | 'none';

export function assembleTemplate(name: TemplateName, { names }: SpecialTokens): JsonObject | null {
  if (name === 'none') return null;
  const special = (token: string | undefined, type: number) => ({
    SpecialToken: { id: token ?? '', type_id: type },
  });
  const sequence = (id: 'A' | 'B', type: number) => ({ Sequence: { id, type_id: type } });
  const { separators, type } = PAIRS[name];
  const single = [special(names.cls_token, 0), sequence('A', 0), special(names.sep_token, 0)];
  const between = Array.from({ length: separators - 1 }, () => special(names.sep_token, 0));
  const pair = [...single, ...between, sequence('B', type), special(names.sep_token, type)];
  return { type: 'TemplateProcessing', single, pair };
}
