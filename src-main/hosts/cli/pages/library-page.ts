/** What the smaller commands of the library print. */
import type { NamedItem } from '../../../contract/library.ts';
import type { BulkReport, EmptiedTrash, LibraryCheck, LibraryUsage } from '../../../contract/reports.ts';
import { formatBytes, formatCount } from '../amounts.ts';
import type { Paint } from '../paint.ts';
import { formatTable } from '../text-table.ts';

function say({ kind, name, id }: NamedItem): string {
  return `${kind} ${name} (#${id})`;
}

export function printNamed(item: NamedItem & { readonly tags?: readonly string[] }): string[] {
  const tags = item.tags === undefined || item.tags.length === 0 ? '' : `, tagged ${item.tags.join(', ')}`;
  return [`${say(item)}${tags}`];
}

export function printBulk({ done, refused }: BulkReport, paint: Paint): string[] {
  return [
    ...done.map(
      (item) => `${say(item)}${item.trashedAt === null ? ' is in the library' : ' is in the trash'}`,
    ),
    ...refused.map(({ item, message }) => `${paint('bold', item)}: ${message}`),
  ];
}

export function printEmptied({ removed, kept }: EmptiedTrash, paint: Paint): string[] {
  if (removed.length + kept.length === 0) return ['The trash is empty.'];
  return [
    ...removed.map((item) => `${say(item)} is gone`),
    ...kept.map(({ why }) => `${paint('bold', 'Kept:')} ${why}`),
  ];
}

export function printCheck({ faults, absent, orphans }: LibraryCheck, paint: Paint): string[] {
  return [
    faults.length === 0 ? 'The database is whole.' : paint('bold', 'The database is damaged:'),
    ...faults.map((fault) => `  ${fault}`),
    ...(absent.length === 0 ? [] : ['', paint('bold', `${formatCount(absent.length)} not as they were:`)]),
    ...absent.map((item) => `  ${say(item)} is ${item.presence}: ${item.path}`),
    ...(orphans.length === 0
      ? []
      : ['', paint('bold', `${formatCount(orphans.length)} that belong to nothing:`)]),
    ...orphans.map(({ path, bytes }) => `  ${path} (${formatBytes(bytes)})`),
  ];
}

export function printUsage({ folder, free, database, kinds }: LibraryUsage, paint: Paint): string[] {
  const heading = ['', 'items', 'size', 'in the library'].map((title) => paint('dim', title));
  const rows = kinds
    .filter(({ kind }) => kind !== 'run')
    .map(({ kind, count, bytes, own }) => [
      `${kind}s`,
      formatCount(count),
      formatBytes(bytes),
      formatBytes(own),
    ]);
  return [
    paint('bold', folder),
    '',
    ...formatTable(
      [heading, ...rows, ['database', '', formatBytes(database), formatBytes(database)]],
      'lrrr',
    ),
    '',
    `${formatBytes(free)} free on this disk`,
  ];
}
