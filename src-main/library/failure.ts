/** What SQLite and the file system say when a library cannot be read or written, as one sentence for people. */
import BetterSqlite from 'better-sqlite3';
import { WeirError, type ErrorCode } from '../contract/error.ts';

interface Said {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
}

const UNWRITABLE: Said = {
  code: 'invalid-input',
  message: 'cannot be written to',
  hint: 'Choose another library folder, or ask for the right to write to this one.',
};
const FULL: Said = {
  code: 'no-space',
  message: 'cannot be written to: the disk is full',
  hint: 'Free some space and try again; nothing was lost.',
};

/** Codes of Node and (by their beginning) of SQLite → what is said. */
const SENTENCES: Readonly<Record<string, Said>> = {
  EACCES: UNWRITABLE,
  EPERM: UNWRITABLE,
  EROFS: UNWRITABLE,
  ENOTDIR: { ...UNWRITABLE, message: 'cannot be made: a file lies where a folder should be' },
  EEXIST: { ...UNWRITABLE, message: 'cannot be made: a file lies where a folder should be' },
  ENOENT: { ...UNWRITABLE, message: 'cannot be made' },
  ENOSPC: FULL,
  EDQUOT: FULL,
  SQLITE_READONLY: UNWRITABLE,
  SQLITE_PERM: UNWRITABLE,
  SQLITE_CANTOPEN: { ...UNWRITABLE, message: 'cannot be opened' },
  SQLITE_FULL: FULL,
  SQLITE_BUSY: {
    code: 'invalid-input',
    message: 'is being written to by another Weir for more than ten seconds',
    hint: 'Try again when the other one is done.',
  },
  SQLITE_IOERR: {
    code: 'invalid-file',
    message: 'cannot be read or written: the disk reports an error',
    hint: 'Check the disk; nothing was written.',
  },
  SQLITE_CORRUPT: {
    code: 'invalid-file',
    message: 'is damaged',
    hint: 'Close Weir and open it again: it then checks the library.',
  },
};

/** The error of an attempt on `path` as a WeirError; what is none of the known ones comes back as it is. */
export function explainFailure(error: unknown, path: string): unknown {
  if (error instanceof WeirError || !(error instanceof Error)) return error;
  const code = String((error as { readonly code?: unknown }).code);
  const key = Object.keys(SENTENCES).find((known) => code === known || code.startsWith(`${known}_`));
  const said = key === undefined ? undefined : SENTENCES[key];
  if (said === undefined) return error;
  return new WeirError(said.code, `The library '${path}' ${said.message}.`, {
    cause: error,
    ...(said.hint === undefined ? {} : { hint: said.hint }),
  });
}

/** Whether SQLite says that the file itself is damaged: not that it is busy, full or forbidden. */
export function isDamage(error: unknown): boolean {
  return error instanceof BetterSqlite.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);
}
