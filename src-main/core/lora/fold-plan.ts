/** What folding an adapter into its base will write: every tensor with where it comes from and what is added to it. */
import { WeirError } from '../../contract/error.ts';
import { type Checkpoint, expectTensor } from '../encoder/checkpoint.ts';
import type { EncoderConfig } from '../encoder/config.ts';
import { parseConfig } from '../encoder/config-reader.ts';
import { formatShape, sameShape } from '../graph/shape.ts';
import type { TensorEntry } from '../safetensors/header.ts';
import { type FloatDType, isFloat } from '../tensor/float.ts';
import { listHeadTensors } from '../task/head.ts';
import { HEAD_KINDS } from '../task/task-head.ts';
import type { Adapter, Update } from './adapter.ts';
import { formatFoldedConfig } from './architecture.ts';

export interface FoldedTensor {
  /** As a model with a task head names it. */
  readonly name: string;
  readonly dtype: FloatDType;
  readonly shape: readonly number[];
  readonly from: 'base' | 'adapter';
  readonly entry: TensorEntry;
  readonly update: FoldedUpdate | undefined;
}

/** W + scale·B·A, or its transpose where W is kept [in, out], as tables of embeddings are. */
export interface FoldedUpdate {
  readonly a: TensorEntry;
  readonly b: TensorEntry;
  readonly rank: number;
  readonly scale: number;
  readonly transposed: boolean;
}

export interface FoldPlan {
  /** The text of config.json. */
  readonly config: string;
  readonly tensors: readonly FoldedTensor[];
}

interface Slot {
  /** In the encoder, or whole where it is of a head. */
  readonly key: string;
  readonly name: string;
  readonly shape: readonly number[];
  readonly base: TensorEntry | undefined;
  readonly transposed: boolean;
}

/**
 * Judges an adapter against its base. `baseName`: what the base is called; `ownConfig`: the text of the adapter's own config.json.
 * Throws 'mismatch' for a module that the base lacks, or a shape or rank that does not fit.
 */
export function planFold(
  base: Checkpoint,
  adapter: Adapter,
  { baseName, ownConfig }: { readonly baseName: string; readonly ownConfig: string | undefined },
): FoldPlan {
  const { prefix } = base.family;
  const strip = (name: string): string => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
  const rekey = <T>(map: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...map].map(([name, value]) => [strip(name), value]));
  const [updates, whole] = [rekey(adapter.updates), rekey(adapter.whole)];
  const bases = rekey(base.tensors);
  for (const [key, { a }] of updates) {
    if (bases.has(key) || whole.has(key)) continue;
    throw new WeirError(
      'mismatch',
      `Tensor '${a.name}' of '${a.file}' is of a module that its base '${base.folder}' does not have.`,
    );
  }
  const config = formatFoldedConfig({
    base,
    baseName,
    adapter: adapter.config,
    ownConfig,
    brings: (name) => whole.has(name),
    find: (name) => whole.get(name) ?? bases.get(name),
  });
  const folded = parseConfig(config, `The configuration of '${adapter.folder}' folded into its base`);
  const tensors = listSlots(base, folded, whole, bases).map((slot): FoldedTensor => {
    const entry = whole.get(slot.key) ?? slot.base;
    if (entry === undefined) throw explainMissing(slot.name, base.folder, adapter.folder);
    const { dtype } = expectTensor(entry, slot.shape);
    const from = whole.delete(slot.key) ? 'adapter' : 'base';
    const update = updates.get(slot.key);
    updates.delete(slot.key);
    // The base's type is kept.
    const kept = slot.base?.dtype ?? dtype;
    return {
      ...{ name: slot.name, shape: slot.shape, from, entry },
      dtype: isFloat(kept) ? kept : 'F32',
      update: update && fitUpdate(update, slot, adapter, base.folder),
    };
  });
  const [left] = [...[...updates.values()].map(({ a }) => a), ...whole.values()];
  if (left !== undefined) {
    throw new WeirError(
      'mismatch',
      `Tensor '${left.name}' of '${left.file}' has no place in '${base.folder}' with the task head that it was trained with.`,
    );
  }
  return { config, tensors };
}

/** The encoder's tensors and the head's: what is left of pretraining is not taken along. */
function listSlots(
  { encoder, family, folder }: Checkpoint,
  folded: EncoderConfig,
  whole: ReadonlyMap<string, TensorEntry>,
  bases: ReadonlyMap<string, TensorEntry>,
): Slot[] {
  const { prefix, names } = family;
  const slots = encoder.map(({ key, name, shape, transposed, entry }): Slot => ({
    ...{ key: name, name: prefix + name, base: entry, transposed },
    // Tokens may have been added.
    shape: key === 'words' ? [folded.vocabulary, ...shape.slice(1)] : shape,
  }));
  const has = (key: string): boolean => slots.some((slot) => slot.key === key);
  const { poolerWeight, poolerBias } = names;
  const pooler = [
    [poolerWeight, [folded.hidden, folded.hidden]],
    [poolerBias, [folded.hidden]],
  ] as const;
  for (const [key, shape] of pooler) {
    if (key !== undefined && !has(key) && whole.has(key))
      slots.push({ key, name: prefix + key, shape, base: undefined, transposed: false });
  }
  const { head } = folded;
  const row = head && family.heads[HEAD_KINDS[head.problem]];
  if (!head || !row) return slots;
  if (row.pooler && poolerWeight !== undefined && !has(poolerWeight)) {
    throw new WeirError(
      'mismatch',
      `The adapter's task head reads the encoder's pooler, which neither it nor its base '${folder}' has.`,
    );
  }
  const ofHead = listHeadTensors(row, folded, head).map(({ name, shape }): Slot => {
    const found = bases.get(name);
    // Another number of outputs makes it another head than the base's.
    const base = found && sameShape(found.shape, shape) ? found : undefined;
    return { key: name, name, shape, base, transposed: false };
  });
  return [...slots, ...ofHead];
}

function explainMissing(name: string, base: string, adapter: string): WeirError {
  return new WeirError(
    'mismatch',
    `'${adapter}' brings no tensor '${name}', which its task head needs, and its base '${base}' has none that fits.`,
  );
}

function fitUpdate(
  { module, isEmbedding, a, b }: Update,
  { key, shape, transposed: isKeptTransposed }: Slot,
  { config, folder }: Adapter,
  base: string,
): FoldedUpdate {
  const rank = config.rank(module);
  const found = a.shape[0];
  if (a.shape.length === 2 && found !== rank && b.shape[1] === found) {
    throw new WeirError(
      'mismatch',
      `Tensor '${a.name}' of '${a.file}' has rank ${found}, but '${folder}' gives '${module}' rank ${rank}.`,
    );
  }
  // The base's own table says so, as the module's class does in PEFT, which corrects fan_in_fan_out by it.
  const transposed = isKeptTransposed || isEmbedding;
  const [rows = 0, columns = 0] = shape;
  const [inputs, outputs] = transposed ? [rows, columns] : [columns, rows];
  const expected = [
    [a, [rank, inputs]],
    [b, [outputs, rank]],
  ] as const;
  for (const [entry, fit] of expected) {
    if (shape.length === 2 && sameShape(entry.shape, fit)) continue;
    throw new WeirError(
      'mismatch',
      `Tensor '${entry.name}' of '${entry.file}' is ${formatShape(entry.shape)}; expected ${formatShape(fit)}, since '${key}' of its base '${base}' is ${formatShape(shape)}.`,
    );
  }
  return { a, b, rank, scale: config.scale(module), transposed };
}
