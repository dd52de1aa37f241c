/** A web host on a page of its own, spoken to in raw requests: fetch would not say another host's name. */
import { mkdir, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { fromWire, toWire } from '../../../src-main/contract/wire.ts';
import { openWebHost, type WebHost } from '../../../src-main/hosts/web/server.ts';
import type { Handlers } from '../../../src-main/app/handlers.ts';
import { stageApp, type AppStage } from '../../app/stage.ts';
import { temporaryFolder } from '../../temporary.ts';

export const PAGE = '<!doctype html><title>Weir</title>';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface WebStage extends AppStage {
  readonly host: WebHost;
  /** The host's own name, and a cookie that holds the token. */
  readonly own: { readonly host: string; readonly cookie: string };
  /** Without headers, those of its own page. */
  readonly ask: (path: string, headers?: OutgoingHttpHeaders, method?: string) => Promise<Reply>;
}

/** A folder as a build leaves it, with a secret beside it. */
export async function writePages(): Promise<string> {
  const home = await temporaryFolder();
  await mkdir(join(home, 'pages', 'assets'), { recursive: true });
  await writeFile(join(home, 'secret.html'), 'secret');
  await writeFile(join(home, 'pages', 'index.html'), PAGE);
  await writeFile(join(home, 'pages', 'assets', 'app.js'), 'let a = 1;');
  await writeFile(join(home, 'pages', 'notes.txt'), 'of no kind that is served');
  return join(home, 'pages');
}

export async function stageHost(handlers: Partial<Handlers> = {}): Promise<WebStage> {
  const stage = await stageApp(handlers);
  const host = await openWebHost({ app: stage.app, pages: await writePages(), port: 0 });
  onTestFinished(() => host.close());
  const token = new URL(host.address).searchParams.get('token')!;
  const own = { host: `127.0.0.1:${host.port}`, cookie: `weir-token-${host.port}=${token}` };
  const ask: WebStage['ask'] = (path, headers = own, method = 'GET') =>
    new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port: host.port, path, method, headers, setHost: false });
      asked.on('error', reject);
      asked.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      asked.end();
    });
  return { ...stage, host, own, ask };
}

export interface Heard {
  readonly socket: WebSocket;
  /** All that came, in its order. */
  readonly messages: unknown[];
  send(message: unknown): void;
}

/** A socket as the host's own page opens it. Rejects with the status of a refusal. */
export function openSocket(
  { host, own }: WebStage,
  headers: Readonly<Record<string, string>> = {},
): Promise<Heard> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/socket`, {
    headers: { ...own, origin: `http://${own.host}`, ...headers },
  });
  const messages: unknown[] = [];
  socket.on('message', (bytes: Buffer) => messages.push(fromWire(bytes.toString())));
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_, { statusCode }) => {
      reject(new Error(String(statusCode)));
    });
    socket.on('error', reject);
    socket.on('open', () => {
      resolve({
        socket,
        messages,
        send: (message) => {
          socket.send(toWire(message));
        },
      });
    });
  });
}
