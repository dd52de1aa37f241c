/** Carries a sweep out: merge after merge, each scored and thrown away, with a journal to go on from. */
import { dirname, join, resolve } from 'node:path';
import { FisherInput } from '../../contract/commands.ts';
import type { SweepRecord } from '../../contract/sweep.ts';
import type { RecipeText, Worker } from '../../contract/work.ts';
import { hashText } from '../../core/files/hash.ts';
import { canonicalJson } from '../../core/merge/canonical-json.ts';
import type { Evidence } from '../../core/merge/method.ts';
import { evidenceOf } from '../../core/merge/methods.ts';
import { parseRecipe } from '../../core/merge/recipe.ts';
import { planMerge } from '../../core/merge/plan.ts';
import { writeRecipeText } from '../../core/merge/recipe-text.ts';
import { listCells, nameCell, type PlannedCell } from '../../core/sweep/cells.ts';
import { modelsOf, type Sweep } from '../../core/sweep/sweep.ts';
import { parseSweep } from '../../core/sweep/sweep-parser.ts';
import { chooseRuntime } from '../../engine/devices.ts';
import { checkBase } from './base-check.ts';
import { glanceAtInputs } from './glance.ts';
import { createHasher, type Hasher } from './known-hashes.ts';
import { openRecipe, type OpenRecipe } from './open-recipe.ts';
import { hashInputs } from './recipe-evidence.ts';
import { openScratchLibrary } from './scratch-library.ts';
import { type CellEntry, SweepJournal } from './sweep-journal.ts';
import { scoresOf, scoreTask, type TaskTrial, type Trial, type TrialBench, tryRecipe } from './trial.ts';

export const runSweep: Worker<'sweep'> = async (input, control, surroundings) => {
  const began = performance.now();
  const { recipe: source } = input;
  const sweep = parseSweep(source.text, source.file);
  const cells = listCells(sweep);
  const hasher = createHasher(surroundings.known, control);
  await glanceAtCells(source, cells);
  await using all = await openRecipe({ ...source, text: writeAll(sweep) });
  const datasets = await hashDatasets(all, hasher);
  const name = `sweep-${hashText(canonicalJson({ text: source.text, datasets, ...(await hashInputs(all, hasher)) }))}`;
  const scratch = await openScratchLibrary(name, surroundings.library);
  try {
    const file = surroundings.library && join(surroundings.library.partial, `${name}.jsonl`);
    await using journal = await SweepJournal.open(file);
    const bench: TrialBench = {
      runtime: await chooseRuntime(input.device, surroundings.threads),
      hasher,
      surroundings: { ...surroundings, library: scratch.library },
      scratch: scratch.folder,
      control,
    };
    await scoreExperts(all, sweep.rows, journal, bench);
    await fillCells(source, sweep, cells, journal, bench);
    await journal.forget();
    await scratch.remove();
    const warnings = journal.experts.flatMap(({ expert, trial }) =>
      trial.warnings.map((warning) => `${expert}: ${warning}`),
    );
    return {
      ...assemble(sweep, journal, datasets),
      text: source.text,
      folder: dirname(resolve(source.file)),
      warnings,
      device: bench.runtime.device,
      seconds: (performance.now() - began) / 1000,
    };
  } catch (error) {
    // With a library somebody may go on with it.
    if (!surroundings.library) await scratch.remove();
    throw error;
  }
};

/** Every model at once, so that each is opened and hashed but once; nothing is merged by it. */
function writeAll({ base, models }: Sweep): string {
  return writeRecipeText({ method: 'average', ...(base !== undefined && { base }), models });
}

/** What would be refused is said before hours are spent: every set with every method, as far as headers and first rows tell. */
async function glanceAtCells(source: RecipeText, cells: readonly PlannedCell[]): Promise<void> {
  const first = Map.groupBy(cells, ({ set, method }) => `${set} ${method}`);
  for (const [cell] of first.values()) {
    await using open = await openRecipe({ ...source, text: cell!.recipe });
    planMerge(open);
    await glanceAtInputs(open);
    await checkBase(open);
  }
}

/** By task: its evaluation file's hash, and that of the file that Fishers are taken on. */
async function hashDatasets({ resolved }: OpenRecipe, hasher: Hasher): Promise<Record<string, string[]>> {
  const hashes = new Map<string, string[]>();
  for (const { task, evaluate, dataset } of resolved.models) {
    const own = [await hasher.hashFile(evaluate!.file)];
    if (dataset) own.push(await hasher.hashFile(dataset.file));
    hashes.set(task, own);
  }
  return Object.fromEntries(hashes);
}

async function scoreExperts(
  { resolved }: OpenRecipe,
  part: Sweep['rows'],
  journal: SweepJournal,
  bench: TrialBench,
): Promise<void> {
  const { models } = resolved;
  for (const [at, model] of models.entries()) {
    bench.control.report?.({ phase: 'Sweep: experts', done: at, total: models.length, unit: 'scores' });
    if (journal.experts.some(({ expert }) => expert === model.task)) continue;
    const trial = await scoreTask(resolved, model, model.checkpoint, part, bench);
    await journal.add({ expert: model.task, trial });
  }
}

async function fillCells(
  source: RecipeText,
  sweep: Sweep,
  cells: readonly PlannedCell[],
  journal: SweepJournal,
  bench: TrialBench,
): Promise<void> {
  const { signal, report } = bench.control;
  const known = new Set(journal.cells.map(({ cell }) => nameCell(sweep, cell)));
  for (const [at, cell] of cells.entries()) {
    signal?.throwIfAborted();
    const name = nameCell(sweep, cell);
    report?.({ phase: 'Sweep', done: at, total: cells.length, unit: 'merges' });
    if (known.has(name)) continue;
    const trial = await tryRecipe({ ...source, text: cell.recipe }, sweep.rows, bench);
    await journal.add(describeTrial(sweep, cell, trial));
  }
  report?.({ phase: 'Sweep', done: cells.length, total: cells.length, unit: 'merges' });
}

function describeTrial(
  sweep: Sweep,
  cell: PlannedCell,
  { tasks, seconds, evidenceSeconds }: Trial,
): CellEntry {
  const kind = evidenceOf(sweep.methods[cell.method]!);
  const evidence = kind ? nameEvidence(kind, cell) : null;
  const pick = <T>(read: (trial: TaskTrial) => T | undefined): Record<string, T> =>
    Object.fromEntries(
      Object.entries(tasks).flatMap(([task, trial]) => {
        const value = read(trial);
        return value === undefined ? [] : [[task, value] as const];
      }),
    );
  return {
    cell: {
      ...cell,
      scores: scoresOf(tasks),
      intervals: pick(({ interval }) => interval),
      outcomes: pick(({ outcomes }) => outcomes),
      evidence,
      seconds,
    },
    costs: modelsOf(sweep, sweep.sets[cell.set]!).flatMap(({ task }, at) => {
      const spent = evidenceSeconds[at] ?? 0;
      if (!kind || !evidence || spent === 0) return [];
      return [{ task, kind, evidence, samples: cell.samples ?? 0, seed: cell.seed ?? 0, seconds: spent }];
    }),
  };
}

/** Of settings those that the evidence depends on. */
function nameEvidence(kind: Evidence, { recipe }: PlannedCell): string {
  const settings = parseRecipe(recipe, 'cell').settings as Readonly<Record<string, unknown>>;
  const keys =
    kind === 'mask-fisher' ? Object.keys(FisherInput.shape) : ['labels', 'samples', 'seed', 'maxLength'];
  return [
    kind,
    ...keys.filter((key) => key in settings).map((key) => `${key} ${String(settings[key])}`),
  ].join(', ');
}

function assemble(
  sweep: Sweep,
  { experts, cells }: SweepJournal,
  datasets: Readonly<Record<string, readonly string[]>>,
): Pick<SweepRecord, 'tasks' | 'part' | 'sets' | 'methods' | 'baseline' | 'experts' | 'cells' | 'costs'> {
  const trials = new Map(experts.map(({ expert, trial }) => [expert, trial]));
  const tasks = sweep.models.map(({ task }) => {
    const { metrics, rows } = trials.get(task)!;
    return { task, metrics: Object.keys(metrics), rows, dataset: datasets[task]![0]! };
  });
  const baseline = sweep.methods.findIndex(
    ({ method, settings }) => method === 'average' && (settings.scale ?? 1) === 1,
  );
  return {
    tasks,
    part: sweep.rows,
    sets: sweep.sets.map((set) => modelsOf(sweep, set).map(({ task }) => task)),
    methods: sweep.methods,
    baseline: baseline < 0 ? null : baseline,
    experts: scoresOf(Object.fromEntries(trials)),
    cells: cells.map(({ cell }) => cell),
    costs: cells.flatMap(({ costs }) => costs),
  };
}
