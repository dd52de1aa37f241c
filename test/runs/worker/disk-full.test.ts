/** A disk that is full, or broken, at any write of a merge: its Fishers, its encoders, its ONNX, its texts, its last rename. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { compileShim, ERRORS, findShimFault } from '../../failing-disk.ts';
import { temporaryFolder } from '../../temporary.ts';
import { TINY_WORDS, writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

const PROGRAM = fileURLToPath(new URL('./programs/merge.ts', import.meta.url));
const fault = findShimFault();

/** CI tries fewer: a write that fails is followed by none that succeeds. */
const STEP = process.env.WEIR_ALL_WRITES ? 1 : 9;

async function writeRecipe(home: string, scheme: string): Promise<string> {
  const model = (name: string): string =>
    `{ checkpoint: ${name}, task: ${name}, dataset: { file: texts.tsv }, evaluate: { file: texts.tsv } }`;
  const path = join(home, `${scheme}.yaml`);
  const settings = `settings: { scheme: ${scheme}, samples: 8 }`;
  await writeFile(
    path,
    `method: fisher-mask\n${settings}\noutput: { onnx: true }\nmodels:\n  - ${model('a')}\n  - ${model('b')}\n`,
  );
  return path;
}

/** All files below a folder with their bytes. */
async function readTree(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const texts = await Promise.all(files.map(async (file) => [file, await readFile(file, 'latin1')] as const));
  return Object.fromEntries(texts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

it.skipIf(fault !== undefined).each(Object.keys(ERRORS) as (keyof typeof ERRORS)[])(
  'says %s in a sentence, leaves the earlier merge as it was and nothing beside it',
  async (error) => {
    const run = await compileShim();
    const home = await temporaryFolder();
    for (const [seed, name] of ['a', 'b'].entries()) await writeTinyCheckpoint(join(home, name), { seed });
    const rows = TINY_WORDS.map((word, at) => `${word} film\t${at % 2 ? 'positive' : 'negative'}`);
    await writeFile(join(home, 'texts.tsv'), ['text\tlabel', ...rows].join('\n'));
    const [earlier, recipe] = [await writeRecipe(home, 'paper'), await writeRecipe(home, 'aligned')];
    const folder = join(home, 'written');
    const library = join(folder, 'library');
    for (const name of ['checkpoints', 'fishers', 'partial'])
      await mkdir(join(library, name), { recursive: true });
    const out = join(folder, 'out');
    const whole = await run([PROGRAM, earlier, out, library], { folder, first: 0, error });
    expect(whole).toMatchObject({ code: 0, stderr: '' });
    const before = await readTree(out);
    let failed = 0;
    let undone = 0;
    for (let first = 1; first < 500; first += STEP) {
      await rm(join(library, 'fishers'), { recursive: true });
      await mkdir(join(library, 'fishers'));
      const { code, stderr } = await run([PROGRAM, recipe, out, library], { folder, first, error });
      const [, left = '', ...more] = (await readdir(folder)).sort();
      expect(more).toEqual([]);
      if (code === 0) break;
      failed++;
      expect(stderr).toMatch(/^(no-space|invalid-file): '.*' cannot be written: .*\.\n$/);
      // A disk that fails for good between the last two renames keeps it from its place until the next merge.
      if (left === 'out.replaced') undone++;
      expect(Object.values(await readTree(join(folder, left)))).toEqual(Object.values(before));
      // By hand: a merge that puts it back counts one write more, and would meet the same moment again.
      if (left === 'out.replaced') await rename(join(folder, left), out);
    }
    expect(failed).toBeGreaterThan(5);
    expect(undone).toBeLessThanOrEqual(1);
    expect(await readFile(join(out, 'recipe.yaml'), 'utf8')).toContain('aligned');
  },
  300_000,
);
