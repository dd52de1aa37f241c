/** The desktop app's build: what Electron will load, and what the page may do. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('the built desktop app', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'weir-build-'));
  const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

  beforeAll(() => {
    const build = ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--outDir', folder];
    execFileSync(process.execPath, build, { stdio: 'pipe', env: { ...process.env, NODE_ENV: 'production' } });
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('opens the page and the preload where the build lays them', () => {
    expect(read('main/main.js')).toContain('../renderer/index.html');
    expect(read('main/main.js')).toContain('../preload/preload.cjs');
    expect(read('preload/preload.cjs')).not.toBe('');
  });

  it('has a preload that needs nothing but Electron, as a sandbox demands', () => {
    const required = [...read('preload/preload.cjs').matchAll(/require\("(.*?)"\)/g)].map(
      (match) => match[1],
    );
    expect(required).toEqual(['electron']);
  });

  it('has a page that loads nothing but its own files and runs no inline script', () => {
    const page = read('renderer/index.html');
    expect(page).toMatch(/Content-Security-Policy.*default-src &#39;none&#39;; script-src &#39;self&#39;;/);
    expect(page).not.toMatch(/unsafe-|https?:|<script(?![^>]* src="\.\/)/);
  });
});
