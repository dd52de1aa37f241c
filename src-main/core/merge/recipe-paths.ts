/** Moves a recipe to another folder: its relative paths are rewritten, all else of its text stays, comments too. */
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { isScalar, parseDocument } from 'yaml';

/** Where a recipe names paths; `*` stands for every entry of a list. */
const PATHS = [
  ['base'],
  ['models', '*', 'checkpoint'],
  ['models', '*', 'fisher'],
  ['models', '*', 'dataset', 'file'],
  ['models', '*', 'evaluate', 'file'],
] as const;

/** The text of the recipe at `from` as it must read at `to`, both paths of files. `names` become the absolute paths that they stand for. */
export function rebaseRecipe(
  text: string,
  from: string,
  to: string,
  names: Readonly<Record<string, string>> = {},
): string {
  const document = parseDocument(text);
  const { models } = document.toJS() as { models: readonly unknown[] };
  for (const pattern of PATHS) {
    const places = pattern.includes('*' as never)
      ? models.map((_, at) => pattern.map((key) => (key === '*' ? at : key)))
      : [[...pattern]];
    for (const place of places) {
      const node = document.getIn(place, true);
      if (!isScalar(node) || typeof node.value !== 'string') continue;
      if (place.at(-1) !== 'fisher' && Object.hasOwn(names, node.value)) {
        node.value = names[node.value]!;
        continue;
      }
      if (isAbsolute(node.value)) continue;
      const moved = relative(dirname(to), resolve(dirname(from), node.value));
      node.value = moved.replaceAll('\\', '/');
    }
  }
  return document.toString({ lineWidth: 0 });
}
