/** Most tokens of one batch, padding included: enough to keep a device busy, little enough for its memory. */
import type { Problem, TaskHead } from '../../core/task/task-head.ts';

/** With gradients, every activation is kept: some 0.75 MB a token for a BERT-base. */
export const GRADIENT_TOKENS = 1024;

/** Forward only, activations are freed as they are used. */
export const FORWARD_TOKENS = 2048;

/** What a token of a BERT-base takes with gradients, and a number of the vocabulary for a token that is asked about, in bytes. */
const TOKEN = 0.75e6;
const CANDIDATE = 16;

/** Of a text's tokens, how many a language model is asked about. */
const ASKED: Readonly<Partial<Record<Problem, number>>> = { 'causal-language': 1, 'masked-language': 0.15 };

/** A budget for a head that may give a number for each word of its vocabulary. */
export function limitTokens({ problem, outputs }: TaskHead, tokens: number): number {
  const candidates = (ASKED[problem] ?? 0) * outputs * CANDIDATE;
  return Math.max(1, Math.floor((tokens * TOKEN) / (TOKEN + candidates)));
}

/** A part of a budget, for a machine on which all of it was too much. */
export function shareTokens(tokens: number, share = 1): number {
  return Math.max(1, Math.floor(tokens * share));
}
