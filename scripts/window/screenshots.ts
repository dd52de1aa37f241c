/** `npm run screenshots`: every page of the window, in both themes, from a library with the sample and a merge of it. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { setup } from '../../test/e2e/build.ts';
import { HOSTS } from '../../test/e2e/hosts.ts';
import { makeSampleLibrary, type SampleLibrary } from './sample-library.ts';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'out/screenshots' } } });

/** Name → what leads there, and what has to be seen before the picture is taken. */
const PAGES: Readonly<Record<string, (page: Page, made: SampleLibrary) => Promise<void>>> = {
  checkpoints: async (page) => {
    await page.goto(`${base(page)}#/checkpoints`);
    await page.getByRole('row').filter({ hasText: 'reviews' }).first().click();
  },
  datasets: async (page) => {
    await page.goto(`${base(page)}#/datasets`);
    await page.getByRole('row').filter({ hasText: 'headlines-train' }).first().click();
    await page
      .getByRole('cell', { name: 'topic' })
      .or(page.getByRole('columnheader', { name: 'topic' }))
      .first()
      .waitFor();
  },
  merge: async (page) => {
    await page.goto(`${base(page)}#/checkpoints`);
    for (const name of ['reviews', 'headlines', 'answers'])
      await page.getByRole('checkbox', { name }).check();
    await page.goto(`${base(page)}#/merge`);
    await page.getByText(/^Will take/).waitFor();
  },
  run: async (page, { run }) => {
    await page.goto(`${base(page)}#/run/${run}`);
  },
  result: async (page, { merge }) => {
    await page.goto(`${base(page)}#/result/${merge}`);
  },
  fisher: async (page) => {
    await page.goto(`${base(page)}#/fisher`);
  },
  history: async (page) => {
    await page.goto(`${base(page)}#/history`);
    await page.getByRole('row').filter({ hasText: 'Merge' }).first().click();
  },
  settings: async (page) => {
    await page.goto(`${base(page)}#/settings`);
  },
};

function base(page: Page): string {
  return page.url().replace(/#.*$/, '');
}

setup();
const folder = await mkdtemp(join(tmpdir(), 'weir-screenshots-'));
await mkdir(values.out, { recursive: true });
try {
  for (const scheme of ['light', 'dark'] as const) {
    const library = join(folder, scheme);
    const made = await makeSampleLibrary(library);
    const host = await HOSTS[0]!.open(library, scheme);
    for (const [name, lead] of Object.entries(PAGES)) {
      await lead(host.page, made);
      await host.page.waitForLoadState('networkidle');
      await host.page.waitForTimeout(700);
      await host.page.screenshot({ path: join(values.out, `${name}-${scheme}.png`) });
    }
    await host.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
