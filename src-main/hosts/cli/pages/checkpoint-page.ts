/** What `weir inspect` prints: the sizes of a checkpoint and its tensors, those of equal layers in one line. */
import type { CheckpointRecord, TensorRecord } from '../../../contract/records.ts';
import { formatBytes, formatCount } from '../amounts.ts';
import type { Paint } from '../paint.ts';
import { formatTable } from '../text-table.ts';

export function printCheckpoint(record: CheckpointRecord, paint: Paint): string[] {
  const { family, layers, heads, hidden, neurons, maskNodes } = record;
  const facts = {
    family: `${family}, ${record.activation}`,
    sizes: `${layers} layers of ${heads} heads × ${hidden / heads} and ${formatCount(neurons)} neurons, ${hidden} hidden`,
    vocabulary: `${formatCount(record.vocabulary)} tokens, ${record.positions} positions`,
    'task head': describeHead(record.head),
    weights: `${formatCount(record.parameters)} parameters, ${record.dtypes.join(', ')}, ${formatBytes(record.bytes)}`,
    'mask nodes': `${formatCount(maskNodes.heads)} heads, ${formatCount(maskNodes.neurons)} neurons`,
  };
  return [
    paint('bold', record.folder),
    '',
    ...formatTable(Object.entries(facts), 'll'),
    '',
    ...formatTable(listTensors(record.tensors, paint), 'lrll'),
  ];
}

function describeHead(head: CheckpointRecord['head']): string {
  if (!head) return 'none';
  const { problem, labels } = head;
  const shown = labels.slice(0, MOST_LABELS).join(', ');
  const more = labels.length > MOST_LABELS ? ` … ${labels.length - MOST_LABELS} more` : '';
  return `${problem}: ${shown}${more}`;
}

const MOST_LABELS = 6;

interface TensorGroup extends TensorRecord {
  /** bert.encoder.layer. */
  readonly before: string;
  /** attention.self.query.weight */
  readonly name: string;
  readonly layers: number[];
}

function listTensors(tensors: readonly TensorRecord[], paint: Paint): string[][] {
  const rows = [['tensor', 'shape', 'dtype', 'role'].map((title) => paint('dim', title))];
  let heading = '';
  for (const { before, layers, name, shape, dtype, role } of groupTensors(tensors)) {
    const ours = layers.length === 0 ? '' : `${before}{${formatRanges(layers)}}.`;
    if (ours !== heading && ours !== '') rows.push([ours]);
    heading = ours;
    const indent = ours === '' ? '' : '  ';
    rows.push([indent + name, shape.join('×'), dtype, role ?? paint('dim', 'not merged')]);
  }
  return rows;
}

/** Tensors that differ in nothing but the number of their layer are one group, at the place of the first. */
function groupTensors(tensors: readonly TensorRecord[]): TensorGroup[] {
  const groups = new Map<string, TensorGroup>();
  for (const tensor of tensors) {
    const [, before = '', layer, after = tensor.name] = /^(.*?\.)(\d+)\.(.+)$/.exec(tensor.name) ?? [];
    const key = JSON.stringify([before, after, tensor.shape, tensor.dtype, tensor.role]);
    const group = groups.get(key) ?? { ...tensor, before, name: after, layers: [] };
    groups.set(key, group);
    if (layer !== undefined) group.layers.push(Number(layer));
  }
  return [...groups.values()];
}

/** 0-3,5 */
function formatRanges(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',');
}
