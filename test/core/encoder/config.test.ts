/** config.json judged: what is refused by which sentence, and what is read. */
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src-main/core/encoder/config-reader.ts';

const BERT = {
  architectures: ['BertForSequenceClassification'],
  model_type: 'bert',
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 12,
  hidden_act: 'gelu',
  max_position_embeddings: 16,
  type_vocab_size: 2,
  vocab_size: 30,
  layer_norm_eps: 1e-12,
};

const KNOWN =
  'bert, roberta, xlm-roberta, camembert, distilbert, electra, albert, mpnet, deberta-v2, modernbert, gpt2';

const parse = (changes: object) => parseConfig(JSON.stringify({ ...BERT, ...changes }), "'c/config.json'");

describe('a configuration is refused', () => {
  it.each([
    [{ model_type: 'llama' }, `'c/config.json' has model_type "llama"; known are: ${KNOWN}.`],
    [{ model_type: '__proto__' }, `'c/config.json' has model_type "__proto__"; known are: ${KNOWN}.`],
    [{ model_type: undefined }, `'c/config.json' has model_type nothing; known are: ${KNOWN}.`],
    [{ hidden_size: '8' }, `'c/config.json' has 'hidden_size' "8"; expected a whole number from 1.`],
    [{ num_hidden_layers: 0 }, `'c/config.json' has 'num_hidden_layers' 0; expected a whole number from 1.`],
    [{ vocab_size: 1.5 }, `'c/config.json' has 'vocab_size' 1.5; expected a whole number from 1.`],
    [{ num_attention_heads: 3 }, `'c/config.json' splits 8 hidden units among 3 heads, which leaves a rest.`],
    [
      { hidden_act: 'swish2' },
      `'c/config.json' has the activation "swish2"; known are: gelu, gelu_new, gelu_pytorch_tanh, relu, tanh, silu, swish.`,
    ],
    [
      { position_embedding_type: 'relative_key' },
      `'c/config.json' has 'position_embedding_type' "relative_key"; expected "absolute".`,
    ],
    [
      { problem_type: 'ranking' },
      `'c/config.json' has problem_type "ranking"; known are: single_label_classification, multi_label_classification, regression.`,
    ],
    [
      { problem_type: 'constructor' },
      `'c/config.json' has problem_type "constructor"; known are: single_label_classification`,
    ],
    [{ num_labels: 1e12 }, `'c/config.json' has num_labels 1000000000000; expected a whole number from 1 to`],
    [{ num_labels: 1.5 }, `'c/config.json' has num_labels 1.5; expected a whole number from 1 to`],
    [{ id2label: { 0: 'a', 2: 'b' } }, `'c/config.json' names 2 labels, but none has the id 1.`],
    [
      { layer_norm_eps: '1e-12' },
      `'c/config.json' has the layer norm epsilon "1e-12"; expected a small number.`,
    ],
  ])('with %o', (changes, sentence) => {
    expect(() => parse(changes)).toThrow(sentence);
  });

  it('that names a setting twice', () => {
    expect(() => parseConfig('{"hidden_size":1,"hidden_size":2}', "'c/config.json'")).toThrow(
      `'c/config.json' names "hidden_size" twice.`,
    );
  });

  it('that is not JSON, or no object', () => {
    expect(() => parseConfig('{', "'c/config.json'")).toThrow(/^'c\/config.json' is not JSON: /);
    expect(() => parseConfig('[]', "'c/config.json'")).toThrow("'c/config.json' is JSON, but not an object.");
  });
});

describe('a task head', () => {
  it.each([
    [
      'has two labels when nothing is said, as in Hugging Face',
      {},
      { problem: 'single-label', labels: ['LABEL_0', 'LABEL_1'], outputs: 2 },
    ],
    [
      'takes its names by id',
      { id2label: { 1: 'yes', 0: 'no' } },
      { problem: 'single-label', labels: ['no', 'yes'], outputs: 2 },
    ],
    [
      'takes them from label2id too',
      { label2id: { yes: 1, no: 0 } },
      { problem: 'single-label', labels: ['no', 'yes'], outputs: 2 },
    ],
    [
      'is a regression where it has one output',
      { num_labels: 1 },
      { problem: 'regression', labels: ['LABEL_0'], outputs: 1 },
    ],
    [
      'may give several labels',
      { problem_type: 'multi_label_classification' },
      { problem: 'multi-label', labels: ['LABEL_0', 'LABEL_1'], outputs: 2 },
    ],
    ['is not there in a bare encoder', { architectures: ['BertModel'] }, undefined],
  ])('%s', (_, changes, head) => {
    expect(parse(changes).head).toEqual(head);
  });
});
