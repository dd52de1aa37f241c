/** `npm start`: builds Weir and opens its window; where Electron's runtime cannot be had, serves the same interface in a browser. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Milliseconds that Electron's runtime is given to come, at the first start. */
const PATIENCE = 300_000;

function node(args, options) {
  return spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', ...options });
}

/** Where the runtime lies; undefined where it is not there and cannot be downloaded. */
function findElectron() {
  const script = "process.stdout.write('\\n' + require('electron'))";
  const { status, stdout } = node(['-e', script], { stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE });
  return status === 0 ? stdout.trim().split('\n').at(-1) : undefined;
}

const built = node(['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'error'], {
  stdio: ['ignore', 2, 2],
});
if (built.status !== 0) process.exit(built.status ?? 1);

const electron = findElectron();
if (electron === undefined) {
  console.error(
    "Electron's runtime is not here and cannot be downloaded; Weir is served in your browser instead.",
  );
}
const [program, args] =
  electron === undefined
    ? [process.execPath, ['src-main/hosts/cli/main.ts', 'serve', ...process.argv.slice(2)]]
    : [electron, ['.', ...process.argv.slice(2)]];
const child = spawn(program, args, { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => process.exit(code ?? 1));
