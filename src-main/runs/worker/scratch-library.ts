/** A place of its own for what one sweep or search computes: found again by its next merge, gone when it is done. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Surroundings } from '../../contract/work.ts';
import { explain } from '../../core/files/disk.ts';

export interface ScratchLibrary {
  readonly folder: string;
  readonly library: NonNullable<Surroundings['library']>;
  /** Removes all of it. */
  remove(): Promise<void>;
}

/** In the library's own folder for the unfinished, by `name`, so that it is there again after a kill; else in the system's for temporary files. */
export async function openScratchLibrary(
  name: string,
  library: Surroundings['library'],
): Promise<ScratchLibrary> {
  const folder = library ? join(library.partial, name) : await mkdtemp(join(tmpdir(), 'weir-'));
  const at = (part: string) => join(folder, part);
  const parts = {
    checkpoints: at('checkpoints'),
    fishers: at('fishers'),
    partial: at('partial'),
    statistics: at('statistics'),
  };
  try {
    for (const part of Object.values(parts)) await mkdir(part, { recursive: true });
  } catch (error) {
    throw explain(error, folder, 'written');
  }
  return { folder, library: parts, remove: () => rm(folder, { recursive: true, force: true }) };
}
