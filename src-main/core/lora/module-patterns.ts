/** Settings of single modules, by patterns of their names: PEFT's `rank_pattern` and `alpha_pattern`. */
import { WeirError } from '../../contract/error.ts';
import { isObject, show } from '../files/json.ts';

const LONGEST_PATTERN = 300;

/** Steps that all patterns together may take to fail on a name, by the estimate below: 1 for a plain name. */
const MOST_STEPS = 1_000_000;

/** The longest name that a loop of an expression goes over. */
const NAME_LENGTH = 100;

/**
 * The value of a module, that of the first pattern which is the module's name or its end, as PEFT finds it
 * (peft.utils.other.get_pattern_key); undefined where none is. Throws 'invalid-file' or 'unsupported'.
 */
export function readPatterns<T>(
  said: unknown,
  key: string,
  source: string,
  read: (value: unknown, key: string) => T,
): (module: string) => T | undefined {
  if (said === undefined || said === null) return () => undefined;
  if (!isObject(said)) {
    throw new WeirError('invalid-file', `${source} has ${show(said)} as ${key}; expected an object.`);
  }
  let steps = 0;
  const rows = Object.entries(said).map(([pattern, value]) => {
    steps += estimateSteps(pattern);
    const expression = steps <= MOST_STEPS ? compile(pattern) : undefined;
    if (expression) return { expression, value: read(value, `${key}.${pattern}`) };
    throw new WeirError(
      'unsupported',
      `${source} has the pattern ${show(pattern)} in ${key}, which Weir does not evaluate.`,
    );
  });
  return (module) => rows.find(({ expression }) => expression.test(module))?.value;
}

/**
 * How many ways a stranger's expression can be tried on a name: each loop in as many as the name is long, each group in as many
 * as there are alternatives.
 */
function estimateSteps(pattern: string): number {
  const count = (part: RegExp): number => pattern.match(part)?.length ?? 0;
  const [loops, bars, groups] = [count(/[*+{]|(?<!\()\?/g), count(/\|/g), count(/\(/g)];
  return NAME_LENGTH ** loops * (bars + 1) ** (groups + 1);
}

/** Undefined for a loop over a group, a look around or a reference back, and for what is no expression to JavaScript. */
function compile(pattern: string): RegExp | undefined {
  if (pattern.length > LONGEST_PATTERN || /\)[*+{?]|\(\?[^:]|\\[1-9k]/.test(pattern)) return undefined;
  try {
    return new RegExp(`^(?:.*\\.)?(?:${pattern})$`);
  } catch {
    return undefined;
  }
}
