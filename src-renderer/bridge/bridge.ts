/** The one door to the host: calls with typed answers, its events, and what it alone can do. */
import type { Bridge, Capability } from '../../src-main/contract/bridge.ts';
import type { Command, CommandRequest } from '../../src-main/contract/commands.ts';
import type { ErrorCode, Failure } from '../../src-main/contract/error.ts';
import type { EventName, Events } from '../../src-main/contract/events.ts';
import type { Results } from '../../src-main/contract/records.ts';
import { openWebBridge } from './web-bridge.ts';

declare global {
  interface Window {
    /** Put there by the preload; a browser has none. */
    readonly weir?: Bridge;
  }
}

/** What a command was refused with: a sentence that names the thing. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor({ code, message, hint }: Failure) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** What there is to say of anything thrown, or of a failure that a run recorded. */
export function readFailure(
  error: unknown,
): Omit<Failure, 'code'> & { readonly code?: ErrorCode | undefined } {
  if (error instanceof HostError) return error;
  if (error instanceof Error) return { message: error.message };
  if (typeof error === 'object' && error !== null && 'message' in error) return error as Failure;
  return { message: String(error) };
}

let opened: Bridge | undefined;

function bridge(): Bridge {
  if (opened === undefined) throw new Error('The bridge is asked before it is open.');
  return opened;
}

/** To be awaited before anything else here is called. */
export async function openBridge(): Promise<void> {
  opened = window.weir ?? (await openWebBridge());
}

/** @throws HostError */
export async function call<C extends Command>(command: C, request: CommandRequest<C>): Promise<Results[C]> {
  // State of the page is made of proxies, which no host can clone; requests are plain JSON.
  const plain = JSON.parse(JSON.stringify(request)) as CommandRequest<C>;
  const answer = await bridge().call(command, plain);
  if (answer.ok) return answer.value;
  throw new HostError(answer.error);
}

/** Hears one kind of event until the returned function is called. */
export function on<E extends EventName>(event: E, listener: (body: Events[E]) => void): () => void {
  return bridge().on((heard) => {
    // Name and body belong together, which the compiler loses sight of.
    if (heard.event === event) listener(heard.body as Events[E]);
  });
}

export function can(capability: Capability): boolean {
  return bridge().capabilities.includes(capability);
}

export function hostVersion(): string {
  return bridge().version;
}

/** Where a dropped file lies; '' where the host cannot tell. */
export function pathOf(file: File): string {
  return can('dropped-paths') ? bridge().pathOf(file) : '';
}
