/** The families of encoders that Weir knows (a table), by config.json's `model_type`. */
import { ALBERT } from './families/albert.ts';
import { BERT } from './families/bert.ts';
import { DEBERTA } from './families/deberta.ts';
import { DISTILBERT } from './families/distilbert.ts';
import { ELECTRA } from './families/electra.ts';
import { GPT2 } from './families/gpt2.ts';
import { MODERNBERT } from './families/modernbert.ts';
import { MPNET } from './families/mpnet.ts';
import { CAMEMBERT, ROBERTA, XLM_ROBERTA } from './families/roberta.ts';
import type { Family } from './family.ts';

export const FAMILIES: Readonly<Record<string, Family>> = {
  bert: BERT,
  roberta: ROBERTA,
  'xlm-roberta': XLM_ROBERTA,
  camembert: CAMEMBERT,
  distilbert: DISTILBERT,
  electra: ELECTRA,
  albert: ALBERT,
  mpnet: MPNET,
  'deberta-v2': DEBERTA,
  modernbert: MODERNBERT,
  gpt2: GPT2,
};
