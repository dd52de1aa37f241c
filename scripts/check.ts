/** Every check that needs no test run, side by side: a line for each, and the whole output of those that fail. */
import { spawn } from 'node:child_process';

const CHECKS = {
  types: 'tsc --noEmit -p .',
  'types of the window':
    'svelte-check --tsconfig src-renderer/tsconfig.json --fail-on-warnings --output human',
  lint: 'eslint --max-warnings 0 .',
  format: 'prettier --check --log-level warn .',
};

async function runCheck(name: string, command: string): Promise<boolean> {
  const began = performance.now();
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
  const passed = await new Promise<boolean>((resolve) => {
    child.on('close', (code) => {
      resolve(code === 0);
    });
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${passed ? '✓' : '✗'} ${name} (${command.split(' ')[0] ?? ''}, ${seconds} s)`);
  if (!passed) console.log(Buffer.concat(output).toString().trimEnd());
  return passed;
}

const results = await Promise.all(Object.entries(CHECKS).map(([name, command]) => runCheck(name, command)));
process.exitCode = results.every(Boolean) ? 0 : 1;
