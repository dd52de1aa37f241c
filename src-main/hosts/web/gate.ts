/** Who may come in: only this machine, by the address that was opened, with the token that the opening gave. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const COOKIE = 'weir-token';

export interface Gate {
  readonly port: number;
  readonly token: string;
}

function isToken({ token }: Gate, given: string | undefined): boolean {
  if (given === undefined) return false;
  const [a, b] = [Buffer.from(token), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A name that resolves to this machine but is not its own, as DNS rebinding would have it, is none of these. */
function isOwnHost({ port }: Gate, host: string | undefined): boolean {
  return host !== undefined && [`127.0.0.1:${port}`, `localhost:${port}`].includes(host);
}

/** Whether a request names this very host: a page of another origin cannot. */
export function isFromHere(gate: Gate, { headers }: IncomingMessage): boolean {
  const { host, origin } = headers;
  return isOwnHost(gate, host) && (origin === undefined || isOwnHost(gate, origin.replace(/^http:\/\//, '')));
}

/** A WebSocket always has an origin. */
export function isFromOwnPage(gate: Gate, request: IncomingMessage): boolean {
  return request.headers.origin !== undefined && isFromHere(gate, request);
}

/** Cookies know no ports: two Weirs on one machine must not take each other's. */
function nameCookie({ port }: Gate): string {
  return `${COOKIE}-${port}`;
}

export function holdsToken(gate: Gate, { headers }: IncomingMessage): boolean {
  const cookies = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return isToken(gate, cookies.find(([name]) => name === nameCookie(gate))?.[1]);
}

/** Of the first load: the token in the address, which a cookie then takes the place of. */
export function opensWithToken(gate: Gate, url: URL): boolean {
  return isToken(gate, url.searchParams.get('token') ?? undefined);
}

export function writeCookie(gate: Gate): string {
  return `${nameCookie(gate)}=${gate.token}; HttpOnly; SameSite=Strict; Path=/`;
}
