/** A plan for people: what goes in, and each kind of tensor on a line, layers folded. */
import { formatShape } from '../graph/shape.ts';
import { METHODS } from './methods.ts';
import type { Plan, PlanModel } from './plan.ts';
import type { PlanTensor } from './plan-tensor.ts';
import { findAxis, RULES } from './schemes.ts';

/** Lines without a last line break. */
export function formatPlan(plan: Plan): string {
  const { method, settings, family, dtype, models, base, notes } = plan;
  const set = Object.entries(settings).map(([key, value]) => `${key} ${String(value)}`);
  const inputs = models.map(formatModel);
  if (base) inputs.push(['base', base.checkpoint, '', '']);
  return [
    ...wrap(`${method}: ${METHODS[method].help}`.split(' '), ''),
    ...wrap(
      set.map((setting, at) => (at < set.length - 1 ? `${setting},` : setting)),
      '  ',
    ),
    `  ${models.length} ${models.length === 1 ? 'model' : 'models'} of family ${family} into ${dtype}`,
    '',
    ...alignColumns(inputs),
    '',
    ...alignColumns([...foldLayers(plan), ...listTaskTensors(plan)]),
    ...notes.flatMap((note) => ['', ...wrap(`Note: ${note}`.split(' '), '')]),
  ].join('\n');
}

/** Lines of at most 80 characters, where words allow. */
function wrap(words: readonly string[], indent: string): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const line = `${lines.at(-1) ?? indent} ${word}`;
    if (lines.length === 0 || line.length > 80) lines.push(indent + word);
    else lines[lines.length - 1] = line;
  }
  return lines;
}

function formatModel({ task, checkpoint, weight, fisher }: PlanModel): string[] {
  const origin =
    fisher && (fisher.from === 'file' ? `Fisher file ${fisher.file}` : `Fisher on ${fisher.file}`);
  return [task, checkpoint, `λ ${weight}`, origin ?? ''];
}

/** Tensors that differ in their layer alone make one line: `encoder.layer.{0-3}.output.dense.weight`. */
function foldLayers(plan: Plan): string[][] {
  const groups = Map.groupBy(plan.tensors, (tensor) =>
    JSON.stringify([foldName(tensor.name, tensor.layer, '{}'), ...describeTensor(tensor, plan)]),
  );
  return Array.from(groups.values(), (group) => {
    const { name, layer } = group[0]!;
    const layers = formatRanges(group.flatMap((tensor) => tensor.layer ?? []));
    return [foldName(name, layer, layers), ...describeTensor(group[0]!, plan)];
  });
}

function listTaskTensors(plan: Plan): string[][] {
  return (plan.taskTensors ?? []).flatMap((tensors, at) =>
    tensors.map((tensor) => [`${tensor.name} of ${plan.models[at]!.task}`, ...describeTensor(tensor, plan)]),
  );
}

function describeTensor(tensor: PlanTensor, plan: Plan): [shape: string, weighing: string] {
  const { layers = [], shape } = tensor;
  const sum = layers.length > 1 ? [`summed over ${layers.length} layers`] : [];
  return [formatShape(shape), [describeRules(tensor), ...sum, ...describeBands(tensor, plan)].join('; ')];
}

/** 'by head, rows', 'by neuron, columns in 2 parts' */
function describeRules(tensor: PlanTensor): string {
  const titles = tensor.rules.map((rule) => RULES[rule].title);
  const axis = findAxis(tensor);
  if (axis === 'all') return titles[0]!;
  const parts = titles.length > 1 ? ` in ${titles.length} parts` : '';
  return new Set(titles).size > 1
    ? `${axis}${parts}: ${titles.join(', ')}`
    : `${titles[0]!}, ${axis}${parts}`;
}

/** Says of the bands after the first who is in them; that one has them all. */
function describeBands({ bands = [] }: PlanTensor, { models, base }: Plan): string[] {
  return bands.slice(1).map(({ end, sources }, at) => {
    const tasks = models.filter((_, model) => sources.includes(model)).map(({ task }) => task);
    const of = tasks.length < models.length ? [`of ${tasks.join(', ')}`] : [];
    const without = base && !sources.includes(models.length) ? ['without the base'] : [];
    const first = bands[at]!.end;
    const rows = end - first === 1 ? `row ${first}` : `rows ${first}-${end - 1}`;
    return [rows, ...of, ...without].join(' ');
  });
}

function foldName(name: string, layer: number | undefined, text: string): string {
  return layer === undefined ? name : name.replace(`.${layer}.`, `.${text}.`);
}

/** {0-3} or {0,2-5} */
function formatRanges(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return `{${ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',')}}`;
}

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? [];
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd(),
  );
}
