/** SIGKILL of the host and of its worker, at random moments: nothing half-written is seen, and what is resumed ends as if nothing had been. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createApp, type App } from '../../src-main/app/app.ts';
import { createRandom } from '../../src-main/core/tensor/random.ts';
import { Library } from '../../src-main/library/library.ts';
import { createLaunch } from '../../src-main/runs/launch.ts';
import { temporaryFolder } from '../temporary.ts';
import { canFindWorkers, carryOut, type Victim } from './killing.ts';
import { readOutcome, requireClose, requireEqual, requireWhole, type Outcome } from './outcome.ts';
import { TINY_WORK, writeInputs, type TinyWork } from './tiny-work.ts';

/** Of each command and each victim. CI tries fewer: 24 of 200 in all. */
const MOMENTS = process.env.WEIR_ALL_KILLS ? 25 : 3;

const HOURS = 3_600_000;

/** A new life of a library, in which something is done. */
async function live<T>(folder: string, act: (app: App) => Promise<T>): Promise<T> {
  const notices: string[] = [];
  const notify = (sentence: string): void => void notices.push(sentence);
  const app = createApp({ folder, launch: createLaunch(), notify });
  try {
    return await act(app);
  } finally {
    await app.close();
    expect(notices).toEqual([]);
  }
}

async function resume(folder: string, expected: Outcome): Promise<void> {
  const check = await live(folder, async (app) => {
    await app.call('runs.resume', { run: '1' });
    return await app.call('library.check', {});
  });
  expect(check).toEqual({ faults: [], absent: [], orphans: [] });
  requireEqual(readOutcome(folder), expected);
}

/** States are true, what is seen is whole, and the run goes on to the very same bytes. @returns how the run was found */
async function surviveHost(folder: string, work: TinyWork, expected: Outcome): Promise<string> {
  const states = await live(folder, async (app) => {
    const { rows } = await app.call('runs.list', {});
    expect(await app.call('library.check', {})).toMatchObject({ faults: [], absent: [] });
    return rows.map(({ state }) => state);
  });
  const found = readOutcome(folder);
  requireWhole(found, expected);
  if (states[0] === 'done') {
    requireEqual(found, expected);
    return 'done';
  }
  // What was made is recorded with the end of its run, or not at all.
  expect(found).toMatchObject({ items: [], scores: [] });
  if (states.length === 0) {
    const { code } = await carryOut(folder, work);
    expect(code).toBe(0);
    requireEqual(readOutcome(folder), expected);
    return 'not known';
  }
  expect([['queued'], ['interrupted']]).toContainEqual(states);
  await resume(folder, expected);
  return states.join();
}

/** The host carries the run out all the same, if need be at half the batch. */
async function surviveWorker(folder: string, expected: Outcome): Promise<string> {
  const check = await live(folder, (app) => app.call('library.check', {}));
  expect(check).toEqual({ faults: [], absent: [], orphans: [] });
  requireClose(readOutcome(folder, ['layers']), expected);
  const { attempts } = await live(folder, async (app) => (await app.call('runs.list', {})).rows[0]!);
  return attempts === 0 ? 'done' : 'done by another worker';
}

const CASES = Object.keys(TINY_WORK).flatMap((name) =>
  (['host', 'worker'] as const).map((victim: Victim) => ({ name, victim })),
);

it.skipIf(!canFindWorkers).each(CASES)(
  'loses nothing where the $victim is killed during $name',
  async ({ name, victim }) => {
    const root = await temporaryFolder();
    const work = TINY_WORK[name]!(await writeInputs(join(root, 'inputs')));
    const whole = await carryOut(join(root, 'whole'), work);
    expect(whole).toMatchObject({ code: 0, stderr: '' });
    const expected = readOutcome(join(root, 'whole'), victim === 'worker' ? ['layers'] : []);
    const random = createRandom(
      0,
      CASES.findIndex((one) => one.name === name && one.victim === victim),
    );
    const figures: Record<string, number> = {};
    let { took } = whole;
    for (let at = 0; at < MOMENTS; at++) {
      let moment = ((at + random.uniform()) / MOMENTS) * took;
      let folder = join(root, `killed-${at}`);
      let killed = await carryOut(folder, work, { victim, moment });
      // The machine has become faster meanwhile.
      for (let tries = 1; !killed.hit && tries < 5; tries++) {
        took = killed.took;
        moment = random.uniform() * took;
        folder = join(root, `killed-${at}-${tries}`);
        killed = await carryOut(folder, work, { victim, moment });
      }
      try {
        if (victim === 'worker') expect(killed).toMatchObject({ code: 0, stderr: '' });
        const found = await (victim === 'host'
          ? surviveHost(folder, work, expected)
          : surviveWorker(folder, expected));
        const key = killed.hit ? found : 'too late to kill';
        figures[key] = (figures[key] ?? 0) + 1;
      } catch (cause) {
        throw new Error(`Killed after ${moment.toFixed(0)} ms: ${(cause as Error).message}`, { cause });
      }
    }
    if (process.env.WEIR_ALL_KILLS) console.info(`${name}, ${victim} killed:`, figures);
    expect(figures['too late to kill'] ?? 0).toBeLessThan(MOMENTS);
  },
  HOURS,
);

it.each(Object.keys(TINY_WORK))(
  'resumes where the host died between the last byte of %s and its record',
  async (name) => {
    const root = await temporaryFolder();
    const folder = join(root, 'library');
    const work = TINY_WORK[name]!(await writeInputs(join(root, 'inputs')));
    const { code } = await carryOut(folder, work);
    expect(code).toBe(0);
    const expected = readOutcome(folder);
    const library = Library.open(folder);
    library.db.exec(`DELETE FROM item WHERE kind <> 'run'; DELETE FROM score; DELETE FROM fileHash;
      DELETE FROM sqlite_sequence; UPDATE run SET state = 'interrupted', owner = NULL, result = NULL;`);
    library.close();
    await resume(folder, expected);
  },
);
