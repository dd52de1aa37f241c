/** Recipes in Weir's own form, whoever wrote them: those of mergekit are translated. */
import { parseDocument } from 'yaml';
import { isMergekit } from './mergekit/document.ts';
import { translateMergekit } from './mergekit/translation.ts';
import { type Path, readRecipeText, type RecipeText, writeRecipeText } from './recipe-text.ts';

/** A recipe's text as plain values in Weir's form, judged no further. Throws 'invalid-recipe', and 'unsupported' for what Weir lacks. */
export function readRecipe(text: string, source: string): RecipeText {
  const read = readRecipeText(text, source);
  return isMergekit(read.value) ? translateMergekit(read, source) : read;
}

/** The text of a recipe in Weir's form; one that has it already stays as it is. */
export function toOwnForm(text: string, source: string): string {
  const { value } = readRecipeText(text, source);
  return isMergekit(value)
    ? writeRecipeText(readRecipe(text, source).value as Readonly<Record<string, unknown>>)
    : text;
}

/**
 * The text with a value at a path of Weir's form, all else as it stands, comments too; one of mergekit is translated first. A text that has no
 * place for it, or cannot be read, is given back as it is.
 */
export function setInRecipe(text: string, path: Path, value: unknown): string {
  try {
    const document = parseDocument(toOwnForm(text, ''));
    document.setIn(path, value);
    return document.toString({ lineWidth: 0 });
  } catch {
    return text;
  }
}
