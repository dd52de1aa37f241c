/** Ctrl-C and its like: the first asks the work to stop, a second one does not ask. */
import { WeirError } from '../../contract/error.ts';

/** Signals that ask a program to end, each with the exit code that shells expect: 128 and its number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

type Signal = keyof typeof EXIT_CODES;

export interface SignalSource {
  on(signal: Signal, listener: (signal: Signal) => void): unknown;
  off(signal: Signal, listener: (signal: Signal) => void): unknown;
}

export interface Interruption extends Disposable {
  /** Aborts with a WeirError ('cancelled'). */
  readonly signal: AbortSignal;
  readonly exitCode: number;
}

/** npm hands on a Ctrl-C that the terminal has already sent to everyone: what comes so soon after the first is its echo. */
const ECHO = 500;

/** `exit` ends the program at once. `now`: milliseconds of a clock. */
export function awaitInterruption(
  source: SignalSource,
  exit: (code: number) => void,
  now = () => performance.now(),
): Interruption {
  const controller = new AbortController();
  let first: { time: number; code: number } | undefined;
  const listener = (signal: Signal): void => {
    if (first === undefined) {
      first = { time: now(), code: EXIT_CODES[signal] };
      controller.abort(new WeirError('cancelled', 'cancelled; nothing was written.'));
    } else if (now() - first.time > ECHO) {
      exit(EXIT_CODES[signal]);
    }
  };
  const signals = Object.keys(EXIT_CODES) as Signal[];
  for (const signal of signals) source.on(signal, listener);
  return {
    signal: controller.signal,
    get exitCode() {
      return first?.code ?? 1;
    },
    [Symbol.dispose]() {
      for (const signal of signals) source.off(signal, listener);
    },
  };
}
