/** What `weir library show` prints: all that is kept of one item, a table of facts for each kind. */
import type { ItemDetail, ItemKind, LibraryItem, LineageNode } from '../../../contract/library.ts';
import { formatBytes, formatCount, formatSeconds, formatTime, NOTHING } from '../amounts.ts';
import type { Paint } from '../paint.ts';
import { formatTable } from '../text-table.ts';
import { formatState, printScores } from './item-list-page.ts';

type ItemOf<K extends ItemKind> = Extract<LibraryItem, { readonly kind: K }>;
type Facts = Readonly<Record<string, string>>;

const FACTS: { readonly [K in ItemKind]: (item: ItemOf<K>) => Facts } = {
  checkpoint: (item) => ({
    family: item.family,
    sizes: `${item.layers} layers of ${item.heads} heads and ${formatCount(item.neurons)} neurons, ${item.hidden} hidden, ${formatCount(item.vocabulary)} tokens`,
    'task head': item.problem === null ? 'none' : `${item.problem}: ${item.labels.join(', ')}`,
    weights: `${formatCount(item.parameters)} parameters, ${item.dtype}, ${formatBytes(item.bytes)}`,
    base:
      item.baseId === null
        ? (item.declaredBase ?? NOTHING)
        : `#${item.baseId}${item.declaredBase === null ? '' : ` (says '${item.declaredBase}')`}`,
    files: `${item.folder} (${item.storage}, ${item.presence})`,
    hash: item.hash,
  }),
  dataset: (item) => ({
    rows: formatCount(item.rows),
    columns: item.columns.join(', '),
    metric: item.metric ?? NOTHING,
    file: `${item.file} (${formatBytes(item.bytes)}, ${item.presence})`,
    hash: item.hash,
    ...(item.preview[0] && { 'first row': item.preview[0].join('  |  ') }),
  }),
  fisher: (item) => ({
    of: item.checkpointHash,
    on: item.datasetHash,
    settings: Object.entries(item.settings)
      .map(([key, value]) => `${key} ${value}`)
      .join(', '),
    took: `${formatSeconds(item.seconds)} on ${item.device}`,
    file: `${item.file} (${formatBytes(item.bytes)})`,
  }),
  merge: (item) => ({
    method: item.method,
    of: item.parents.map(({ task, weight }) => `${task} ×${weight}`).join(', '),
    run: `#${item.runId}, ${formatSeconds(item.seconds)} on ${item.device}, Weir ${item.version}`,
    plan: item.planHash,
    recipe: item.recipeHash,
    files: `${item.folder} (${formatBytes(item.bytes)}, ${item.presence})`,
  }),
  run: (item) => ({
    command: item.command,
    state: formatState(item),
    started: formatTime(item.startedAt),
    ended: formatTime(item.endedAt),
    ...(item.attempts > 0 && { attempts: String(item.attempts + 1) }),
    ...(item.error && { error: [item.error.message, item.error.hint ?? ''].join(' ').trim() }),
  }),
};

/** Facts that every item has, without those that it has not. */
function listCommon({ tags, notes, createdAt, trashedAt }: LibraryItem): Facts {
  return {
    ...(tags.length > 0 && { tags: tags.join(', ') }),
    ...(notes !== '' && { notes: notes.replaceAll('\n', ' ') }),
    added: formatTime(createdAt),
    ...(trashedAt !== null && { 'in the trash since': formatTime(trashedAt) }),
  };
}

export function printFacts(item: LibraryItem, paint: Paint): string[] {
  // Kind and facts belong together, which the compiler loses sight of.
  const facts = { ...(FACTS[item.kind] as (item: LibraryItem) => Facts)(item), ...listCommon(item) };
  const title = `${item.kind} ${item.name} (#${item.id})${item.favourite ? ' ★' : ''}`;
  return [paint('bold', title), '', ...formatTable(Object.entries(facts), 'll')];
}

function printNodes(title: string, nodes: readonly LineageNode[], paint: Paint): string[] {
  if (nodes.length === 0) return [];
  const lines = nodes.map(({ id, kind, name, trashed, depth }) => {
    const where = id === null ? ' (not in the library)' : trashed ? ' (in the trash)' : ` (#${id})`;
    return `${'  '.repeat(depth)}${kind} ${name}${where}`;
  });
  return ['', paint('dim', title), ...lines];
}

export function printDetail({ item, lineage, fishers, scores }: ItemDetail, paint: Paint): string[] {
  return [
    ...printFacts(item, paint),
    ...printNodes('made of', lineage.madeOf, paint),
    ...printNodes('came of it', lineage.cameOfIt, paint),
    ...(fishers.length === 0
      ? []
      : ['', paint('dim', 'Fishers'), ...fishers.map(({ id, name }) => `  ${name} (#${id})`)]),
    ...(scores.length === 0 ? [] : ['', ...printScores(scores, paint)]),
  ];
}
