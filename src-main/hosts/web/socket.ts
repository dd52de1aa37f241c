/** The bridge over a WebSocket: calls come in, answers and events go out. */
import type { WebSocket } from 'ws';
import type { App } from '../../app/app.ts';
import { answerCall } from '../../app/answer.ts';
import { VERSION } from '../../contract/version.ts';
import { fromWire, toWire } from '../../contract/wire.ts';

interface Call {
  readonly id: number;
  readonly command: unknown;
  readonly request: unknown;
}

function readCall(text: string): Call | undefined {
  try {
    const call = fromWire(text) as Partial<Call> | null;
    return typeof call?.id === 'number'
      ? { id: call.id, command: call.command, request: call.request }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Speaks until either end closes. What is no call is not answered. */
export function serveSocket(app: App, socket: WebSocket): void {
  const say = (message: unknown): void => {
    if (socket.readyState === socket.OPEN) socket.send(toWire(message));
  };
  const stop = app.on(say);
  socket.on('close', stop);
  socket.on('error', () => {
    socket.terminate();
  });
  socket.on('message', (bytes: Buffer) => {
    const call = readCall(bytes.toString());
    if (call === undefined) return;
    void answerCall(app, call.command, call.request).then((answer) => {
      say({ id: call.id, answer });
    });
  });
  // A browser can do none of the capabilities by itself.
  say({ hello: { version: VERSION, capabilities: [] } });
}
