/** The models of a document of mergekit, whether it lists them whole or by slices of their layers. */
import { canonicalJson } from '../canonical-json.ts';
import { spell } from '../recipe-complaint.ts';
import type { Path } from '../recipe-text.ts';
import type { MergekitDocument, MergekitSlice } from './document.ts';
import type { Objections } from './objections.ts';

/** Parameters that stand together, and where. */
export interface Scope {
  readonly place: Path;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Source {
  readonly model: string;
  readonly place: Path;
  /** Its own parameters. */
  readonly own: Scope;
}

export interface Sources {
  readonly listed: readonly Source[];
  readonly base: { readonly model: string; readonly place: Path } | undefined;
  /** What is said of all models; what counts first comes first. */
  readonly shared: readonly Scope[];
  /** How many layers the slices make, where there are slices. */
  readonly layers?: number;
}

/** Throws one sentence for a model that is listed twice, or named as Weir cannot follow, and for slices that are not all layers alike. */
export function listSources(document: MergekitDocument, objections: Objections): Sources {
  const { models, slices, base_model: name, parameters } = document;
  if (models && slices)
    throw objections.refuse(['slices'], "has both 'models' and 'slices'; expected one of them.");
  if (!models && !slices)
    throw objections.refuse([], "has neither 'models' nor 'slices'; expected one of them.");
  const of = (place: Path, values: Scope['values'] | null | undefined): Scope => ({
    place: [...place, 'parameters'],
    values: values ?? {},
  });
  const base = name ? { model: name, place: ['base_model'] } : undefined;
  const shared = [of([], parameters)];
  const sources = slices
    ? joinSlices(slices, { base, shared }, of, objections)
    : { base, shared, listed: models!.map((one, at) => toSource(one, ['models', at], of)) };
  const seen = new Set<string>();
  for (const { model, place } of sources.listed) {
    requirePath(model, [...place, 'model'], objections);
    if (seen.has(model)) throw objections.refuse(place, `lists the model '${model}' twice.`);
    seen.add(model);
  }
  if (sources.base) requirePath(sources.base.model, sources.base.place, objections);
  return sources;
}

type MakeScope = (place: Path, values: Scope['values'] | null | undefined) => Scope;

function toSource(
  { model, parameters }: { readonly model: string; readonly parameters?: Scope['values'] | null | undefined },
  place: Path,
  of: MakeScope,
): Source {
  return { model, place, own: of(place, parameters) };
}

/** Slices that together are all layers, each of the same models with the same parameters, say what a list of models says. */
function joinSlices(
  slices: readonly MergekitSlice[],
  { base, shared }: Pick<Sources, 'base' | 'shared'>,
  of: MakeScope,
  { refuse, lack }: Objections,
): Sources {
  const [first] = slices;
  let layers = 0;
  for (const [at, slice] of slices.entries()) {
    const place = ['slices', at];
    for (const [index, { layer_range: range }] of slice.sources.entries()) {
      const own = [...place, 'sources', index, 'layer_range'];
      const [begin, end] = range;
      if (begin < 0 || end <= begin)
        throw refuse(
          own,
          `has [${begin}, ${end}] as ${spell(own)}; expected a first layer and one after the last.`,
        );
      const expected = slice.sources[0]!.layer_range;
      if (begin === layers && end === expected[1]) continue;
      throw lack(
        own,
        `has [${begin}, ${end}] as ${spell(own)}; Weir merges every layer with the same layer of the others, so that layer ${layers} comes next` +
          `${begin === layers ? `, up to ${expected[1]} as in the first model` : ''}.`,
      );
    }
    layers = slice.sources[0]!.layer_range[1];
    if (describe(slice) !== describe(first!))
      throw lack(
        place,
        `has other models or parameters in ${spell(place)} than in slices[0]; Weir merges all layers alike.`,
      );
  }
  const { sources, base_model: own, parameters } = first!;
  return {
    base: own ? { model: own, place: ['slices', 0, 'base_model'] } : base,
    shared: [of(['slices', 0], parameters), ...shared],
    listed: sources.map((one, at) => toSource(one, ['slices', 0, 'sources', at], of)),
    layers,
  };
}

/** All that a slice says but for which layers it takes. */
function describe({ sources, base_model: base, parameters }: MergekitSlice): string {
  return canonicalJson([
    sources.map(({ model, parameters: own }) => [model, own ?? {}]),
    base ?? null,
    parameters ?? {},
  ]);
}

/** In a name, mergekit takes '+' for an adapter and '@' for a revision on a hub. */
export function requirePath(model: string, place: Path, { lack }: Objections): void {
  const as = `has "${model}" as ${spell(place)}`;
  if (model.includes('+'))
    throw lack(place, `${as}, a model with an adapter; import the adapter first, and name what comes of it.`);
  if (model.includes('@'))
    throw lack(place, `${as}, a revision on a hub; Weir reads folders of this machine.`);
}
