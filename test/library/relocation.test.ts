/** A library that is moved: whole or not at all, and found where it went. */
import BetterSqlite from 'better-sqlite3';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { addCheckpoint } from '../../src-main/library/checkpoints.ts';
import { addDataset } from '../../src-main/library/datasets.ts';
import { recordFisher } from '../../src-main/library/fishers.ts';
import { findFaults, Library } from '../../src-main/library/library.ts';
import { listItems } from '../../src-main/library/listing.ts';
import { recordMerge } from '../../src-main/library/merges.ts';
import { followMoves, relocateLibrary, requireEmptyPlace } from '../../src-main/library/relocation.ts';
import { addRun, getRun } from '../../src-main/library/runs.ts';
import { compileShim, findShimFault } from '../failing-disk.ts';
import { temporaryFolder } from '../temporary.ts';
import { draftCheckpoint, draftDataset, draftFisher, draftMerge, hashOf, writeCheckpoint } from './sample.ts';

const ignore = (): void => undefined;
const HOLDER = fileURLToPath(new URL('./programs/hold.ts', import.meta.url));
const MOVER = fileURLToPath(new URL('./programs/move.ts', import.meta.url));

/** CI tries fewer. */
const STEP = process.env.WEIR_ALL_WRITES ? 1 : 17;

/** A closed library with something of everything in it; `linked` lies elsewhere, in a folder whose name ends like the library's. */
async function writeLibrary() {
  const home = await temporaryFolder();
  const folder = join(home, 'library');
  const library = Library.open(folder);
  const copied = join(folder, 'checkpoints', 'aaaa');
  const linked = join(home, 'old', folder, 'linked');
  addCheckpoint(
    library,
    draftCheckpoint({ folder: copied, storage: 'copied', files: writeCheckpoint(copied, 'copied') }),
  );
  const files = writeCheckpoint(linked, 'linked');
  addCheckpoint(library, draftCheckpoint({ name: 'linked', hash: hashOf('bbbb'), folder: linked, files }));
  const fisher = join(folder, 'fishers', 'f.safetensors');
  writeFileSync(fisher, 'fisher');
  addDataset(library, draftDataset({ file: join(folder, 'sample', 'dev.tsv') }));
  recordFisher(library, draftFisher({ file: fisher }));
  const out = join(folder, 'merges', 'mix');
  mkdirSync(out);
  const input = {
    out,
    recipe: { file: join(folder, 'recipe.yaml'), names: { [copied]: linked } },
    at: folder,
  };
  const run = addRun(library, { command: 'merge', name: 'Merge mix', input, owner: null });
  const [parent] = draftMerge(run.id).parents;
  const parents = [{ ...parent!, folder: copied }];
  recordMerge(library, draftMerge(run.id, { folder: out, recipeFolder: folder, parents }));
  library.close();
  writeFileSync(join(out, 'model.safetensors'), 'merged');
  writeFileSync(join(folder, 'partial', 'half'), 'half');
  return { home, folder, linked, runId: run.id };
}

function readLibrary(folder: string) {
  const library = Library.open(folder);
  try {
    expect(findFaults(library.db, { thorough: true })).toEqual([]);
    return {
      checkpoints: listItems(library, 'checkpoint', { sort: [{ column: 'id' }] }).rows,
      datasets: listItems(library, 'dataset', {}).rows,
      fishers: listItems(library, 'fisher', {}).rows,
      merges: listItems(library, 'merge', {}).rows,
      runs: listItems(library, 'run', {}).rows.map(({ id }) => getRun(library, id)),
    };
  } finally {
    library.close();
  }
}

async function expectRefused(folder: string, to: string, says: RegExp, act?: () => void): Promise<void> {
  const before = [readLibrary(folder), readdirSync(folder, { recursive: true }).sort()];
  const moved = (async () => {
    requireEmptyPlace(folder, to);
    await relocateLibrary(folder, to, act ?? ignore);
  })();
  await expect(moved).rejects.toThrow(says);
  expect([readLibrary(folder), readdirSync(folder, { recursive: true }).sort()]).toEqual(before);
  expect(existsSync(`${to}.partial`)).toBe(false);
  expect(followMoves(folder)).toBe(folder);
}

describe('a library is not moved', () => {
  it('into itself, around itself, to where it is, or there by a link', async () => {
    const { folder, home } = await writeLibrary();
    symlinkSync(join(folder, 'checkpoints'), join(home, 'link'));
    for (const to of [
      folder,
      join(folder, 'merges', 'x'),
      home,
      `${folder}/../library`,
      join(home, 'link', 'x'),
    ])
      await expectRefused(folder, to, /^The library lies in '.*'; it cannot be moved to '.*'\.$/);
  });

  it('over what lies there, be it a folder, a file or another library', async () => {
    const { folder, home } = await writeLibrary();
    const [full, file, other] = ['full', 'file', 'other'].map((name) => join(home, name));
    mkdirSync(full!);
    writeFileSync(join(full!, '.keep'), 'mine');
    writeFileSync(file!, 'mine');
    Library.open(other!).close();
    for (const to of [full!, file!, other!]) await expectRefused(folder, to, /^'.*' is not empty; .*\.$/);
    expect(readFileSync(file!, 'utf8')).toBe('mine');
  });

  it('below a file, which is said of the new place', async () => {
    const { folder, home } = await writeLibrary();
    writeFileSync(join(home, 'file'), '');
    await expectRefused(
      folder,
      join(home, 'file', 'x'),
      /^The library '.*file\/x' cannot be made: [^\n]*\.$/,
    );
  });

  it.skipIf(process.getuid?.() === 0)('where it may not be written', async () => {
    const { folder, home } = await writeLibrary();
    mkdirSync(join(home, 'closed'));
    await chmod(join(home, 'closed'), 0o500);
    await expectRefused(
      folder,
      join(home, 'closed', 'x'),
      /^The library '.*closed\/x' cannot be written to\.$/,
    );
  });

  it('with links in it, whose ends it does not know', async () => {
    const { folder, home } = await writeLibrary();
    symlinkSync(home, join(folder, 'merges', 'link'));
    await expectRefused(folder, join(home, 'to'), /^'.*merges\/link' is a link; .*\.$/);
  });

  it('by halves: where somebody stops it, there is no copy', async () => {
    const { folder, home } = await writeLibrary();
    for (const last of [1, 2, 4]) {
      let calls = 0;
      await expectRefused(folder, join(home, 'to', 'new'), /^Stopped\.$/, () => {
        if (++calls === last) throw new Error('Stopped.');
      });
      expect(existsSync(join(home, 'to', 'new'))).toBe(false);
    }
  });

  it('while another program has it open, nor opened by one while it is moved', async () => {
    const { folder, home } = await writeLibrary();
    const holder = spawn(process.execPath, [HOLDER, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    await expectRefused(folder, join(home, 'to'), /^The library '.*' is open in another Weir\.$/);
    holder.stdin.end();
    await once(holder, 'exit');
    let tries = 0;
    await relocateLibrary(folder, join(home, 'to'), () => {
      tries++;
      const other = new BetterSqlite(join(folder, 'weir.sqlite'), { timeout: 0 });
      expect(() => other.pragma('data_version')).toThrow(/locked/);
      other.close();
    });
    expect(tries).toBeGreaterThan(1);
    expect(readLibrary(join(home, 'to')).runs).toHaveLength(1);
  });

  it.skipIf(findShimFault() !== undefined)('to a disk that is full at any write', async () => {
    const run = await compileShim();
    const { folder, home } = await writeLibrary();
    const to = join(home, 'to');
    let failed = 0;
    for (let first = 1; first < 300; first += STEP) {
      // What is copied and what is rewritten: the draft beside the new place.
      const disk = { folder: `${to}.partial`, first, error: 'ENOSPC' } as const;
      const { code, stderr } = await run([MOVER, folder, to], disk);
      if (code === 0) break;
      failed++;
      expect(stderr).toMatch(/^no-space: The library '.*\/to' cannot be written to: the disk is full\.\n$/);
      expect([existsSync(to), existsSync(`${to}.partial`), followMoves(folder)]).toEqual([
        false,
        false,
        folder,
      ]);
      expect(readLibrary(folder).checkpoints).toHaveLength(2);
    }
    expect(failed).toBeGreaterThan(1);
    expect(readLibrary(followMoves(folder)).checkpoints).toHaveLength(2);
  });
});

describe('a library that was moved', () => {
  it('is whole, with every path in it, and leaves nothing but where it went', async () => {
    const { folder, home, linked } = await writeLibrary();
    const to = join(home, 'far', "it's new");
    const reports: number[] = [];
    expect(await relocateLibrary(folder, to, (done, total) => reports.push(done / total))).toBe(to);
    expect([reports[0], reports.at(-1)]).toEqual([0, 1]);
    expect(readdirSync(folder)).toEqual(['moved-to.txt']);
    const { checkpoints, datasets, fishers, merges, runs } = readLibrary(to);
    expect(checkpoints).toMatchObject([
      { folder: join(to, 'checkpoints', 'aaaa'), presence: 'present' },
      { folder: linked, presence: 'present' },
    ]);
    expect(datasets).toMatchObject([{ file: join(to, 'sample', 'dev.tsv') }]);
    expect(fishers).toMatchObject([{ file: join(to, 'fishers', 'f.safetensors') }]);
    const out = join(to, 'merges', 'mix');
    const parents = [{ folder: join(to, 'checkpoints', 'aaaa') }];
    expect(merges).toMatchObject([{ folder: out, presence: 'present', recipeFolder: to, parents }]);
    const names = { [join(to, 'checkpoints', 'aaaa')]: linked };
    expect(runs[0]!.input).toEqual({ out, recipe: { file: join(to, 'recipe.yaml'), names }, at: to });
    expect(readFileSync(join(out, 'model.safetensors'), 'utf8')).toBe('merged');
    expect(existsSync(join(to, 'partial', 'half'))).toBe(false);
  });

  it('takes nothing with it that was not copied', async () => {
    const { folder, home } = await writeLibrary();
    let late = false;
    await relocateLibrary(folder, join(home, 'to'), () => {
      late = true;
      writeFileSync(join(folder, 'merges', 'late.txt'), 'late');
    });
    expect([late, readFileSync(join(folder, 'merges', 'late.txt'), 'utf8')]).toEqual([true, 'late']);
  });

  it('is followed over several moves and back', async () => {
    const { folder, home } = await writeLibrary();
    const [second, third] = [join(home, 'second'), join(home, 'third')];
    await relocateLibrary(folder, second, ignore);
    await relocateLibrary(second, third, ignore);
    expect(followMoves(folder)).toBe(third);
    requireEmptyPlace(third, folder);
    await relocateLibrary(third, folder, ignore);
    expect([followMoves(folder), followMoves(second)]).toEqual([folder, folder]);
    expect(readLibrary(folder).checkpoints[0]!.presence).toBe('present');
  });

  it.each(['', ' \n', 'elsewhere', '../x', '\0'])(
    'is not followed by a pointer that is none: %j',
    async (text) => {
      const folder = await temporaryFolder();
      writeFileSync(join(folder, 'moved-to.txt'), text);
      expect(followMoves(folder)).toBe(folder);
    },
  );

  it('is not looked for for ever where pointers point at each other', async () => {
    const [a, b] = [await temporaryFolder(), await temporaryFolder()];
    writeFileSync(join(a, 'moved-to.txt'), b);
    writeFileSync(join(b, 'moved-to.txt'), a);
    expect([a, b]).toContain(followMoves(a));
    expect(dirname(followMoves(join(a, 'nowhere')))).toBe(a);
  });
});
