/** What a library holds and has made, free of times and places: equal where the same commands were carried out. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ItemKind, LibraryItem, RunRecord } from '../../src-main/contract/library.ts';
import { Library } from '../../src-main/library/library.ts';
import { listItems, listScores } from '../../src-main/library/listing.ts';

const KINDS: readonly ItemKind[] = ['checkpoint', 'dataset', 'fisher', 'merge', 'run'];

/** Times, how often it was tried; and a Fisher that an earlier attempt kept is found again, on no device. */
const BY_CHANCE = [
  ...['createdAt', 'startedAt', 'endedAt', 'scoredAt', 'seconds', 'attempts', 'progress', 'position'],
  ...['cached', 'device'],
];

/** Half the batch rounds otherwise. */
const TOLERANCE = 1e-6;

export interface Outcome {
  readonly runs: readonly RunRecord[];
  /** Of the other kinds. */
  readonly items: readonly unknown[];
  readonly scores: readonly unknown[];
  /** Checkpoints, Fishers and merges in the library's folder: each one's name → its files → their bytes. */
  readonly made: Made;
}

type Made = Readonly<Record<string, Readonly<Record<string, Buffer>>>>;

/** `without`: keys of more that may differ. */
export function readOutcome(folder: string, without: readonly string[] = []): Outcome {
  const library = Library.open(folder);
  try {
    const items = KINDS.flatMap((kind): readonly LibraryItem[] => listItems(library, kind, {}).rows);
    const [runs, others] = [true, false].map((wanted) =>
      items.filter(({ kind }) => (kind === 'run') === wanted),
    );
    const text = JSON.stringify({ runs, items: others, scores: listScores(library, {}).rows });
    const ignored = new Set([...BY_CHANCE, ...without]);
    const rows = JSON.parse(text.replaceAll(library.folder, ''), (key, value: unknown) =>
      ignored.has(key) ? undefined : value,
    ) as Omit<Outcome, 'made'>;
    return { ...rows, made: readMade(folder) };
  } finally {
    library.close();
  }
}

function readMade(folder: string): Made {
  const places = ['checkpoints', 'fishers', 'merges'].flatMap((name) =>
    readdirSync(join(folder, name), { withFileTypes: true }),
  );
  return Object.fromEntries(
    places.map((place) => {
      const path = join(place.parentPath, place.name);
      if (place.isFile()) return [place.name, { [place.name]: readFileSync(path) }];
      const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
      const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
      return [
        place.name,
        Object.fromEntries(paths.map((file) => [file.slice(path.length), readFileSync(file)])),
      ];
    }),
  );
}

/** A hash says more of a difference than all the bytes. */
function hashMade(made: Made): unknown {
  return JSON.parse(JSON.stringify(made), (_, value: unknown) => {
    const { type, data } = (value ?? {}) as { readonly type?: string; readonly data?: number[] };
    return type === 'Buffer' && data ? createHash('sha256').update(Buffer.from(data)).digest('hex') : value;
  });
}

export function requireEqual({ made, ...rows }: Outcome, expected: Outcome): void {
  const { made: expectedMade, ...expectedRows } = expected;
  expect(rows).toEqual(expectedRows);
  expect(hashMade(made)).toEqual(hashMade(expectedMade));
}

/** What is seen under a final name is what it is in the other, to the last file; what is partial or was replaced, nobody sees. */
export function requireWhole({ made }: Outcome, { made: whole }: Outcome): void {
  const seen = Object.entries(made).filter(([name]) => !/\.(partial|replaced)$/.test(name));
  const expected = seen.map(([name]) => [name, whole[name] ?? {}] as const);
  expect(hashMade(Object.fromEntries(seen))).toEqual(hashMade(Object.fromEntries(expected)));
}

/** As equal as rounding lets numbers in safetensors be. */
export function requireClose(found: Outcome, expected: Outcome): void {
  const rounded = Object.entries(found.made).map(([place, files]) => {
    const same = Object.entries(files).map(([name, bytes]) => {
      const other = expected.made[place]?.[name];
      const isClose = other && name.endsWith('.safetensors') && measureError(bytes, other) <= TOLERANCE;
      return [name, isClose ? other : bytes] as const;
    });
    return [place, Object.fromEntries(same)] as const;
  });
  requireEqual({ ...found, made: Object.fromEntries(rounded) }, expected);
}

/** The largest ‖a − b‖ / ‖b‖ of a tensor, in safetensors bytes that differ in nothing but numbers; NaN where more differs. */
function measureError(a: Buffer, b: Buffer): number {
  const begin = 8 + Number(b.readBigUInt64LE());
  if (a.length !== b.length || !a.subarray(0, begin).equals(b.subarray(0, begin))) return NaN;
  const header = JSON.parse(b.toString('utf8', 8, begin)) as Record<
    string,
    { readonly dtype?: string; readonly data_offsets?: readonly [number, number] }
  >;
  const errors = Object.values(header).map(({ dtype, data_offsets: [from, to] = [0, 0] }) => {
    const [found, expected] = [a, b].map((bytes) => {
      const { buffer } = Uint8Array.from(bytes.subarray(begin + from, begin + to));
      return [...(dtype === 'F64' ? new Float64Array(buffer) : new Float32Array(buffer))];
    }) as [number[], number[]];
    return Math.hypot(...found.map((one, at) => one - expected[at]!)) / (Math.hypot(...expected) || 1);
  });
  return Math.max(...errors);
}
