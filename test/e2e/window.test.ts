/** The one spec of the window, by roles and labels: from the first start to a run that dies. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../temporary.ts';
import { HOSTS, type OpenHost } from './hosts.ts';
import { writeInputs, type Inputs } from './inputs.ts';
import { findWorkers } from './workers.ts';

/** Steps wait for what they expect to see, never for a while. */
const PATIENCE = 60_000;

async function openPlace(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
}

function rowOf(page: Page, name: string) {
  return page.getByRole('row').filter({ hasText: name }).first();
}

async function openSample({ page }: OpenHost): Promise<void> {
  await page.getByText('Your checkpoints come here').waitFor();
  await page.getByRole('button', { name: 'Open the sample library' }).click();
  await rowOf(page, 'reviews').waitFor();
}

/** Two clicks from the list to the result. */
async function mergeInOneClick({ page }: OpenHost): Promise<void> {
  for (const name of ['reviews', 'headlines'])
    await page.getByRole('checkbox', { name: `Check ‘${name}’` }).check();
  await page.getByRole('button', { name: 'Merge', exact: true }).click();
  await page.getByText(/^Will take .* of memory and .* of disk/).waitFor();
  await page.getByRole('button', { name: /^Merge\b/ }).click();
}

async function seeResult({ page }: OpenHost, method: string): Promise<void> {
  await page.getByText(/^Merged 2 checkpoints in /).waitFor();
  const row = page
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: method, exact: true }) });
  const scores = await row.getByRole('cell').allInnerTexts();
  expect(scores.length).toBe(3);
  for (const score of scores) expect(score).toMatch(/^[01]\.\d{3}/);
}

async function mergeByAverage({ page }: OpenHost): Promise<void> {
  await openPlace(page, 'Merge');
  await page.getByRole('button', { name: /Fisher mask/ }).click();
  await page.getByRole('menuitemradio', { name: /^Average/ }).click();
  await page.getByText(/^Will take /).waitFor();
  await page.getByRole('button', { name: /^Merge\b/ }).click();
}

async function compareInHistory({ page }: OpenHost): Promise<void> {
  await openPlace(page, 'History');
  const merges = page.getByRole('row').filter({ hasText: /^.*Merge .*done/s });
  await expect.poll(() => merges.count(), { timeout: PATIENCE }).toBe(2);
  for (const at of [0, 1]) await merges.nth(at).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  const region = page.getByRole('region', { name: 'Compare 2 runs' });
  await region.getByText('fisher-mask').first().waitFor();
  await region.getByText('average').first().waitFor();
  await page.getByRole('checkbox', { name: 'Only differences' }).check();
  await page
    .getByRole('button', { name: 'Back to the history' })
    .or(page.getByRole('link', { name: 'Back to the history' }))
    .click();
}

async function exportHistory({ page, download }: OpenHost): Promise<void> {
  await page.getByRole('button', { name: 'Uncheck all' }).click();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const text = await download(() => page.getByRole('menuitem', { name: /^CSV/ }).click());
  const [heading, ...rows] = text.trim().split('\n');
  expect(heading).toBe('run,name,tags,start,duration,recipeHash,method,model,task,metric,value');
  expect(rows.filter((row) => row.includes(',fisher-mask,')).length).toBeGreaterThan(0);
}

async function importByPath({ page }: OpenHost, inputs: Inputs): Promise<void> {
  await openPlace(page, 'Checkpoints');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Import' });
  for (const path of [inputs.small, inputs.slow, inputs.texts]) {
    await dialog.getByLabel('Path').fill(path);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  }
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await rowOf(page, 'small').waitFor();
}

/** The values that arrow keys lead to. */
async function readHeatMap({ page }: OpenHost): Promise<void> {
  await openPlace(page, 'Fisher');
  const map = page.getByLabel(/^Attention heads: Fisher of /).first();
  await map.focus();
  await page.keyboard.press('Home');
  await page
    .getByText(/^Layer \d+, head 0/)
    .first()
    .waitFor();
  await page.keyboard.press('ArrowRight');
  await page
    .getByText(/^Layer \d+, head 1/)
    .first()
    .waitFor();
}

async function startSlowFisher({ page }: OpenHost): Promise<void> {
  await openPlace(page, 'Fisher');
  await page.getByRole('button', { name: 'Compute…' }).click();
  const form = page.getByRole('form', { name: 'Compute a Fisher' });
  await form.getByLabel('Checkpoint').selectOption({ label: 'slow' });
  await form.getByLabel('Dataset').selectOption({ label: 'slow-train' });
  await form.getByText('Settings').click();
  await form.getByLabel('Rows').fill('20000');
  await form.getByRole('button', { name: 'Compute', exact: true }).click();
  await page
    .getByRole('region', { name: 'Queue' })
    .getByRole('link', { name: /^Fisher of slow/ })
    .click();
  await page.getByRole('progressbar', { name: 'Progress of the run' }).waitFor();
}

async function cancelRun(host: OpenHost): Promise<void> {
  await startSlowFisher(host);
  await host.page.getByRole('button', { name: 'Cancel the run' }).click();
  await host.page.getByText(/^Cancelled after /).waitFor();
}

async function killOneWorker({ pid }: OpenHost, besides: readonly number[]): Promise<number[]> {
  const found = await vi.waitFor(
    () => {
      const workers = findWorkers(pid).filter((worker) => !besides.includes(worker));
      expect(workers.length).toBeGreaterThan(0);
      return workers;
    },
    { timeout: PATIENCE, interval: 50 },
  );
  for (const worker of found) process.kill(worker, 'SIGKILL');
  return [...besides, ...found];
}

/** It is tried once more; when that dies too, the page says what most likely happened. */
async function killWorker(host: OpenHost): Promise<void> {
  const { page } = host;
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('progressbar', { name: 'Progress of the run' }).waitFor();
  const killed = await killOneWorker(host, []);
  await page
    .getByText(/was ended by SIGKILL.*half the batch/)
    .first()
    .waitFor();
  await killOneWorker(host, killed);
  await page
    .getByText(/SIGKILL, twice; most likely memory ran out/)
    .first()
    .waitFor();
}

for (const { name, fault, open } of HOSTS) {
  const title = fault === undefined ? '' : ` (skipped: ${fault})`;
  it.skipIf(fault !== undefined)(
    `leads from the first start to a run that dies, in ${name}${title}`,
    async () => {
      const home = await temporaryFolder();
      const inputs = await writeInputs(join(home, 'inputs'));
      const host = await open(join(home, 'library'));
      host.page.setDefaultTimeout(PATIENCE);
      const faults: string[] = [];
      host.page.on('pageerror', ({ message }) => faults.push(message));
      try {
        await openSample(host);
        await mergeInOneClick(host);
        await seeResult(host, 'Fisher mask');
        await mergeByAverage(host);
        await seeResult(host, 'Average');
        await compareInHistory(host);
        await exportHistory(host);
        await importByPath(host, inputs);
        await readHeatMap(host);
        await cancelRun(host);
        await killWorker(host);
        expect(faults).toEqual([]);
      } catch (error) {
        if (process.env.WEIR_E2E_PICTURE) await host.page.screenshot({ path: process.env.WEIR_E2E_PICTURE });
        throw error;
      } finally {
        await host.close();
      }
      expect(JSON.parse(await readFile(join(home, 'inputs', 'small', 'config.json'), 'utf8'))).toMatchObject({
        model_type: 'bert',
      });
    },
  );
}
