/** The program as people run it: a process of its own. */
import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import type { CheckpointRecord } from '../../../src-main/contract/records.ts';
import { VERSION } from '../../../src-main/contract/version.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

const MAIN = new URL('../../../src-main/hosts/cli/main.ts', import.meta.url).pathname;

interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Start {
  readonly folder?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Closes stdout as soon as something came. */
  readonly deaf?: boolean;
}

async function weir(
  argv: readonly string[],
  { folder = '/', env = {}, deaf = false }: Start = {},
): Promise<Ending> {
  // Not the library of whoever runs the tests.
  const library = await temporaryFolder();
  const child = spawn(process.execPath, [MAIN, ...argv], {
    cwd: folder,
    env: { PATH: process.env.PATH, WEIR_LIBRARY: library, ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    if (deaf) child.stdout.destroy();
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

it('refuses an unknown command with exit code 2', async () => {
  const { code, stdout, stderr } = await weir(['mrege']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe("weir: unknown command 'mrege'.\n      Did you mean merge?\n");
});

it('names a checkpoint that is neither a path nor in the library', async () => {
  const { code, stdout, stderr } = await weir(['inspect', 'nowhere']);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^weir: The library has no checkpoint 'nowhere'\.\n +Nor is there such a path\.\n$/);
});

it('prints one JSON document and nothing else', async () => {
  const folder = await writeTinyCheckpoint(await temporaryFolder());
  const { code, stdout, stderr } = await weir(['inspect', '.', '--json'], { folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const record = JSON.parse(stdout) as CheckpointRecord;
  expect(record).toMatchObject({ folder, layers: 2, head: { labels: ['negative', 'positive'] } });
  expect(record.tensors.at(-1)).toEqual({
    name: 'classifier.weight',
    dtype: 'F32',
    shape: [2, 8],
    role: null,
  });
});

it('inspects a checkpoint in 80 columns, without colours where there is no terminal', async () => {
  const folder = await writeTinyCheckpoint(await temporaryFolder());
  const { code, stdout, stderr } = await weir(['inspect', folder]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('bert.encoder.layer.{0-1}.\n  attention.self.query.weight');
  expect(stdout).not.toContain('\x1b');
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
});

it('takes paths from where npm was called, for its own script alone', async () => {
  const folder = await temporaryFolder();
  await writeTinyCheckpoint(`${folder}/mine`);
  const env = { INIT_CWD: folder, npm_package_name: 'weir', npm_lifecycle_event: 'weir' };
  expect(await weir(['inspect', 'mine'], { env })).toMatchObject({ code: 0 });
  const leaked = { ...env, npm_lifecycle_event: 'test' };
  expect(await weir(['inspect', 'mine'], { env: leaked })).toMatchObject({ code: 1 });
});

it('ends quietly when nobody reads on', async () => {
  const folder = await temporaryFolder();
  // Labels that fill more than a pipe holds.
  const labels = Array.from({ length: 20_000 }, (_, id) => `label number ${id}`);
  await writeTinyCheckpoint(folder, { labels });
  const { stderr } = await weir(['inspect', folder, '--json'], { deaf: true });
  expect(stderr).toBe('');
});

it('tells its version', async () => {
  expect(await weir(['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
});
