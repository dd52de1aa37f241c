/** Where a library lies: the folder that was asked for or the platform's own, and what is in it. */
import { posix, win32 } from 'node:path';

export const DATABASE = 'weir.sqlite';

/**
 * What is made when a library is opened. In `partial`, nothing counts; in `set-aside` lie databases that were replaced; what lies in `statistics`
 * can be computed again.
 */
export const FOLDERS = ['checkpoints', 'fishers', 'merges', 'partial', 'set-aside', 'statistics'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

// An empty variable counts as none, and so does a relative one where the XDG specification says so.
const PLATFORMS: Readonly<Record<string, (env: Environment, home: string) => string>> = {
  win32: ({ LOCALAPPDATA: asked = '' }, home) =>
    win32.join(asked === '' ? win32.join(home, 'AppData', 'Local') : asked, 'Weir'),
  darwin: (_, home) => posix.join(home, 'Library', 'Application Support', 'Weir'),
  linux: ({ XDG_DATA_HOME: asked = '' }, home) =>
    posix.join(posix.isAbsolute(asked) ? asked : posix.join(home, '.local', 'share'), 'weir'),
};

/** The library's absolute folder: WEIR_LIBRARY, else the platform's folder for a person's own files. */
export function findLibraryFolder(env: Environment, platform: string, home: string): string {
  const path = platform === 'win32' ? win32 : posix;
  const { WEIR_LIBRARY: asked = '' } = env;
  if (asked !== '') return path.resolve(asked);
  const find = PLATFORMS[platform] ?? PLATFORMS.linux;
  return path.resolve(find?.(env, home) ?? home);
}
