/** Whether encoders can be merged at all: of one family, with the same tensors and, as far as they are merged, the same tokens. */
import { WeirError } from '../../contract/error.ts';
import type { Checkpoint } from '../encoder/checkpoint.ts';
import { formatShape, sameShape } from '../graph/shape.ts';
import type { VocabularyChoice } from './recipe-output.ts';
import { findTokenClash, listsTokens } from './vocabulary.ts';

/** A checkpoint by the name that its user knows it by. */
export interface Named {
  readonly name: string;
  readonly checkpoint: Pick<Checkpoint, 'config' | 'family' | 'encoder' | 'texts'>;
}

/** Throws 'mismatch' for the first of `others` that cannot be merged with `first`: which tensor or token, which sizes. */
export function requireCompatible(first: Named, others: readonly Named[]): void {
  for (const other of others) for (const check of CHECKS) check(first, other);
}

/** In this order: what explains most comes first. */
const CHECKS: readonly ((first: Named, other: Named) => void)[] = [
  checkFamily,
  checkTensors,
  checkLayers,
  checkHeads,
];

function checkFamily(first: Named, other: Named): void {
  const [expected, found] = [first.checkpoint.family.title, other.checkpoint.family.title];
  if (found !== expected)
    throw mismatch(`'${other.name}' is of the family ${found}; '${first.name}' is ${expected}.`);
}

function checkTensors(first: Named, other: Named): void {
  const shapes = new Map(other.checkpoint.encoder.map(({ name, shape }) => [name, shape]));
  for (const { key, name, shape } of first.checkpoint.encoder) {
    const found = shapes.get(name);
    if (!found) throw mismatch(`'${other.name}' has no tensor '${name}', which '${first.name}' has.`);
    // Of words, one may know more than the other.
    if (!sameShape(key === 'words' ? found.with(0, shape[0]!) : found, shape)) {
      throw mismatch(
        `Tensor '${name}' of '${other.name}' is ${formatShape(found)}; in '${first.name}' it is ${formatShape(shape)}.`,
      );
    }
    shapes.delete(name);
  }
  const [surplus] = shapes.keys();
  if (surplus !== undefined)
    throw mismatch(`'${first.name}' has no tensor '${surplus}', which '${other.name}' has.`);
}

/** The same tensors may be shared by more layers, or by fewer. */
function checkLayers(first: Named, other: Named): void {
  const [expected, found] = [first.checkpoint.config.layers, other.checkpoint.config.layers];
  if (found === expected) return;
  throw mismatch(`'${other.name}' has ${found} layers; '${first.name}' has ${expected}.`);
}

/** The same tensors may be cut into heads in another way. */
function checkHeads(first: Named, other: Named): void {
  const [expected, found] = [first.checkpoint.config.heads, other.checkpoint.config.heads];
  if (found === expected) return;
  throw mismatch(`'${other.name}' has ${found} attention heads in a layer; '${first.name}' has ${expected}.`);
}

/**
 * Throws 'mismatch' where two mean different tokens by an id whose word embeddings would be merged: with `own`, one that all models have;
 * with `merge`, one that both have. Models of different vocabularies must list their tokens, because nothing else says that they belong
 * together.
 */
export function requireSameTokens(
  models: readonly Named[],
  base: Named | undefined,
  choice: VocabularyChoice,
): void {
  const fewest = Math.min(...models.map(rowsOf));
  const all = base ? [...models, base] : models;
  const other = all.find((one) => rowsOf(one) !== fewest);
  const silent = other && models.find(({ name, checkpoint }) => !listsTokens(name, checkpoint.texts));
  if (silent) {
    const smallest = models.find((one) => rowsOf(one) === fewest)!;
    throw mismatch(
      `'${other.name}' has another vocabulary than '${smallest.name}' (${formatCount(rowsOf(other))} and ${formatCount(fewest)} word ` +
        `embeddings), and '${silent.name}' brings no tokenizer that lists its tokens; expected one, to see which they share.`,
    );
  }
  const clash = findTokenClash(
    all.map((one) => ({
      name: one.name,
      texts: one.checkpoint.texts,
      limit: choice === 'own' ? fewest : rowsOf(one),
    })),
  );
  if (!clash) return;
  const { id, names, tokens } = clash;
  throw mismatch(
    `'${names[1]}' has the token '${tokens[1]}' as number ${id}; in '${names[0]}' it is '${tokens[0]}'.`,
    choice === 'merge' && id >= fewest
      ? "With output.vocabulary 'own', every task keeps the tokens that not all models have."
      : undefined,
  );
}

/** Rows of word embeddings: as many as tokens, or more where somebody rounded the number up. */
export function rowsOf({ checkpoint }: Named): number {
  return checkpoint.config.vocabulary;
}

export function formatCount(rows: number): string {
  return rows.toLocaleString('en-US');
}

function mismatch(message: string, hint?: string): WeirError {
  return new WeirError('mismatch', message, hint === undefined ? {} : { hint });
}
