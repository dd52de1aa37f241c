/** What a file of statistics says of itself: written, and judged before it is believed. */
import { z } from 'zod';
import { WeirError } from '../../contract/error.ts';
import { isLinearMap, type Parameter } from '../encoder/parameters.ts';
import { formatShape, sameShape } from '../graph/shape.ts';
import type { Metadata, TensorEntry } from '../safetensors/header.ts';
import type { StatisticKind, StatisticOrigin, Totals } from './statistic.ts';

const FORMAT = 'weir.statistic';
const VERSION = '1';

/** Of means in float64 nothing more is needed: no shards of them are added up. */
export const DTYPE = 'F32';

export const TITLES: Readonly<Record<StatisticKind, string>> = {
  'full-fisher': 'full Fisher',
  gram: 'Gram matrices',
};

export interface Stamp {
  readonly origin: StatisticOrigin;
  readonly totals: Totals;
  /** Tensors of which the numbers are those of another one. */
  readonly same: ReadonlyMap<string, string>;
}

const Said = z.object({
  checkpoint: z.string(),
  dataset: z.string(),
  settings: z.string(),
  count: z.coerce.number().int().positive(),
  totals: parsed(
    z.object({ elements: z.number().int().positive(), sum: z.number(), squares: z.number().nonnegative() }),
  ),
  same: parsed(z.record(z.string(), z.string())),
});

function parsed<T>(of: z.ZodType<T>) {
  return z.string().transform((text, context): T => {
    try {
      return of.parse(JSON.parse(text));
    } catch {
      context.addIssue({ code: 'custom' });
      return z.NEVER;
    }
  });
}

export function formatStamp({ origin, totals, same }: Stamp): Metadata {
  return {
    format: FORMAT,
    version: VERSION,
    ...origin,
    count: String(origin.count),
    same: JSON.stringify(Object.fromEntries(same)),
    totals: JSON.stringify(totals),
  };
}

/** Throws 'invalid-file' for another kind of file and for what cannot be, and 'unsupported' for a version that is not known. */
export function readStamp(
  file: string,
  kind: StatisticKind,
  { metadata, tensors }: { readonly metadata: Metadata; readonly tensors: ReadonlyMap<string, TensorEntry> },
): Stamp {
  const found = metadata.format === FORMAT ? metadata.kind : metadata.format;
  if (metadata.format !== FORMAT || found !== kind) {
    const format = found === undefined ? 'it does not say what it is' : `its format is '${found}'`;
    throw invalid(`'${file}' holds no ${TITLES[kind]}: ${format}; expected '${kind}'.`);
  }
  if (metadata.version !== VERSION) {
    throw new WeirError(
      'unsupported',
      `'${file}' is of version ${JSON.stringify(metadata.version)}; known is "${VERSION}".`,
    );
  }
  const said = Said.safeParse(metadata);
  if (!said.success) {
    const key = String(said.error.issues[0]!.path[0]);
    throw invalid(
      `The ${TITLES[kind]} in '${file}' have '${metadata[key] ?? 'nothing'}' as ${key}, which cannot be.`,
    );
  }
  const { totals, same, ...origin } = said.data;
  for (const entry of tensors.values()) requireNumbers(entry, kind);
  const others = Object.entries(same);
  const lost = others.find(([, other]) => !tensors.has(other));
  if (lost)
    throw invalid(`'${file}' has no tensor '${lost[1]}', which '${lost[0]}' is said to be the same as.`);
  return { origin: { kind, ...origin }, totals, same: new Map(others) };
}

function requireNumbers({ name, file, dtype, shape }: TensorEntry, kind: StatisticKind): void {
  if (dtype === DTYPE && (kind !== 'gram' || (shape.length === 2 && shape[0] === shape[1]))) return;
  const expected = kind === 'gram' ? `${DTYPE} of a square` : DTYPE;
  throw invalid(`Tensor '${name}' of '${file}' is ${dtype} ${formatShape(shape)}; expected ${expected}.`);
}

/** Throws 'mismatch' where a tensor has other sizes than the encoder that it was taken of. */
export function requireSizes(
  kind: StatisticKind,
  find: (name: string) => TensorEntry | undefined,
  encoder: readonly Pick<Parameter, 'key' | 'name' | 'shape' | 'transposed'>[],
): void {
  for (const parameter of encoder) {
    const entry = find(parameter.name);
    if (!entry || (kind === 'gram' && !isLinearMap(parameter))) continue;
    const width = parameter.shape[parameter.transposed ? 0 : 1]!;
    const expected = kind === 'gram' ? [width, width] : parameter.shape;
    if (sameShape(entry.shape, expected)) continue;
    throw new WeirError(
      'mismatch',
      `Tensor '${entry.name}' of '${entry.file}' is ${formatShape(entry.shape)}; expected ${formatShape(expected)}.`,
    );
  }
}

function invalid(message: string): WeirError {
  return new WeirError('invalid-file', message);
}
