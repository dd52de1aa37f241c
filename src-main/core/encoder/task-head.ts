/** The task head of a checkpoint: what kind of answer it gives and what its outputs are called. */
import { WeirError } from '../../contract/error.ts';
import { type JsonObject, show } from '../files/json.ts';

export type Problem = 'single-label' | 'multi-label' | 'regression';

export interface TaskHead {
  readonly problem: Problem;
  /** Names of the outputs, in the order of their ids. */
  readonly labels: readonly string[];
  readonly outputs: number;
}

/** Names of config.json's `problem_type`. */
const PROBLEM_TYPES: Readonly<Record<string, Problem>> = {
  single_label_classification: 'single-label',
  multi_label_classification: 'multi-label',
  regression: 'regression',
};

/** Every label is given a name, which a number that lies would do until memory ends. */
const MOST_LABELS = 1_000_000;

/** Undefined where `architectures` names no sequence classifier. Without a problem type, one output is a regression. */
export function parseTaskHead(json: JsonObject, source: string): TaskHead | undefined {
  const architectures = Array.isArray(json.architectures) ? (json.architectures as unknown[]) : [];
  if (!architectures.some((name) => String(name).endsWith('ForSequenceClassification'))) return undefined;
  const labels = readLabels(json, source);
  const type = json.problem_type ?? null;
  if (type === null)
    return { problem: labels.length === 1 ? 'regression' : 'single-label', labels, outputs: labels.length };
  const problem =
    typeof type === 'string' && Object.hasOwn(PROBLEM_TYPES, type) ? PROBLEM_TYPES[type] : undefined;
  if (!problem) {
    const known = Object.keys(PROBLEM_TYPES).join(', ');
    throw new WeirError('unsupported', `${source} has problem_type ${show(type)}; known are: ${known}.`);
  }
  return { problem, labels, outputs: labels.length };
}

/** From id2label, else label2id, else Hugging Face's two LABEL_0 and LABEL_1. */
function readLabels(json: JsonObject, source: string): string[] {
  const names = new Map<number, string>();
  for (const [id, name] of entriesOf(json.id2label)) names.set(Number(id), String(name));
  if (names.size === 0) for (const [name, id] of entriesOf(json.label2id)) names.set(Number(id), name);
  const count = names.size || readCount(json.num_labels ?? 2, source);
  return Array.from({ length: count }, (_, id) => {
    if (names.size === 0) return `LABEL_${id}`;
    const name = names.get(id);
    if (name === undefined)
      throw new WeirError('invalid-file', `${source} names ${count} labels, but none has the id ${id}.`);
    return name;
  });
}

function readCount(value: unknown, source: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= MOST_LABELS)
    return value as number;
  throw new WeirError(
    'invalid-file',
    `${source} has num_labels ${show(value)}; expected a whole number from 1 to ${MOST_LABELS}.`,
  );
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
