/** The class of the folded model and its config.json: the base's, with the task head that the adapter was trained with. */
import { WeirError } from '../../contract/error.ts';
import type { Checkpoint } from '../encoder/checkpoint.ts';
import { isObject, type JsonObject, parseObject } from '../files/json.ts';
import { formatShape } from '../graph/shape.ts';
import type { TensorEntry } from '../safetensors/header.ts';
import { findHeadKind, type HeadKind } from '../task/task-head.ts';
import type { AdapterConfig, TaskType } from './adapter-config.ts';

/** config.json's `model_type` → how Hugging Face's classes of the family begin. */
export const CLASS_PREFIXES: Readonly<Record<string, string>> = {
  bert: 'Bert',
  roberta: 'Roberta',
  'xlm-roberta': 'XLMRoberta',
  camembert: 'Camembert',
  distilbert: 'DistilBert',
  electra: 'Electra',
  albert: 'Albert',
  mpnet: 'MPNet',
  'deberta-v2': 'DebertaV2',
  modernbert: 'ModernBert',
  gpt2: 'GPT2',
};

/** How they end, by PEFT's task. */
const CLASS_ENDINGS: Readonly<Record<TaskType, string>> = {
  SEQ_CLS: 'ForSequenceClassification',
  TOKEN_CLS: 'ForTokenClassification',
  QUESTION_ANS: 'ForQuestionAnswering',
  CAUSAL_LM: 'LMHeadModel',
  FEATURE_EXTRACTION: 'Model',
};

/** Heads whose outputs have names. */
const LABELLED: ReadonlySet<HeadKind> = new Set(['sequence', 'token-labels']);

/** Keys of config.json that describe a head. */
const OF_A_HEAD: ReadonlySet<string> = new Set(['id2label', 'label2id', 'num_labels', 'problem_type']);

const MOST_LABELS = 1_000_000;

interface FoldedParts {
  readonly base: Checkpoint;
  /** What the base is called. */
  readonly baseName: string;
  readonly adapter: AdapterConfig;
  /** The text of the adapter's own config.json, where it brings one. */
  readonly ownConfig: string | undefined;
  /** Whether the adapter brings a tensor whole. */
  readonly brings: (name: string) => boolean;
  /** A tensor of the folded model: of the encoder by its name there, of a head by its whole name. */
  readonly find: (name: string) => TensorEntry | undefined;
}

/** The class of the folded model. Throws 'unsupported' where its family has no such head. */
function findArchitecture({ base, adapter }: FoldedParts): string | undefined {
  const { config, family, folder } = base;
  const { task } = adapter;
  if (task === undefined) {
    const { architectures } = parseObject(base.texts.config, `'${folder}/config.json'`);
    const said: unknown = Array.isArray(architectures) ? architectures[0] : undefined;
    return adapter.architecture ?? (typeof said === 'string' ? said : undefined);
  }
  const name = `${CLASS_PREFIXES[config.family]}${CLASS_ENDINGS[task]}`;
  const kind = findHeadKind({ architectures: [name] });
  if (task === 'FEATURE_EXTRACTION' || (kind && family.heads[kind])) return name;
  throw new WeirError(
    'unsupported',
    `An adapter of task_type ${task} was trained on '${folder}', but Weir knows no such head of ${family.title}.`,
  );
}

/** config.json of the folded model. */
export function formatFoldedConfig(parts: FoldedParts): string {
  const { base, ownConfig, brings, find } = parts;
  const source = `'${base.folder}/config.json'`;
  const json = parseObject(base.texts.config, source);
  const own = ownConfig === undefined ? {} : parseObject(ownConfig, "The adapter's config.json");
  const architecture = findArchitecture(parts);
  const architectures = architecture === undefined ? [] : [architecture];
  const kind = findHeadKind({ architectures });
  const kept = Object.fromEntries(Object.entries(json).filter(([key]) => !OF_A_HEAD.has(key)));
  const described = [own, ...(kind === findHeadKind(json) ? [json] : [])];
  const output = kind && base.family.heads[kind]?.output;
  const words = find(base.family.names.words!)?.shape[0];
  const { vocabulary } = base.family.settings;
  return `${JSON.stringify(
    {
      ...kept,
      architectures,
      _name_or_path: parts.baseName,
      ...(typeof vocabulary === 'string' && words !== undefined && { [vocabulary]: words }),
      // A last layer that was trained as one is the table of words no longer.
      ...(output?.tied && brings(output.weight) && { tie_word_embeddings: false }),
      ...(kind && LABELLED.has(kind) && describeLabels(countOutputs(parts, kind), described)),
      ...(kind === 'sequence' && describeProblem(described)),
    },
    null,
    2,
  )}\n`;
}

/** Rows of the head's last weight. */
function countOutputs({ base, find }: FoldedParts, kind: HeadKind): number {
  const name = base.family.heads[kind]!.output.weight;
  const entry = find(name);
  const [rows = 0, columns = 0] = entry?.shape ?? [];
  if (entry && rows > 0 && rows <= MOST_LABELS && columns > 0) return rows;
  if (entry) {
    throw new WeirError(
      'mismatch',
      `Tensor '${entry.name}' of '${entry.file}' is ${formatShape(entry.shape)}; expected a row for each output of the task head.`,
    );
  }
  throw new WeirError(
    'mismatch',
    `The adapter brings no tensor '${name}', which its task head needs, and its base '${base.folder}' has none.`,
    { hint: "Save it with the adapter, by PEFT's modules_to_save." },
  );
}

/** Names from the first that names exactly so many outputs, else Hugging Face's LABEL_0, LABEL_1, … */
function describeLabels(count: number, described: readonly JsonObject[]): JsonObject {
  const names = described.map(({ id2label }) => id2label).filter(isObject);
  const found = names.find(
    (labels) => Object.keys(labels).length === count && Object.hasOwn(labels, count - 1),
  );
  const nameOf = (id: number): string => {
    const name = found?.[id];
    return typeof name === 'string' ? name : `LABEL_${id}`;
  };
  const id2label = Object.fromEntries(Array.from({ length: count }, (_, id) => [id, nameOf(id)]));
  const label2id = Object.fromEntries(Object.entries(id2label).map(([id, label]) => [label, Number(id)]));
  return { id2label, label2id };
}

function describeProblem(described: readonly JsonObject[]): JsonObject {
  const type = described.map((json) => json.problem_type).find((value) => typeof value === 'string');
  return type === undefined ? {} : { problem_type: type };
}
