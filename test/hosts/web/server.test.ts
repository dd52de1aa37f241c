/** The web host's door: who is let in, what is served, and that nothing else is. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openWebHost } from '../../../src-main/hosts/web/server.ts';
import { stageApp } from '../../app/stage.ts';
import { temporaryFolder } from '../../temporary.ts';
import { PAGE, stageHost, writePages, type Reply, type WebStage } from './stage.ts';

/** Nothing of others', nothing inline, in no frame. */
function expectStrict({ headers }: Reply): void {
  const policy = headers['content-security-policy'] as string;
  const rules = Object.fromEntries(
    policy.split(';').map((rule) => {
      const [name = '', ...sources] = rule.trim().split(' ');
      return [name, sources.join(' ')];
    }),
  );
  expect(rules).toMatchObject({
    ...{ 'default-src': "'none'", 'script-src': "'self'", 'connect-src': "'self'", 'base-uri': "'none'" },
    ...{ 'form-action': "'none'", 'frame-ancestors': "'none'" },
  });
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  expect(headers).not.toHaveProperty('access-control-allow-origin');
}

/** Bytes as they are, and all that comes back until the other end closes. */
async function speak({ host }: WebStage, bytes: string): Promise<string> {
  const socket = connect(host.port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  return text;
}

const ask403 = async (stage: WebStage, headers: Readonly<Record<string, string>>, path = '/') => {
  const reply = await stage.ask(path, { ...stage.own, ...headers });
  expect(reply.status, JSON.stringify(headers)).toBe(403);
  expect(reply.text).not.toContain('<title>');
  expectStrict(reply);
};

describe('nobody is let in', () => {
  it('without the token, with another one, or with a part of it', async () => {
    const stage = await stageHost();
    const { host, cookie } = stage.own;
    const token = cookie.split('=')[1]!;
    const name = cookie.split('=')[0]!;
    for (const path of [
      '/',
      '/index.html',
      '/assets/app.js',
      '/nothing',
      '/?token=',
      '/?token=x',
      `/?Token=${token}`,
    ])
      expectRefused(await stage.ask(path, { host }));
    for (const given of ['', 'x', token.slice(1), `${token}x`, `"${token}"`, token.toUpperCase()])
      expectRefused(await stage.ask('/', { host, cookie: `${name}=${given}` }));
    expectRefused(await stage.ask('/', { host, cookie: `weir-token=${token}; weir-token-1=${token}; ;=;x` }));
    expectRefused(await stage.ask(`/?token=${token}`.slice(0, -1), { host }));
    function expectRefused(reply: Reply): void {
      expect([reply.status, reply.text]).toEqual([401, expect.stringContaining('holds the token')]);
      expect(reply.headers).not.toHaveProperty('set-cookie');
      expectStrict(reply);
    }
  });

  it("by another host's name, such as one that DNS points here", async () => {
    const stage = await stageHost();
    const { port } = stage.host;
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
      `[::1]:${port}`,
    ])
      await ask403(stage, { host });
    await ask403(stage, { host: 'evil.example' }, `/${new URL(stage.host.address).search}`);
    expect((await stage.ask('/', { ...stage.own, host: `localhost:${port}` })).status).toBe(200);
  });

  it('by a page of another origin, for which a cookie would be sent along', async () => {
    const stage = await stageHost();
    const { port } = stage.host;
    for (const origin of [
      ...['null', 'http://evil.example', `https://127.0.0.1:${port}`, `http://127.0.0.1:${port + 1}`],
      `http://127.0.0.1:${port}.evil.example`,
    ])
      await ask403(stage, { origin });
    expect((await stage.ask('/', { ...stage.own, origin: `http://127.0.0.1:${port}` })).status).toBe(200);
  });

  it('to do anything but read pages', async () => {
    const stage = await stageHost();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const reply = await stage.ask('/', stage.own, method);
      expect(reply.status, method).toBe(405);
      expectStrict(reply);
    }
  });

  it('to anything but the page: out of its folder, of no kind that is served, a folder', async () => {
    const stage = await stageHost();
    for (const path of [
      ...['/../secret.html', '/..%2fsecret.html', '/%2e%2e/secret.html', '/assets/../../secret.html'],
      ...[
        '/..\\secret.html',
        '/notes.txt',
        '/assets',
        '/assets/',
        '/index.html/',
        '/constructor',
        '/%00',
        '/%',
      ],
      ...['/etc/passwd', 'http://evil.example/secret.html'],
    ]) {
      const reply = await stage.ask(path);
      expect(reply.status, path).toBe(404);
      expect(reply.text).not.toMatch(/^secret/);
      expectStrict(reply);
    }
  });

  it('by an address that is none, and nobody ends the program by one', async () => {
    const stage = await stageHost();
    for (const path of ['//', 'http://', 'http://[', '//[::1', '//evil.example:99999/'])
      expect([400, 404], path).toContain((await stage.ask(path)).status);
    const { host } = stage.own;
    expect((await stage.ask('//', { host: 'evil.example' })).status).toBe(403);
    expect(await speak(stage, `GET // HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 400 /,
    );
    expect(await speak(stage, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    await speak(stage, 'garbage\r\n\r\n');
    expect((await stage.ask('/')).status).toBe(200);
  });
});

describe('who has the token', () => {
  it('is given a cookie for it, and an address without it', async () => {
    const stage = await stageHost();
    const { pathname, search } = new URL(stage.host.address);
    const reply = await stage.ask(`${pathname}${search}`, { host: stage.own.host });
    expect([reply.status, reply.headers.location, reply.text]).toEqual([303, '/', '']);
    expect(reply.headers['set-cookie']).toEqual([`${stage.own.cookie}; HttpOnly; SameSite=Strict; Path=/`]);
    expectStrict(reply);
    const page = await stage.ask('/', { host: stage.own.host, cookie: `a=b; ${stage.own.cookie}; c` });
    expect([page.status, page.text, page.headers['content-type']]).toEqual([
      200,
      PAGE,
      'text/html; charset=utf-8',
    ]);
    expectStrict(page);
  });

  it('gets files whole, packed where that is asked for, and their heads alone', async () => {
    const { ask, own } = await stageHost();
    const script = await ask('/assets/app.js?v=1');
    expect([script.text, script.headers['content-type']]).toEqual([
      'let a = 1;',
      'text/javascript; charset=utf-8',
    ]);
    const packed = await ask('/', { ...own, 'accept-encoding': 'br, gzip' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    const head = await ask('/', own, 'HEAD');
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', String(PAGE.length)]);
  });

  it('has another one at every start', async () => {
    const [first, second] = [await stageHost(), await stageHost()];
    const token = first.own.cookie.split('=')[1]!;
    expect(token).toMatch(/^[\w-]{32}$/);
    const cookie = `weir-token-${second.host.port}=${token}`;
    expect((await second.ask('/', { host: second.own.host, cookie })).status).toBe(401);
  });
});

describe('the port', () => {
  const open = async (port: number) => {
    const { app } = await stageApp();
    const host = await openWebHost({ app, pages: await writePages(), port });
    onTestFinished(() => host.close());
    return host;
  };

  it('is listened on at 127.0.0.1 alone', async () => {
    const { host } = await stageHost();
    const others = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const addresses = others.map(({ address, scopeid }) => (scopeid ? `${address}%${scopeid}` : address));
    for (const address of [...addresses.filter((one) => one !== '127.0.0.1'), '127.0.0.2']) {
      const socket: Socket = connect(host.port, address);
      const [first] = await Promise.race([
        once(socket, 'connect').then(() => ['open']),
        once(socket, 'error'),
      ]).catch((error: unknown) => [error]);
      socket.destroy();
      expect(first, address).toBeInstanceOf(Error);
    }
  });

  it('that is taken, or is none, is said in one sentence', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    for (const [wanted, reason] of [
      [port, 'another program has it'],
      [65_536, 'ports end at 65535'],
      [1e9, 'ports end at 65535'],
    ] as const) {
      await expect(open(wanted)).rejects.toMatchObject({
        code: 'invalid-input',
        message: `Port ${wanted} cannot be used: ${reason}.`,
      });
    }
  });

  it('is not opened where the interface was not built', async () => {
    const { app } = await stageApp();
    const pages = join(await temporaryFolder(), 'nothing');
    await expect(openWebHost({ app, pages, port: 0 })).rejects.toMatchObject({
      code: 'missing-file',
      message: expect.stringMatching(/^The interface is not built: .*\.$/) as string,
    });
  });
});
