/** What the whole library is set to, a text for each key. */
import type { Library } from './library.ts';

export function readSetting(library: Library, key: string): string | undefined {
  return library.db.prepare<[string]>('SELECT value FROM setting WHERE key = ?').pluck().get(key) as
    string | undefined;
}

export function keepSetting(library: Library, key: string, value: string): void {
  library.write(() => {
    library.db
      .prepare('INSERT INTO setting VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
      .run(key, value);
  });
}
