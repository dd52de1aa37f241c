/** Before all end-to-end tests: builds what both hosts show. */
import { execFileSync } from 'node:child_process';
import { findElectron, isOlder } from './hosts.ts';

export function setup(): void {
  const electron = findElectron();
  const older = electron !== undefined && isOlder(electron);
  execFileSync(
    process.execPath,
    ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'error'],
    {
      stdio: 'inherit',
      env: { ...process.env, NODE_ENV: 'production', ...(older && { WEIR_OLDER_NODE: '1' }) },
    },
  );
}
