/** A Fisher that is stopped and taken up again, or found again in the library. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FisherInput } from '../../../src-main/contract/commands.ts';
import { runFisher } from '../../../src-main/runs/worker/fisher.ts';
import { temporaryFolder } from '../../temporary.ts';
import { TINY_WORDS, writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

async function setUp(settings: object) {
  const folder = await temporaryFolder();
  await writeTinyCheckpoint(join(folder, 'a'), { seed: 1 });
  const rows = Array.from(
    { length: 70 },
    (_, at) => `${TINY_WORDS.slice(at % 9, (at % 9) + 2 + (at % 5)).join(' ')}\t${at % 2}`,
  );
  await writeFile(join(folder, 'a.tsv'), ['text\tlabel', ...rows].join('\n'));
  return async (name: string, stopAt = Infinity) => {
    const library = {
      checkpoints: join(folder, name, 'c'),
      fishers: join(folder, name, 'f'),
      partial: join(folder, name, 'p'),
      statistics: join(folder, name, 's'),
    };
    for (const path of Object.values(library)) await mkdir(path, { recursive: true });
    const stop = new AbortController();
    const first: number[] = [];
    const report = ({ phase, done }: { phase: string; done: number }) => {
      if (phase !== 'Fisher') return;
      if (first.push(done) >= stopAt) stop.abort();
    };
    const input = {
      checkpoint: join(folder, 'a'),
      dataset: { file: join(folder, 'a.tsv') },
      settings: FisherInput.parse({ batch: 7, ...settings }),
      device: 'cpu',
    };
    const record = await runFisher(input, { signal: stop.signal, report }, { library, share: 1 / 32 }).catch(
      () => undefined,
    );
    return { record, library, first };
  };
}

const KINDS = (['example', 'batch'] as const).flatMap((gradient) =>
  (['dataset', 'expected', 'sampled'] as const).map((labels) => ({ gradient, labels })),
);

it.each(KINDS)('goes on to the same bytes: $gradient, $labels', async (settings) => {
  const take = await setUp(settings);
  const whole = await take('whole');
  let part = await take('part', 2);
  expect(part.record).toBeUndefined();
  expect(await readdir(part.library.partial)).toHaveLength(1);
  const before = part.first.at(-1)!;
  part = await take('part', 3);
  expect(part.first[0]).toBeGreaterThanOrEqual(before);
  part = await take('part');
  expect(await readFile(part.record!.file)).toEqual(await readFile(whole.record!.file));
  expect(await readdir(part.library.partial)).toEqual([]);
});

it('is found again, and computed anew where it was damaged', async () => {
  const take = await setUp({});
  const { record } = await take('l');
  const bytes = await readFile(record!.file);
  const again = await take('l');
  expect(again.record).toMatchObject({ cached: true, rows: 70 });
  expect(again.first).toEqual([]);
  await writeFile(record!.file, bytes.subarray(0, 100));
  expect((await take('l')).record).toMatchObject({ cached: false });
  expect(await readFile(record!.file)).toEqual(bytes);
});
