/** The built interface's files, all read at the start: no path of a request ever touches the disk. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { WeirError } from '../../contract/error.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly packed: Buffer;
}

/** By the path of their address: '/index.html'. @throws 'missing-file' where nothing was built */
export function readPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const type = TYPES[extname(entry.name)];
      if (!entry.isFile() || type === undefined) continue;
      const path = join(entry.parentPath, entry.name);
      const bytes = readFileSync(path);
      files.set(`/${relative(folder, path).replaceAll(sep, '/')}`, { type, bytes, packed: gzipSync(bytes) });
    }
  } catch (cause) {
    throw new WeirError('missing-file', `The interface is not built: '${folder}' cannot be read.`, {
      hint: "From a checkout, 'npm run build' builds it.",
      cause,
    });
  }
  return files;
}
