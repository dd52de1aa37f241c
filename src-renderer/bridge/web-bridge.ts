/** The bridge of a browser: calls, answers and events over a WebSocket to where the page is from. */
import type { Answer, Bridge, Capability } from '../../src-main/contract/bridge.ts';
import type { Failure } from '../../src-main/contract/error.ts';
import type { HostEvent } from '../../src-main/contract/events.ts';
import { fromWire, toWire } from '../../src-main/contract/wire.ts';

interface Hello {
  readonly version: string;
  readonly capabilities: readonly Capability[];
}

type Message =
  { readonly hello: Hello } | { readonly id: number; readonly answer: Answer<unknown> } | HostEvent;

type Resolve = (answer: Answer<unknown>) => void;

/** Milliseconds before another try: doubled each time. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 8000;

const LOST: Failure = {
  code: 'internal',
  message: 'The connection to Weir was lost before it answered.',
  hint: "It is tried again by itself; if that lasts, see whether 'weir serve' still runs.",
};

class WebBridge implements Bridge {
  version = '';
  capabilities: readonly Capability[] = [];
  readonly #address: string;
  readonly #listeners = new Set<(event: HostEvent) => void>();
  readonly #pending = new Map<number, Resolve>();
  #socket: WebSocket | undefined;
  #lastId = 0;
  #pause = FIRST_PAUSE;
  #lost = false;

  constructor(address: string) {
    this.#address = address;
  }

  /** Resolves at the host's first word, however often that must be tried. */
  connect(): Promise<void> {
    return new Promise((resolve) => {
      const open = (): void => {
        const socket = new WebSocket(this.#address);
        socket.addEventListener('message', ({ data }) => {
          const message = fromWire(data as string) as Message;
          if (!('hello' in message)) {
            this.#hear(message);
            return;
          }
          this.#greet(socket, message.hello);
          resolve();
        });
        socket.addEventListener('close', () => {
          this.#lose();
          setTimeout(open, this.#pause);
          this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
        });
      };
      open();
    });
  }

  call: Bridge['call'] = (command, request) => {
    const socket = this.#socket;
    if (socket === undefined) return Promise.resolve({ ok: false, error: LOST });
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#pending.set(id, resolve as Resolve);
      socket.send(toWire({ id, command, request }));
    });
  };

  on(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A browser does not tell. */
  pathOf(): string {
    return '';
  }

  #greet(socket: WebSocket, { version, capabilities }: Hello): void {
    this.version = version;
    this.capabilities = capabilities;
    this.#socket = socket;
    this.#pause = FIRST_PAUSE;
    if (!this.#lost) return;
    this.#lost = false;
    this.#emit({ event: 'connection', body: { lost: false } });
    // What happened meanwhile was not heard.
    this.#emit({ event: 'changed', body: {} });
  }

  #hear(message: Exclude<Message, { readonly hello: Hello }>): void {
    if ('event' in message) {
      this.#emit(message);
    } else {
      this.#pending.get(message.id)?.(message.answer);
      this.#pending.delete(message.id);
    }
  }

  #lose(): void {
    if (this.#socket === undefined) return;
    this.#socket = undefined;
    this.#lost = true;
    for (const resolve of this.#pending.values()) resolve({ ok: false, error: LOST });
    this.#pending.clear();
    this.#emit({ event: 'connection', body: { lost: true } });
  }

  #emit(event: HostEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

export async function openWebBridge(): Promise<Bridge> {
  const { protocol, host } = window.location;
  const bridge = new WebBridge(`${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/socket`);
  await bridge.connect();
  return bridge;
}
