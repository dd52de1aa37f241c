/** Adapters that are no plain LoRA, that do not fit their base, or that lie: each is refused in one sentence. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { asWeirError } from '../../../src-main/contract/error.ts';
import { writeTinyCheckpoint } from '../../tiny-checkpoint.ts';
import { temporaryFolder } from '../../temporary.ts';
import { changeAdapter, fold, LORA, type AdapterChanges } from './spelling.ts';

const QUERY = 'base_model.model.bert.encoder.layer.0.attention.self.query';

async function refusalOf(adapter: string, base = join(LORA, 'bert')): Promise<string> {
  const failure: unknown = await fold(adapter, base).then(
    () => undefined,
    (error: unknown) => error,
  );
  const { code, message } = asWeirError(failure);
  expect(message).toMatch(/^[^\n]+\.$/);
  expect(code).not.toBe('internal');
  return message;
}

const WRONG: Readonly<Record<string, readonly [says: RegExp, changes: AdapterChanges]>> = {
  AdaLoRA: [/by AdaLoRA; expected plain LoRA/, { config: { peft_type: 'ADALORA' } }],
  '(IA)³': [/by \(IA\)³/, { config: { peft_type: 'IA3' } }],
  LoHa: [/by LoHa/, { config: { peft_type: 'LOHA' } }],
  'prefix tuning': [/by prefix tuning/, { config: { peft_type: 'PREFIX_TUNING' } }],
  'a type that nobody knows': [/by peft_type "MAGIC"/, { config: { peft_type: 'MAGIC' } }],
  'a type that every object has': [/by peft_type "constructor"/, { config: { peft_type: 'constructor' } }],
  'no type': [/by peft_type nothing/, { config: { peft_type: undefined } }],
  DoRA: [/by DoRA/, { config: { use_dora: true } }],
  LoftQ: [/by LoftQ/, { config: { loftq_config: { loftq_bits: 4 } } }],
  PiSSA: [/by PiSSA/, { config: { init_lora_weights: 'pissa_niter_16' } }],
  'replicated layers': [/by replicated layers/, { config: { layer_replication: [[0, 2]] } }],
  'a task of no encoder': [/task_type "SEQ_2_SEQ_LM"; known are/, { config: { task_type: 'SEQ_2_SEQ_LM' } }],
  'a task that its family has no head for': [
    /task_type CAUSAL_LM was trained .* no such head of BERT/,
    { config: { task_type: 'CAUSAL_LM' } },
  ],
  'rank 0': [/has r 0; expected a whole number from 1/, { config: { r: 0 } }],
  'a negative rank': [/has r -4/, { config: { r: -4 } }],
  'half a rank': [/has r 0\.5/, { config: { r: 0.5 } }],
  'a rank past all memory': [/has r 1000000000000/, { config: { r: 1e12 } }],
  'a rank that its tensors do not have': [
    /query\.lora_A\.weight' of .* has rank 4, but .* rank 8/,
    { config: { r: 8 } },
  ],
  'a rank of a pattern that its tensors do not have': [
    /query' rank 2\.$/,
    { config: { rank_pattern: { query: 2 } } },
  ],
  'a rank of a pattern that is none': [
    /has rank_pattern\.query 0/,
    { config: { rank_pattern: { query: 0 } } },
  ],
  'patterns that are no object': [/has \[1\] as rank_pattern/, { config: { rank_pattern: [1] } }],
  'patterns that would take for ever together': [
    /has the pattern ".*" in alpha_pattern, which Weir does not evaluate/,
    {
      config: { alpha_pattern: Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`.*.*${at}`, 1])) },
    },
  ],
  'a pattern that would take for ever': [/does not evaluate/, { config: { rank_pattern: { '(a+)+b': 4 } } }],
  'a pattern of many loops': [/does not evaluate/, { config: { rank_pattern: { '.*.*.*.*.*.*!': 4 } } }],
  'a pattern of many ways': [
    /does not evaluate/,
    { config: { rank_pattern: { [`${'(.|.)'.repeat(40)}!`]: 4 } } },
  ],
  'a pattern of many choices': [
    /does not evaluate/,
    { config: { rank_pattern: { [`${'.?'.repeat(60)}!`]: 4 } } },
  ],
  'a pattern that is none': [/does not evaluate/, { config: { rank_pattern: { '(': 4 } } }],
  'no alpha': [/has lora_alpha nothing; expected a number/, { config: { lora_alpha: undefined } }],
  'an alpha that is a text': [/has lora_alpha "8"/, { config: { lora_alpha: '8' } }],
  'a magnitude of DoRA': [
    /query\.lora_magnitude_vector' of .* is not of plain LoRA/,
    {
      tensors: (all) =>
        all.set(`${QUERY}.lora_magnitude_vector`, { shape: [8], values: new Float32Array(8) }),
    },
  ],
  'a bias of an update': [
    /query\.lora_B\.bias' of .* is not of plain LoRA/,
    { tensors: (all) => all.set(`${QUERY}.lora_B.bias`, { shape: [8], values: new Float32Array(8) }) },
  ],
  'half an update': [
    /query\.lora_A\.weight', but no B/,
    { tensors: (all) => all.delete(`${QUERY}.lora_B.weight`) },
  ],
  'two adapters': [
    /holds two adapters, such as '.*query\.lora_A/,
    {
      tensors: (all) =>
        all.set(`${QUERY}.lora_A.other.weight`, { shape: [4, 8], values: new Float32Array(32) }),
    },
  ],
  'a module that the base lacks': [
    /layer\.7\.attention\.self\.query\.lora_A\.weight' of .* is of a module that its base .* does not have/,
    {
      tensors: (all) => {
        for (const end of ['lora_A.weight', 'lora_B.weight'])
          all.set(`${QUERY.replace('.0.', '.7.')}.${end}`, all.get(`${QUERY}.${end}`)!);
      },
    },
  ],
  'a whole tensor that the base lacks': [
    /'base_model\.model\.score\.weight' of .* has no place in/,
    {
      tensors: (all) => all.set('base_model.model.score.weight', { shape: [1], values: new Float32Array(1) }),
    },
  ],
  'factors of the wrong way round': [
    /lora_A\.weight' of .* is \[8,4\]; expected \[4,8\], since '.*query\.weight' of its base .* is \[8,8\]/,
    {
      tensors: (all) => all.set(`${QUERY}.lora_A.weight`, { shape: [8, 4], values: new Float32Array(32) }),
    },
  ],
  'an update of a vector': [
    /LayerNorm\.lora_A\.weight' of .* expected/,
    {
      tensors: (all) => {
        all.set('base_model.model.bert.embeddings.LayerNorm.lora_A.weight', {
          shape: [4, 8],
          values: new Float32Array(32),
        });
        all.set('base_model.model.bert.embeddings.LayerNorm.lora_B.weight', {
          shape: [8, 4],
          values: new Float32Array(32),
        });
      },
    },
  ],
  NaN: [
    /^Tensor '.*query\.lora_B\.weight' of .* holds NaN at element 5/,
    { tensors: (all) => all.get(`${QUERY}.lora_B.weight`)!.values.fill(NaN, 5, 6) },
  ],
  'infinity in a whole tensor': [
    /^Tensor 'base_model\.model\.classifier\.weight' of .* holds Infinity at element 9/,
    { tensors: (all) => all.get('base_model.model.classifier.weight')!.values.fill(Infinity, 9, 10) },
  ],
  'a task head that nobody has': [
    /brings no tensor 'classifier\.weight', which its task head needs/,
    { tensors: (all) => all.delete('base_model.model.classifier.weight') },
  ],
  'half a task head': [
    /brings no tensor 'classifier\.bias', which its task head needs/,
    { tensors: (all) => all.delete('base_model.model.classifier.bias') },
  ],
  'a task head of another width': [
    /classifier\.weight' of .* is F32 \[3,6\]; expected \[3,8\]/,
    {
      tensors: (all) =>
        all.set('base_model.model.classifier.weight', { shape: [3, 6], values: new Float32Array(18) }),
    },
  ],
  'a task head of a number': [
    /classifier\.weight' of .* is \[\]; expected a row for each output/,
    {
      tensors: (all) =>
        all.set('base_model.model.classifier.weight', { shape: [], values: new Float32Array(1) }),
    },
  ],
};

it.each(Object.entries(WRONG))('refuses %s', async (_, [says, changes]) => {
  expect(await refusalOf(await changeAdapter('bert-plain', changes))).toMatch(says);
});

it('refuses a base of another width, and one of another family', async () => {
  const wide = await writeTinyCheckpoint(join(await temporaryFolder(), 'wide'), {
    config: { hidden_size: 16 },
    labels: [],
  });
  expect(await refusalOf(join(LORA, 'bert-plain'), wide)).toMatch(
    /^Tensor 'base_model\.model\.bert\.encoder\.layer\.0\.attention\.self\.query\.lora_A\.weight' of .* is \[4,8\]; expected \[4,16\]/,
  );
  expect(await refusalOf(join(LORA, 'bert-plain'), join(LORA, 'gpt2'))).toMatch(
    /^Tensor '.*query\.lora_A\.weight' of .* is of a module that its base '.*gpt2' does not have/,
  );
});

it('refuses a folder without a configuration, without weights, and one whose configuration is no JSON', async () => {
  const folder = join(await temporaryFolder(), 'adapter');
  await mkdir(folder);
  expect(await refusalOf(folder)).toMatch(/adapter_config\.json' cannot be read: there is no such file/);
  const changed = await changeAdapter('bert-plain', {});
  await rm(join(changed, 'adapter_model.safetensors'));
  expect(await refusalOf(changed)).toMatch(/but neither adapter_model\.safetensors nor adapter_model\.bin/);
  await writeFile(join(changed, 'adapter_config.json'), '{');
  expect(await refusalOf(changed)).toMatch(/adapter_config\.json' is not JSON/);
});
