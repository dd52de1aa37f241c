/** Which rows of the word embeddings are merged among whom, where checkpoints of one base have vocabularies of different sizes. */
import { WeirError } from '../../contract/error.ts';
import { formatCount, type Named, rowsOf } from './compatibility.ts';
import type { Band } from './plan-tensor.ts';
import type { VocabularyChoice } from './recipe-output.ts';

export interface Table {
  readonly rows: number;
  /** Absent where every source has every row. */
  readonly bands?: readonly Band[];
}

export interface WordRows {
  /** The table that all tasks share, or one for each model. */
  readonly tables: { readonly shared: Table } | { readonly own: readonly Table[] };
  /** What the user should know. */
  readonly notes: readonly string[];
}

/**
 * `own`: the rows that all models have are merged, and each keeps its own beyond them. `merge`: each row is merged among the models that have
 * it. `same`: there is to be nothing of the kind, in the base neither. A row that the base lacks is merged without it. Throws 'mismatch' where
 * vocabularies differ that must not; 'unsupported' for a language model whose head would not fit the merged table.
 */
export function planWordRows(
  models: readonly Named[],
  base: Named | undefined,
  choice: VocabularyChoice,
): WordRows {
  if (choice === 'same') requireSameSize(base ? [...models, base] : models);
  const sizes = models.map(rowsOf);
  const [fewest, most] = [Math.min(...sizes), Math.max(...sizes)];
  const ofBase = base ? [rowsOf(base)] : [];
  const lacking = describeBase(base, choice === 'own' ? fewest : most);
  if (fewest === most) return { tables: { shared: cutBands(most, [...sizes, ...ofBase]) }, notes: lacking };
  const about =
    `The vocabularies differ: ${models.map((model) => `'${model.name}' has ${formatCount(rowsOf(model))} word embeddings`).join(', ')}. ` +
    `The first ${formatCount(fewest)} are merged`;
  if (choice === 'merge') {
    for (const model of models) requireFit(model, most);
    return {
      tables: { shared: cutBands(most, [...sizes, ...ofBase]) },
      notes: [
        `${about}, each of the others among the models that have it, and every task gets all ${formatCount(most)}.`,
        ...lacking,
      ],
    };
  }
  const shared = [...models.map(() => fewest), ...ofBase.map((rows) => Math.min(rows, fewest))];
  return {
    tables: { own: sizes.map((rows, at) => cutBands(rows, shared.with(at, rows))) },
    notes: [`${about}; beyond them, every task keeps its own.`, ...lacking],
  };
}

/** `sizes`: how many of the rows each source has; every row is had by one at least. */
function cutBands(rows: number, sizes: readonly number[]): Table {
  const ends = [...new Set([...sizes.filter((size) => size < rows), rows])].sort((a, b) => a - b);
  if (ends.length === 1) return { rows };
  const bands = ends.map((end) => ({ end, sources: [...sizes.keys()].filter((at) => sizes[at]! >= end) }));
  return { rows, bands };
}

function describeBase(base: Named | undefined, merged: number): string[] {
  if (!base || rowsOf(base) >= merged) return [];
  const known = formatCount(rowsOf(base));
  return [
    `The base '${base.name}' has ${known} word embeddings: those that are merged beyond them are not scaled.`,
  ];
}

function requireSameSize([first, ...others]: readonly Named[]): void {
  const other = others.find((one) => rowsOf(one) !== rowsOf(first!));
  if (!other) return;
  throw new WeirError(
    'mismatch',
    `'${other.name}' has ${formatCount(rowsOf(other))} word embeddings, '${first!.name}' ${formatCount(rowsOf(first!))}; expected one ` +
      `vocabulary, as the recipe asks for.`,
    {
      hint: "With output.vocabulary 'own', every task keeps its own tokens; with 'merge', all get those of all.",
    },
  );
}

function requireFit(model: Named, rows: number): void {
  const { problem } = model.checkpoint.config.head ?? {};
  if (rowsOf(model) === rows || (problem !== 'masked-language' && problem !== 'causal-language')) return;
  throw new WeirError(
    'unsupported',
    `'${model.name}' is a language model whose head knows ${formatCount(rowsOf(model))} tokens; the merged vocabulary has ${formatCount(rows)}.`,
    { hint: "With output.vocabulary 'own', every task keeps its own vocabulary." },
  );
}
