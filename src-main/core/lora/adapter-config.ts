/** Reads adapter_config.json: the rank and scale of every module's update, the task, and the base. */
import { WeirError } from '../../contract/error.ts';
import { isObject, type JsonObject, parseObject, show } from '../files/json.ts';
import { findExtension, nameMethod } from './refusals.ts';
import { readPatterns } from './module-patterns.ts';

export interface AdapterConfig {
  /** As its author called it: a path, or org/name; undefined where nothing is said. */
  readonly base: string | undefined;
  /** PEFT's name of the task. */
  readonly task: TaskType | undefined;
  /** The class of the model that was trained, which PEFT notes where it was told no task. */
  readonly architecture: string | undefined;
  /** The rank of modules that no pattern names. */
  readonly r: number;
  /** Of a module by its name. */
  readonly rank: (module: string) => number;
  /** What multiplies B·A: alpha / r, or alpha / √r where it is stabilised by rank (Kalajdzievski 2023). */
  readonly scale: (module: string) => number;
}

export const TASK_TYPES = [
  'SEQ_CLS',
  'TOKEN_CLS',
  'QUESTION_ANS',
  'CAUSAL_LM',
  'FEATURE_EXTRACTION',
] as const;
export type TaskType = (typeof TASK_TYPES)[number];

/** No matrix of a language model is wider, so that a rank beyond it is a mistake. */
const LARGEST_RANK = 2 ** 20;

/** `source` names the file in errors. Throws 'invalid-file', or 'unsupported' for what is not plain LoRA. */
export function parseAdapterConfig(text: string, source: string): AdapterConfig {
  const json = parseObject(text, source);
  requirePlain(json, source);
  const rank = readNumber(json.r, 'r', source, isRank);
  const alpha = readNumber(json.lora_alpha, 'lora_alpha', source, Number.isFinite);
  const ranks = readPatterns(json.rank_pattern, 'rank_pattern', source, (value, key) =>
    readNumber(value, key, source, isRank),
  );
  const alphas = readPatterns(json.alpha_pattern, 'alpha_pattern', source, (value, key) =>
    readNumber(value, key, source, Number.isFinite),
  );
  const rankOf = (module: string): number => ranks(module) ?? rank;
  const isStabilized = json.use_rslora === true;
  const mapping = isObject(json.auto_mapping) ? json.auto_mapping.base_model_class : undefined;
  return {
    base: readName(json.base_model_name_or_path),
    task: readTask(json.task_type, source),
    architecture: readName(mapping),
    r: rank,
    rank: rankOf,
    scale: (module) => {
      const r = rankOf(module);
      return (alphas(module) ?? alpha) / (isStabilized ? Math.sqrt(r) : r);
    },
  };
}

function requirePlain(json: JsonObject, source: string): void {
  const { peft_type: type } = json;
  const other = type === 'LORA' ? findExtension(json) : (nameMethod(type) ?? `peft_type ${show(type)}`);
  if (other !== undefined)
    throw new WeirError('unsupported', `${source} is of an adapter by ${other}; expected plain LoRA.`);
}

function readTask(value: unknown, source: string): TaskType | undefined {
  if (value === undefined || value === null) return undefined;
  const found = TASK_TYPES.find((type) => type === value);
  if (found !== undefined) return found;
  throw new WeirError(
    'unsupported',
    `${source} has task_type ${show(value)}; known are: ${TASK_TYPES.join(', ')}.`,
  );
}

function readName(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

const isRank = (value: number): boolean => Number.isSafeInteger(value) && value >= 1 && value <= LARGEST_RANK;

function readNumber(value: unknown, key: string, source: string, isFit: (value: number) => boolean): number {
  if (typeof value === 'number' && isFit(value)) return value;
  const expected = isFit === isRank ? `a whole number from 1 to ${LARGEST_RANK}` : 'a number';
  throw new WeirError('invalid-file', `${source} has ${key} ${show(value)}; expected ${expected}.`);
}
