/** A dataset's labels as targets of a checkpoint's task head. */
import { WeirError } from '../../contract/error.ts';
import type { Problem, TaskHead } from '../task/task-head.ts';
import { findNearest } from '../nearest.ts';
import type { Row } from './rows.ts';

/** Dataset label → the checkpoint's name or id for it. */
export type LabelMap = Readonly<Record<string, string | number>>;

type LabelledRow = Pick<Row, 'index' | 'label' | 'wordLabels'>;

/**
 * What is true of a row: the head's `outputs` numbers (one-hot, a 0 or 1 for each label, or the value itself); an id for each word; the
 * number of the choice; nothing where labels are parts of the text.
 * Throws a WeirError ('invalid-dataset') that names the row and its label.
 */
export type LabelReader = (row: LabelledRow) => number[];

/**
 * A label is looked up in `map`, then as a name, as a name in another case if only one fits, as `LABEL_2`, and as an
 * id; booleans are the ids 0 and 1. Throws a WeirError ('mismatch') when `map` leads to a label that the checkpoint lacks.
 * `file` names the dataset in errors.
 */
export function createLabelReader(head: TaskHead, map: LabelMap = {}, file?: string): LabelReader {
  const find = createLabelFinder(head, map);
  const source = file === undefined ? '' : ` of dataset '${file}'`;
  const read = READERS[head.problem];
  return (row) => {
    const refuse = (found: string, hint?: string) =>
      new WeirError(
        'invalid-dataset',
        `Row ${row.index + 1}${source} has ${found}; ${describe(head)}.`,
        hint === undefined ? {} : { hint },
      );
    const require = (name: string) => {
      const id = find(name);
      if (id !== undefined) return id;
      const nearest = findNearest(name, head.labels);
      throw refuse(`the label '${name}'`, nearest === undefined ? undefined : `Did you mean '${nearest}'?`);
    };
    return read(row, { outputs: head.outputs, find, require, refuse });
  };
}

interface Lookup {
  readonly outputs: number;
  /** The id of a label, or undefined. */
  readonly find: (name: string) => number | undefined;
  /** The id of a label, or the error of an unknown one. */
  readonly require: (name: string) => number;
  readonly refuse: (found: string, hint?: string) => WeirError;
}

type Reader = (row: LabelledRow, lookup: Lookup) => number[];

/** Of one label a row. */
const byLabel =
  (read: (label: string, lookup: Lookup) => number[]): Reader =>
  ({ label }, lookup) => {
    if (label === undefined) throw lookup.refuse('no label');
    return read(String(label).trim(), lookup);
  };

const nothing: Reader = () => [];

const READERS: Readonly<Record<Problem, Reader>> = {
  'single-label': byLabel((label, { outputs, require }) => oneHot([require(label)], outputs)),

  'multi-label': byLabel((label, { outputs, find, require, refuse }) => {
    const names = find(label) === undefined ? splitList(label) : [label];
    const ids = names.map(require);
    if (new Set(ids).size === ids.length) return oneHot(ids, outputs);
    throw refuse(`a label twice in '${label}'`, 'A list of names or ids is expected, not zeros and ones.');
  }),

  regression: byLabel((label, { outputs, refuse }) => {
    const values = splitList(label).map(Number);
    if (values.length === outputs && values.every(Number.isFinite)) return values;
    throw refuse(`the label '${label}'`);
  }),

  'token-labels': ({ wordLabels }, { require, refuse }) => {
    if (!wordLabels) throw refuse('no labels of its words');
    return wordLabels.map((name) => require(String(name).trim()));
  },

  // Which choice a label means is read with the row, where the choices stand.
  'multiple-choice': byLabel((label) => [Number(label)]),
  span: nothing,
  'masked-language': nothing,
  'causal-language': nothing,
};

function oneHot(ids: readonly number[], outputs: number): number[] {
  return Array.from({ length: outputs }, (_, id) => (ids.includes(id) ? 1 : 0));
}

function describe({ problem, labels, outputs }: TaskHead): string {
  if (problem === 'multiple-choice') return 'expected one of its choices';
  if (problem === 'regression')
    return outputs === 1 ? 'expected a finite number' : `expected ${outputs} finite numbers`;
  return `the checkpoint knows ${labels.map((name) => `'${name}'`).join(', ')}`;
}

/** The items of a JSON array, or what stands between `|`, commas or spaces: the first of these that occurs separates. */
function splitList(list: string): string[] {
  if (list.startsWith('[')) {
    try {
      return (JSON.parse(list) as unknown[]).map(String);
    } catch {
      // A label may begin with a bracket; it is looked up as it stands.
    }
  }
  const separator = ['|', ','].find((separator) => list.includes(separator)) ?? /\s+/;
  return list
    .split(separator)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** What a head gives in the place of labels. */
const GIVES: Readonly<Partial<Record<Problem, string>>> = {
  span: 'parts of a context',
  'multiple-choice': 'choices',
  'masked-language': 'tokens',
  'causal-language': 'tokens',
};

function createLabelFinder(head: TaskHead, map: LabelMap): (name: string) => number | undefined {
  const { labels, outputs } = head;
  // Words bear few labels, again and again.
  const known = new Map<string, number>();
  const find = (name: string): number | undefined => {
    const id = known.get(name) ?? search(name);
    if (id !== undefined) known.set(name, id);
    return id;
  };
  const search = (name: string): number | undefined => {
    const exact = labels.indexOf(name);
    if (exact >= 0) return exact;
    const similar = [...labels.keys()].filter((id) => labels[id]!.toLowerCase() === name.toLowerCase());
    if (similar.length === 1) return similar[0];
    const id = numberOf(name);
    return Number.isInteger(id) && id >= 0 && id < outputs ? id : undefined;
  };
  const [renamed] = Object.keys(map);
  if ((head.problem === 'regression' || labels.length === 0) && renamed !== undefined)
    throw new WeirError(
      'mismatch',
      `The label map names '${renamed}'; the checkpoint gives ${GIVES[head.problem] ?? 'values'}, not labels.`,
    );
  const mapped = new Map(
    Object.entries(map).map(([from, to]) => {
      const id = find(String(to));
      if (id !== undefined) return [from, id];
      throw new WeirError('mismatch', `The label map leads '${from}' to '${to}'; ${describe(head)}.`);
    }),
  );
  return (name) => mapped.get(name) ?? find(name);
}

const BOOLEANS: Readonly<Record<string, number>> = { false: 0, true: 1 };

/** The number in "2", "2.0", "LABEL_2" or "true"; NaN in anything else. */
function numberOf(name: string): number {
  const lower = name.toLowerCase();
  if (Object.hasOwn(BOOLEANS, lower)) return BOOLEANS[lower]!;
  const digits = /^(?:label_)?(\d+)(?:\.0*)?$/.exec(lower)?.[1];
  return digits === undefined ? Number.NaN : Number(digits);
}
