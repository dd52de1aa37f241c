/** How a dataset of the library is read from now on. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../temporary.ts';
import { stageApp } from './stage.ts';

const ROWS = 'good film\t1\tx\nbad song\t0\ty\n';

it('a dataset is read anew as it is asked for, and not in a way in which it cannot be read', async () => {
  const { app } = await stageApp();
  const file = join(await temporaryFolder(), 'texts.tsv');
  await writeFile(file, ROWS);
  const reading = { text: [0], label: 1 };
  await app.call('library.import', { paths: [file], reading, metric: 'f1' });
  const before = (await app.call('library.show', { item: 'dataset:texts' })).item;
  // Its first row was taken for a header.
  expect(before).toMatchObject({ rows: 1, columns: ['good film', '1', 'x'], metric: 'f1' });

  for (const [wrong, says] of [
    [{ ...reading, text: ['sentence'] }, /no column 'sentence'/],
    [{ ...reading, label: 7 }, /no column 7/],
  ] as const) {
    const read = app.call('library.reread', { item: 'texts', reading: wrong as never });
    await expect(read).rejects.toThrow(says);
  }
  await expect(app.call('library.reread', { item: 'nothing', reading })).rejects.toThrow(
    /no dataset 'nothing'/,
  );
  expect((await app.call('library.show', { item: 'dataset:texts' })).item).toEqual(before);

  const asked = { text: [0], label: 2, header: false, labels: { x: 'positive', y: 0 } };
  const found = await app.call('library.reread', { item: 'texts', reading: asked, metric: 'accuracy' });
  expect(found).toMatchObject({
    ...{ reading: asked, metric: 'accuracy', rows: 2, columns: ['0', '1', '2'], presence: 'present' },
    preview: [
      ['good film', 'x'],
      ['bad song', 'y'],
    ],
  });
  await writeFile(file, `${ROWS}dull play\t0\tz\n`);
  const changed = app.call('library.reread', { item: 'texts', reading: asked });
  await expect(changed).rejects.toMatchObject({ code: 'mismatch' });
});
