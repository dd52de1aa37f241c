/** The set-up before every script, against an npm of our own that only notes how it was called. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const LOCK = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/another-platform': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  },
};
const INSTALLED = { packages: { 'node_modules/a': LOCK.packages['node_modules/a'] } };

// The npm of these tests is a shell script.
describe.skipIf(process.platform === 'win32')('scripts/install.mjs', () => {
  let root: string;
  const at = (file: string): string => path.join(root, file);

  /** Lays an npm into the folder that does what the shell script says. */
  function layNpm(script: string): void {
    writeFileSync(at('bin/npm'), `#!/bin/sh\necho "$@" >> "${at('calls')}"\necho added\n${script}\n`);
    chmodSync(at('bin/npm'), 0o755);
  }

  function install(): { status: number | null; stdout: string; stderr: string; calls: string } {
    const run = spawnSync(process.execPath, [at('scripts/install.mjs')], {
      encoding: 'utf8',
      env: { PATH: `${at('bin')}:${path.dirname(process.execPath)}:${process.env.PATH ?? ''}` },
    });
    return { ...run, calls: existsSync(at('calls')) ? readFileSync(at('calls'), 'utf8') : '' };
  }

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'weir-install-'));
    for (const file of ['scripts/install.mjs', 'bin/required-node.js', 'package.json'])
      cpSync(file, at(file));
    mkdirSync(at('node_modules'));
    writeFileSync(at('package-lock.json'), JSON.stringify(LOCK));
    writeFileSync(at('installed.json'), JSON.stringify(INSTALLED));
    layNpm(`cp "${at('installed.json')}" "${at('node_modules/.package-lock.json')}"`);
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('installs by the lock file on a fresh clone, once, and writes nothing to stdout', () => {
    const first = install();
    expect(first).toMatchObject({
      status: 0,
      stdout: '',
      calls: expect.stringMatching(/^ci .*\n$/) as string,
    });
    expect(first.stderr).toMatch(/^Weir installs its dependencies: npm ci\nadded\n/);
    expect(install()).toMatchObject({ status: 0, stdout: '', stderr: '', calls: first.calls });
  });

  it('installs again when the lock file wants another version', () => {
    install();
    const other = { ...LOCK.packages, 'node_modules/a': { version: '1.0.1', integrity: 'sha512-c' } };
    writeFileSync(at('package-lock.json'), JSON.stringify({ packages: other }));
    expect(install().calls.split('\n')).toHaveLength(3);
  });

  it('says so when npm fails', () => {
    layNpm('exit 1');
    expect(install()).toMatchObject({ status: 1, stdout: '' });
    expect(install().stderr).toContain(
      `Weir's dependencies could not be installed; npm's own words are above.`,
    );
  });

  it('names the Node that Weir needs where none came with the dependencies', () => {
    const version = process.versions.node;
    writeFileSync(at('package.json'), JSON.stringify({ engines: { node: '>=99.1' } }));
    const { status, stderr } = install();
    expect(status).toBe(1);
    expect(stderr).toContain(`Weir needs Node 99.1 or later; this is Node ${version}.`);
  });
});

describe('the installed command', () => {
  it('names the Node that it needs on an older one', () => {
    const root = mkdtempSync(path.join(tmpdir(), 'weir-bin-'));
    cpSync('bin', path.join(root, 'bin'), { recursive: true });
    writeFileSync(
      path.join(root, 'package.json'),
      JSON.stringify({ type: 'module', engines: { node: '>=99.1' } }),
    );
    const run = spawnSync(process.execPath, [path.join(root, 'bin/weir.js'), '--help'], { encoding: 'utf8' });
    rmSync(root, { recursive: true });
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toBe(`Weir needs Node 99.1 or later; this is Node ${process.versions.node}.\n`);
  });
});
