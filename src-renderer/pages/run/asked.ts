/** What a run was asked, as lines of a name and a value; a recipe's text stands by itself. */
import type { RunRecord } from '../../../src-main/contract/library.ts';

export interface Asked {
  readonly recipe: string | undefined;
  readonly lines: readonly (readonly [name: string, value: string])[];
}

/** What the queue keeps for itself. */
const OWN = new Set(['expects', 'names', 'bases', 'title']);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function write(value: unknown): string {
  if (Array.isArray(value)) return value.map(write).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function list(value: Readonly<Record<string, unknown>>, prefix = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, inner]): [string, string][] => {
    if (OWN.has(key) || inner === null || inner === undefined || inner === '') return [];
    if (Array.isArray(inner) && inner.length === 0) return [];
    if (isRecord(inner)) return list(inner, `${prefix}${key}.`);
    return [[`${prefix}${key}`, write(inner)]];
  });
}

export function readAsked({ input }: RunRecord): Asked {
  if (!isRecord(input)) return { recipe: undefined, lines: [] };
  const { recipe, ...rest } = input;
  const text = isRecord(recipe) ? recipe.text : undefined;
  return { recipe: typeof text === 'string' ? text : undefined, lines: list(rest) };
}
