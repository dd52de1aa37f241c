/** `npm run measure`: how soon the window can be used, how it scrolls and sorts a large library, how large it is. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { fillLibrary, FULL } from '../../src-main/library/bench/fill.ts';
import { Library } from '../../src-main/library/library.ts';
import { setup } from '../../test/e2e/build.ts';
import { HOSTS, type HostKind } from '../../test/e2e/hosts.ts';
import { makeSampleLibrary } from './sample-library.ts';

const STARTS = 5;

const say = (what: string, figure: string): void => {
  console.info(`${what.padEnd(64)}${figure.padStart(12)}`);
};

async function measureBundle(): Promise<void> {
  const folder = 'out/renderer/assets';
  const files = (await readdir(folder)).filter((name) => /\.(js|css)$/.test(name));
  const sizes = await Promise.all(
    files.map(async (name) => gzipSync(await readFile(join(folder, name))).length),
  );
  say('interface, compressed', `${(sizes.reduce((sum, size) => sum + size, 0) / 1000).toFixed(0)} kB`);
}

/** From the start of the program until the list shows its first row. */
async function measureStart({ name, open }: HostKind, library: string): Promise<void> {
  const times: number[] = [];
  for (let at = 0; at <= STARTS; at++) {
    const began = performance.now();
    const host = await open(library);
    await host.page.getByRole('row').filter({ hasText: 'reviews' }).first().waitFor();
    times.push(performance.now() - began);
    await host.close();
  }
  // The first start fills the system's caches.
  const sorted = times.slice(1).sort((a, b) => a - b);
  say(`start of ${name} until its list is shown, median`, `${(sorted[STARTS >> 1]! / 1000).toFixed(2)} s`);
  say(`start of ${name}, worst of ${STARTS}`, `${(sorted.at(-1)! / 1000).toFixed(2)} s`);
}

/** Tasks of the page over 50 ms while something is done to it. */
async function findLongTasks(page: Page, act: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const found: number[] = [];
    Object.assign(globalThis, { longTasks: found });
    // A kind that browsers know and Node's types do not.
    const type = 'longtask' as 'measure';
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) found.push(entry.duration);
    }).observe({ type });
  });
  await act();
  return await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
}

async function measureList(page: Page, path: string): Promise<void> {
  await page.goto(`${page.url().replace(/#.*$/, '')}#/${path}`);
  const grid = page.getByRole('grid').first();
  await grid.getByRole('row').nth(5).waitFor();
  const scrolled = await findLongTasks(page, async () => {
    const box = (await grid.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    for (let at = 0; at < 150; at++) {
      await page.mouse.wheel(0, at < 75 ? 900 : -600);
      await page.waitForTimeout(16);
    }
  });
  say(`${path}: tasks over 50 ms while scrolling`, `${scrolled.length}`);
  if (scrolled.length > 0) say(`${path}: the longest`, `${Math.max(...scrolled).toFixed(0)} ms`);
  const sorted = await findLongTasks(page, async () => {
    const buttons = grid.getByRole('columnheader').getByRole('button', { disabled: false });
    for (let at = 0; at < Math.min(5, await buttons.count()); at++) {
      await buttons.nth(at).click();
      await page.waitForTimeout(400);
    }
  });
  say(`${path}: tasks over 50 ms while sorting by five columns`, `${sorted.length}`);
  if (sorted.length > 0) say(`${path}: the longest`, `${Math.max(...sorted).toFixed(0)} ms`);
}

setup();
const folder = await mkdtemp(join(tmpdir(), 'weir-measure-'));
try {
  await measureBundle();
  const small = join(folder, 'small');
  await makeSampleLibrary(small);
  for (const host of HOSTS) {
    if (host.fault === undefined) await measureStart(host, small);
    else say(`${host.name} is not measured: ${host.fault}`, '');
  }
  const large = join(folder, 'large');
  const library = Library.open(large);
  await fillLibrary(library, FULL);
  library.close();
  const host = await HOSTS[0]!.open(large);
  for (const path of ['checkpoints', 'history']) await measureList(host.page, path);
  await host.close();
} finally {
  await rm(folder, { recursive: true, force: true });
}
