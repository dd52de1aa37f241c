/** What a document of mergekit asks of its method: each parameter where mergekit reads it, as one value for all layers and tensors. */
import { complain, spell } from '../recipe-complaint.ts';
import type { Path, RecipeText } from '../recipe-text.ts';
import { suggest } from '../strict-object.ts';
import { findConstant } from './constant.ts';
import type { Objections } from './objections.ts';
import {
  type DocumentNumber,
  type Flag,
  isFlag,
  isOfModels,
  type ModelNumber,
  type ParameterName,
  PARAMETERS,
} from './parameters.ts';
import type { Scope, Source } from './sources.ts';

/** A parameter that nobody said is its `standard`, where it has one. */
export interface Asked {
  readonly models: readonly Source[];
  number(name: DocumentNumber, standard?: number): number;
  flag(name: Flag, standard: boolean): boolean;
  /** Of each model. */
  numbers(name: ModelNumber, standard?: number): number[];
  /** The one number that all models have. */
  shared(name: ModelNumber, standard: number): number;
  /** Where a parameter stands, or would. */
  placeOf(name: ParameterName): Path;
  /** That Weir lacks what this parameter asks for. */
  lack(name: ParameterName, complaint: string): Error;
}

export interface Asking {
  readonly read: RecipeText;
  readonly source: string;
  readonly objections: Objections;
  /** As mergekit calls it. */
  readonly method: string;
  readonly takes: readonly ParameterName[];
  readonly models: readonly Source[];
  readonly shared: readonly Scope[];
}

/** Throws one sentence for a parameter that the method does not take or that stands where mergekit does not read it. */
export function createAsked(asking: Asking): Asked {
  const { models, shared, objections } = asking;
  for (const scope of shared) requireTaken(scope, asking, false);
  for (const { own } of models) requireTaken(own, asking, true);
  const scopesOf = ({ own }: Source): readonly Scope[] => [own, ...shared];
  const find = (name: ParameterName, scopes: readonly Scope[]) => {
    const scope = scopes.find(({ values }) => (values[name] ?? null) !== null);
    return scope && { value: readValue(name, scope, asking), place: [...scope.place, name] };
  };
  const placeOf = (name: ParameterName): Path =>
    (find(name, shared) ?? models.map((model) => find(name, scopesOf(model))).find((found) => found))
      ?.place ?? [];
  const numberOf = (name: ModelNumber, model: Source, standard?: number): number => {
    const value = find(name, scopesOf(model))?.value ?? standard;
    if (value === undefined)
      throw objections.refuse(model.place, `says no '${name}' for the model '${model.model}'.`);
    return Number(value);
  };
  return {
    models,
    placeOf,
    number: (name, standard) => {
      const value = find(name, shared)?.value ?? standard;
      if (value === undefined)
        throw objections.refuse([], `lacks '${name}' in parameters, which '${asking.method}' needs.`);
      return Number(value);
    },
    flag: (name, standard) => Boolean(find(name, shared)?.value ?? standard),
    numbers: (name, standard) => models.map((model) => numberOf(name, model, standard)),
    shared: (name, standard) => {
      const [first, ...others] = models;
      const value = numberOf(name, first!, standard);
      const other = others.find((model) => numberOf(name, model, standard) !== value);
      if (other === undefined) return value;
      const differing = numberOf(name, other, standard);
      throw objections.lack(
        find(name, scopesOf(other))?.place ?? other.place,
        `asks for the ${name} ${differing} of '${other.model}' and ${value} of '${first!.model}'; Weir has one for all models.`,
      );
    },
    lack: (name, complaint) => objections.lack(placeOf(name), complaint),
  };
}

function requireTaken({ place, values }: Scope, { takes, method, objections }: Asking, isOwn: boolean): void {
  for (const name of Object.keys(values)) {
    const at = [...place, name];
    if (!takes.includes(name as ParameterName)) {
      const known = Object.hasOwn(PARAMETERS, name);
      const advice = known
        ? `it takes ${takes.length > 0 ? takes.join(', ') : 'none'}.`
        : suggest(name, takes);
      throw objections.refuse(
        at,
        `has '${name}' in ${spell(place)}, which '${method}' does not take; ${advice}`,
      );
    }
    if (isOwn && !isOfModels(name))
      throw objections.refuse(
        at,
        `has '${name}' in ${spell(place)}, where mergekit does not look for it; expected it in the document's own parameters.`,
      );
  }
}

function readValue(
  name: ParameterName,
  { place, values }: Scope,
  { read, source, objections }: Asking,
): number | boolean {
  const at = [...place, name];
  const constant = findConstant(values[name]);
  if ('varies' in constant)
    throw objections.lack(
      at,
      `asks for a ${name} that varies ${constant.varies}, as ${spell(at)}; Weir takes one for all.`,
    );
  const { value } = constant;
  const parsed = PARAMETERS[name].safeParse(
    isFlag(name) && (value === 0 || value === 1) ? value === 1 : value,
  );
  if (!parsed.success) throw complain(parsed.error.issues, read, source, at);
  return parsed.data;
}
