/** Which metric a task is customarily scored by, and what else the metrics are called. */
import { WeirError } from '../../contract/error.ts';
import type { Problem, TaskHead } from '../task/task-head.ts';
import { findNearest } from '../nearest.ts';
import { type MetricName, METRICS } from './metrics.ts';

const DEFAULT_METRICS: Readonly<Record<Problem, readonly MetricName[]>> = {
  'single-label': ['accuracy'],
  'multi-label': ['f1-micro'],
  regression: ['pearson', 'spearman'],
  'token-labels': ['entity-f1'],
  span: ['answer-f1', 'exact-match'],
  'multiple-choice': ['accuracy'],
  'masked-language': ['perplexity', 'loss'],
  'causal-language': ['perplexity', 'loss'],
};

/** By GLUE's conventions, where they are not the default. */
const TASK_METRICS: Readonly<Record<string, readonly MetricName[]>> = {
  cola: ['matthews'],
  mrpc: ['accuracy', 'f1'],
  qqp: ['accuracy', 'f1'],
  stsb: ['pearson', 'spearman'],
};

const ALIASES: Readonly<Record<string, MetricName>> = {
  acc: 'accuracy',
  mcc: 'matthews',
  matthewscorrelation: 'matthews',
  pearsonr: 'pearson',
  spearmanr: 'spearman',
  macrof1: 'f1-macro',
  microf1: 'f1-micro',
  seqeval: 'entity-f1',
  em: 'exact-match',
  exact: 'exact-match',
  f1answer: 'answer-f1',
  ppl: 'perplexity',
};

/** What a name means where the kind of head decides it. */
const HEAD_ALIASES: Readonly<Partial<Record<Problem, Readonly<Record<string, MetricName>>>>> = {
  span: { f1: 'answer-f1' },
  'token-labels': {
    f1: 'entity-f1',
    precision: 'entity-precision',
    recall: 'entity-recall',
    accuracy: 'token-accuracy',
    acc: 'token-accuracy',
  },
};

/** A task's metrics, the one it is compared by first: by the task's name ("STS-B" or "stsb"), otherwise by its kind of head. */
export function metricsFor(task: string | undefined, problem: Problem): readonly MetricName[] {
  const key = plain(task ?? '');
  const customary = Object.hasOwn(TASK_METRICS, key) ? TASK_METRICS[key]! : [];
  const fitting = customary.filter((name) => scores(name, problem));
  return fitting.length > 0 ? fitting : DEFAULT_METRICS[problem];
}

/** Throws a WeirError: 'invalid-input' for a name that no metric has, 'mismatch' for a metric of another kind of head. */
export function parseMetric(name: string, { problem, outputs }: TaskHead): MetricName {
  const names = Object.keys(METRICS) as MetricName[];
  const key = plain(name);
  const metric =
    lookUp(HEAD_ALIASES[problem], key) ??
    names.find((candidate) => plain(candidate) === key) ??
    lookUp(ALIASES, key);
  if (metric === undefined) {
    const nearest = findNearest(name, names);
    throw new WeirError(
      'invalid-input',
      `There is no metric '${name}'; known are ${names.join(', ')}.`,
      nearest === undefined ? {} : { hint: `Did you mean '${nearest}'?` },
    );
  }
  if (metric === 'f1' && outputs > 2) {
    throw new WeirError(
      'mismatch',
      `The metric 'f1' is of one positive label; this task head has ${outputs}.`,
      {
        hint: "Say 'f1-macro', which is the mean over all labels.",
      },
    );
  }
  if (scores(metric, problem)) return metric;
  throw new WeirError(
    'mismatch',
    `The metric '${metric}' scores ${METRICS[metric].problems.join(' and ')} task heads; this one is ${problem}.`,
  );
}

function lookUp(aliases: Readonly<Record<string, MetricName>> = {}, key: string): MetricName | undefined {
  return Object.hasOwn(aliases, key) ? aliases[key] : undefined;
}

function scores(metric: MetricName, problem: Problem): boolean {
  return (METRICS[metric].problems as readonly Problem[]).includes(problem);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
