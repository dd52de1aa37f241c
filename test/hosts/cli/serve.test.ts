/** `weir serve`: the address in a line, and an end in good order. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { fromWire, toWire } from '../../../src-main/contract/wire.ts';
import { temporaryFolder } from '../../temporary.ts';
import { setStage } from './stage.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A checkout whose interface is built, or not. */
async function writeCheckout(isBuilt: boolean): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of ['src-main', 'package.json'])
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  if (!isBuilt) return folder;
  await mkdir(join(folder, 'out', 'renderer'), { recursive: true });
  await writeFile(join(folder, 'out', 'renderer', 'index.html'), '<title>Weir</title>');
  return folder;
}

async function serve(isBuilt: boolean, ...argv: string[]) {
  const folder = await writeCheckout(isBuilt);
  const library = join(folder, 'library');
  const main = join(folder, 'src-main/hosts/cli/main.ts');
  const child = spawn(process.execPath, [main, 'serve', ...argv], {
    env: { PATH: process.env.PATH, WEIR_LIBRARY: library },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as unknown,
    signal: signal as unknown,
  }));
  const heard = once(child.stdout, 'data');
  return { child, said, library, ended, heard };
}

describe('nothing is served', () => {
  it('where the interface is not built, which is said with what builds it', async () => {
    const { ended, said } = await serve(false);
    expect(await ended).toEqual({ code: 1, signal: null });
    expect(said.stdout).toBe('');
    expect(said.stderr).toMatch(
      /^weir: The interface is not built: [^\n]+\.\n +[^\n]*npm run build[^\n]*\n$/,
    );
  });

  it('on a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { ended, said } = await serve(true, '--port', String(port));
    expect(await ended).toEqual({ code: 1, signal: null });
    expect(said.stderr).toMatch(
      /^weir: Port \d+ cannot be used: another program has it\.\n +[^\n]*--port[^\n]*\n$/,
    );
  });

  it.each(['-1', '1.5', 'http', ''])('on the port %j, which is wrong usage', async (port) => {
    const { run, stderr } = setStage();
    expect(await run('serve', '--port', port)).toBe(2);
    expect(stderr.text).toMatch(/^weir: [^\n]*--port[^\n]*\n/);
  });
});

describe('the interface is served', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('until %s, at the address that is printed', async (signal) => {
    const { child, said, library, ended, heard } = await serve(true);
    await heard;
    expect(said.stdout).toMatch(/^Weir is served on http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+\n$/);
    const address = said.stdout.trim().split(' ').at(-1)!;
    const opened = await fetch(address, { redirect: 'manual' });
    const cookie = opened.headers.get('set-cookie')!.split(';')[0]!;
    const { host, origin } = new URL(address);
    const page = await fetch(`${origin}/`, { headers: { cookie } });
    expect([opened.status, await page.text()]).toEqual([303, '<title>Weir</title>']);
    const socket = new WebSocket(`ws://${host}/socket`, { headers: { cookie, origin } });
    const messages: unknown[] = [];
    socket.on('message', (bytes: Buffer) => messages.push(fromWire(bytes.toString())));
    await once(socket, 'open');
    socket.send(toWire({ id: 1, command: 'settings.write', request: { theme: 'dark' } }));
    const answer = { ok: true, value: { theme: 'dark' } };
    await vi.waitFor(() => {
      expect(messages).toContainEqual({ id: 1, answer: expect.objectContaining({ ok: true }) as unknown });
    }, 10_000);
    expect(messages.at(-1)).toMatchObject({ answer });
    expect(existsSync(join(library, 'weir.sqlite-wal'))).toBe(true);
    const closed = once(socket, 'close');
    child.kill(signal);
    expect(await ended).toEqual({ code: 0, signal: null });
    await closed;
    expect(said.stderr).toBe('');
    // Whoever closes a database last removes this.
    expect(existsSync(join(library, 'weir.sqlite-wal'))).toBe(false);
  });
});
