/** A Fisher of the library with its values, and what it is of. */
import type { LibraryCheckpoint, LibraryFisher } from '../../../src-main/contract/library.ts';
import { call } from '../../bridge/bridge.ts';
import { divideBy, meanOf, type Matrix } from '../../draw/matrix.ts';

export interface ChosenFisher {
  readonly item: LibraryFisher;
  /** Names; the Fisher's own, and '', where what it was computed from is gone. */
  readonly checkpoint: string;
  readonly dataset: string;
  readonly heads: Matrix;
  readonly neurons: Matrix;
}

/** @throws HostError */
export async function loadFisher(id: number): Promise<ChosenFisher> {
  const fisher = `#${id}`;
  const [{ item, lineage }, values] = await Promise.all([
    call('library.show', { item: fisher }),
    call('fisher.values', { fisher }),
  ]);
  const { layers, headsPerLayer, neuronsPerLayer, heads, neurons } = values;
  const nameOf = (kind: 'checkpoint' | 'dataset'): string | undefined =>
    lineage.madeOf.find((node) => node.kind === kind && node.depth === 1 && node.id !== null)?.name;
  return {
    item: item as LibraryFisher,
    checkpoint: nameOf('checkpoint') ?? item.name,
    dataset: nameOf('dataset') ?? '',
    heads: { rows: layers, columns: headsPerLayer, values: heads },
    neurons: { rows: layers, columns: neuronsPerLayer, values: neurons },
  };
}

/** The newest Fisher of a checkpoint. @throws HostError */
export async function findFisherOf({ hash }: LibraryCheckpoint): Promise<LibraryFisher | undefined> {
  const found = await call('library.list', { kind: 'fisher', where: { checkpointHash: hash }, limit: 1 });
  return found.rows[0] as LibraryFisher | undefined;
}

/** Each divided by its own u, the mean over layers of what its heads and its neurons are in the mean. */
export function divideByMean(fisher: ChosenFisher): ChosenFisher {
  const mean = meanOf(fisher.heads.values) + meanOf(fisher.neurons.values);
  return { ...fisher, heads: divideBy(fisher.heads, mean), neurons: divideBy(fisher.neurons, mean) };
}

export function isOfOneShape(first: ChosenFisher, second: ChosenFisher): boolean {
  return (['heads', 'neurons'] as const).every(
    (kind) => first[kind].rows === second[kind].rows && first[kind].columns === second[kind].columns,
  );
}
