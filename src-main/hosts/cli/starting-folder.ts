/** The folder that the user's relative paths begin in. */

/**
 * npm starts every script in the folder of its package.json and keeps the user's own in INIT_CWD. Only the script `weir` takes paths from
 * the user (those of `demo` are the project's), and what a script starts inherits these variables: all of them must fit.
 */
export function findStartingFolder(env: NodeJS.ProcessEnv, folder: string): string {
  const throughNpm = env.npm_package_name === 'weir' && env.npm_lifecycle_event === 'weir';
  return throughNpm ? (env.INIT_CWD ?? folder) : folder;
}
