/** Set-up before every script that needs it: `npm ci` where node_modules is not what the lock file says, else nothing. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { faultOfNode } from '../bin/required-node.js';

const root = new URL('../', import.meta.url);

/** @param {string} file */
function readPackages(file) {
  return JSON.parse(readFileSync(new URL(file, root), 'utf8')).packages;
}

/** npm writes the second file when an install is complete: what it really laid down, without other platforms' packages. */
function isInstalled() {
  const wanted = Object.entries(readPackages('package-lock.json'));
  let installed;
  try {
    installed = readPackages('node_modules/.package-lock.json');
  } catch {
    return false;
  }
  return wanted.every(
    ([path, { integrity, optional }]) => path === '' || optional || installed[path]?.integrity === integrity,
  );
}

/** Everything npm says goes to stderr: stdout belongs to the script that comes after. */
function run(command, args, stdout) {
  return spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', stdout, 'inherit'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
    // For an npm that does not know `allowScripts`: ONNX Runtime's own script would download CUDA libraries.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  });
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

let version = process.versions.node;
if (!isInstalled()) {
  console.error('Weir installs its dependencies: npm ci');
  // Errors only: the npm that started this may run on a Node older than the one it is about to install.
  const { status } = run('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], 2);
  if (status !== 0) fail(`Weir's dependencies could not be installed; npm's own words are above.`);
  version = run('node', ['--version'], 'pipe').stdout.trim().replace('v', '');
}

// npm puts node_modules/.bin in front of PATH, so that `node` is the one that the package of that name brought.
const fault = faultOfNode(version);
if (fault !== undefined)
  fail(`${fault} 'npm ci' brings a newer one, unless install scripts are switched off.`);
