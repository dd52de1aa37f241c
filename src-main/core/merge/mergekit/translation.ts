/** A recipe of mergekit in Weir's own form, of which every place still knows its line in the text. */
import { OUTPUT_DTYPE_NAMES, type VocabularyChoice } from '../recipe-output.ts';
import type { Path, RecipeText } from '../recipe-text.ts';
import { suggest } from '../strict-object.ts';
import { nameTasks } from '../task-name.ts';
import { type Asked, createAsked } from './asked.ts';
import { type Cast, castModels } from './base-role.ts';
import { type MergekitDocument, readDocument } from './document.ts';
import { LACKED_METHODS, MERGEKIT_METHODS, type MergekitMethod } from './methods.ts';
import { createObjections, type Objections } from './objections.ts';
import { type ParameterName, PARAMETERS } from './parameters.ts';
import { listSources, requirePath, type Sources } from './sources.ts';

/**
 * mergekit's own defaults are written out, because Weir's are others. Throws 'invalid-recipe' for what mergekit would not take either, and
 * 'unsupported' for what Weir lacks: one sentence, with its line as a hint.
 */
export function translateMergekit(read: RecipeText, source: string): RecipeText {
  const objections = createObjections(read, source);
  const document = readDocument(read, source, objections);
  const name = document.merge_method;
  const method = findMethod(name, objections);
  const sources = listSources(document, objections);
  const cast = castModels(method.base, sources, name, objections);
  const { shared, layers } = sources;
  const asked = createAsked({ read, source, objections, method: name, ...method, ...cast, shared });
  const weights = method.weights?.(asked);
  const settings = method.settings(asked, cast.base !== undefined);
  const tasks = nameTasks(cast.models.map(({ model }) => model));
  const output = readOutput(document, cast, sources, objections);
  const value = {
    method: method.ours,
    ...(Object.keys(settings).length > 0 && { settings }),
    ...(cast.base !== undefined && { base: cast.base }),
    ...(layers !== undefined && { layers }),
    models: cast.models.map(({ model }, at) => ({
      checkpoint: model,
      task: tasks[at]!,
      ...(weights && { weight: weights[at]! }),
    })),
    ...(Object.keys(output).length > 0 && { output }),
  };
  return { value, lineOf: (path) => read.lineOf(findPlace(path, document, asked)) };
}

function findMethod(name: string, { refuse, lack }: Objections): MergekitMethod {
  const method = Object.hasOwn(MERGEKIT_METHODS, name) ? MERGEKIT_METHODS[name] : undefined;
  if (method) return method;
  const does = Object.hasOwn(LACKED_METHODS, name) ? LACKED_METHODS[name] : undefined;
  const place = ['merge_method'];
  if (does !== undefined)
    throw lack(place, `asks for the method '${name}', which ${does}; Weir has none like it.`);
  throw refuse(place, `has "${name}" as merge_method; ${suggest(name, Object.keys(MERGEKIT_METHODS))}`);
}

/** Where what stands at a place of Weir's form was said. */
function findPlace([key, at]: Path, { slices, base_model: base }: MergekitDocument, asked: Asked): Path {
  if (key === 'models') {
    const model = typeof at === 'number' ? asked.models[at] : undefined;
    return model?.place ?? [slices ? 'slices' : 'models'];
  }
  if (key === 'settings' && typeof at === 'string' && Object.hasOwn(PARAMETERS, at))
    return asked.placeOf(at as ParameterName);
  return key === 'base' && base ? ['base_model'] : ['merge_method'];
}

function readOutput(
  { dtype, out_dtype: outDtype, tokenizer_source: tokens }: MergekitDocument,
  { models, base }: Cast,
  sources: Sources,
  objections: Objections,
): Readonly<Record<string, string>> {
  // The first of the two would be what is computed in, which in Weir is never less than the models' own.
  for (const [key, value] of Object.entries({ dtype, out_dtype: outDtype })) {
    if (value === undefined || value === null || isOutputDtype(bare(value))) continue;
    throw objections.refuse([key], `has "${value}" as ${key}; ${suggest(bare(value), OUTPUT_DTYPE_NAMES)}`);
  }
  const written = outDtype ?? dtype;
  const known = [...models.map(({ model }) => model), ...(base === undefined ? [] : [base])];
  // Without a base, mergekit takes any of the models for it.
  const source = tokens === 'base' ? (sources.base?.model ?? known[0]!) : tokens;
  return {
    ...(written && { dtype: bare(written) }),
    ...(source && { vocabulary: readTokens(source, known, objections) }),
  };
}

/** 'torch.float16' → 'float16' */
function bare(dtype: string): string {
  return dtype.replace(/^torch\./, '');
}

function isOutputDtype(name: string): boolean {
  return (OUTPUT_DTYPE_NAMES as readonly string[]).includes(name);
}

/** One model's tokens for all are what each task has anyway, where the vocabularies do not differ. */
function readTokens(source: string, known: readonly string[], objections: Objections): VocabularyChoice {
  if (source === 'union') return 'merge';
  if (known.includes(source)) return 'same';
  const place = ['tokenizer_source'];
  requirePath(source, place, objections);
  throw objections.lack(
    place,
    `asks for the tokenizer of '${source}', which is none of its models; Weir's tasks keep the tokenizers that they have.`,
  );
}
