/** The program `weir`: the command line in the real world. */
import { createLocalApp } from '../../app/local-app.ts';
import { runCli } from './cli.ts';
import { createNotice } from './notice.ts';
import { findStartingFolder } from './starting-folder.ts';

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // Who reads has seen enough: `weir … | head`.
    if (code === 'EPIPE') return;
    if (stream === process.stdout)
      process.stderr.write(`weir: Standard output cannot be written: ${message}.\n`);
    process.exit(1);
  });
}

process.exitCode = await runCli(process.argv.slice(2), {
  app: (folder) => createLocalApp({ folder, notify: createNotice(process.stderr) }),
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
  exit: (code) => process.exit(code),
  folder: findStartingFolder(process.env, process.cwd()),
});
