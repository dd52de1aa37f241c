/** Overlaps reading with what is done with the read. */
import type { SlotIndex } from './blend.ts';

/**
 * Yields every item with what `read` made of it, while the next read is under way. At most two reads live at once, one in each of two
 * slots: a read may use its slot's memory until the item after it has been worked on.
 */
export async function* readAhead<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  read: (item: T, slot: SlotIndex) => Promise<R>,
): AsyncGenerator<readonly [T, R]> {
  let ahead: Promise<readonly [T, R]> | undefined;
  let slot: SlotIndex = 0;
  try {
    for await (const item of items) {
      const current = ahead;
      ahead = read(item, slot).then((result) => [item, result]);
      // It is told where it is awaited, which may be late.
      ahead.catch(() => undefined);
      slot = slot === 0 ? 1 : 0;
      if (current) yield await current;
    }
    if (ahead) yield await ahead;
  } finally {
    // Memory and files are in use until the last read has ended, whatever went wrong.
    await ahead?.catch(() => undefined);
  }
}
