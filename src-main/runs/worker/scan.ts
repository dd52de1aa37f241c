/** Every checkpoint and every adapter below a folder, links followed once. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Refusal } from '../../contract/reports.ts';
import type { Control } from '../../contract/progress.ts';
import { explain } from '../../core/files/disk.ts';
import { isAdapter, type Place } from './place.ts';

/** Never holds checkpoints, and often very many files. */
const LEFT_OUT = new Set(['.git', 'node_modules', '.venv', '__pycache__']);

/** What the Hugging Face cache keeps beside its snapshots. */
const OF_THE_CACHE = new Set(['blobs', 'refs', '.no_exist']);

const WEIGHTS = /\.(safetensors|bin|gguf|h5|msgpack)$|\.safetensors\.index\.json$/;

export interface Scan {
  /** In the order of their paths. */
  readonly places: readonly Place[];
  readonly refused: readonly Refusal[];
}

async function isCheckpoint(folder: string, names: readonly string[]): Promise<boolean> {
  if (!names.includes('config.json')) return false;
  if (names.some((name) => WEIGHTS.test(name))) return true;
  const config = await readFile(join(folder, 'config.json'), 'utf8').catch(() => '');
  return config.includes('"model_type"');
}

/** What cannot be read is listed, not thrown. */
export async function scanTree(root: string, control: Control = {}): Promise<Scan> {
  const places: Place[] = [];
  const refused: Refusal[] = [];
  const seen = new Set<string>();
  const waiting = [resolve(root)];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    control.signal?.throwIfAborted();
    try {
      const real = await realpath(folder);
      if (seen.has(real)) continue;
      seen.add(real);
      const names = (await readdir(folder)).sort();
      if (isAdapter(names)) places.push({ kind: 'adapter', folder });
      else if (await isCheckpoint(folder, names)) places.push({ kind: 'checkpoint', folder });
      const isCache = basename(folder).startsWith('models--');
      const below: string[] = [];
      for (const name of names) {
        if (LEFT_OUT.has(name) || (isCache && OF_THE_CACHE.has(name))) continue;
        const path = join(folder, name);
        // A link that leads nowhere is no folder.
        const about = await stat(path).catch(() => undefined);
        if (about?.isDirectory()) below.push(path);
      }
      waiting.push(...below.reverse());
    } catch (error) {
      const { code, message } = explain(error, folder, 'read');
      refused.push({ path: folder, code, message });
    }
    const done = seen.size;
    control.report?.({
      phase: `Scan of ${basename(root)}`,
      done,
      total: done + waiting.length,
      unit: 'rounds',
    });
  }
  return { places, refused };
}
