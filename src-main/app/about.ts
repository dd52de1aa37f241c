/** What this program is made of: its version, those of what it runs on, and the licences of what it carries. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AboutRecord } from '../contract/desk.ts';
import { VERSION } from '../contract/version.ts';
import type { Workshop } from './workshop.ts';

/** Packages that a person who uses Weir runs. */
const CARRIED = [
  'onnxruntime-node',
  'better-sqlite3',
  '@huggingface/tokenizers',
  'protobufjs',
  'ml-matrix',
  'csv-parse',
  'hyparquet',
  'hyparquet-compressors',
  'yaml',
  'zod',
  'commander',
  'ws',
] as const;

const { resolve } = createRequire(import.meta.url);

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** A package's own package.json, which it need not export: looked for above its main file. */
function readPackage(name: string): Package | undefined {
  try {
    const main = resolve(name);
    const at = main.lastIndexOf(`node_modules/${name}/`);
    const file = `${main.slice(0, at)}node_modules/${name}/package.json`;
    return JSON.parse(readFileSync(file, 'utf8')) as Package;
  } catch {
    return undefined;
  }
}

export function describeProgram({ library }: Workshop): AboutRecord {
  // Of Node's own types, which do not say that a version may be of a program that this is not.
  const versions: Readonly<Partial<Record<string, string>>> = process.versions;
  const { electron, chrome } = versions;
  const packages = CARRIED.flatMap((name) => readPackage(name) ?? []);
  const runtime = packages.find(({ name }) => name === 'onnxruntime-node')?.version ?? 'unknown';
  return {
    version: VERSION,
    versions: {
      Node: process.versions.node,
      ...(electron !== undefined && { Electron: electron }),
      ...(chrome !== undefined && { Chromium: chrome }),
      'ONNX Runtime': runtime,
      SQLite: String(library.db.prepare('SELECT sqlite_version()').pluck().get()),
    },
    licences: packages.map(({ name, version, license }) => ({
      name,
      version,
      licence: license ?? 'see package',
    })),
    library: library.folder,
  };
}
