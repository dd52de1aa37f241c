/** What the person has set: kept in the library, whatever else lies there. */
import { describe, expect, it } from 'vitest';
import { keepSettings, readSettings } from '../../src-main/app/settings.ts';
import { keepSetting, readSetting } from '../../src-main/library/settings.ts';
import { openLibrary } from '../library/sample.ts';
import { stageApp } from './stage.ts';

const DEFAULTS = { theme: 'system', device: 'auto', threads: 0, budget: 1, notify: true, views: {} };

describe('settings as they are kept', () => {
  it.each(['', 'no JSON', 'null', '7', '"dark"', '[]', '{"theme":'])(
    'are the customary ones where %j lies there',
    async (text) => {
      const library = await openLibrary();
      keepSetting(library, 'settings', text);
      expect(readSettings(library)).toEqual(DEFAULTS);
      expect(keepSettings(library, { theme: 'dark' })).toEqual({ ...DEFAULTS, theme: 'dark' });
    },
  );

  it('pass over unknown keys and wrong values, and keep the others', async () => {
    const library = await openLibrary();
    const kept = {
      theme: 'sepia',
      device: 7,
      threads: -1,
      budget: 1e9,
      notify: 'yes',
      views: [],
      from2027: 1,
    };
    keepSetting(library, 'settings', JSON.stringify({ ...kept, device: 'webgpu' }));
    expect(readSettings(library)).toEqual({ ...DEFAULTS, device: 'webgpu' });
  });

  it('merge the views of pages one by one', async () => {
    const library = await openLibrary();
    keepSettings(library, { views: { runs: { sort: 'id' }, scores: [1] } });
    keepSettings(library, { views: { runs: { sort: 'name' } }, notify: undefined });
    expect(readSettings(library)).toEqual({
      ...DEFAULTS,
      views: { runs: { sort: 'name' }, scores: [1] },
    });
  });

  it('are found by another Weir on the library', async () => {
    const first = await stageApp();
    await first.app.call('settings.write', { threads: 3, budget: 0.5 });
    const second = await stageApp({}, first.folder);
    expect(await second.app.call('settings.read', {})).toEqual({ ...DEFAULTS, threads: 3, budget: 0.5 });
  });
});

describe('settings are refused', () => {
  it.each([
    [{ theme: 'sepia' }, 'theme'],
    [{ threads: 0.5 }, 'threads'],
    [{ threads: 1025 }, 'threads'],
    [{ budget: NaN }, 'budget'],
    [{ budget: 0 }, 'budget'],
    [{ colour: 'red' }, 'colour'],
  ])('in a sentence that names what is wrong: %j', async (changes, name) => {
    const { app } = await stageApp();
    const written = app.call('settings.write', changes as never);
    await expect(written).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(new RegExp(`^[^\\n]*${name}[^\\n]*\\.$`)) as string,
    });
  });

  it('whole: nothing of a change with one wrong value is kept', async () => {
    const { app } = await stageApp();
    await expect(app.call('settings.write', { theme: 'dark', threads: -1 })).rejects.toThrow(/threads/);
    expect(await app.call('settings.read', {})).toEqual(DEFAULTS);
  });
});

it('settings lie under a key of their own, beside whether the queue is paused', async () => {
  const library = await openLibrary();
  keepSettings(library, { theme: 'light' });
  expect(readSetting(library, 'queue.paused')).toBeUndefined();
  expect(JSON.parse(readSetting(library, 'settings')!)).toMatchObject({ theme: 'light' });
});
