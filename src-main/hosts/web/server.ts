/** The web host: the same interface on loopback, for workstations without a screen. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { App } from '../../app/app.ts';
import { WeirError } from '../../contract/error.ts';
import { holdsToken, isFromHere, isFromOwnPage, opensWithToken, writeCookie, type Gate } from './gate.ts';
import { readPageFiles, type PageFile } from './page-files.ts';
import { serveSocket } from './socket.ts';

/** Bytes of a call: a recipe has a megabyte at most. */
const LARGEST_CALL = 4 * 2 ** 20;

const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
};

export interface WebHost {
  /** With the token, to be opened once. */
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

interface Parts {
  readonly app: App;
  /** Where the interface was built. */
  readonly pages: string;
  /** 0: any that is free. */
  readonly port: number;
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...HEADERS });
  response.end(`${sentence}\n`);
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: PageFile): void {
  const packs = /\bgzip\b/.test(request.headers['accept-encoding']?.toString() ?? '');
  const bytes = packs ? file.packed : file.bytes;
  response.writeHead(200, {
    'Content-Type': file.type,
    'Content-Length': bytes.length,
    ...(packs && { 'Content-Encoding': 'gzip' }),
    // Names of assets hold their hash; the page itself may be another at the next start.
    'Cache-Control': 'no-cache',
    ...HEADERS,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function answer(
  gate: Gate,
  files: ReadonlyMap<string, PageFile>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = URL.parse(request.url ?? '/', `http://127.0.0.1:${gate.port}`);
  if (!isFromHere(gate, request)) {
    refuse(response, 403, 'This is a Weir of another address.');
  } else if (url === null) {
    refuse(response, 400, 'This is no address.');
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, 405, 'Only pages can be had here.');
  } else if (opensWithToken(gate, url)) {
    response.writeHead(303, { Location: '/', 'Set-Cookie': writeCookie(gate), ...HEADERS });
    response.end();
  } else if (!holdsToken(gate, request)) {
    refuse(response, 401, "Open the address that 'weir serve' printed; it holds the token.");
  } else {
    const file = files.get(url.pathname === '/' ? '/index.html' : url.pathname);
    if (file === undefined) refuse(response, 404, `There is no '${url.pathname}'.`);
    else sendFile(request, response, file);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program has it',
  EACCES: 'the system keeps it for itself',
  ERR_SOCKET_BAD_PORT: 'ports end at 65535',
};

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException): void => {
      const reason = REASONS[cause.code ?? ''] ?? cause.message;
      reject(
        new WeirError('invalid-input', `Port ${port} cannot be used: ${reason}.`, {
          hint: 'Choose another with --port, or 0 for any that is free.',
          cause,
        }),
      );
    };
    server.once('error', fail);
    try {
      server.listen(port, '127.0.0.1', () => {
        resolve((server.address() as AddressInfo).port);
      });
    } catch (cause) {
      fail(cause as NodeJS.ErrnoException);
    }
  });
}

/** @throws 'missing-file': the interface was not built; 'invalid-input': the port is taken */
export async function openWebHost({ app, pages, port: wanted }: Parts): Promise<WebHost> {
  const files = readPageFiles(pages);
  const token = randomBytes(24).toString('base64url');
  let gate: Gate = { port: wanted, token };
  const server = createServer((request, response) => {
    answer(gate, files, request, response);
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_CALL });
  server.on('upgrade', (request, stream, head) => {
    if (request.url !== '/socket' || !isFromOwnPage(gate, request) || !holdsToken(gate, request)) {
      // Who was refused may neither hold its end open, which nothing could then close, nor end the program by an error.
      stream.on('error', () => stream.destroy());
      stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n', () => stream.destroy());
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      serveSocket(app, socket);
    });
  });
  const port = await listen(server, wanted);
  gate = { port, token };
  return {
    address: `http://127.0.0.1:${port}/?token=${token}`,
    port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
