/** What runs were asked, side by side, and which of them are repeats that differ in the seed alone. */

/** Dotted key → value as text. */
export type Asked = ReadonlyMap<string, string>;

export interface AskedRow {
  readonly key: string;
  /** One a run; undefined: it does not say. */
  readonly values: readonly (string | undefined)[];
  readonly differs: boolean;
}

/** What a run keeps for itself, or says only where it writes. */
const OWN = new Set(['expects', 'bases', 'names', 'title', 'tags', 'out', 'replace', 'record', 'name']);
const SEED = /(?:^|\.)seed$/;

function write(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function collect(value: unknown, key: string, into: Map<string, string>): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object' || one === null)) {
    into.set(key, value.map(write).join(', '));
  } else if (typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) {
      if (key !== '' || !OWN.has(name)) collect(inner, key === '' ? name : `${key}.${name}`, into);
    }
  } else into.set(key, write(value));
}

/** Every leaf of an input, or of a recipe. Models of a recipe go by their task where they have one. */
export function flattenAsked(input: unknown): Asked {
  const into = new Map<string, string>();
  const { models, ...rest } = (typeof input === 'object' && input !== null ? input : {}) as Readonly<
    Record<string, unknown>
  >;
  collect(rest, '', into);
  if (!Array.isArray(models)) collect({ models }, '', into);
  else {
    models.forEach((model: unknown, at) => {
      const { task, ...asks } = (typeof model === 'object' && model !== null ? model : {}) as Readonly<
        Record<string, unknown>
      >;
      collect(asks, typeof task === 'string' ? task : `model ${at + 1}`, into);
    });
  }
  return into;
}

export function alignAsked(all: readonly Asked[]): AskedRow[] {
  const keys = [...new Set(all.flatMap((asked) => [...asked.keys()]))];
  return keys.map((key) => {
    const values = all.map((asked) => asked.get(key));
    return { key, values, differs: new Set(values).size > 1 };
  });
}

/** Indices of those that were asked the same but for the seed, in the order of their first. */
export function groupRepeats(all: readonly Asked[]): number[][] {
  const groups = new Map<string, number[]>();
  all.forEach((asked, at) => {
    const said = [...asked].filter(([key]) => !SEED.test(key)).sort(([a], [b]) => (a < b ? -1 : 1));
    const print = JSON.stringify(said);
    groups.set(print, [...(groups.get(print) ?? []), at]);
  });
  return [...groups.values()];
}

export interface Summary {
  readonly mean: number;
  /** Of a sample; undefined for a single value. */
  readonly spread: number | undefined;
  readonly count: number;
}

/** Of what was measured; undefined where nothing was. */
export function summarize(values: readonly (number | null | undefined)[]): Summary | undefined {
  const known = values.filter((value) => typeof value === 'number');
  if (known.length === 0) return undefined;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  if (known.length === 1) return { mean, spread: undefined, count: 1 };
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, spread: Math.sqrt(squares / (known.length - 1)), count: known.length };
}
