/** A parser of objects that, for an unknown key, names the nearest of those it knows. */
import { z } from 'zod';
import { findNearest } from '../nearest.ts';

/** `z.strictObject` whose complaint about an unknown key reads "an unknown key 'wieght'; did you mean 'weight'?" at its place. */
export function strictObject<S extends z.core.$ZodLooseShape>(shape: S) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? suggest(issue.keys[0]!, Object.keys(shape)) : undefined,
  });
}

/** What to say after an unknown name. */
export function suggest(name: string, known: readonly string[]): string {
  const nearest = findNearest(name, known);
  return nearest === undefined ? `known are ${known.join(', ')}.` : `did you mean '${nearest}'?`;
}
