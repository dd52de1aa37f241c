/** What the person has set: kept in the library, so that every Weir on it goes by the same. */
import { SettingsInput } from '../contract/commands.ts';
import type { Settings } from '../contract/desk.ts';
import type { Library } from '../library/library.ts';
import { keepSetting, readSetting } from '../library/settings.ts';

const KEY = 'settings';

const DEFAULTS: Settings = {
  theme: 'system',
  device: 'auto',
  threads: 0,
  budget: 1,
  notify: true,
  views: {},
};

function readKept(library: Library): Readonly<Record<string, unknown>> {
  try {
    const kept = JSON.parse(readSetting(library, KEY) ?? '{}') as Readonly<Record<string, unknown>> | null;
    return kept ?? {};
  } catch {
    return {};
  }
}

/** What cannot be understood, such as a newer Weir's choice, is passed over. */
export function readSettings(library: Library): Settings {
  const kept = readKept(library);
  const settings: Record<string, unknown> = { ...DEFAULTS };
  for (const [key, parser] of Object.entries(SettingsInput.shape)) {
    const parsed = parser.safeParse(kept[key]);
    if (parsed.success) settings[key] = parsed.data;
  }
  return settings as unknown as Settings;
}

/** Changes some of it; pages' views one by one. To be called within library.write. */
export function keepSettings(
  library: Library,
  changes: { readonly [K in keyof Settings]?: Settings[K] | undefined },
): Settings {
  const before = readSettings(library);
  const said = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const settings: Settings = { ...before, ...said, views: { ...before.views, ...changes.views } };
  keepSetting(library, KEY, JSON.stringify(settings));
  return settings;
}
