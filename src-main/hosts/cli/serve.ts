/** `weir serve`: the window's interface in a browser, until it is interrupted. */
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Option, type Command as Program } from 'commander';
import { openWebHost } from '../web/server.ts';
import { LIBRARY, parseFrom, type Options } from './options.ts';
import { disarm } from './paint.ts';
import type { World } from './world.ts';

/** From here: as a checkout builds the interface, and as it is packed beside the built command line. */
const PAGES = ['../../../out/renderer', '../../../renderer'] as const;

function findPages(): string {
  const places = PAGES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return places.find((place) => existsSync(place)) ?? places[0]!;
}

const PORT = new Option('--port <N>', 'port of 127.0.0.1 to listen on (default: any that is free)')
  .argParser(parseFrom(0))
  .default(0, 'any that is free');

export function addServe(program: Program, world: World, signal: AbortSignal): void {
  program
    .command('serve')
    .description('show the same interface in a browser of this machine')
    .usage('[options]')
    .addOption(PORT)
    .addOption(LIBRARY)
    .addHelpText(
      'after',
      '\nFrom another machine: ssh -L 8080:127.0.0.1:8080 HOST weir serve --port 8080\n\nExample:\n  $ weir serve --port 8080',
    )
    .action(async ({ port, library }: Pick<Options, 'library'> & { readonly port: number }) => {
      const app = world.app(library === undefined ? undefined : resolve(world.folder, library));
      try {
        const host = await openWebHost({ app, pages: findPages(), port });
        world.stdout.write(disarm(`Weir is served on ${host.address}\n`));
        if (!signal.aborted) await once(signal, 'abort');
        await host.close();
      } finally {
        await app.close();
      }
    });
}
