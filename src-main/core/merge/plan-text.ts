/** A plan for people: what goes in, and each kind of tensor on a line, layers folded. */
import { formatShape } from '../graph/shape.ts';
import { METHODS } from './methods.ts';
import type { Plan, PlanModel, PlanTensor } from './plan.ts';
import { RULES } from './schemes.ts';

/** Lines without a last line break. */
export function formatPlan(plan: Plan): string {
  const { method, settings, family, dtype, models, base, notes, tensors } = plan;
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
    ...alignColumns(foldLayers(tensors)),
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
function foldLayers(tensors: readonly PlanTensor[]): string[][] {
  const groups = Map.groupBy(tensors, ({ name, layer, shape, rule }) =>
    JSON.stringify([foldName(name, layer, '{}'), shape, rule]),
  );
  return Array.from(groups.values(), (group) => {
    const { name, layer, shape, rule } = group[0]!;
    const layers = formatRanges(group.flatMap((tensor) => tensor.layer ?? []));
    return [foldName(name, layer, layers), formatShape(shape), RULES[rule].title];
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
