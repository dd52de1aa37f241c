/** How a dataset is read, as a person changes it: which column is what. */
import type { CommandRequest } from '../../../src-main/contract/commands.ts';
import type { DatasetLook } from '../../../src-main/contract/desk.ts';

export type Reading = CommandRequest<'library.reread'>['reading'];
export type Role = 'text' | 'pair' | 'label' | 'unused';

/** What the library keeps was a reading when it was kept. */
export function readReading(kept: Readonly<Record<string, unknown>>): Reading {
  return kept;
}

export function roleOf({ text, label }: DatasetLook, index: number): Role {
  if (text[0] === index) return 'text';
  if (text[1] === index) return 'pair';
  return label === index ? 'label' : 'unused';
}

/** By name where columns have names. */
function refer({ columns }: DatasetLook, index: number): string | number {
  return columns.find((column) => column.index === index)?.name ?? index;
}

/** The reading in which a column is something else; whatever was that before is not used any more. */
export function giveRole(reading: Reading, look: DatasetLook, index: number, role: Role): Reading {
  const roles = new Map<Role, number>();
  for (const { index: other } of look.columns) {
    if (other !== index) roles.set(roleOf(look, other), other);
  }
  if (role !== 'unused') roles.set(role, index);
  const texts = [roles.get('text'), roles.get('pair')].filter((one) => one !== undefined);
  const label = roles.get('label');
  const { text: _text, label: _label, ...others } = reading;
  return {
    ...others,
    ...(texts.length === 0 ? {} : { text: texts.map((one) => refer(look, one)) }),
    ...(label === undefined ? {} : { label: refer(look, label) }),
  };
}
