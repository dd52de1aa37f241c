/** A recipe's text as plain values, of which every place knows its line. YAML 1.2 contains JSON, so one parser reads both. */
import { isMap, LineCounter, parseDocument, stringify, type Document } from 'yaml';
import { WeirError } from '../../contract/error.ts';

export type Path = readonly PropertyKey[];

export interface RecipeText {
  readonly value: unknown;
  /** The line, from 1, of the value at a path or, with `key`, of one key of the object there. */
  lineOf(path: Path, key?: string): number | undefined;
}

/** Throws 'invalid-recipe' with the line of what is neither YAML nor JSON; `kind`: what sentences call it. */
export function readRecipeText(text: string, source: string, kind = 'Recipe'): RecipeText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const refuse = (reason: string, place: string, cause: unknown) => {
    const language = source.endsWith('.json') ? 'JSON' : 'YAML';
    return new WeirError('invalid-recipe', `${kind} '${source}' is not ${language}: ${reason}${place}.`, {
      cause,
    });
  };
  const [fault] = document.errors;
  if (fault) {
    const { line, col } = lines.linePos(fault.pos[0]);
    // The parser's own words advise a programmer.
    const reason =
      fault.code === 'MULTIPLE_DOCS' ? 'it holds several documents; expected one' : fault.message;
    throw refuse(reason, ` (line ${line}, column ${col})`, fault);
  }
  try {
    return {
      value: document.toJS() as unknown,
      lineOf: (path, key) => {
        const offset = findOffset(document, path, key);
        return offset === undefined ? undefined : lines.linePos(offset).line;
      },
    };
  } catch (cause) {
    throw refuse((cause as Error).message, '', cause);
  }
}

/** As a person would write it: datasets and settings on a line of their own. */
export function writeRecipeText(recipe: Readonly<Record<string, unknown>>): string {
  return stringify(recipe, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Of the innermost thing on the path that is there. */
function findOffset(document: Document, path: Path, key: string | undefined): number | undefined {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (key !== undefined && isMap<{ value?: unknown; range?: number[] }>(node)) {
    return node.items.find((item) => item.key.value === key)?.key.range?.[0];
  }
  const range = (node as { readonly range?: readonly number[] } | null | undefined)?.range;
  if (range) return range[0];
  return path.length === 0 ? undefined : findOffset(document, path.slice(0, -1), undefined);
}
