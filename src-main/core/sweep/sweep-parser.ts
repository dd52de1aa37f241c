/** Reads a sweep as people write it. */
import { z } from 'zod';
import { WeirError } from '../../contract/error.ts';
import { METHOD_NAMES } from '../merge/methods.ts';
import { complain, refuse } from '../merge/recipe-complaint.ts';
import { MODEL, parseRecipe } from '../merge/recipe.ts';
import { OUTPUT } from '../merge/recipe-output.ts';
import { readRecipeText } from '../merge/recipe-text.ts';
import { strictObject } from '../merge/strict-object.ts';
import { listCells, nameCell } from './cells.ts';
import { SET_CHOICES, type SetChoice, type Sweep } from './sweep.ts';

const Named = strictObject({
  method: z.enum(METHOD_NAMES),
  /** What the matrix calls it; the method's own name unless said. */
  name: z.string().min(1).max(60).optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
});

const Outline = strictObject({
  /** A choice, or lists of tasks. */
  sets: z.union([z.enum(SET_CHOICES), z.array(z.array(z.string()).min(1)).min(1)]).default('pairs'),
  methods: z.array(z.union([z.enum(METHOD_NAMES), Named])).min(1),
  /** Instead of what a method's settings say. */
  seeds: z.array(z.number().int().nonnegative()).min(1).optional(),
  samples: z.array(z.number().int().positive()).min(1).optional(),
  rows: z.enum(['all', 'choosing', 'reporting']).default('all'),
  base: z.string().min(1).optional(),
  models: z.array(MODEL).min(1),
  output: OUTPUT,
});

type Read = z.output<typeof Outline>;

/** What sentences call it. */
const KIND = 'Sweep';

/**
 * Reads YAML or JSON. Throws 'invalid-recipe' with one sentence: for what does not parse, an unknown task in a set, two methods of one name, a
 * model without 'evaluate', and for whatever the recipe of one of its cells would be refused for.
 */
export function parseSweep(text: string, source: string): Sweep {
  const read = readRecipeText(text, source, KIND);
  const outline = Outline.safeParse(read.value);
  if (!outline.success) throw complain(outline.error.issues, read, source, [], KIND);
  const { sets: chosen, methods: asked, ...rest } = outline.data;
  const fault = (complaint: string, key: string) => refuse(complaint, source, read.lineOf([key]), KIND);
  const sets = typeof chosen === 'string' ? chooseSets(chosen, rest.models.length) : chosen.map(placesOf);
  const methods = asked.map(nameMethod);
  const twice = methods.find(({ name }, at) => methods.findIndex((one) => one.name === name) < at);
  if (twice)
    throw fault(`has two methods called '${twice.name}'; give one of them another 'name'.`, 'methods');
  const blind = rest.models.find(({ evaluate }) => !evaluate);
  if (blind)
    throw fault(
      `has no 'evaluate' for the task '${blind.task}'; merges are compared by their scores on it.`,
      'models',
    );
  if (sets.length === 0)
    throw fault(
      `has ${rest.models.length} models, of which no set of '${String(chosen)}' can be made.`,
      'sets',
    );
  const sweep: Sweep = { ...rest, sets, methods };
  for (const cell of listCells(sweep)) requireRecipe(cell.recipe, nameCell(sweep, cell));
  return sweep;

  function placesOf(tasks: readonly string[]): number[] {
    const places = tasks.map((task) => {
      const place = rest.models.findIndex((model) => model.task === task);
      if (place >= 0) return place;
      const known = rest.models.map((model) => model.task).join(', ');
      throw fault(`has a set with the task '${task}', which no model has; known are ${known}.`, 'sets');
    });
    return [...new Set(places)].sort((a, b) => a - b);
  }

  function requireRecipe(recipe: string, cell: string): void {
    try {
      parseRecipe(recipe, source);
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      const reason = error.message.replace(`Recipe '${source}'`, `${KIND} '${source}'`);
      throw new WeirError(error.code, `${reason} It is so for ${cell}.`, { cause: error });
    }
  }
}

function nameMethod(asked: Read['methods'][number]): Sweep['methods'][number] {
  if (typeof asked === 'string') return { name: asked, method: asked, settings: {} };
  const { method, name = method, settings = {} } = asked;
  return { name, method, settings };
}

function chooseSets(choice: SetChoice, models: number): number[][] {
  const all = [...Array(models).keys()];
  const combine = (size: number, from: readonly number[]): number[][] =>
    size === 0
      ? [[]]
      : from.flatMap((first, at) => combine(size - 1, from.slice(at + 1)).map((rest) => [first, ...rest]));
  const sets: Readonly<Record<SetChoice, () => number[][]>> = {
    pairs: () => combine(2, all),
    triples: () => combine(3, all),
    all: () => [all],
    'leave-one-out': () =>
      models < 2 ? [] : [all, ...all.map((out) => all.filter((place) => place !== out))],
  };
  return sets[choice]();
}
