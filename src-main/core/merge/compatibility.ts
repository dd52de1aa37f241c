/** Whether encoders can be merged at all: of one family, with the same tensors and the same tokens. */
import { WeirError } from '../../contract/error.ts';
import type { Checkpoint } from '../encoder/checkpoint.ts';
import { formatShape, sameShape } from '../graph/shape.ts';
import { findTokenDifference } from './vocabulary.ts';

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
  checkVocabulary,
  checkTensors,
  checkHeads,
  checkTokens,
];

function checkFamily(first: Named, other: Named): void {
  const [expected, found] = [first.checkpoint.family.title, other.checkpoint.family.title];
  if (found !== expected)
    throw mismatch(`'${other.name}' is of the family ${found}; '${first.name}' is ${expected}.`);
}

function checkVocabulary(first: Named, other: Named): void {
  const [expected, found] = [first.checkpoint.config.vocabulary, other.checkpoint.config.vocabulary];
  if (found === expected) return;
  const words = (of: Named) => {
    const { name, shape } = of.checkpoint.encoder.find(({ key }) => key === 'words')!;
    return `'${name}' is ${formatShape(shape)} in '${of.name}'`;
  };
  throw mismatch(
    `'${other.name}' has another vocabulary (${count(found)} tokens; ${count(expected)} expected).`,
    `Tensor ${words(other)}, ${words(first)}.`,
  );
}

function checkTensors(first: Named, other: Named): void {
  const shapes = new Map(other.checkpoint.encoder.map(({ name, shape }) => [name, shape]));
  for (const { name, shape } of first.checkpoint.encoder) {
    const found = shapes.get(name);
    if (!found) throw mismatch(`'${other.name}' has no tensor '${name}', which '${first.name}' has.`);
    if (!sameShape(found, shape)) {
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

/** The same tensors may be cut into heads in another way. */
function checkHeads(first: Named, other: Named): void {
  const [expected, found] = [first.checkpoint.config.heads, other.checkpoint.config.heads];
  if (found === expected) return;
  throw mismatch(`'${other.name}' has ${found} attention heads in a layer; '${first.name}' has ${expected}.`);
}

function checkTokens(first: Named, other: Named): void {
  const difference = findTokenDifference(
    { name: first.name, texts: first.checkpoint.texts },
    { name: other.name, texts: other.checkpoint.texts },
  );
  if (!difference) return;
  const { id, tokens } = difference;
  throw mismatch(
    `'${other.name}' has the token '${tokens[1]}' as number ${id}; in '${first.name}' it is '${tokens[0]}'.`,
  );
}

function count(tokens: number): string {
  return tokens.toLocaleString('en-US');
}

function mismatch(message: string, hint?: string): WeirError {
  return new WeirError('mismatch', message, hint === undefined ? {} : { hint });
}
