/** Most tokens of one batch, padding included: enough to keep a device busy, little enough for its memory. */

/** With gradients, every activation is kept: some 0.75 MB a token for a BERT-base. */
export const GRADIENT_TOKENS = 1024;

/** Forward only, activations are freed as they are used. */
export const FORWARD_TOKENS = 2048;

/** A part of a budget, for a machine on which all of it was too much. */
export function shareTokens(tokens: number, share = 1): number {
  return Math.max(1, Math.floor(tokens * share));
}
