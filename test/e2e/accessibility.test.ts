/** Every page in both themes, as axe-core reads it: nothing serious is found. */
import { join } from 'node:path';
import axe from 'axe-core';
import { expect, it } from 'vitest';
import { makeSampleLibrary } from '../../scripts/window/sample-library.ts';
import { temporaryFolder } from '../temporary.ts';
import { HOSTS } from './hosts.ts';

const GRAVE = ['serious', 'critical'];

const [web] = HOSTS;

it.skipIf(web!.fault !== undefined)('finds nothing serious on any page, in either theme', async () => {
  const library = join(await temporaryFolder(), 'library');
  const { run, merge } = await makeSampleLibrary(library);
  const places = [
    'checkpoints',
    'datasets',
    'merge',
    `run/${run}`,
    `result/${merge}`,
    'fisher',
    'history',
    'settings',
  ];
  const found: string[] = [];
  for (const scheme of ['light', 'dark'] as const) {
    const { page, close } = await web!.open(library, scheme);
    const address = page.url().replace(/#.*$/, '');
    for (const place of places) {
      await page.goto(`${address}#/${place}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: typeof axe }).axe.run(),
      );
      for (const { id, impact, nodes } of violations) {
        if (GRAVE.includes(impact ?? ''))
          found.push(
            `${place}, ${scheme}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join('; ')}`,
          );
      }
    }
    await close();
  }
  expect(found).toEqual([]);
});
