/** LoRA adapters as commands ask for them: what inspect says, and bases that the library knows by name. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changeAdapter, LORA } from '../core/lora/spelling.ts';
import { stageApp } from './stage.ts';

it('says of an adapter what it is, and how it becomes a checkpoint', async () => {
  const { app } = await stageApp();
  const folder = join(LORA, 'bert-plain');
  await expect(app.call('inspect', { checkpoint: folder })).rejects.toMatchObject({
    code: 'unsupported',
    message: `'${folder}' is a LoRA adapter of '../bert' for SEQ_CLS, of rank 4, and becomes a checkpoint when it is imported.`,
    hint: expect.stringContaining(`weir library import ${folder}`) as string,
  });
  const other = await changeAdapter('bert-plain', { config: { peft_type: 'IA3' } });
  await expect(app.call('inspect', { checkpoint: other })).rejects.toThrow(/by \(IA\)³; expected plain LoRA/);
});

it('folds into a base of the library by its name, which stands in the lineage', async () => {
  const { app } = await stageApp();
  await app.call('library.import', { paths: [join(LORA, 'bert')], name: 'pretrained' });
  const adapter = await changeAdapter('bert-plain', { config: { base_model_name_or_path: 'org/base' } });
  const refused = await app.call('library.import', { paths: [adapter] });
  expect(refused).toMatchObject({ items: [], refused: [{ path: adapter }] });
  const { items } = await app.call('library.import', {
    paths: [adapter],
    base: 'pretrained',
    name: 'reviews',
  });
  expect(items).toMatchObject([{ name: 'reviews', isNew: true }]);
  const base = await app.call('library.show', { item: 'pretrained' });
  const { item } = await app.call('library.show', { item: 'reviews' });
  expect(item).toMatchObject({ storage: 'copied', baseId: base.item.id, declaredBase: join(LORA, 'bert') });
  const again = await app.call('library.import', { paths: [adapter], base: 'pretrained' });
  expect(again.items).toMatchObject([{ name: 'reviews', isNew: false }]);
  await expect(app.call('library.import', { paths: [adapter], base: 'nobody' })).rejects.toThrow(
    /no checkpoint 'nobody'/,
  );
});

it('finds a base that was imported under the name that the adapter says', async () => {
  const { app } = await stageApp();
  await app.call('library.import', { paths: [join(LORA, 'bert')], name: 'org/base' });
  const adapter = await changeAdapter('bert-plain', { config: { base_model_name_or_path: 'org/base' } });
  await app.call('library.import', { paths: [adapter] });
  const base = await app.call('library.show', { item: 'org/base' });
  expect((await app.call('library.show', { item: 'bert-plain' })).item).toMatchObject({
    baseId: base.item.id,
    declaredBase: 'org/base',
  });
});
