/** The window's tables of methods and settings say what the core does. */
import { describe, expect, it } from 'vitest';
import { METHODS as CORE, METHOD_NAMES as CORE_NAMES } from '../../../../src-main/core/merge/methods.ts';
import {
  evidenceOf,
  METHOD_NAMES,
  needsBase,
  rowOf,
  type SettingValues,
} from '../../../../src-renderer/pages/merge/method-table.ts';
import { changeMethod, type RecipeDraft } from '../../../../src-renderer/pages/merge/recipe-draft.ts';
import {
  changeSetting,
  isInRange,
  listSettings,
  type Setting,
  SETTINGS,
  suggestSettings,
} from '../../../../src-renderer/pages/merge/setting-table.ts';
import { METHOD_GROUPS, METHOD_WORDS, SETTING_WORDS } from '../../../../src-renderer/strings/methods.ts';

it('offers every method that the core has, each with its words', () => {
  expect([...METHOD_NAMES].sort()).toEqual([...CORE_NAMES].sort());
  expect(Object.keys(METHOD_WORDS).sort()).toEqual([...CORE_NAMES].sort());
  const groups = METHOD_NAMES.map((name) => rowOf(name).group);
  expect([...new Set(groups)]).toEqual(Object.keys(METHOD_GROUPS));
  // A group is one stretch of the menu.
  expect(groups.filter((group, at) => group !== groups[at - 1])).toHaveLength(5);
});

/** Values of a setting, those at the ends of its range among them. */
function listValues(setting: Setting): unknown[] {
  if (setting.kind === 'choice') return [...setting.choices];
  if (setting.kind === 'switch') return [true, false];
  const ends = [setting.least, setting.above, setting.most, setting.below].filter((end) => end !== undefined);
  return [...ends, ...ends.flatMap((end) => [end - 0.001, end + 0.001, end - 1, end + 1]), 0.5, 3];
}

describe.each(CORE_NAMES)('%s', (name) => {
  const core = CORE[name];
  const parse = (said: unknown): SettingValues => core.settings.parse(said);

  it('has the settings of the core with their defaults', () => {
    const unsaid = SETTINGS[name]
      .filter((setting) => setting.unsaid !== undefined)
      .map((setting) => [setting.key, setting.unsaid]);
    expect(Object.fromEntries(unsaid)).toEqual(parse({}));
  });

  it('takes just the values that the core takes', () => {
    for (const setting of SETTINGS[name]) {
      expect(SETTING_WORDS[setting.words].hint).toMatch(/\.$/);
      for (const value of listValues(setting)) {
        const isTaken = core.settings.safeParse({ [setting.key]: value }).success;
        const isOffered = setting.kind !== 'number' || isInRange(Number(value), setting);
        expect([setting.key, value, isOffered]).toEqual([setting.key, value, isTaken]);
      }
      expect(core.settings.safeParse({ [setting.key]: 'none of these' }).success).toBe(false);
    }
  });

  it('takes the same on data, and as many checkpoints', () => {
    expect(evidenceOf(name)).toBe(core.evidence);
    expect(rowOf(name).most).toBe(core.models?.most);
    expect(core.models?.least ?? 2).toBe(2);
  });

  it('needs the base where the core reads it', () => {
    const asked: SettingValues[] = [
      {},
      ...SETTINGS[name].flatMap((setting) => {
        const values =
          setting.key === 'scale' ? [0, 1, 1.5] : setting.kind === 'choice' ? setting.choices : [];
        return values.map((value) => ({ [setting.key]: value }));
      }),
      suggestSettings(name, true),
      suggestSettings(name, false),
    ];
    for (const said of asked)
      expect([said, needsBase(name, said)]).toEqual([said, core.needsBase(parse(said) as never)]);
  });
});

it('suggests what needs no base where there is none', () => {
  expect(needsBase('fisher-mask', suggestSettings('fisher-mask', false))).toBe(false);
});

it('asks for a density of the Fisher mask only where something is thinned out, and forgets it with that', () => {
  const keys = (said: SettingValues) => listSettings('fisher-mask', said).map(({ key }) => key);
  expect(keys({})).not.toContain('density');
  expect(keys({ sparsify: 'ties' })).toContain('density');
  const dense = changeSetting('fisher-mask', { sparsify: 'ties' }, 'density', 0.3);
  expect(dense).toEqual({ sparsify: 'ties', density: 0.3 });
  expect(changeSetting('fisher-mask', dense, 'sparsify', 'none')).toEqual({ sparsify: 'none' });
  expect(changeSetting('fisher-mask', dense, 'density', undefined)).toEqual({ sparsify: 'ties' });
});

it('leaves a Fisher file behind only for a method that takes something else', () => {
  const recipe: RecipeDraft = {
    method: 'fisher-mask',
    models: [
      { checkpoint: 'a', task: 'a', dataset: { file: 'a.tsv' }, fisher: 'a.safetensors' },
      { checkpoint: 'b', task: 'b', fisher: 'b.safetensors' },
    ],
  };
  const filesOf = ({ models }: RecipeDraft) => models.map(({ fisher }) => fisher);
  expect(filesOf(changeMethod(recipe, 'ties', {}))).toEqual(['a.safetensors', 'b.safetensors']);
  expect(filesOf(changeMethod(recipe, 'full-fisher', {}))).toEqual([undefined, 'b.safetensors']);
});
