/** One sentence for what is wrong with a recipe: the value found, its place, what was expected. */
import type { z } from 'zod';
import { WeirError } from '../../contract/error.ts';
import { show } from '../files/json.ts';
import type { Path, RecipeText } from './recipe-text.ts';
import { suggest } from './strict-object.ts';

type Issue = z.core.$ZodIssue;

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a finite number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
};

/** The error for the first thing that a parser found wrong in `text`, or in the part of it at `place`. */
export function complain(
  issues: readonly Issue[],
  text: RecipeText,
  source: string,
  place: Path = [],
  kind = 'Recipe',
): WeirError {
  const issue = issues[0]!;
  const path = [...place, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    return refuse(
      `has an unknown key '${key}'${within(path)}; ${issue.message}`,
      source,
      text.lineOf(path, key),
      kind,
    );
  }
  const line = text.lineOf(path);
  const value = valueAt(text.value, path);
  if (value === undefined && path.length > 0) {
    return refuse(`lacks '${String(path.at(-1))}'${within(path.slice(0, -1))}.`, source, line, kind);
  }
  // JSON has no words for some numbers.
  const found = typeof value === 'number' && !Number.isFinite(value) ? String(value) : show(value);
  const as = path.length === 0 ? '' : ` as ${spell(path)}`;
  return refuse(`has ${found}${as}; ${expect(issue, value)}`, source, line, kind);
}

/** Ends with the sentence's own full stop. */
export function refuse(
  complaint: string,
  source: string,
  line: number | undefined,
  kind = 'Recipe',
): WeirError {
  const hint = line === undefined ? {} : { hint: `See line ${line}.` };
  return new WeirError('invalid-recipe', `${kind} '${source}' ${complaint}`, hint);
}

/** models[0].dataset */
export function spell(path: Path): string {
  return path
    .map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${String(step)}`))
    .join('');
}

function within(path: Path): string {
  return path.length === 0 ? '' : ` in ${spell(path)}`;
}

function expect(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String);
    return typeof value === 'string' ? suggest(value, known) : `known are ${known.join(', ')}.`;
  }
  return `expected ${describe(issue)}.`;
}

function describe(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'too_small':
      return issue.inclusive === false
        ? `a number above ${issue.minimum}`
        : `${amount(issue.minimum, issue.origin)} or more`;
    case 'too_big':
      return issue.inclusive === false
        ? `a number below ${issue.maximum}`
        : `${amount(issue.maximum, issue.origin)} or fewer`;
    case 'invalid_union':
      return [...new Set(issue.errors.map((errors) => describe(errors[0]!)))].join(' or ');
    default:
      return issue.message;
  }
}

function amount(size: number | bigint, origin: string): string {
  if (origin === 'array') return `a list of ${size}`;
  return origin === 'string' ? `text of ${size} characters` : `a number of ${size}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) => (inner as Record<PropertyKey, unknown> | undefined)?.[step],
    value,
  );
}
