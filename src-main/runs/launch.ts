/** Starts a worker as a child process of Node. */
import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FromWorker, Launch } from './worker-protocol.ts';

/** Beside this file, as source or as built. */
const PROGRAM = fileURLToPath(new URL(`./worker/main${extname(import.meta.url)}`, import.meta.url));

/** Characters of stderr that are kept. */
const TAIL = 4096;

/** `env`: what the worker sees beside this program's own environment. */
export function createLaunch(program: string = PROGRAM, env: Readonly<Record<string, string>> = {}): Launch {
  return () => {
    const child = fork(program, [], {
      // Structured clones keep NaN and undefined, which JSON would not.
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ...env },
    });
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-TAIL);
    });
    return {
      send: (message) => {
        // A worker that has just died says so by its end; that it cannot be spoken to is no news.
        if (child.connected) child.send(message, () => undefined);
      },
      kill: () => void child.kill('SIGKILL'),
      listen: ({ message, end }) => {
        child.on('message', (said) => {
          message(said as FromWorker);
        });
        child.once('error', ({ message: reason }) => {
          // No such program, no more processes allowed: then no 'close' comes.
          if (child.pid === undefined) end({ code: null, signal: null, stderr: reason });
        });
        child.once('close', (code, signal) => {
          end({ code, signal, stderr });
        });
      },
    };
  };
}
