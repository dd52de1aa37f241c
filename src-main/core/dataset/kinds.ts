/** What kind of task a dataset is of: as the caller says, or by what the file is. */
import type { DatasetFormat } from '../../contract/dataset-formats.ts';
import { HEAD_KINDS, type HeadKind, type Problem } from '../task/task-head.ts';
import { CUSTOMS, findCustomary } from './customs.ts';
import type { Column } from './table.ts';

/** Formats that hold one kind of task. */
const FORMAT_KINDS: Readonly<Partial<Record<DatasetFormat, HeadKind>>> = {
  conll: 'token-labels',
  squad: 'span',
  text: 'masked-language',
};

/** Kinds that show in the columns' names, labelled texts first: what is read as those stays so. */
const SHOWN: readonly HeadKind[] = ['sequence', 'token-labels', 'span', 'multiple-choice'];

/** Labelled texts where nothing tells otherwise; where columns are chosen, their names tell nothing. */
export function findKind(
  spec: { readonly problem?: Problem | undefined; readonly text?: unknown; readonly label?: unknown },
  format: DatasetFormat,
  columns: readonly Column[],
): HeadKind {
  if (spec.problem !== undefined) return HEAD_KINDS[spec.problem];
  const isChosen = spec.text !== undefined || spec.label !== undefined;
  return FORMAT_KINDS[format] ?? (isChosen ? 'sequence' : guessKind(columns));
}

function guessKind(columns: readonly Column[]): HeadKind {
  const fits = (kind: HeadKind): boolean => {
    const { text, label, choices } = CUSTOMS[kind];
    return [text, label, choices].every((names) => names.length === 0 || findCustomary(columns, names));
  };
  return SHOWN.find(fits) ?? 'sequence';
}
