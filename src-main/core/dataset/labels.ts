/** A dataset's labels as targets of a checkpoint's task head. */
import { WeirError } from '../../contract/error.ts';
import type { Problem, TaskHead } from '../encoder/task-head.ts';
import { findNearest } from '../nearest.ts';
import type { Row } from './rows.ts';

/** Dataset label → the checkpoint's name or id for it. */
export type LabelMap = Readonly<Record<string, string | number>>;

/**
 * The target of a row, of the head's `outputs` numbers: one-hot, a 0 or 1 for each label, or the value itself.
 * Throws a WeirError ('invalid-dataset') that names the row and its label.
 */
export type LabelReader = (row: Pick<Row, 'index' | 'label'>) => number[];

/**
 * A label is looked up in `map`, then as a name, as a name in another case if only one fits, as `LABEL_2`, and as an
 * id; booleans are the ids 0 and 1. Throws a WeirError ('mismatch') when `map` leads to a label that the checkpoint lacks.
 * `file` names the dataset in errors.
 */
export function createLabelReader(head: TaskHead, map: LabelMap = {}, file?: string): LabelReader {
  const find = createLabelFinder(head, map);
  const source = file === undefined ? '' : ` of dataset '${file}'`;
  const read = READERS[head.problem];
  return ({ index, label }) => {
    const refuse = (found: string, hint?: string) =>
      new WeirError(
        'invalid-dataset',
        `Row ${index + 1}${source} has ${found}; ${describe(head)}.`,
        hint === undefined ? {} : { hint },
      );
    if (label === undefined) throw refuse('no label');
    const require = (name: string) => {
      const id = find(name);
      if (id !== undefined) return id;
      const nearest = findNearest(name, head.labels);
      throw refuse(`the label '${name}'`, nearest === undefined ? undefined : `Did you mean '${nearest}'?`);
    };
    return read(String(label).trim(), { outputs: head.outputs, find, require, refuse });
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

const READERS: Readonly<Record<Problem, (label: string, lookup: Lookup) => number[]>> = {
  'single-label': (label, { outputs, require }) => oneHot([require(label)], outputs),

  'multi-label': (label, { outputs, find, require, refuse }) => {
    const names = find(label) === undefined ? splitList(label) : [label];
    const ids = names.map(require);
    if (new Set(ids).size === ids.length) return oneHot(ids, outputs);
    throw refuse(`a label twice in '${label}'`, 'A list of names or ids is expected, not zeros and ones.');
  },

  regression: (label, { outputs, refuse }) => {
    const values = splitList(label).map(Number);
    if (values.length === outputs && values.every(Number.isFinite)) return values;
    throw refuse(`the label '${label}'`);
  },
};

function oneHot(ids: readonly number[], outputs: number): number[] {
  return Array.from({ length: outputs }, (_, id) => (ids.includes(id) ? 1 : 0));
}

function describe({ problem, labels, outputs }: TaskHead): string {
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

function createLabelFinder(head: TaskHead, map: LabelMap): (name: string) => number | undefined {
  const { labels, outputs } = head;
  const find = (name: string): number | undefined => {
    const exact = labels.indexOf(name);
    if (exact >= 0) return exact;
    const similar = [...labels.keys()].filter((id) => labels[id]!.toLowerCase() === name.toLowerCase());
    if (similar.length === 1) return similar[0];
    const id = numberOf(name);
    return Number.isInteger(id) && id >= 0 && id < outputs ? id : undefined;
  };
  const [renamed] = Object.keys(map);
  if (head.problem === 'regression' && renamed !== undefined)
    throw new WeirError(
      'mismatch',
      `The label map names '${renamed}'; the checkpoint gives values, not labels.`,
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
