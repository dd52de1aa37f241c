/** The README.md of a merged checkpoint: a model card with what was merged, how, and how well it does. */
import { stringify } from 'yaml';
import { relateScore } from '../../contract/metric-directions.ts';
import type { ScoreTable } from '../../contract/records.ts';
import { METHODS } from './methods.ts';
import { hashPlan, type Plan, type PlanModel } from './plan.ts';

export interface ModelCard {
  /** Whose head the checkpoint has. */
  readonly task: string;
  readonly plan: Plan;
  /** As the user wrote it. */
  readonly recipe: string;
  readonly scores: ScoreTable | undefined;
  /** Whether it lies beside the card as ONNX too. */
  readonly onnx?: boolean | undefined;
  /** Of Weir. */
  readonly version: string;
  /** What Fishers and scores were computed on. */
  readonly device: string;
}

/** A hash is told by its beginning; plan.json has it whole. */
const SHORT = 16;

const ONNX_NOTE =
  'Folder `onnx` holds this checkpoint for ONNX Runtime, opset 21: `model.onnx`, its weights in `model.onnx_data`, configuration and ' +
  'tokenizer. It reads what the tokenizer gives, of any batch and length, and answers as Hugging Face\u2019s exports do. Weights are kept in ' +
  'the type that they have here; all is computed in float32. Its answers were compared with those of this checkpoint, and are the same to ' +
  'within 1e-4.';

export function formatModelCard({ task, plan, recipe, scores, onnx, version, device }: ModelCard): string {
  const { method, models } = plan;
  const front = {
    library_name: 'transformers',
    tags: ['weir', 'merge', method],
    base_model: models.map(({ checkpoint }) => checkpoint),
    base_model_relation: 'merge',
  };
  const sections = [
    `---\n${stringify(front)}---`,
    `# ${escapeMarkdown(`${models.map((model) => model.task).join(' + ')}: ${task}`)}`,
    `The encoder of ${models.length === 1 ? 'one checkpoint' : `${models.length} checkpoints`}, merged by Weir ${version} on ${device}, ` +
      `with the task head of ${escapeMarkdown(task)}. Method ${method}: ${METHODS[method].help}`,
    formatTable(
      ['task', 'checkpoint', 'λ', 'weights (SHA-256)', 'Fisher on, or from a file (SHA-256)'],
      models.map((model) => [
        model.task,
        model.checkpoint,
        String(model.weight),
        shorten(model.hashes?.checkpoint),
        describeFisher(model),
      ]),
    ),
    ...plan.notes,
    ...(scores ? ['## Scores', formatScores(scores)] : []),
    ...(onnx ? ['## ONNX', ONNX_NOTE] : []),
    '## Recipe',
    fence(recipe),
    `Plan ${hashPlan(plan)}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

/** A line for each metric of each task, a column for each model; a merge also relative to the task's expert. */
function formatScores({ tasks, models }: ScoreTable): string {
  const rows = tasks.flatMap(({ task, metrics }) =>
    metrics.map((metric) => {
      const expert = models.find(({ name, kind }) => kind === 'expert' && name === task)?.scores[task]?.[
        metric
      ];
      return [
        task,
        metric,
        ...models.map(({ kind, scores }) =>
          formatScore(metric, scores[task]?.[metric], kind === 'expert' ? undefined : expert),
        ),
      ];
    }),
  );
  return formatTable(['task', 'metric', ...models.map(({ name }) => name)], rows);
}

function formatScore(metric: string, score: number | undefined, expert: number | undefined): string {
  if (score === undefined) return '';
  const relative = relateScore(metric, score, expert);
  return score.toFixed(4) + (relative === undefined ? '' : ` (${(100 * relative).toFixed(1)} %)`);
}

function describeFisher({ fisher, hashes }: PlanModel): string {
  if (!fisher) return '';
  return hashes?.fisher === undefined ? fisher.file : `${fisher.file} ${shorten(hashes.fisher)}`;
}

function shorten(hash: string | undefined): string {
  return hash?.slice(0, SHORT) ?? '';
}

function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [
    header.map(escapeMarkdown),
    header.map(() => '---'),
    ...rows.map((row) => row.map(escapeMarkdown)),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\|`*_<>[\]]/g, '\\$&').replaceAll(/\s+/g, ' ');
}

/** With a fence longer than any in the text. */
function fence(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}yaml\n${text.trimEnd()}\n${ticks}`;
}
