/** The one kind of error that Weir shows to people: a code for programs and a sentence that names the thing. */

/** What may go wrong, as programs tell it apart. The sentence beside it is for people. */
export const ERROR_CODES = {
  'invalid-file': 'a file is not what its name says',
  'missing-file': 'a file or folder is not there (any more)',
  'unknown-name': 'the library holds nothing of this name',
  unsupported: 'a thing is well formed, but Weir does not know its kind',
  mismatch: 'two things that must fit together do not',
  'invalid-dataset': 'a dataset lacks a column, a label or rows',
  'invalid-recipe': 'a recipe has an unknown key or an impossible value',
  'invalid-input': 'an argument or a setting is out of its range',
  'no-device': 'a device was asked for that is not there or computes wrongly',
  'no-space': 'the disk is full, or would be',
  'no-memory': 'there is not enough memory',
  'worker-died': 'the process that computed was ended from outside',
  cancelled: 'somebody asked to stop',
  internal: 'a fault of Weir itself',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * An expected failure. `message` is one sentence that names the thing, what was found and what was expected;
 * `hint`, where there is one, says what to do about it.
 */
export class WeirError extends Error {
  override readonly name = 'WeirError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** An error as it crosses from one program to another. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Anything thrown, as a WeirError: what is not an expected failure is a fault of Weir, unless it is how Node says that somebody asked to stop. */
export function asWeirError(error: unknown): WeirError {
  if (error instanceof WeirError) return error;
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  if (name === 'AbortError') return new WeirError('cancelled', 'Cancelled.', { cause: error });
  const place = /\bat .*/.exec(stack)?.[0];
  return new WeirError('internal', `Weir has a fault: ${message.split('\n', 1).join('')}`, {
    hint: `Please report it with the command that led here${place === undefined ? '' : `; it happened ${place}`}.`,
    cause: error,
  });
}
