/** The kinds of tokenizers that are built without tokenizer.json: a table by the families that bring them. */
import type { SpecialDefaults, SpecialKey } from './special-tokens.ts';
import type { TemplateName } from './definition-parts.ts';
import type { CONVERSIONS } from './sentence-piece.ts';

export interface Kind {
  /** What its vocabulary is read from. */
  readonly source: 'vocab.txt' | 'vocab.json and merges.txt' | 'a SentencePiece model';
  readonly conversion?: keyof typeof CONVERSIONS;
  readonly template: TemplateName;
  readonly special: SpecialDefaults;
}

const PLAIN = { flags: {}, additional: [], appended: undefined } as const;

/** A mask stands for a word and the space before it. */
const MASK_WITH_SPACE = { mask_token: { lstrip: true } } as const;

const FAIRSEQ = {
  bos_token: '<s>',
  eos_token: '</s>',
  unk_token: '<unk>',
  sep_token: '</s>',
  pad_token: '<pad>',
  cls_token: '<s>',
  mask_token: '<mask>',
} as const;

const AROUND: readonly SpecialKey[] = ['cls_token', 'sep_token'];

const fairseqPieces = (additional: readonly string[]): Pick<Kind, 'source' | 'template' | 'special'> => ({
  source: 'a SentencePiece model',
  template: 'roberta',
  special: { ...PLAIN, names: FAIRSEQ, flags: MASK_WITH_SPACE, required: AROUND, additional },
});

const BERT: Kind = {
  source: 'vocab.txt',
  template: 'bert',
  special: {
    ...PLAIN,
    names: {
      unk_token: '[UNK]',
      sep_token: '[SEP]',
      pad_token: '[PAD]',
      cls_token: '[CLS]',
      mask_token: '[MASK]',
    },
    required: ['unk_token', 'cls_token', 'sep_token', 'pad_token'],
  },
};

/** transformers' classes, without "Tokenizer" and "Fast" behind. */
export const KINDS: Readonly<Record<string, Kind>> = {
  Albert: {
    source: 'a SentencePiece model',
    conversion: 'albert',
    template: 'bert',
    special: {
      ...PLAIN,
      names: {
        ...BERT.special.names,
        bos_token: '[CLS]',
        eos_token: '[SEP]',
        unk_token: '<unk>',
        pad_token: '<pad>',
      },
      flags: MASK_WITH_SPACE,
      required: AROUND,
    },
  },
  Bert: BERT,
  Camembert: {
    ...fairseqPieces(['<s>NOTUSED', '</s>NOTUSED', '<unk>NOTUSED']),
    conversion: 'camembert',
  },
  DebertaV2: {
    source: 'a SentencePiece model',
    conversion: 'deberta-v2',
    template: 'bert',
    special: {
      ...PLAIN,
      names: { ...BERT.special.names, bos_token: '[CLS]', eos_token: '[SEP]' },
      flags: { unk_token: { normalized: true } },
      required: AROUND,
      appended: 'mask_token',
    },
  },
  GPT2: {
    source: 'vocab.json and merges.txt',
    template: 'none',
    special: {
      ...PLAIN,
      names: { bos_token: '<|endoftext|>', eos_token: '<|endoftext|>', unk_token: '<|endoftext|>' },
      required: [],
    },
  },
  MPNet: {
    source: 'vocab.txt',
    template: 'mpnet',
    special: {
      ...PLAIN,
      names: { ...FAIRSEQ, unk_token: '[UNK]' },
      flags: MASK_WITH_SPACE,
      required: ['unk_token', ...AROUND],
    },
  },
  Roberta: {
    source: 'vocab.json and merges.txt',
    template: 'roberta',
    special: { ...PLAIN, names: FAIRSEQ, flags: MASK_WITH_SPACE, required: AROUND },
  },
  XLMRoberta: { ...fairseqPieces([]), conversion: 'xlm-roberta' },
};

/** Classes that mean another one's tokenizer. */
export const SAME_KIND: Readonly<Record<string, keyof typeof KINDS>> = {
  ConvBert: 'Bert',
  DistilBert: 'Bert',
  Electra: 'Bert',
  Funnel: 'Bert',
  LayoutLM: 'Bert',
  Lxmert: 'Bert',
  MobileBert: 'Bert',
  Retribert: 'Bert',
  SqueezeBert: 'Bert',
  Bart: 'Roberta',
  Longformer: 'Roberta',
};

/** The class that config.json's `model_type` presumes. */
export const KIND_OF_MODEL: Readonly<Record<string, keyof typeof KINDS>> = {
  albert: 'Albert',
  bert: 'Bert',
  camembert: 'Camembert',
  'deberta-v2': 'DebertaV2',
  distilbert: 'Bert',
  electra: 'Bert',
  gpt2: 'GPT2',
  mpnet: 'MPNet',
  roberta: 'Roberta',
  'xlm-roberta': 'XLMRoberta',
};
