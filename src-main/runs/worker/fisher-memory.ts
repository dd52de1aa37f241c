/** A Fisher's sums kept in a file while it is computed: taken up only by the very computation that left them, whole. */
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VERSION } from '../../contract/version.ts';
import { namePartial, removeAbandoned } from '../../core/files/partial.ts';
import { beginUnfinished } from '../../core/files/unfinished.ts';
import type { FisherMemory, FisherState } from '../../core/fisher/mask-fisher.ts';

/** What makes batches, and the rounding of their sums, the same. */
export interface ComputationName {
  readonly key: string;
  readonly device: string;
  readonly tokenBudget: number;
}

/** What is kept beside the numbers, which follow each other: squares, then each group's sum. */
type Outline = Pick<FisherState, 'kind' | 'count' | 'batches'> & {
  readonly masks: number;
  readonly groups: readonly { readonly key: number; readonly size: number }[];
};

const END_OF_LINE = 10;

/** `folder`: the library's for what is partial. A file that cannot be written is done without: the Fisher comes all the same. */
export function createFisherMemory(folder: string, name: ComputationName, every?: number): FisherMemory {
  const file = join(folder, `${name.key}-${name.device}-${name.tokenBudget}.sums`);
  return {
    ...(every !== undefined && { every }),
    load: async () => {
      const bytes = await readFile(file).catch(() => undefined);
      return bytes && decode(bytes, name);
    },
    save: async (state) => {
      const partial = namePartial(file);
      const unfinished = beginUnfinished(partial);
      try {
        await removeAbandoned(file);
        await writeFile(partial, encode(state, name));
        await rename(partial, file);
      } catch {
        await rm(partial, { force: true }).catch(() => undefined);
      } finally {
        unfinished[Symbol.dispose]();
      }
    },
  };
}

/** Removes what computations of a Fisher left, on any device. */
export async function forgetComputation(folder: string, key: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names)
    if (name.startsWith(`${key}-`) && name.endsWith('.sums'))
      await rm(join(folder, name), { force: true }).catch(() => undefined);
}

/** Two lines of JSON, the stamp and the outline, and the numbers. */
function encode(state: FisherState, name: ComputationName): Uint8Array {
  const { kind, count, batches, squares, groups } = state;
  const outline: Outline = {
    kind,
    count,
    batches,
    masks: squares.length,
    groups: groups.map(({ key, size }) => ({ key, size })),
  };
  const numbers = [squares, ...groups.map(({ sum }) => sum)].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  const content = Buffer.concat([Buffer.from(`${JSON.stringify(outline)}\n`), ...numbers]);
  return Buffer.concat([Buffer.from(`${stampOf(content, name)}\n`), content]);
}

function decode(bytes: Buffer, name: ComputationName): FisherState | undefined {
  const stampEnd = bytes.indexOf(END_OF_LINE);
  const content = bytes.subarray(stampEnd + 1);
  if (stampEnd < 0 || bytes.toString('utf8', 0, stampEnd) !== stampOf(content, name)) return undefined;
  // Its hash says that it is what was written.
  const end = content.indexOf(END_OF_LINE);
  const { masks, groups, ...rest } = JSON.parse(content.toString('utf8', 0, end)) as Outline;
  // Copied, for numbers must begin on a multiple of eight.
  const numbers = new Float64Array(Uint8Array.from(content.subarray(end + 1)).buffer);
  const part = (at: number) => numbers.slice(at * masks, (at + 1) * masks);
  return { ...rest, squares: part(0), groups: groups.map((group, at) => ({ ...group, sum: part(at + 1) })) };
}

function stampOf(content: Uint8Array, { key, device, tokenBudget }: ComputationName): string {
  const hash = createHash('sha256').update(content).digest('hex');
  return JSON.stringify({ format: 'weir.sums', version: VERSION, key, device, tokenBudget, hash });
}
