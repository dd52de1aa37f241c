/** What `base_model` is to mergekit's methods (a table): what the models grew from, or one of them. */
import type { Objections } from './objections.ts';
import type { Source, Sources } from './sources.ts';

/**
 * `apart`: needed, and none of the models, listed or not · `optional`: the same, but it need not be · `first`: needed, and the first of the
 * models · `model`: a model as the others.
 */
export type BaseRole = 'apart' | 'optional' | 'first' | 'model';

export interface Cast {
  readonly models: readonly Source[];
  /** Where it is none of the models. */
  readonly base: string | undefined;
}

export function castModels(role: BaseRole, sources: Sources, method: string, objections: Objections): Cast {
  const { listed, base, layers } = sources;
  if (!base) {
    if (role === 'apart' || role === 'first')
      throw objections.refuse(['merge_method'], `lacks a 'base_model', which '${method}' needs.`);
    return { models: listed, base: undefined };
  }
  const others = listed.filter(({ model }) => model !== base.model);
  const isListed = others.length < listed.length;
  if (!isListed && layers !== undefined && role !== 'model')
    throw objections.refuse(
      ['slices'],
      `has slices without its base_model '${base.model}', where mergekit would not find it; expected it among the sources.`,
    );
  if (others.length === 0 && role !== 'model')
    throw objections.refuse(base.place, `has no model beside its base_model '${base.model}'.`);
  if (role === 'apart' || role === 'optional') return { models: others, base: base.model };
  const unlisted: Source = { ...base, own: { place: [...base.place, 'parameters'], values: {} } };
  const own = listed.find(({ model }) => model === base.model) ?? unlisted;
  if (role === 'first') return { models: [own, ...others], base: undefined };
  // Of slices, mergekit takes what they name alone.
  return { models: isListed || layers !== undefined ? listed : [...listed, own], base: undefined };
}
