/** Changes to what the library holds, each told and, where it can be, taken back. */
import type { BulkReport, EmptiedTrash } from '../../src-main/contract/reports.ts';
import type { NamedItem } from '../../src-main/contract/library.ts';
import { call } from '../bridge/bridge.ts';
import { CHECKPOINTS } from '../strings/checkpoints.ts';
import { library } from './library.svelte.ts';
import { toasts } from './toasts.svelte.ts';

type Named = Pick<NamedItem, 'id' | 'name'>;

/** What could not be done, by the names that people know. */
export interface Refused {
  readonly done: number;
  readonly refused: readonly { readonly name: string; readonly why: string }[];
}

/** As commands name an item, whatever it is called. */
export function refer({ id }: { readonly id: number }): string {
  return `#${id}`;
}

/** Does it, and complains where it cannot be done. @returns what it gave, or undefined */
export async function attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    const result = await act();
    library.touch();
    return result;
  } catch (error) {
    toasts.complain(error);
    return undefined;
  }
}

function tellRefused(items: readonly Named[], { done, refused }: BulkReport): Refused | undefined {
  if (refused.length === 0) return undefined;
  const nameOf = (item: string): string => items.find((one) => refer(one) === item)?.name ?? item;
  return {
    done: done.length,
    refused: refused.map(({ item, message }) => ({ name: nameOf(item), why: message })),
  };
}

/** @param sentence of how many, and the name of a single one */
export async function trash(
  items: readonly Named[],
  sentence: (count: number, name: string) => string,
): Promise<Refused | undefined> {
  if (items.length === 0) return undefined;
  const report = await attempt(() => call('library.trash', { items: items.map(refer) }));
  if (report === undefined) return undefined;
  const { done } = report;
  if (done.length > 0) {
    toasts.tellWithUndo(sentence(done.length, done[0]?.name ?? ''), () => {
      void attempt(() => call('library.restore', { items: done.map(refer) }));
    });
  }
  return tellRefused(items, report);
}

export async function restore(
  items: readonly Named[],
  sentence: (count: number) => string,
): Promise<Refused | undefined> {
  if (items.length === 0) return undefined;
  const report = await attempt(() => call('library.restore', { items: items.map(refer) }));
  if (report === undefined) return undefined;
  if (report.done.length > 0) toasts.tell(sentence(report.done.length));
  return tellRefused(items, report);
}

export async function emptyTrash(): Promise<Refused | undefined> {
  const report: EmptiedTrash | undefined = await attempt(() => call('library.empty', {}));
  if (report === undefined) return undefined;
  // What it removed cannot be taken back any more.
  toasts.clear();
  toasts.tell(CHECKPOINTS.emptied(report.removed.length));
  if (report.kept.length === 0) return undefined;
  return { done: report.removed.length, refused: report.kept.map(({ name, why }) => ({ name, why })) };
}

/** Adds tags to several, whatever happens to the others. */
export async function tagAll(items: readonly Named[], add: readonly string[]): Promise<Refused | undefined> {
  const refused: Refused['refused'][number][] = [];
  for (const item of items) {
    try {
      await call('library.tag', { item: refer(item), add: [...add] });
    } catch (error) {
      refused.push({ name: item.name, why: error instanceof Error ? error.message : String(error) });
    }
  }
  library.touch();
  return refused.length === 0 ? undefined : { done: items.length - refused.length, refused };
}

export async function copy(text: string, sentence: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toasts.tell(sentence);
  } catch (error) {
    toasts.complain(error);
  }
}
