/** The task head of a checkpoint: what kind of answer it gives and what its outputs are called. */
import { WeirError } from '../../contract/error.ts';
import { type JsonObject, show } from '../files/json.ts';

/** What a head answers: a label, labels or values for a text; a label a word; a span of a context; a choice; hidden or next tokens. */
export type Problem =
  | 'single-label'
  | 'multi-label'
  | 'regression'
  | 'token-labels'
  | 'span'
  | 'multiple-choice'
  | 'masked-language'
  | 'causal-language';

/** How a head is built; the three problems of sequence classification share one. */
export type HeadKind = 'sequence' | Exclude<Problem, 'single-label' | 'multi-label' | 'regression'>;

export interface TaskHead {
  readonly problem: Problem;
  /** Names of the outputs, in the order of their ids; none where outputs are positions, choices or tokens. */
  readonly labels: readonly string[];
  /** Numbers in an answer: of a text, of a word, of a token (2 for a span's start and end), or 1 of each choice. */
  readonly outputs: number;
}

export const HEAD_KINDS: Readonly<Record<Problem, HeadKind>> = {
  'single-label': 'sequence',
  'multi-label': 'sequence',
  regression: 'sequence',
  'token-labels': 'token-labels',
  span: 'span',
  'multiple-choice': 'multiple-choice',
  'masked-language': 'masked-language',
  'causal-language': 'causal-language',
};

/** Endings of the class names in config.json's `architectures`; the two that say nothing of their head are named whole. */
const ARCHITECTURES: readonly (readonly [ending: string, kind: HeadKind])[] = [
  ['ForSequenceClassification', 'sequence'],
  ['ForTokenClassification', 'token-labels'],
  ['ForQuestionAnswering', 'span'],
  ['ForMultipleChoice', 'multiple-choice'],
  ['ForMaskedLM', 'masked-language'],
  ['BertForPreTraining', 'masked-language'],
  ['AlbertForPreTraining', 'masked-language'],
  ['GPT2LMHeadModel', 'causal-language'],
];

/** Names of config.json's `problem_type`. */
const PROBLEM_TYPES: Readonly<Record<string, Problem>> = {
  single_label_classification: 'single-label',
  multi_label_classification: 'multi-label',
  regression: 'regression',
};

/** Every label is given a name, which a number that lies would do until memory ends. */
const MOST_LABELS = 1_000_000;

/** How the head is built that `architectures` names; undefined where it names none that Weir knows. */
export function findHeadKind(json: JsonObject): HeadKind | undefined {
  const names = Array.isArray(json.architectures) ? (json.architectures as unknown[]).map(String) : [];
  return ARCHITECTURES.find(([ending]) => names.some((name) => name.endsWith(ending)))?.[1];
}

/** `vocabulary`: tokens that a language model chooses among. */
export function parseTaskHead(json: JsonObject, source: string, vocabulary: number): TaskHead | undefined {
  const kind = findHeadKind(json);
  return kind && HEADS[kind](json, source, vocabulary);
}

const HEADS: Readonly<Record<HeadKind, (json: JsonObject, source: string, vocabulary: number) => TaskHead>> =
  {
    sequence: parseSequenceHead,
    'token-labels': (json, source) => {
      const labels = readLabels(json, source);
      return { problem: 'token-labels', labels, outputs: labels.length };
    },
    span: () => ({ problem: 'span', labels: [], outputs: 2 }),
    'multiple-choice': () => ({ problem: 'multiple-choice', labels: [], outputs: 1 }),
    'masked-language': (_, __, outputs) => ({ problem: 'masked-language', labels: [], outputs }),
    'causal-language': (_, __, outputs) => ({ problem: 'causal-language', labels: [], outputs }),
  };

/** Without a problem type, one output is a regression. */
function parseSequenceHead(json: JsonObject, source: string): TaskHead {
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
