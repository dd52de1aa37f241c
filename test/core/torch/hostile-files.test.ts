/** No hostile file is accepted, run, or costly: each is refused in one sentence, in less than 1 s and 200 MB. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { BY_PYTHON, CANARY, HOSTILE } from './hostile-files.ts';
import type { Report } from './programs/open-files.ts';
import { GOOD, writeModel, zipForm } from './spelling.ts';

const folder = await mkdtemp(join(await realpath(tmpdir()), 'weir-test-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const harmless = join(folder, 'harmless.bin');
await writeFile(harmless, zipForm(GOOD));
const files = HOSTILE.map((_, at) => join(folder, `${at}.bin`));
for (const [at, [, content]] of HOSTILE.entries()) await writeFile(files[at]!, content);
const program = join(import.meta.dirname, 'programs/open-files.ts');
const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program, harmless, ...files], {
  cwd: folder,
  maxBuffer: 2 ** 26,
});
const report = JSON.parse(stdout) as Report;

describe('a hostile file', () => {
  it.each(HOSTILE.map(([title, , sentence], at) => [title, at, sentence] as const))(
    '%s',
    (_, at, sentence) => {
      const said = report.opened[files[at]!]!;
      expect(said.message).toContain(sentence);
      expect(said.message).toMatch(/^[^\n]{0,500}\.$/);
      expect(said.message).toContain(`'${files[at]}'`);
      expect(['invalid-file', 'unsupported']).toContain(said.code);
      expect(said.seconds).toBeLessThan(1);
    },
  );

  it('never runs, though Python runs many of them', () => {
    expect(BY_PYTHON.filter(({ runs }) => runs).length).toBeGreaterThan(30);
    expect(existsSync(join(folder, CANARY))).toBe(false);
  });

  it('never takes 200 MB', () => {
    expect(report.grown).toBeLessThan(200e6);
  });
});

describe.each(['zip', 'legacy'])('a file of torch, %s form,', (form) => {
  const read = (): Promise<Buffer> =>
    readFile(join(import.meta.dirname, `../../fixtures/torch/tied.${form}.bin`));

  it('is refused wherever it is cut', async () => {
    const whole = await read();
    const file = await writeModel(whole);
    for (let size = 0; size < whole.length; size += 3) {
      await writeFile(file, whole.subarray(0, size));
      const opened = await Weights.open(file).catch((error: unknown) => error);
      expect(opened).toMatchObject({ name: 'WeirError', code: 'invalid-file' });
    }
  });

  it('is refused or has its tensors within its bytes, whichever byte is another', async () => {
    const whole = await read();
    const file = await writeModel(whole);
    for (let at = 0; at < whole.length; at += 2) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at]! + 1 + ((at * 7919) % 255)) % 256;
      await writeFile(file, changed);
      const opened = await Weights.open(file).catch((error: unknown) => error);
      if (opened instanceof Weights) {
        await opened.close();
        for (const { begin, end } of opened.tensors.values()) {
          expect(0 <= begin && begin <= end && end <= whole.length).toBe(true);
        }
      } else {
        expect(['invalid-file', 'unsupported']).toContain((opened as { code?: string }).code);
      }
    }
  });
});
