/** The architecture as a test: every file under src-* keeps the rules of layers.ts, and the checker sees each breach. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findFaults } from './layers.ts';

const OPENING = '/** What it is. */\n';

/** What is wrong, and the file or files that are wrong in just that way: path → text after the opening sentence. */
const BREACHES: readonly [fault: string, files: Readonly<Record<string, string>>][] = [
  [
    `src-main/contract/a.ts may not import '../core/b.ts'.`,
    { 'src-main/contract/a.ts': `import { b } from '../core/b.ts';` },
  ],
  [
    `src-main/core/graph/a.ts may not import '../../engine/b.ts'.`,
    { 'src-main/core/graph/a.ts': `import type { B } from '../../engine/b.ts';` },
  ],
  [
    `src-main/core/merge/a.ts may not import 'node:fs'.`,
    { 'src-main/core/merge/a.ts': `import { openSync } from 'node:fs';` },
  ],
  [
    `src-main/core/fisher/a.ts may not import 'onnxruntime-node'.`,
    { 'src-main/core/fisher/a.ts': `const b = await import('onnxruntime-node');` },
  ],
  [
    `src-main/core/fisher/a.ts may not import '(computed)'.`,
    { 'src-main/core/fisher/a.ts': `const b = await import(name);` },
  ],
  [
    `src-main/library/a.ts may not import '../core/merge/b.ts'.`,
    { 'src-main/library/a.ts': `import { type B } from '../core/merge/b.ts';` },
  ],
  [
    `src-main/runs/a.ts may not import './worker/b.ts'.`,
    { 'src-main/runs/a.ts': `import { b } from './worker/b.ts';` },
  ],
  [
    `src-main/hosts/cli/a.ts may not import 'electron'.`,
    { 'src-main/hosts/cli/a.ts': `import { app } from 'electron';` },
  ],
  [
    `src-main/app/a.ts may not import '../../package.json'.`,
    { 'src-main/app/a.ts': `import b from '../../package.json' with { type: 'json' };` },
  ],
  [
    `src-renderer/pages/a.svelte may not import 'node:path'.`,
    { 'src-renderer/pages/a.svelte': `<script lang="ts">import { join } from 'node:path';</script>` },
  ],
  [
    `src-main/stray.ts may not import 'zod'.`,
    { 'src-main/stray.ts': `export { z } from 'zod'; const a = 1;` },
  ],
  [
    'src-main/core/a.ts → src-main/core/b.ts → src-main/core/a.ts is a cycle.',
    {
      'src-main/core/a.ts': `import { b } from './b.ts';`,
      'src-main/core/b.ts': `import { c } from './c.ts'; import type { A } from './a.ts';`,
      'src-main/core/c.ts': `export const c = 1;`,
    },
  ],
  [
    'src-main/core/index.ts is a barrel: it only hands on what others export.',
    { 'src-main/core/index.ts': `import { b } from './b.ts';\nexport * from './a.ts';\nexport { b };` },
  ],
  [
    'src-main/core/a.ts has 302 lines, more than 300, and is no table.',
    { 'src-main/core/a.ts': '\n'.repeat(301) },
  ],
  ['src-main/core/file-utils.ts has an empty word in its name.', { 'src-main/core/file-utils.ts': '' }],
  ['src-main/core/process/a.ts has an empty word in its name.', { 'src-main/core/process/a.ts': '' }],
  ['src-main/core/aFile.ts is not named in kebab-case.', { 'src-main/core/aFile.ts': '' }],
];

function withOpening(files: Readonly<Record<string, string>>): Map<string, string> {
  const openings = { ts: OPENING, svelte: '<!-- @component What it is. -->\n' };
  return new Map(
    Object.entries(files).map(([file, text]) => [
      file,
      openings[file.endsWith('.ts') ? 'ts' : 'svelte'] + text,
    ]),
  );
}

describe('the architecture', () => {
  it('is kept by every file', () => {
    const root = new URL('../', import.meta.url).pathname;
    const paths = globSync('src-*/**/*.{ts,svelte}', { cwd: root }).map((file) => file.replaceAll('\\', '/'));
    const files = new Map(paths.map((file) => [file, readFileSync(root + file, 'utf8')]));
    expect(files.size).toBeGreaterThan(0);
    expect(findFaults(files)).toEqual([]);
  });
});

describe('the checker', () => {
  it.each(BREACHES)('finds: %s', (fault, files) => {
    expect(findFaults(withOpening(files))).toEqual([fault]);
  });

  it.each(['', 'export const a = 1;', '/* What it is. */', '/** */'])(
    'wants an opening sentence, not %j',
    (text) => {
      expect(findFaults(new Map([['src-main/core/a.ts', text]]))).toEqual([
        'src-main/core/a.ts does not open with a sentence that says what it is.',
      ]);
    },
  );

  it.each<Readonly<Record<string, string>>>([
    {
      'src-main/core/graph/a.ts': `import { b } from '../tensor/b.ts'; import { createHash } from 'node:crypto';`,
    },
    {
      'src-main/core/dataset/a.ts': `import { open } from 'node:fs/promises'; import { parse } from 'csv-parse';`,
    },
    {
      'src-main/library/a.ts': `import type { B } from '../core/merge/b.ts';`,
    },
    { 'src-main/runs/worker/a.ts': `import { b } from '../../engine/b.ts';` },
    {
      'src-renderer/a.svelte': `<script>import { b } from 'svelte/motion'; import i from '../resources/i.svg?url';</script>`,
    },
    { 'src-main/core/dataset/a.ts': `export const a = 1;\nexport { a as b };` },
  ])('lets pass what the rules allow: %j', (files) => {
    expect(findFaults(withOpening(files))).toEqual([]);
  });

  it('lets a table be long', () => {
    const table = `/** The table of everything. */\n${'\n'.repeat(400)}`;
    expect(findFaults(new Map([['src-main/core/a.ts', table]]))).toEqual([]);
  });
});
