/** The bridge over a WebSocket: who may open one, calls and answers, events, and its end. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { VERSION } from '../../../src-main/contract/version.ts';
import { openSocket, stageHost, type Heard } from './stage.ts';

const HELLO = { hello: { version: VERSION, capabilities: [] } };

async function waitFor({ messages }: Heard, count: number): Promise<readonly unknown[]> {
  await vi.waitFor(() => {
    expect(messages.length).toBeGreaterThanOrEqual(count);
  }, 5000);
  return messages;
}

const upgrade = (port: number, lines: readonly string[], path = '/socket'): string =>
  [
    `GET ${path} HTTP/1.1`,
    ...['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
    ...['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', `Host: 127.0.0.1:${port}`],
    ...lines,
    ...['', ''],
  ].join('\r\n');

describe('a socket is refused', () => {
  it('to another origin, another host and who has no token', async () => {
    const stage = await stageHost();
    const { port } = stage.host;
    for (const headers of [
      ...[{ origin: 'http://evil.example' }, { origin: 'null' }, { origin: `https://127.0.0.1:${port}` }],
      ...[{ host: 'evil.example' }, { host: `evil.example:${port}`, origin: `http://evil.example:${port}` }],
      ...[{ cookie: '' }, { cookie: `weir-token-${port}=x` }],
    ])
      await expect(openSocket(stage, headers), JSON.stringify(headers)).rejects.toThrow('403');
  });

  it('without an origin, at another path, and though its other end stays open, the host can close', async () => {
    const { host, own } = await stageHost();
    const cookie = `Cookie: ${own.cookie}`;
    const origin = `Origin: http://${own.host}`;
    for (const [lines, path] of [
      [[cookie], '/socket'],
      [[cookie, origin], '/'],
      [[cookie, origin], '//'],
      [[cookie, origin], '/socket?x'],
      [[origin], '/socket'],
    ] as const) {
      const socket = connect({ port: host.port, host: '127.0.0.1', allowHalfOpen: true });
      socket.on('error', () => undefined);
      socket.write(upgrade(host.port, lines, path));
      const [bytes] = (await once(socket, 'data')) as [Buffer];
      expect(bytes.toString(), path).toMatch(/^HTTP\/1\.1 403 /);
    }
    await host.close();
  });

  it('and who resets it does not end the program', async () => {
    const stage = await stageHost();
    for (let at = 0; at < 20; at++) {
      const socket = connect(stage.host.port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(upgrade(stage.host.port, []));
      if (at % 2) await new Promise(setImmediate);
      socket.resetAndDestroy();
    }
    expect((await stage.ask('/')).status).toBe(200);
  });
});

describe('a socket', () => {
  it('says hello, and answers each call by its id, whichever is done first', async () => {
    let finish = (): void => undefined;
    const stage = await stageHost({
      devices: () =>
        new Promise((resolve) => {
          finish = () => {
            resolve([{ name: 'cpu', state: 'chosen', detail: '', rate: Infinity }]);
          };
        }),
    });
    const page = await openSocket(stage);
    page.send({ id: 1, command: 'devices', request: {} });
    page.send({ id: 2, command: 'runs.paused', request: {} });
    page.send({ id: 3, command: 'runs.paused', request: { colour: 'red' } });
    page.send({ id: 4, command: 'constructor' });
    expect(await waitFor(page, 4)).toMatchObject([
      HELLO,
      { id: expect.any(Number) as number },
      { id: expect.any(Number) as number },
      { id: expect.any(Number) as number },
    ]);
    finish();
    const answers = (await waitFor(page, 5)) as readonly { readonly id: number; readonly answer: unknown }[];
    const answerOf = (id: number): unknown => answers.find((one) => one.id === id)!.answer;
    expect(answers.at(-1)!.id).toBe(1);
    expect(answerOf(1)).toEqual({
      ok: true,
      value: [{ name: 'cpu', state: 'chosen', detail: '', rate: Infinity }],
    });
    expect(answerOf(2)).toEqual({ ok: true, value: { paused: false } });
    for (const id of [3, 4])
      expect(answerOf(id)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  });

  it('takes no notice of garbage', async () => {
    const stage = await stageHost();
    const page = await openSocket(stage);
    for (const text of [
      '',
      'no JSON',
      '{}',
      'null',
      '7',
      '{"_":null}',
      '{"_":{"id":"1"}}',
      '['.repeat(100_000),
    ])
      page.socket.send(text);
    page.socket.send('{"_":{"id":1,"command":{"$":"Float64Array","v":"%"}}}');
    page.socket.send(Buffer.from([0xff, 0xfe, 0]));
    page.send({ id: 7, command: 'runs.paused', request: {} });
    expect(await waitFor(page, 2)).toEqual([
      HELLO,
      { id: 7, answer: { ok: true, value: { paused: false } } },
    ]);
  });

  it('is closed by a message that is too large, and others are not', async () => {
    const stage = await stageHost();
    const [large, other] = [await openSocket(stage), await openSocket(stage)];
    large.socket.on('error', () => undefined);
    large.socket.send('x'.repeat(4 * 2 ** 20 + 1));
    await once(large.socket, 'close');
    other.send({ id: 1, command: 'runs.paused', request: {} });
    expect(await waitFor(other, 2)).toHaveLength(2);
  });

  it('hears every event, as all do that are open, until it closes', async () => {
    const stage = await stageHost();
    const [first, second] = [await openSocket(stage), await openSocket(stage)];
    await stage.app.call('settings.write', { theme: 'dark' });
    const changed = { event: 'changed', body: {} };
    expect(await waitFor(first, 2)).toEqual([HELLO, changed]);
    expect(await waitFor(second, 2)).toEqual([HELLO, changed]);
    first.socket.close();
    await once(first.socket, 'close');
    await stage.app.call('settings.write', { theme: 'light' });
    expect(await waitFor(second, 3)).toEqual([HELLO, changed, changed]);
    expect(first.messages).toHaveLength(2);
  });

  it('ends with its host, which nothing holds open', async () => {
    const stage = await stageHost({ devices: () => new Promise(() => undefined) });
    const pages = [await openSocket(stage), await openSocket(stage)];
    pages[0]!.send({ id: 1, command: 'devices', request: {} });
    const idle = connect(stage.host.port, '127.0.0.1');
    idle.on('error', () => undefined);
    await once(idle, 'connect');
    const ends = [...pages.map(({ socket }) => once(socket, 'close')), once(idle, 'close')];
    await stage.host.close();
    await Promise.all(ends);
    await expect(stage.ask('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    // Nobody is left to hear.
    await stage.app.call('settings.write', { theme: 'dark' });
  });
});
