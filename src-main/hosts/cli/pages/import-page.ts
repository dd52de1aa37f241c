/** What an import or a scan prints: what is new, what was known, and a line for each thing that was refused. */
import type { ImportReport } from '../../../contract/reports.ts';
import { formatCount } from '../amounts.ts';
import type { Paint } from '../paint.ts';

/** More names would push the count off the screen. */
const MOST_NAMED = 20;

export function printImport({ items, refused }: ImportReport, paint: Paint): string[] {
  const fresh = items.filter(({ isNew }) => isNew);
  const known = items.filter(({ isNew }) => !isNew);
  const say = (list: typeof items): string => {
    const names = list.slice(0, MOST_NAMED).map(({ kind, name, id }) => `${kind} ${name} (#${id})`);
    return [...names, ...(list.length > MOST_NAMED ? ['…'] : [])].join(', ');
  };
  return [
    ...(items.length + refused.length === 0 ? ['No checkpoints were found.'] : []),
    ...(fresh.length === 0
      ? []
      : [`${paint('bold', `${formatCount(fresh.length)} imported:`)} ${say(fresh)}`]),
    ...(known.length === 0
      ? []
      : [`${paint('bold', `${formatCount(known.length)} known already:`)} ${say(known)}`]),
    ...(refused.length === 0 ? [] : [paint('bold', `${formatCount(refused.length)} refused:`)]),
    ...refused.map(({ path, message }) => `  ${message.includes(path) ? message : `${path}: ${message}`}`),
  ];
}
